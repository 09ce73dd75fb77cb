#include "handshake.h"

#include "closing.h"
#include "loop.h"

namespace attls {

void Handshake::Begin(Loop& loop) {
  loop.ExpireIn(*this, limits_.first_byte);
  Run(loop);
}

void Handshake::Run(Loop& loop) {
  // The verdict comes by Decide(); bytes wait in the kernel until then.
  if (is_asking_) return;
  const std::shared_ptr<Work> self = shared_from_this();
  // A peer that refuses us may have reset the connection behind its alert: what it has said is read first.
  side_.Flush();
  FixedBuffer& sealed = loop.scratch().sealed;
  for (;;) {
    ByteView in = side_.inbox().view();
    const size_t before = in.size;
    if (before > 0 && !has_first_byte_) {
      if (!LooksLikeTls(in)) return Fail(loop, HandshakeEnd::kClearText);
      has_first_byte_ = true;
      loop.ExpireIn(*this, limits_.finish);
    }
    const TlsSession::Step step = side_.tls->Handshake(in, sealed);
    side_.inbox().Consume(before - in.size);
    const bool is_sent = side_.SendSealed(sealed);
    switch (step) {
      case TlsSession::Step::kDone:
        if (!is_sent) return Fail(loop, HandshakeEnd::kReset, side_.error());
        return Finish(loop);
      case TlsSession::Step::kAsk:
        is_asking_ = true;
        loop.ExpireIn(*this, 0);
        loop.reports().Add(side_.id, PeerReport{side_.tls->Facts(), true, false});
        return;
      case TlsSession::Step::kWantRead:
        switch (Receive(loop)) {
          case Input::kReady:
            continue;
          case Input::kWait:
          case Input::kOver:
            return;
        }
        return;
      case TlsSession::Step::kWantWrite:
        if (!is_sent) return Fail(loop, HandshakeEnd::kReset, side_.error());
        if (side_.waiting() > 0) return;
        continue;
      case TlsSession::Step::kEnd:
        return Fail(loop, HandshakeEnd::kClosed);
      case TlsSession::Step::kFailed:
        return Fail(loop, HandshakeEnd::kTlsError);
    }
  }
}

/** Only after the library has used what is there: an alert before the peer's end has been read by then. */
Handshake::Input Handshake::Receive(Loop& loop) {
  FixedBuffer& received = loop.scratch().received;
  size_t got = 0;
  switch (side_.Receive(received.data(), received.capacity(), got)) {
    case Side::Io::kDone:
      side_.inbox().Append(received.data(), got);
      return Input::kReady;
    case Side::Io::kAgain:
      return Input::kWait;
    case Side::Io::kEnd:
      // The kernel has told the reset already when we wrote.
      Fail(loop, side_.error() == 0 ? HandshakeEnd::kClosed : HandshakeEnd::kReset, side_.error());
      return Input::kOver;
    case Side::Io::kFailed:
      Fail(loop, HandshakeEnd::kReset, side_.error());
      return Input::kOver;
  }
  return Input::kOver;
}

void Handshake::Decide(Loop& loop, bool accept, int alert) {
  if (!is_asking_) return;
  is_asking_ = false;
  side_.tls->Decide(accept, alert);
  loop.ExpireIn(*this, limits_.finish);
  Run(loop);
}

void Handshake::Finish(Loop& loop) {
  loop.ExpireIn(*this, 0);
  loop.reports().Add(side_.id, PeerReport{side_.tls->Facts(), false, side_.tls->was_asked()});
  side_.work.reset();
}

void Handshake::Expired(Loop& loop) {
  Fail(loop, has_first_byte_ ? HandshakeEnd::kUnfinished : HandshakeEnd::kSilent);
}

void Handshake::Abort(Loop& loop) { Fail(loop, HandshakeEnd::kAborted); }

void Handshake::Fail(Loop& loop, HandshakeEnd how, int system_error) {
  const std::shared_ptr<Work> self = shared_from_this();
  loop.ExpireIn(*this, 0);
  const TlsSession& tls = *side_.tls;
  side_.counters.Release();
  loop.reports().Add(side_.id, HandshakeFailed{how, tls.error(), system_error, tls.alerts(), tls.Facts()});
  // After an alert of ours nothing is gained by a reset, and it could overtake the alert.
  if (how == HandshakeEnd::kTlsError)
    Closing::Begin(loop, side_, Closing::Last::kSent);
  else
    loop.Remove(side_);
}

}  // namespace attls
