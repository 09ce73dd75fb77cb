#include "context.h"

#include <openssl/err.h>
#include <openssl/pem.h>

namespace attls {
namespace {

struct BioDeleter {
  void operator()(BIO* bio) const { BIO_free(bio); }
};
struct X509Deleter {
  void operator()(X509* certificate) const { X509_free(certificate); }
};
struct KeyDeleter {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using BioPtr = std::unique_ptr<BIO, BioDeleter>;
using X509Ptr = std::unique_ptr<X509, X509Deleter>;
using KeyPtr = std::unique_ptr<EVP_PKEY, KeyDeleter>;

BioPtr Memory(const std::string& text) {
  return BioPtr(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

X509Ptr Certificate(const std::string& pem) {
  const BioPtr bio = Memory(pem);
  return X509Ptr(bio ? PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr) : nullptr);
}

/** No key of ours is encrypted; without this OpenSSL would ask at the terminal. */
int NoPassword(char*, int, int, void*) { return -1; }

bool UseIdentity(SSL_CTX* context, const Identity& identity) {
  if (identity.chain.empty()) return false;
  const X509Ptr own = Certificate(identity.chain.front());
  if (!own || SSL_CTX_use_certificate(context, own.get()) != 1) return false;
  for (size_t index = 1; index < identity.chain.size(); index++) {
    const X509Ptr issuer = Certificate(identity.chain[index]);
    if (!issuer || SSL_CTX_add1_chain_cert(context, issuer.get()) != 1) return false;
  }
  const BioPtr bio = Memory(identity.key);
  const KeyPtr key(bio ? PEM_read_bio_PrivateKey(bio.get(), nullptr, NoPassword, nullptr) : nullptr);
  return key && SSL_CTX_use_PrivateKey(context, key.get()) == 1 && SSL_CTX_check_private_key(context) == 1;
}

bool Trust(SSL_CTX* context, const ContextSettings& settings) {
  X509_STORE* store = SSL_CTX_get_cert_store(context);
  for (const std::string& pem : settings.trust) {
    const X509Ptr anchor = Certificate(pem);
    if (!anchor || X509_STORE_add_cert(store, anchor.get()) != 1) return false;
    if (!settings.is_client && SSL_CTX_add_client_CA(context, anchor.get()) != 1) return false;
  }
  // A chain may end at a trusted certificate that is no root (policy-language.md 4.8).
  X509_STORE_set_flags(store, X509_V_FLAG_PARTIAL_CHAIN);
  return true;
}

bool UseProtocols(SSL_CTX* context, const std::vector<std::string>& protocols) {
  static constexpr struct {
    const char* name;
    int version;
    uint64_t off;
  } kVersions[] = {
      {"TLSv1", TLS1_VERSION, SSL_OP_NO_TLSv1},
      {"TLSv1.1", TLS1_1_VERSION, SSL_OP_NO_TLSv1_1},
      {"TLSv1.2", TLS1_2_VERSION, SSL_OP_NO_TLSv1_2},
      {"TLSv1.3", TLS1_3_VERSION, SSL_OP_NO_TLSv1_3},
  };
  int oldest = 0;
  int newest = 0;
  for (const auto& version : kVersions) {
    bool is_on = false;
    for (const std::string& name : protocols) is_on = is_on || name == version.name;
    if (!is_on) {
      SSL_CTX_set_options(context, version.off);
      continue;
    }
    if (oldest == 0) oldest = version.version;
    newest = version.version;
  }
  return SSL_CTX_set_min_proto_version(context, oldest) == 1 &&
         SSL_CTX_set_max_proto_version(context, newest) == 1;
}

bool UseLists(SSL_CTX* context, const ContextSettings& settings) {
  SSL_CTX_set_security_level(context, settings.security_level);
  // With suites of TLS 1.3 alone the older list stays the library's own; the version range keeps it unused.
  if (!settings.ciphers.empty() && SSL_CTX_set_cipher_list(context, settings.ciphers.c_str()) != 1) return false;
  if (SSL_CTX_set_ciphersuites(context, settings.cipher_suites.c_str()) != 1) return false;
  if (!settings.groups.empty() && SSL_CTX_set1_groups_list(context, settings.groups.c_str()) != 1) return false;
  return settings.signature_algorithms.empty() ||
         SSL_CTX_set1_sigalgs_list(context, settings.signature_algorithms.c_str()) == 1;
}

bool UseSessions(SSL_CTX* context, const ContextSettings& settings) {
  const bool is_on = settings.session_seconds > 0;
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  if (!is_on) SSL_CTX_set_options(context, SSL_OP_NO_TICKET);
  if (is_on) SSL_CTX_set_timeout(context, settings.session_seconds);
  if (settings.is_client) {
    if (!is_on) return true;
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_sess_set_new_cb(context, TlsSession::NewSession);
    return true;
  }
  // Sessions are tickets that the client holds; without them TLS 1.3 would keep them here.
  if (!is_on && SSL_CTX_set_num_tickets(context, 0) != 1) return false;
  std::string keys = settings.ticket_keys;
  if (SSL_CTX_set_tlsext_ticket_keys(context, keys.data(), static_cast<long>(keys.size())) != 1) return false;
  return SSL_CTX_set_session_id_context(
             context, reinterpret_cast<const unsigned char*>(settings.session_context.data()),
             static_cast<unsigned int>(settings.session_context.size())) == 1;
}

int VerifyMode(const ContextSettings& settings) {
  if (settings.is_client) return SSL_VERIFY_PEER;
  switch (settings.peer_certificate) {
    case ContextSettings::PeerCertificate::kNone:
      return SSL_VERIFY_NONE;
    case ContextSettings::PeerCertificate::kOptional:
      return SSL_VERIFY_PEER;
    case ContextSettings::PeerCertificate::kRequired:
      return SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT;
  }
  return SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT;
}

bool Fill(SSL_CTX* context, const ContextSettings& settings) {
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  if (!settings.extended_master_secret) SSL_CTX_set_options(context, SSL_OP_NO_EXTENDED_MASTER_SECRET);
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_dh_auto(context, 1);
  SSL_CTX_set_verify(context, VerifyMode(settings), nullptr);
  SSL_CTX_set_cert_verify_callback(context, TlsSession::Verify, nullptr);
  SSL_CTX_set_info_callback(context, TlsSession::Info);
  if (!UseProtocols(context, settings.protocols) || !UseLists(context, settings)) return false;
  for (const Identity& identity : settings.identities)
    if (!UseIdentity(context, identity)) return false;
  return Trust(context, settings) && UseSessions(context, settings);
}

}  // namespace

ContextPtr MakeContext(const ContextSettings& settings, TlsError& error) {
  ERR_clear_error();
  ContextPtr context(SSL_CTX_new(settings.is_client ? TLS_client_method() : TLS_server_method()));
  if (context && Fill(context.get(), settings)) {
    ERR_clear_error();
    return context;
  }
  error = TakeError();
  return nullptr;
}

}  // namespace attls
