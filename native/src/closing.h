// The orderly end of one side: what waits is sent, our direction is ended, and what the peer still says is thrown away
// until it ends too. Closing at once would make the kernel answer late bytes with a reset, and the peer could lose
// our last ones, an alert among them.
#pragma once

#include "side.h"
#include "work.h"

namespace attls {

class Closing final : public Work {
 public:
  /** kSent: the last TLS record, an alert, has been written. kCloseNotify: that is still to be done. */
  enum class Last { kSent, kCloseNotify };

  static void Begin(Loop& loop, Side& side, Last last);

  explicit Closing(Side& side) : side_(side) {}
  void Run(Loop& loop) override;
  void Expired(Loop& loop) override;
  void Abort(Loop& loop) override;

 private:
  void Close(Loop& loop);

  Side& side_;
  size_t discarded_ = 0;
  bool is_output_ended_ = false;
};

}  // namespace attls
