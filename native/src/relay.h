// Moves bytes between two sides until both directions have ended, or until something goes wrong on one: then the other
// is reset, so that no program takes a cut connection for an orderly end. A direction reads only while its sink has
// nothing waiting, so that one chunk is the most that is ever held.
#pragma once

#include <memory>

#include "loop.h"
#include "reports.h"
#include "work.h"

namespace attls {

class Relay final : public Work {
 public:
  Relay(Side& a, Side& b, int64_t idle_ms);

  void Begin(Loop& loop);
  void Run(Loop& loop) override;
  void Expired(Loop& loop) override;
  void Abort(Loop& loop) override;

 private:
  struct Direction {
    Side* from;
    Side* to;
    /** Bytes of a splice on their way, and where they are. */
    std::unique_ptr<Pipe> pipe;
    size_t in_pipe = 0;
    bool is_source_ended = false;
    bool is_sink_ended = false;

    size_t waiting() const { return to->waiting() + in_pipe; }
  };
  /** kMore: the source may have more; kWait: an edge will tell; kOver: the relay has ended. */
  enum class Moved { kMore, kWait, kOver };

  /** False when the relay has ended. */
  bool Move(Loop& loop, Direction& direction);
  bool Flush(Loop& loop, Direction& direction);
  Moved MoveOnce(Loop& loop, Direction& direction);
  Moved Splice(Loop& loop, Direction& direction);
  Moved Copy(Loop& loop, Direction& direction);
  Moved Decrypt(Loop& loop, Direction& direction);
  Moved SourceEnded(Loop& loop, Direction& direction);
  bool Write(Loop& loop, Direction& direction, const uint8_t* from, size_t length);
  void Count(Direction& direction, size_t length);
  bool PumpPipe(Direction& direction);

  int NameOf(const Side& side) const { return &side == &a_ ? 0 : 1; }
  void Complete(Loop& loop);
  void Failed(Loop& loop, Side& side);
  bool HasLastWord(Loop& loop, Side& side);
  void Stop(Loop& loop, RelayEnd how, Side* side);

  Side& a_;
  Side& b_;
  Direction directions_[2];
  const int64_t idle_ms_;
  int64_t active_at_ = 0;
  bool is_over_ = false;
};

}  // namespace attls
