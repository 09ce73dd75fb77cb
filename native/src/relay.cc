#include "relay.h"

#include <cerrno>

#include "closing.h"
#include "sys.h"

namespace attls {
namespace {

/** Chunks of one direction before the other connections have their turn. */
constexpr int kChunksPerTurn = 4;

/** A chunk may wait for a side whose peer does not read, and beside it this much of what TLS itself answers to what
 * it reads (KeyUpdate). A limit that a chunk alone could reach would let two relays wait for each other for ever. */
constexpr size_t kResponseLimit = Scratch::kSealed + (64 << 10);

}  // namespace

Relay::Relay(Side& a, Side& b, int64_t idle_ms) : a_(a), b_(b), idle_ms_(idle_ms) {
  directions_[0].from = directions_[1].to = &a;
  directions_[0].to = directions_[1].from = &b;
}

void Relay::Begin(Loop& loop) {
  active_at_ = sys::NowMs();
  loop.ExpireIn(*this, idle_ms_);
  Run(loop);
}

void Relay::Run(Loop& loop) {
  const std::shared_ptr<Work> self = shared_from_this();
  if (is_over_) return;
  // Both sinks first: what one direction waits for may be the other's to send.
  for (Direction& direction : directions_)
    if (!Flush(loop, direction)) return;
  for (Direction& direction : directions_)
    if (!Move(loop, direction)) return;
  for (size_t index : {0, 1}) {
    const Direction& out = directions_[index];
    // A source that is read tells its error itself, behind its last bytes.
    const bool is_read = out.waiting() == 0 && !out.is_source_ended;
    // Whoever has said and got everything may go as it likes.
    const bool is_done = out.is_source_ended && directions_[1 - index].is_sink_ended;
    if (!is_read && !is_done && out.from->HasFailed()) return Failed(loop, *out.from);
  }
  for (Direction& direction : directions_) direction.to->counters.Waiting(direction.waiting());
  if (directions_[0].is_sink_ended && directions_[1].is_sink_ended) Complete(loop);
}

bool Relay::Move(Loop& loop, Direction& direction) {
  bool has_more = false;
  for (int chunk = 0; direction.waiting() == 0 && !direction.is_source_ended; chunk++) {
    if (direction.from->waiting() > kResponseLimit) return true;
    has_more = chunk == kChunksPerTurn;
    if (has_more) break;
    const Moved moved = MoveOnce(loop, direction);
    if (moved == Moved::kOver) return false;
    if (moved == Moved::kWait) break;
  }
  if (has_more) loop.Queue(*this);
  if (!direction.is_source_ended || direction.is_sink_ended) return true;
  // close_notify can itself have to wait for a full socket.
  if (direction.waiting() > 0) return true;
  Side& sink = *direction.to;
  FixedBuffer& sealed = loop.scratch().sealed;
  if (sink.tls && !sink.has_said_goodbye) {
    sink.has_said_goodbye = true;
    sink.tls->End(sealed);
    if (!sink.SendSealed(sealed)) return Failed(loop, sink), false;
    if (sink.waiting() > 0) return true;
  }
  if (!sink.EndOutput()) return Failed(loop, sink), false;
  direction.is_sink_ended = true;
  return true;
}

bool Relay::Flush(Loop& loop, Direction& direction) {
  if (direction.to->Flush() && PumpPipe(direction)) {
    if (direction.in_pipe == 0) loop.ReturnPipe(std::move(direction.pipe));
    return true;
  }
  Failed(loop, *direction.to);
  return false;
}

Relay::Moved Relay::MoveOnce(Loop& loop, Direction& direction) {
  Side& from = *direction.from;
  if (from.tls) return Decrypt(loop, direction);
  if (!from.inbox().empty()) {
    const ByteView held = from.inbox().view();
    const size_t length = held.size < Scratch::kChunk ? held.size : Scratch::kChunk;
    if (!Write(loop, direction, held.data, length)) return Moved::kOver;
    from.inbox().Consume(length);
    return Moved::kMore;
  }
  return direction.to->tls ? Copy(loop, direction) : Splice(loop, direction);
}

Relay::Moved Relay::Copy(Loop& loop, Direction& direction) {
  FixedBuffer& received = loop.scratch().received;
  size_t got = 0;
  switch (direction.from->Receive(received.data(), received.capacity(), got)) {
    case Side::Io::kDone:
      return Write(loop, direction, received.data(), got) ? Moved::kMore : Moved::kOver;
    case Side::Io::kAgain:
      return Moved::kWait;
    case Side::Io::kEnd:
      return SourceEnded(loop, direction);
    case Side::Io::kFailed:
      Failed(loop, *direction.from);
      return Moved::kOver;
  }
  return Moved::kOver;
}

Relay::Moved Relay::Splice(Loop& loop, Direction& direction) {
  Side& from = *direction.from;
  if (!from.is_readable() || from.is_ended()) return from.is_ended() ? SourceEnded(loop, direction) : Moved::kWait;
  if (!direction.pipe) direction.pipe = loop.BorrowPipe();
  if (!direction.pipe) return Copy(loop, direction);
  const ssize_t got = sys::Splice(from.fd(), direction.pipe->write_end.get(), Scratch::kChunk);
  if (got > 0) {
    direction.in_pipe += static_cast<size_t>(got);
    Count(direction, static_cast<size_t>(got));
    return Flush(loop, direction) ? Moved::kMore : Moved::kOver;
  }
  const int error = errno;
  loop.ReturnPipe(std::move(direction.pipe));
  if (got == 0) {
    from.ReadShowed(Side::Io::kEnd);
    return SourceEnded(loop, direction);
  }
  // The pipe was empty, so it is the socket that has nothing.
  if (error == EAGAIN) {
    from.ReadShowed(Side::Io::kAgain);
    return Moved::kWait;
  }
  from.Fail(error);
  Failed(loop, from);
  return Moved::kOver;
}

/** False when the sink has failed; what it does not take stays in the pipe. */
bool Relay::PumpPipe(Direction& direction) {
  Side& to = *direction.to;
  while (direction.in_pipe > 0 && to.is_writable()) {
    const ssize_t count = sys::Splice(direction.pipe->read_end.get(), to.fd(), direction.in_pipe);
    if (count > 0) {
      direction.in_pipe -= static_cast<size_t>(count);
    } else if (count < 0 && errno == EAGAIN) {
      to.WriteWouldBlock();
    } else {
      to.Fail(count < 0 ? errno : EIO);
      return false;
    }
  }
  return true;
}

Relay::Moved Relay::Decrypt(Loop& loop, Direction& direction) {
  Side& from = *direction.from;
  Scratch& scratch = loop.scratch();
  ByteView in = from.inbox().view();
  const bool is_held = in.size > 0;
  const size_t held = in.size < Scratch::kChunk ? in.size : Scratch::kChunk;
  if (is_held) {
    in.size = held;
  } else {
    size_t got = 0;
    switch (from.Receive(scratch.received.data(), scratch.received.capacity(), got)) {
      case Side::Io::kDone:
        in = {scratch.received.data(), got};
        break;
      case Side::Io::kAgain:
        return Moved::kWait;
      case Side::Io::kEnd:
        // TLS would have ended before, with close_notify.
        Stop(loop, RelayEnd::kTruncated, &from);
        return Moved::kOver;
      case Side::Io::kFailed:
        Failed(loop, from);
        return Moved::kOver;
    }
  }
  const TlsSession::Step step = from.tls->Read(in, scratch.plain, scratch.sealed);
  if (is_held)
    from.inbox().Consume(held - in.size);
  else
    from.inbox().Append(in.data, in.size);
  const size_t length = scratch.plain.size();
  scratch.plain.Clear();
  if (!from.SendSealed(scratch.sealed)) {
    Failed(loop, from);
    return Moved::kOver;
  }
  // What came before an error or an end is good.
  if (length > 0 && !Write(loop, direction, scratch.plain.data(), length)) return Moved::kOver;
  switch (step) {
    case TlsSession::Step::kDone:
    case TlsSession::Step::kWantRead:
    case TlsSession::Step::kWantWrite:
      return Moved::kMore;
    case TlsSession::Step::kEnd:
      return SourceEnded(loop, direction);
    case TlsSession::Step::kAsk:
    case TlsSession::Step::kFailed:
      Stop(loop, RelayEnd::kTlsError, &from);
      return Moved::kOver;
  }
  return Moved::kOver;
}

Relay::Moved Relay::SourceEnded(Loop&, Direction& direction) {
  direction.is_source_ended = true;
  return Moved::kWait;
}

bool Relay::Write(Loop& loop, Direction& direction, const uint8_t* from, size_t length) {
  Side& to = *direction.to;
  Count(direction, length);
  if (!to.tls) {
    if (to.Send(from, length)) return true;
    Failed(loop, to);
    return false;
  }
  FixedBuffer& sealed = loop.scratch().sealed;
  const TlsSession::Step step = to.tls->Write(from, length, sealed);
  const bool is_sent = to.SendSealed(sealed);
  if (step != TlsSession::Step::kDone) {
    Stop(loop, step == TlsSession::Step::kFailed ? RelayEnd::kTlsError : RelayEnd::kInternal, &to);
    return false;
  }
  if (is_sent) return true;
  Failed(loop, to);
  return false;
}

void Relay::Count(Direction& direction, size_t length) {
  direction.from->counters.AddIn(length);
  direction.to->counters.AddOut(length);
  if (idle_ms_ > 0) active_at_ = sys::NowMs();
}

void Relay::Expired(Loop& loop) {
  // Armed once per interval, not once per byte: look how long it really was.
  const int64_t idle = sys::NowMs() - active_at_;
  if (idle < idle_ms_) return loop.ExpireIn(*this, idle_ms_ - idle);
  Stop(loop, RelayEnd::kIdle, nullptr);
}

void Relay::Abort(Loop& loop) { Stop(loop, RelayEnd::kAborted, nullptr); }

void Relay::Failed(Loop& loop, Side& side) {
  if (HasLastWord(loop, side)) return Stop(loop, RelayEnd::kTlsError, &side);
  Stop(loop, RelayEnd::kReset, &side);
}

/** A peer that refuses us sends an alert and may reset at once; a write of ours then fails before the alert is read. */
bool Relay::HasLastWord(Loop& loop, Side& side) {
  if (!side.tls) return false;
  Scratch& scratch = loop.scratch();
  size_t got = 0;
  if (side.Receive(scratch.received.data(), scratch.received.capacity(), got) != Side::Io::kDone) return false;
  ByteView in{scratch.received.data(), got};
  const TlsSession::Step step = side.tls->Read(in, scratch.plain, scratch.sealed);
  scratch.plain.Clear();
  scratch.sealed.Clear();
  return step == TlsSession::Step::kFailed && side.tls->alerts().received >= 0;
}

void Relay::Complete(Loop& loop) {
  a_.Settle();
  b_.Settle();
  Stop(loop, RelayEnd::kComplete, nullptr);
}

void Relay::Stop(Loop& loop, RelayEnd how, Side* side) {
  if (is_over_) return;
  is_over_ = true;
  loop.ExpireIn(*this, 0);
  const std::shared_ptr<Work> self = shared_from_this();
  RelayEnded ended{how, side == nullptr ? -1 : NameOf(*side), {}, side == nullptr ? 0 : side->error(), {}};
  if (side != nullptr && side->tls) {
    ended.error = side->tls->error();
    ended.alerts = side->tls->alerts();
  }
  a_.counters.Release();
  b_.counters.Release();
  loop.reports().Add(a_.id, std::move(ended));
  for (Side* end : {&a_, &b_})
    // The failing side of a TLS error may still have to send its alert.
    if (how == RelayEnd::kTlsError && end == side)
      Closing::Begin(loop, *end, Closing::Last::kSent);
    else
      loop.Remove(*end);
}

}  // namespace attls
