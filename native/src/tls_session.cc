#include "tls_session.h"

#include <openssl/async.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/x509_vfy.h>

namespace attls {

/** The BIO between SSL and what the caller lends. */
struct Wire {
  static TlsSession* Session(BIO* bio) { return static_cast<TlsSession*>(BIO_get_data(bio)); }

  static int Read(BIO* bio, char* to, int limit) {
    BIO_clear_retry_flags(bio);
    ByteView* in = Session(bio)->in_;
    if (limit <= 0) return 0;
    if (in == nullptr || in->size == 0) {
      // The end of the TCP connection is never told: whoever sees it knows that TLS has not ended before it.
      BIO_set_retry_read(bio);
      return -1;
    }
    return static_cast<int>(in->Take(reinterpret_cast<uint8_t*>(to), static_cast<size_t>(limit)));
  }

  static int Write(BIO* bio, const char* from, int length) {
    BIO_clear_retry_flags(bio);
    FixedBuffer* out = Session(bio)->out_;
    if (length <= 0) return 0;
    if (out == nullptr || !out->Append(from, static_cast<size_t>(length))) {
      BIO_set_retry_write(bio);
      return -1;
    }
    return length;
  }

  static long Control(BIO*, int command, long, void*) { return command == BIO_CTRL_FLUSH ? 1 : 0; }

  static int Create(BIO* bio) {
    BIO_set_init(bio, 1);
    return 1;
  }

  static BIO_METHOD* Method() {
    static BIO_METHOD* const method = [] {
      BIO_METHOD* made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "attls wire");
      if (made != nullptr) {
        BIO_meth_set_read(made, Read);
        BIO_meth_set_write(made, Write);
        BIO_meth_set_ctrl(made, Control);
        BIO_meth_set_create(made, Create);
      }
      return made;
    }();
    return method;
  }
};

namespace {

TlsSession* SessionOf(const SSL* ssl) { return static_cast<TlsSession*>(SSL_get_app_data(ssl)); }

std::string Text(const char* text) { return text == nullptr ? std::string() : std::string(text); }

std::string Der(X509* certificate) {
  const int length = i2d_X509(certificate, nullptr);
  if (length <= 0) return {};
  std::string der(static_cast<size_t>(length), '\0');
  auto* to = reinterpret_cast<unsigned char*>(der.data());
  i2d_X509(certificate, &to);
  return der;
}

/** OpenSSL chooses the alert by the verification code (ssl_x509err2alert). */
int VerifyCodeFor(int alert) {
  switch (alert) {
    case SSL_AD_HANDSHAKE_FAILURE:
      return X509_V_ERR_APPLICATION_VERIFICATION;
    case SSL_AD_BAD_CERTIFICATE:
      return X509_V_ERR_CERT_REJECTED;
    case SSL_AD_UNSUPPORTED_CERTIFICATE:
      return X509_V_ERR_INVALID_PURPOSE;
    case SSL_AD_CERTIFICATE_REVOKED:
      return X509_V_ERR_CERT_REVOKED;
    case SSL_AD_CERTIFICATE_EXPIRED:
      return X509_V_ERR_CERT_HAS_EXPIRED;
    case SSL_AD_UNKNOWN_CA:
      return X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT;
    case SSL_AD_DECRYPT_ERROR:
      return X509_V_ERR_CERT_SIGNATURE_FAILURE;
    case SSL_AD_INTERNAL_ERROR:
      return X509_V_ERR_OUT_OF_MEM;
    default:
      // A code without an alert of its own becomes certificate_unknown: "some other issue" (RFC 8446 6.2).
      return X509_V_ERR_PERMITTED_VIOLATION;
  }
}

/** The last failed check counts, as with node:tls; all are walked through so that the chain is judged to its end. */
int KeepGoing(int ok, X509_STORE_CTX* store) {
  if (ok == 0) {
    auto* code = static_cast<long*>(X509_STORE_CTX_get_app_data(store));
    if (code != nullptr) *code = X509_STORE_CTX_get_error(store);
  }
  return 1;
}

/** A resumed session carries the verdict of its full handshake, which may be a day old. */
long DateCode(X509* certificate) {
  if (X509_cmp_current_time(X509_get0_notAfter(certificate)) <= 0) return X509_V_ERR_CERT_HAS_EXPIRED;
  if (X509_cmp_current_time(X509_get0_notBefore(certificate)) > 0) return X509_V_ERR_CERT_NOT_YET_VALID;
  return X509_V_OK;
}

}  // namespace

