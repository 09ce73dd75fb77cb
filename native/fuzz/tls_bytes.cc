// Arbitrary bytes, in arbitrary pieces, through everything of ours that touches a peer's bytes: the look at the first
// ones, the queue between socket and TLS, and TLS itself over the lent buffers, in both roles. Linked with the
// system's OpenSSL; `make fuzz-native`.

#include <cstdlib>

#include "../src/bytes.h"
#include "../src/context.h"
#include "../src/side.h"
#include "../src/tls_session.h"

namespace {

using attls::ByteQueue;
using attls::ByteView;
using attls::ContextPtr;
using attls::FixedBuffer;
using attls::TlsSession;

ContextPtr Context(bool is_client) {
  attls::ContextSettings settings;
  settings.is_client = is_client;
  settings.protocols = {"TLSv1.2", "TLSv1.3"};
  settings.cipher_suites = "TLS_AES_128_GCM_SHA256";
  settings.ticket_keys.assign(80, 'k');
  settings.session_context.assign(32, 's');
  settings.session_seconds = 300;
  attls::TlsError error;
  ContextPtr context = attls::MakeContext(settings, error);
  if (!context) std::abort();
  return context;
}

void Shake(SSL_CTX* context, bool is_client, const uint8_t* data, size_t size) {
  FixedBuffer out(attls::Scratch::kSealed);
  FixedBuffer plain(attls::Scratch::kSealed);
  ByteQueue inbox;
  const auto session = TlsSession::Create(context, is_client, "localhost", {}, nullptr);
  if (!session) std::abort();
  size_t used = 0;
  size_t given = 0;
  while (given < size) {
    // The pieces are the input's choice too.
    const size_t piece = 1 + data[given] % 61;
    const size_t length = piece < size - given ? piece : size - given;
    inbox.Append(data + given, length);
    given += length;
    ByteView view = inbox.view();
    const size_t before = view.size;
    (void)attls::LooksLikeTls(view);
    const auto step = session->Handshake(view, out);
    if (view.size > before) std::abort();
    used += before - view.size;
    inbox.Consume(before - view.size);
    if (used + inbox.size() != given) std::abort();
    out.Clear();
    if (step == TlsSession::Step::kAsk) session->Decide(data[0] & 1, data[0]);
    if (step == TlsSession::Step::kFailed || step == TlsSession::Step::kEnd) return;
    if (step == TlsSession::Step::kDone) {
      ByteView rest = inbox.view();
      session->Read(rest, plain, out);
      return;
    }
  }
  (void)session->Facts();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const ContextPtr kClient = Context(true);
  static const ContextPtr kServer = Context(false);
  if (size == 0) return 0;
  Shake(data[0] & 2 ? kClient.get() : kServer.get(), (data[0] & 2) != 0, data + 1, size - 1);
  return 0;
}
