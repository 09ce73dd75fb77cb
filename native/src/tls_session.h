// TLS on one side: an SSL whose bytes come from a view and go into a buffer that the caller lends for one call, so
// that one system call moves many records. Knows no sockets. The verdict on the peer is asked for in the middle of
// the handshake: there OpenSSL runs in a job of its own (ASYNC_start_job(3)), which is left until the answer is
// known, so that a refusal goes out as OpenSSL's own alert in every version and in both roles.
#pragma once

#include <openssl/ssl.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "bytes.h"

namespace attls {

struct SslDeleter {
  void operator()(SSL* ssl) const { SSL_free(ssl); }
  void operator()(SSL_SESSION* session) const { SSL_SESSION_free(session); }
};
using SslPtr = std::unique_ptr<SSL, SslDeleter>;
using SslSessionPtr = std::unique_ptr<SSL_SESSION, SslDeleter>;

/** What is known of the peer; the names are OpenSSL's. */
struct PeerFacts {
  std::string protocol;
  std::string cipher;
  std::string group;
  std::string server_name;
  bool resumed = false;
  /** X509_V_*. */
  long verify = X509_V_OK;
  /** DER, the peer's own certificate first. */
  std::vector<std::string> chain;
};

/** An error of the library in its own words: "SSL routines", "no shared cipher". */
struct TlsError {
  std::string library;
  std::string reason;
};

/** The error of the call that has just failed; empties the thread's queue. */
TlsError TakeError();

struct Alerts {
  int sent = -1;
  int received = -1;
};

class TlsSession {
 public:
  /** Told of every session that may be resumed, as DER, in the middle of a call of this class. */
  using SessionSink = std::function<void(std::string der)>;

  enum class Step { kDone, kWantRead, kWantWrite, kAsk, kEnd, kFailed };

  /** Null when OpenSSL has no memory. The context is shared, not owned. */
  static std::unique_ptr<TlsSession> Create(SSL_CTX* context, bool is_client, const std::string& server_name,
                                            const std::string& resume_der, SessionSink sessions);
  ~TlsSession();
  TlsSession(const TlsSession&) = delete;
  TlsSession& operator=(const TlsSession&) = delete;

  /** kAsk: peer() is known as far as it goes; call again after Decide(). */
  Step Handshake(ByteView& in, FixedBuffer& out);
  /** alert is sent if the peer is refused, or the nearest that OpenSSL has for a certificate. */
  void Decide(bool accept, int alert);
  bool was_asked() const { return was_asked_; }

  /** Decrypts into `plain` until `in` is used up: kWantRead. kEnd is close_notify. */
  Step Read(ByteView& in, FixedBuffer& plain, FixedBuffer& out);
  /** Encrypts everything; `out` must have room (Scratch::kSealed). */
  Step Write(const uint8_t* from, size_t length, FixedBuffer& out);
  /** close_notify. */
  void End(FixedBuffer& out);

  PeerFacts Facts() const;
  const TlsError& error() const { return error_; }
  const Alerts& alerts() const { return alerts_; }

  /** For the context's callbacks. */
  static int Verify(X509_STORE_CTX* store, void*);
  static int NewSession(SSL* ssl, SSL_SESSION* session);
  static void Info(const SSL* ssl, int where, int code);

 private:
  friend struct Wire;
  TlsSession() = default;
  int Ask(X509_STORE_CTX* store);
  Step After(int result);

  SslPtr ssl_;
  SessionSink sessions_;
  // Lent for the length of one call.
  ByteView* in_ = nullptr;
  FixedBuffer* out_ = nullptr;
  std::vector<std::string> shown_;
  long verify_ = X509_V_OK;
  TlsError error_;
  Alerts alerts_;
  int refusal_alert_ = 0;
  bool is_accepted_ = false;
  bool was_asked_ = false;
  bool is_asking_ = false;
};

}  // namespace attls
