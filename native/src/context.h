// An SSL_CTX from TlsSettings (src/engine/settings.ts): everything the connections of one environment share.
#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>
#include <vector>

#include "tls_session.h"

namespace attls {

struct Identity {
  /** PEM, own certificate first. */
  std::vector<std::string> chain;
  std::string key;
};

struct ContextSettings {
  enum class PeerCertificate { kNone, kOptional, kRequired };

  bool is_client = false;
  PeerCertificate peer_certificate = PeerCertificate::kNone;
  std::vector<std::string> protocols;
  /** OpenSSL's lists, separated by colons; empty: the library's own. */
  std::string ciphers;
  std::string cipher_suites;
  std::string groups;
  std::string signature_algorithms;
  int security_level = 1;
  std::vector<Identity> identities;
  std::vector<std::string> trust;
  bool extended_master_secret = true;
  /** 0: no session is resumed. */
  long session_seconds = 0;
  /** Server: name, HMAC key and cipher key of its tickets, 80 bytes; at most 32 bytes that bind its sessions. */
  std::string ticket_keys;
  std::string session_context;
};

struct ContextDeleter {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
using ContextPtr = std::unique_ptr<SSL_CTX, ContextDeleter>;

/** Null and the library's error when it refuses key material or settings. */
ContextPtr MakeContext(const ContextSettings& settings, TlsError& error);

}  // namespace attls
