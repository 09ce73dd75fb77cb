// What is being done with one or two sides: a handshake, a relay, a closing. The loop runs the work when a socket of
// it has become readable or writable, when its deadline has passed, or when the work has asked for another turn.
#pragma once

#include <cstdint>
#include <memory>

namespace attls {

class Loop;

class Work : public std::enable_shared_from_this<Work> {
 public:
  virtual ~Work() = default;
  Work() = default;
  Work(const Work&) = delete;
  Work& operator=(const Work&) = delete;

  virtual void Run(Loop& loop) = 0;
  virtual void Expired(Loop& loop) = 0;
  /** Given up by the caller: ends with everything closed. */
  virtual void Abort(Loop& loop) = 0;
  /** The verdict on the peer; only a handshake waits for one. */
  virtual void Decide(Loop&, bool /*accept*/, int /*alert*/) {}

 private:
  friend class Loop;
  bool is_queued_ = false;
  /** Monotonic milliseconds, 0 for none; the loop's. */
  int64_t deadline_ = 0;
};

}  // namespace attls
