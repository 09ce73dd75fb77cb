// One end of a connection: the descriptor, TLS once it is secured, and the bytes that wait in either direction. Does
// input and output without blocking and remembers what the kernel has said; what to do next is the Work's decision.
#pragma once

#include <cstdint>
#include <memory>

#include "bytes.h"
#include "sys.h"
#include "tls_session.h"
#include "unique_fd.h"
#include "work.h"

namespace attls {

/** The buffers of a loop's thread, shared by all its connections: one turn fills and empties them. */
struct Scratch {
  /** One system call moves this much, eight TLS records. */
  static constexpr size_t kChunk = 128 << 10;
  /** Room for the record headers and tags of a chunk, and for a handshake flight. */
  static constexpr size_t kSealed = kChunk + (32 << 10);

  FixedBuffer received{kChunk};
  /** A chunk can complete a record that has begun before it. */
  FixedBuffer plain{kSealed};
  FixedBuffer sealed{kSealed};
};

/** Live counters in memory that JavaScript reads; a relaxed 8-byte store is never torn. */
class SharedCounters {
 public:
  explicit SharedCounters(double* slot) : slot_(slot) {}
  void AddIn(size_t bytes) { Store(0, in_ += static_cast<double>(bytes)); }
  void AddOut(size_t bytes) { Store(1, out_ += static_cast<double>(bytes)); }
  void Waiting(size_t bytes) { Store(2, static_cast<double>(bytes)); }
  /** JavaScript takes the slot back. */
  void Release() { slot_ = nullptr; }

 private:
  void Store(size_t index, double value) {
    if (slot_ != nullptr) __atomic_store(slot_ + index, &value, __ATOMIC_RELAXED);
  }
  double* slot_;
  double in_ = 0;
  double out_ = 0;
};

class Side {
 public:
  enum class Io { kDone, kAgain, kEnd, kFailed };

  Side(double id, UniqueFd fd, SharedCounters counters);

  const double id;
  SharedCounters counters;
  std::unique_ptr<TlsSession> tls;
  std::shared_ptr<Work> work;
  /** close_notify is written. */
  bool has_said_goodbye = false;

  int fd() const { return fd_.get(); }
  /** errno of the failure, after kFailed. */
  int error() const { return error_; }
  bool is_readable() const { return is_readable_; }
  bool is_ended() const { return is_ended_; }

  /** epoll's edges. */
  void Noticed(uint32_t events);
  /** The kernel has reported an error that no read may have shown yet. */
  bool HasFailed();

  /** Bytes to be used before the socket's. */
  ByteQueue& inbox() { return inbox_; }
  /** Up to `limit` bytes off the socket. kEnd is the peer's FIN. */
  Io Receive(uint8_t* to, size_t limit, size_t& received);
  /** Marks the socket as empty or ended after a splice that showed it. */
  void ReadShowed(Io io);

  /** Sends what can be sent at once; the rest waits. False when the connection has failed. */
  bool Send(const uint8_t* from, size_t length);
  bool Flush();
  size_t waiting() const { return outbox_.size(); }
  bool is_writable() const { return is_writable_; }
  void WriteWouldBlock() { is_writable_ = false; }
  void Fail(int error) { error_ = error; }

  /** After everything has been sent: half-close. */
  bool EndOutput();
  /** Everything has been said: closing is no reset from here on. */
  void Settle();
  void Close() { fd_.Reset(-1); }

  /** Sends what TLS has put into the buffer and empties it. */
  bool SendSealed(FixedBuffer& sealed) {
    const bool is_sent = Send(sealed.data(), sealed.size());
    sealed.Clear();
    return is_sent;
  }

 private:
  UniqueFd fd_;
  ByteQueue inbox_;
  ByteQueue outbox_;
  int error_ = 0;
  // Both assumed until the kernel says otherwise: an edge may have come before the descriptor was watched.
  bool is_readable_ = true;
  bool is_writable_ = true;
  /** A read that brings less than was asked for has emptied the socket (epoll(7)). */
  bool short_reads_empty_ = sys::kShortReadsEmpty;
  bool has_error_event_ = false;
  bool is_ended_ = false;
};

}  // namespace attls