TlsError TakeError() {
  // The first error is the cause, the others are where it passed through.
  const unsigned long code = ERR_get_error();
  TlsError error{Text(ERR_lib_error_string(code)), Text(ERR_reason_error_string(code))};
  ERR_clear_error();
  return error;
}

std::unique_ptr<TlsSession> TlsSession::Create(SSL_CTX* context, bool is_client, const std::string& server_name,
                                               const std::string& resume_der, SessionSink sessions) {
  std::unique_ptr<TlsSession> made(new TlsSession());
  made->ssl_.reset(SSL_new(context));
  BIO_METHOD* method = Wire::Method();
  BIO* bio = method == nullptr ? nullptr : BIO_new(method);
  if (!made->ssl_ || bio == nullptr) {
    BIO_free(bio);
    ERR_clear_error();
    return nullptr;
  }
  SSL* ssl = made->ssl_.get();
  BIO_set_data(bio, made.get());
  SSL_set_bio(ssl, bio, bio);
  SSL_set_app_data(ssl, made.get());
  made->sessions_ = std::move(sessions);
  if (!is_client) {
    SSL_set_accept_state(ssl);
  } else {
    SSL_set_connect_state(ssl);
    if (!server_name.empty()) SSL_set_tlsext_host_name(ssl, server_name.c_str());
    const auto* der = reinterpret_cast<const unsigned char*>(resume_der.data());
    const SslSessionPtr session(
        resume_der.empty() ? nullptr : d2i_SSL_SESSION(nullptr, &der, static_cast<long>(resume_der.size())));
    if (session) SSL_set_session(ssl, session.get());
  }
  // A job costs a stack: only where the peer may show a certificate. The others are asked about at the end.
  if (SSL_get_verify_mode(ssl) != SSL_VERIFY_NONE && ASYNC_is_capable()) SSL_set_mode(ssl, SSL_MODE_ASYNC);
  ERR_clear_error();
  return made;
}

