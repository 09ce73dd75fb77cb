/* The load generator: client and backend of a proxy under test in one thread, so that one pinned core drives it and
 * the proxy's own core is measured alone. Parts: options.c reads the command line, connection.c moves one connection
 * from state to state, loop.c polls them all, proxy.c looks at the proxy's processes, main.c runs a test and prints
 * one JSON line.
 *
 * It costs less than what it measures: linked with --wrap it checks no signature and reuses one X25519 key, it drops
 * received bulk in the kernel (MSG_TRUNC) and sends clear bulk from a memory file (sendfile). */
#ifndef LOAD_H
#define LOAD_H

#define _GNU_SOURCE
#include <openssl/ssl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum test { HANDSHAKES, PING_PONG, TO_CLIENT, FROM_CLIENT, IDLE };

struct options {
  enum test test;
  const char *test_name;
  bool tls_to_client;  /* the client end speaks TLS to the proxy (server role) */
  bool tls_to_backend; /* the backend end speaks TLS to the proxy (client role) */
  int connections;
  int more_connections; /* idle: a second measurement at this many */
  int message_bytes;
  bool resume;
  int rate; /* handshakes: start this many a second whatever is answered; 0: keep `connections` under way */
  double seconds, warm_seconds;
  int proxy_port, backend_port, proxy_core;
  const char *proxy_pids, *tls_version, *cipher, *certificate, *key;
};

enum state { CONNECTING, SHAKING_HANDS, TALKING, SENDING_BULK, TAKING_BULK, DEAD };

struct connection {
  int fd;
  enum state state;
  bool is_client, is_ready, can_read, can_write;
  SSL *tls;
  uint64_t asked_at; /* nanoseconds; when the request that is under way was sent */
  uint32_t received; /* bytes of its answer so far */
  struct connection *next_dead;
};

struct counts {
  uint64_t started, ready, under_way; /* connections */
  uint64_t completed, resumed, operations, bytes, errors; /* while measuring */
};

extern struct options options;
extern struct counts counts;
extern bool is_measuring, is_stopping;

/* options.c */
void read_options(int count, char **words);

/* connection.c */
void prepare_connections(void);
void start_client(void);
struct connection *accept_backend(int listener);
/* Does everything that can be done without waiting; the connection may be DEAD after it. */
void advance(struct connection *connection);
void fail_connection(struct connection *connection);
void free_dead(void);
/* Tenths of microseconds, as the answers came. */
extern uint32_t *latencies;
extern size_t latency_count;

/* loop.c */
void open_loop(void);
void watch(struct connection *connection);
void poll_once(int milliseconds);

/* proxy.c: the proxy's process tree */
void find_proxy(void);
double proxy_cpu_seconds(void);
long proxy_memory_kb(const char *field);
double core_cpu_seconds(int core);

/* main.c */
uint64_t now_ns(void);
void die(const char *what);

#endif
