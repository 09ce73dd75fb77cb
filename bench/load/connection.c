/* One connection, client end or backend end. The first byte that a client sends says what the backend is to do:
 * 's' send bulk, 'd' drop what comes, anything else is echoed. */
#include "load.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <unistd.h>

#define RECORD_BYTES 16384
#define CLEAR_CHUNK (1 << 18)
#define DROP_BYTES (1 << 20)
#define BULK_TURNS 64
#define ECHO_TURNS 1000
#define MOST_LATENCIES (8u << 20)
#define MOST_ERRORS_SHOWN 3

enum { AGAIN = -1, FAILED = -2 };

uint32_t *latencies;
size_t latency_count;
static SSL_CTX *client_context, *backend_context;
static SSL_SESSION *session;
static struct connection *dead;
static char record[RECORD_BYTES], answer[RECORD_BYTES], *drop;
static int memory_file;

/* The generator must not be the limit: with these two a full handshake costs it about a third. */
int __wrap_EVP_DigestVerify(EVP_MD_CTX *, const unsigned char *, size_t, const unsigned char *, size_t);
int __wrap_EVP_DigestVerify(EVP_MD_CTX *context, const unsigned char *signature, size_t signature_bytes,
                            const unsigned char *data, size_t data_bytes) {
  (void)context, (void)signature, (void)signature_bytes, (void)data, (void)data_bytes;
  return 1;
}
int __real_EVP_PKEY_keygen(EVP_PKEY_CTX *, EVP_PKEY **);
int __wrap_EVP_PKEY_keygen(EVP_PKEY_CTX *, EVP_PKEY **);
int __wrap_EVP_PKEY_keygen(EVP_PKEY_CTX *context, EVP_PKEY **made) {
  static EVP_PKEY *kept;
  if (!kept) {
    int result = __real_EVP_PKEY_keygen(context, &kept);
    if (result <= 0) return result;
  }
  EVP_PKEY_up_ref(kept);
  *made = kept;
  return 1;
}

static int accept_any_certificate(X509_STORE_CTX *store, void *nothing) {
  (void)store, (void)nothing;
  return 1;
}

/* OpenSSL marks a TLS 1.3 session as used, so one pristine copy is kept and copied for each connection. */
static int keep_session(SSL *tls, SSL_SESSION *fresh) {
  (void)tls;
  if (options.resume && !session) session = SSL_SESSION_dup(fresh);
  return 0;
}

static SSL_CTX *make_context(const SSL_METHOD *method) {
  int version = strcmp(options.tls_version, "1.2") ? TLS1_3_VERSION : TLS1_2_VERSION;
  SSL_CTX *context = SSL_CTX_new(method);
  SSL_CTX_set_min_proto_version(context, version);
  SSL_CTX_set_max_proto_version(context, version);
  SSL_CTX_set1_groups_list(context, "X25519:P-256");
  SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_read_ahead(context, 1);
  SSL_CTX_set_cert_verify_callback(context, accept_any_certificate, NULL);
  if (options.cipher && !(version == TLS1_3_VERSION ? SSL_CTX_set_ciphersuites(context, options.cipher)
                                                    : SSL_CTX_set_cipher_list(context, options.cipher)))
    die("--cipher");
  return context;
}