TlsSession::~TlsSession() {
  // A job that waits for a verdict must be run to its end, or its stack is lost.
  if (is_asking_) {
    FixedBuffer discarded(32 << 10);
    ByteView nothing;
    Decide(false, SSL_AD_HANDSHAKE_FAILURE);
    Handshake(nothing, discarded);
  }
  // Not a session that ended well, but one that must not take itself out of anybody's cache either.
  if (ssl_) SSL_set_shutdown(ssl_.get(), SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
}

TlsSession::Step TlsSession::Handshake(ByteView& in, FixedBuffer& out) {
  in_ = &in;
  out_ = &out;
  const Step step = After(SSL_do_handshake(ssl_.get()));
  if (step == Step::kDone) SSL_clear_mode(ssl_.get(), SSL_MODE_ASYNC);
  return step;
}

TlsSession::Step TlsSession::After(int result) {
  in_ = nullptr;
  out_ = nullptr;
  const int kind = result > 0 ? SSL_ERROR_NONE : SSL_get_error(ssl_.get(), result);
  switch (kind) {
    case SSL_ERROR_NONE:
      return Step::kDone;
    case SSL_ERROR_WANT_READ:
      return Step::kWantRead;
    case SSL_ERROR_WANT_WRITE:
      return Step::kWantWrite;
    case SSL_ERROR_WANT_ASYNC:
      return Step::kAsk;
    case SSL_ERROR_ZERO_RETURN:
      return Step::kEnd;
    default:
      error_ = TakeError();
      return Step::kFailed;
  }
}

void TlsSession::Decide(bool accept, int alert) {
  is_accepted_ = accept;
  refusal_alert_ = alert;
}

int TlsSession::Verify(X509_STORE_CTX* store, void*) {
  auto* ssl =
      static_cast<SSL*>(X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
  return SessionOf(ssl)->Ask(store);
}

int TlsSession::Ask(X509_STORE_CTX* store) {
  verify_ = X509_V_OK;
  X509_STORE_CTX_set_app_data(store, &verify_);
  X509_STORE_CTX_set_verify_cb(store, KeepGoing);
  if (X509_verify_cert(store) <= 0 && verify_ == X509_V_OK) {
    const int code = X509_STORE_CTX_get_error(store);
    verify_ = code == X509_V_OK ? X509_V_ERR_UNSPECIFIED : code;
  }
  shown_.clear();
  const STACK_OF(X509)* sent = X509_STORE_CTX_get0_untrusted(store);
  for (int index = 0; index < sk_X509_num(sent); index++) shown_.push_back(Der(sk_X509_value(sent, index)));
  if (ASYNC_get_current_job() != nullptr) {
    was_asked_ = true;
    is_asking_ = true;
    is_accepted_ = false;
    ASYNC_pause_job();
    is_asking_ = false;
    if (!is_accepted_) {
      X509_STORE_CTX_set_error(store, VerifyCodeFor(refusal_alert_));
      return 0;
    }
  }
  // Kept with the session: a resumed handshake is judged by the same code.
  X509_STORE_CTX_set_error(store, static_cast<int>(verify_));
  return 1;
}

int TlsSession::NewSession(SSL* ssl, SSL_SESSION* session) {
  TlsSession* own = SessionOf(ssl);
  const int length = i2d_SSL_SESSION(session, nullptr);
  if (!own->sessions_ || length <= 0) return 0;
  std::string der(static_cast<size_t>(length), '\0');
  auto* to = reinterpret_cast<unsigned char*>(der.data());
  i2d_SSL_SESSION(session, &to);
  own->sessions_(std::move(der));
  // The reference stays OpenSSL's.
  return 0;
}

void TlsSession::Info(const SSL* ssl, int where, int code) {
  if ((where & SSL_CB_ALERT) == 0) return;
  const int alert = code & 0xff;
  // close_notify is an end and no failure.
  if (alert == SSL_AD_CLOSE_NOTIFY) return;
  Alerts& alerts = SessionOf(ssl)->alerts_;
  if (where & SSL_CB_READ) alerts.received = alert;
  if (where & SSL_CB_WRITE) alerts.sent = alert;
}

TlsSession::Step TlsSession::Read(ByteView& in, FixedBuffer& plain, FixedBuffer& out) {
  Step step = Step::kDone;
  while (step == Step::kDone) {
    uint8_t* to = plain.data() + plain.size();
    const size_t room = plain.capacity() - plain.size();
    // Each byte of input gives at most one of output; what was begun before fits into the reserve.
    if (room == 0) return Step::kDone;
    in_ = &in;
    out_ = &out;
    size_t got = 0;
    step = After(SSL_read_ex(ssl_.get(), to, room, &got));
    if (step == Step::kDone) plain.Grow(got);
  }
  return step;
}

TlsSession::Step TlsSession::Write(const uint8_t* from, size_t length, FixedBuffer& out) {
  out_ = &out;
  size_t written = 0;
  return After(SSL_write_ex(ssl_.get(), from, length, &written));
}

void TlsSession::End(FixedBuffer& out) {
  out_ = &out;
  // 0 is the regular answer: the peer's close_notify is still to come.
  const int result = SSL_shutdown(ssl_.get());
  After(result == 0 ? 1 : result);
}

PeerFacts TlsSession::Facts() const {
  SSL* ssl = ssl_.get();
  PeerFacts facts;
  facts.protocol = Text(SSL_get_version(ssl));
  const SSL_CIPHER* cipher = SSL_get_current_cipher(ssl);
  if (cipher == nullptr) cipher = SSL_get_pending_cipher(ssl);
  if (cipher != nullptr) facts.cipher = Text(SSL_CIPHER_standard_name(cipher));
  if (SSL_is_init_finished(ssl)) {
    const int group = static_cast<int>(SSL_get_negotiated_group(ssl));
    if (group > 0 && (group & TLSEXT_nid_unknown) == 0) facts.group = Text(OBJ_nid2sn(group));
  }
  facts.server_name = Text(SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name));
  facts.resumed = SSL_session_reused(ssl) == 1;
  if (was_asked_ || !shown_.empty()) {
    facts.verify = verify_;
    facts.chain = shown_;
    return facts;
  }
  // The session of a resumed handshake has kept the peer's own certificate.
  X509* own = SSL_get0_peer_certificate(ssl);
  if (own == nullptr) return facts;
  facts.chain.push_back(Der(own));
  facts.verify = SSL_get_verify_result(ssl);
  if (facts.verify == X509_V_OK) facts.verify = DateCode(own);
  return facts;
}

}  // namespace attls
