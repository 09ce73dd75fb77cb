// One handshake on one side: times it, looks at the peer's first bytes, and reports the peer, the end or the failure.
// Afterwards the side waits, unread, for its relay.
#pragma once

#include "reports.h"
#include "side.h"
#include "work.h"

namespace attls {

struct HandshakeLimits {
  /** Milliseconds, 0 for no limit. */
  int64_t first_byte;
  int64_t finish;
};

class Handshake final : public Work {
 public:
  Handshake(Side& side, HandshakeLimits limits) : side_(side), limits_(limits) {}

  /** Once, after the side's work is set. */
  void Begin(Loop& loop);
  void Run(Loop& loop) override;
  void Expired(Loop& loop) override;
  void Abort(Loop& loop) override;
  void Decide(Loop& loop, bool accept, int alert) override;

 private:
  enum class Input { kReady, kWait, kOver };
  Input Receive(Loop& loop);
  void Finish(Loop& loop);
  void Fail(Loop& loop, HandshakeEnd how, int system_error = 0);

  Side& side_;
  const HandshakeLimits limits_;
  bool has_first_byte_ = false;
  bool is_asking_ = false;
};

}  // namespace attls