void prepare_connections(void) {
  memory_file = memfd_create("bulk", 0);
  drop = malloc(DROP_BYTES);
  memset(drop, 'x', DROP_BYTES);
  memset(record, 'e', sizeof record);
  if (memory_file < 0 || write(memory_file, drop, DROP_BYTES) != DROP_BYTES) die("memfd_create");
  latencies = malloc(MOST_LATENCIES * sizeof *latencies);

  client_context = make_context(TLS_client_method());
  SSL_CTX_set_session_cache_mode(client_context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
  SSL_CTX_sess_set_new_cb(client_context, keep_session);

  backend_context = make_context(TLS_server_method());
  SSL_CTX_set_session_id_context(backend_context, (const unsigned char *)"load", 4);
  SSL_CTX_set_num_tickets(backend_context, options.resume ? 1 : 0);
  if (!options.resume) {
    SSL_CTX_set_session_cache_mode(backend_context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_options(backend_context, SSL_OP_NO_TICKET);
  }
  if (options.certificate && (SSL_CTX_use_certificate_chain_file(backend_context, options.certificate) != 1 ||
                              SSL_CTX_use_PrivateKey_file(backend_context, options.key, SSL_FILETYPE_PEM) != 1))
    die("--certificate");
}

static struct connection *new_connection(int fd) {
  int one = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  struct connection *connection = calloc(1, sizeof *connection);
  if (!connection) die("calloc");
  connection->fd = fd;
  return connection;
}

void start_client(void) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) die("socket");
  struct connection *connection = new_connection(fd);
  connection->is_client = true;
  connection->asked_at = now_ns();
  counts.started++;
  counts.under_way++;
  if (options.tls_to_client) {
    connection->tls = SSL_new(client_context);
    SSL_set_fd(connection->tls, fd);
    SSL_set_connect_state(connection->tls);
    if (session) {
      SSL_SESSION *copy = SSL_SESSION_dup(session);
      SSL_set_session(connection->tls, copy);
      SSL_SESSION_free(copy);
    }
  }
  struct sockaddr_in address = {
    .sin_family = AF_INET, .sin_port = htons(options.proxy_port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  if (connect(fd, (struct sockaddr *)&address, sizeof address) && errno != EINPROGRESS) die("connect");
  watch(connection);
}

struct connection *accept_backend(int listener) {
  int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (fd < 0) return NULL;
  struct connection *connection = new_connection(fd);
  connection->state = TALKING;
  if (options.tls_to_backend) {
    connection->tls = SSL_new(backend_context);
    SSL_set_fd(connection->tls, fd);
    SSL_set_accept_state(connection->tls);
    connection->state = SHAKING_HANDS;
  }
  return connection;
}

static void end(struct connection *connection) {
  if (connection->state == DEAD) return;
  if (connection->tls) SSL_free(connection->tls);
  close(connection->fd);
  connection->tls = NULL;
  connection->state = DEAD;
  connection->next_dead = dead;
  dead = connection;
}

void free_dead(void) {
  while (dead) {
    struct connection *next = dead->next_dead;
    free(dead);
    dead = next;
  }
}

void fail_connection(struct connection *connection) {
  if (connection->is_client) {
    if (!is_stopping) counts.errors++;
    if (!connection->is_ready) counts.under_way--;
  }
  end(connection);
}

/* Bytes, 0 for an orderly end, AGAIN or FAILED. */
static int take(struct connection *connection, void *to, int most) {
  if (!connection->tls) {
    ssize_t got = recv(connection->fd, to, most, 0);
    return got >= 0 ? (int)got : errno == EAGAIN ? AGAIN : FAILED;
  }
  int got = SSL_read(connection->tls, to, most);
  if (got > 0) return got;
  int why = SSL_get_error(connection->tls, got);
  ERR_clear_error();
  if (why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE) return AGAIN;
  return why == SSL_ERROR_ZERO_RETURN ? 0 : FAILED;
}

static int give(struct connection *connection, const void *from, int bytes) {
  if (!connection->tls) {
    ssize_t sent = send(connection->fd, from, bytes, MSG_NOSIGNAL);
    return sent >= 0 ? (int)sent : errno == EAGAIN ? AGAIN : FAILED;
  }
  int sent = SSL_write(connection->tls, from, bytes);
  if (sent > 0) return sent;
  int why = SSL_get_error(connection->tls, sent);
  ERR_clear_error();
  return why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE ? AGAIN : FAILED;
}

/* Eight records in one send. */
static void collect_records(struct connection *connection) {
  BIO *plain = SSL_get_wbio(connection->tls), *buffer = BIO_new(BIO_f_buffer());
  BIO_set_write_buffer_size(buffer, 8 * RECORD_BYTES);
  BIO_up_ref(plain);
  SSL_set0_wbio(connection->tls, BIO_push(buffer, plain));
}

static void begin_sending(struct connection *connection) {
  connection->state = SENDING_BULK;
  connection->can_write = true;
  if (connection->tls) collect_records(connection);
}

/* Plain text is counted once, at the end that does not see TLS. */
static void count_bulk(const struct connection *connection, ssize_t bytes) {
  bool is_plain = connection->is_client ? !options.tls_to_client : !options.tls_to_backend;
  /* A clear relay has two such ends: the receiving one counts. */
  bool counts_here = options.tls_to_client || options.tls_to_backend ? is_plain : connection->state == TAKING_BULK;
  if (is_measuring && counts_here) counts.bytes += (uint64_t)bytes;
}

static void send_bulk(struct connection *connection) {
  if (!connection->can_write) return;
  for (int turn = 0; turn < BULK_TURNS; turn++) {
    off_t start = 0;
    ssize_t sent;
    if (connection->tls) sent = give(connection, record, RECORD_BYTES);
    else if ((sent = sendfile(connection->fd, memory_file, &start, CLEAR_CHUNK)) < 0) sent = errno == EAGAIN ? AGAIN : FAILED;
    if (sent == AGAIN) connection->can_write = false;
    if (sent == FAILED) fail_connection(connection);
    if (sent < 0) return;
    count_bulk(connection, sent);
  }
}

static void take_bulk(struct connection *connection) {
  for (int turn = 0; turn < BULK_TURNS; turn++) {
    ssize_t got = recv(connection->fd, drop, DROP_BYTES, MSG_TRUNC);
    if (got < 0 && errno == EAGAIN) return;
    if (got <= 0) return fail_connection(connection);
    count_bulk(connection, got);
  }
}

/* 1 done, 0 under way, FAILED. */
static int shake_hands(struct connection *connection) {
  int result = SSL_do_handshake(connection->tls);
  if (result == 1) return 1;
  int why = SSL_get_error(connection->tls, result);
  if (why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE) return 0;
  static int shown;
  if (!is_stopping && shown++ < MOST_ERRORS_SHOWN) ERR_print_errors_fp(stderr);
  ERR_clear_error();
  return FAILED;
}

static void ask(struct connection *connection, int bytes) {
  connection->received = 0;
  connection->asked_at = now_ns();
  if (give(connection, record, bytes) != bytes) fail_connection(connection);
}

static void become_ready(struct connection *connection) {
  if (connection->is_ready) return;
  connection->is_ready = true;
  counts.under_way--;
  counts.ready++;
}

static void client_established(struct connection *connection) {
  connection->state = TALKING;
  switch (options.test) {
    case HANDSHAKES: {
      /* The time of a handshake runs from its connect. */
      if (give(connection, record, 1) != 1) fail_connection(connection);
      return;
    }
    case IDLE: return ask(connection, 1);
    case PING_PONG: return ask(connection, options.message_bytes);
    case TO_CLIENT:
    case FROM_CLIENT:
      if (give(connection, options.test == TO_CLIENT ? "s" : "d", 1) != 1) return fail_connection(connection);
      become_ready(connection);
      if (options.test == TO_CLIENT) connection->state = TAKING_BULK;
      else begin_sending(connection);
  }
}

static void answered(struct connection *connection) {
  if (is_measuring) {
    counts.operations++;
    if (latency_count < MOST_LATENCIES) latencies[latency_count++] = (uint32_t)((now_ns() - connection->asked_at) / 100);
  }
  if (options.test == HANDSHAKES) {
    if (is_measuring) {
      counts.completed++;
      if (connection->tls && SSL_session_reused(connection->tls)) counts.resumed++;
    }
    become_ready(connection);
    if (connection->tls) SSL_shutdown(connection->tls);
    end(connection);
    return;
  }
  become_ready(connection);
  if (options.test == PING_PONG) ask(connection, options.message_bytes);
  else connection->received = 0;
}

static void advance_client(struct connection *connection) {
  if (connection->state == CONNECTING) {
    if (!connection->can_write) return;
    connection->state = SHAKING_HANDS;
  }
  if (connection->state == SHAKING_HANDS) {
    int result = connection->tls ? shake_hands(connection) : 1;
    if (result == FAILED) fail_connection(connection);
    if (result != 1) return;
    client_established(connection);
  }
  if (connection->state == TAKING_BULK) return take_bulk(connection);
  if (connection->state == SENDING_BULK) return send_bulk(connection);
  uint32_t wanted = options.test == PING_PONG ? (uint32_t)options.message_bytes : 1;
  while (connection->state == TALKING && connection->can_read) {
    int got = take(connection, answer, (int)(wanted - connection->received));
    if (got == AGAIN) connection->can_read = false;
    else if (got <= 0) fail_connection(connection);
    else if ((connection->received += (uint32_t)got) == wanted) return answered(connection);
  }
}

static void advance_backend(struct connection *connection) {
  if (connection->state == SHAKING_HANDS) {
    int result = shake_hands(connection);
    if (result == FAILED) fail_connection(connection);
    if (result != 1) return;
    if (is_measuring && SSL_session_reused(connection->tls)) counts.resumed++;
    connection->state = TALKING;
  }
  for (int turn = 0; connection->state == TALKING && turn < ECHO_TURNS; turn++) {
    char request[RECORD_BYTES];
    int got = take(connection, request, sizeof request);
    if (got == AGAIN) return;
    if (got <= 0) {
      if (connection->tls) SSL_shutdown(connection->tls);
      return end(connection);
    }
    if (request[0] == 's') begin_sending(connection);
    else if (request[0] == 'd') connection->state = TAKING_BULK;
    else if (give(connection, request, got) != got) return fail_connection(connection);
  }
  if (connection->state == TAKING_BULK) take_bulk(connection);
  else if (connection->state == SENDING_BULK) send_bulk(connection);
}

void advance(struct connection *connection) {
  if (connection->is_client) advance_client(connection);
  else advance_backend(connection);
}
