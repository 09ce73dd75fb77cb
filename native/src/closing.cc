#include "closing.h"

#include "loop.h"

namespace attls {
namespace {

constexpr int64_t kLingerMs = 5'000;
/** Whoever has been refused holds a descriptor no longer than its alert needs. */
constexpr int64_t kAlertLingerMs = 1'000;
/** A peer that goes on sending for ever is not listened to for ever. */
constexpr size_t kDiscardLimit = 16 << 20;

}  // namespace

void Closing::Begin(Loop& loop, Side& side, Last last) {
  const auto closing = std::make_shared<Closing>(side);
  side.work = closing;
  side.inbox().Clear();
  FixedBuffer& sealed = loop.scratch().sealed;
  if (side.tls && last == Last::kCloseNotify) {
    side.tls->End(sealed);
    side.SendSealed(sealed);
  }
  loop.ExpireIn(*closing, last == Last::kSent ? kAlertLingerMs : kLingerMs);
  closing->Run(loop);
}

void Closing::Run(Loop& loop) {
  const std::shared_ptr<Work> self = shared_from_this();
  if (!side_.Flush()) return Close(loop);
  if (side_.waiting() == 0 && !is_output_ended_) {
    is_output_ended_ = true;
    side_.Settle();
    if (!side_.EndOutput()) return Close(loop);
  }
  FixedBuffer& received = loop.scratch().received;
  for (int turn = 0; turn < 4; turn++) {
    size_t got = 0;
    const Side::Io io = side_.Receive(received.data(), received.capacity(), got);
    discarded_ += got;
    if (io == Side::Io::kAgain) return;
    // Bytes of ours may still wait for a peer that has ended its direction only.
    if (io == Side::Io::kEnd && !is_output_ended_) return;
    if (io != Side::Io::kDone || discarded_ > kDiscardLimit) return Close(loop);
  }
  loop.Queue(*this);
}

void Closing::Expired(Loop& loop) { Close(loop); }

void Closing::Abort(Loop& loop) { Close(loop); }

void Closing::Close(Loop& loop) {
  loop.ExpireIn(*this, 0);
  const double id = side_.id;
  loop.Remove(side_);
  loop.reports().Add(id, SideClosed{});
}

}  // namespace attls
