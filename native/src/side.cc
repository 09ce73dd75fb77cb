#include "side.h"

#include <sys/epoll.h>

#include <cerrno>

#include "sys.h"

namespace attls {

Side::Side(double id, UniqueFd fd, SharedCounters counters) : id(id), counters(counters), fd_(std::move(fd)) {
  // Until the orderly end: a worker that dies must not look to anybody like a peer that has said everything.
  sys::ResetOnClose(fd_.get(), true);
}

void Side::Noticed(uint32_t events) {
  // A read stops at urgent data, and an end that is announced already brings no further edge.
  if (events & (EPOLLPRI | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) short_reads_empty_ = false;
  if (events & EPOLLERR) has_error_event_ = true;
  if (events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) is_readable_ = true;
  if (events & (EPOLLOUT | EPOLLHUP | EPOLLERR)) is_writable_ = true;
}

bool Side::HasFailed() {
  if (error_ != 0) return true;
  if (!has_error_event_) return false;
  has_error_event_ = false;
  error_ = sys::PendingError(fd_.get());
  return error_ != 0;
}

Side::Io Side::Receive(uint8_t* to, size_t limit, size_t& received) {
  received = 0;
  if (is_ended_) return Io::kEnd;
  if (!is_readable_) return Io::kAgain;
  const ssize_t got = sys::Receive(fd_.get(), to, limit);
  if (got < 0) {
    if (errno == EAGAIN || errno == EWOULDBLOCK) {
      ReadShowed(Io::kAgain);
      return Io::kAgain;
    }
    error_ = errno;
    return Io::kFailed;
  }
  if (got == 0) {
    ReadShowed(Io::kEnd);
    return Io::kEnd;
  }
  received = static_cast<size_t>(got);
  // The next edge tells of more.
  if (short_reads_empty_ && received < limit) is_readable_ = false;
  return Io::kDone;
}

void Side::ReadShowed(Io io) {
  if (io == Io::kAgain) is_readable_ = false;
  if (io == Io::kEnd) is_ended_ = true;
}

bool Side::Send(const uint8_t* from, size_t length) {
  if (error_ != 0) return false;
  size_t sent = 0;
  if (outbox_.empty()) {
    while (is_writable_ && sent < length) {
      const ssize_t count = sys::Send(fd_.get(), from + sent, length - sent);
      if (count >= 0) {
        sent += static_cast<size_t>(count);
        continue;
      }
      if (errno != EAGAIN && errno != EWOULDBLOCK) {
        error_ = errno;
        return false;
      }
      is_writable_ = false;
    }
  }
  outbox_.Append(from + sent, length - sent);
  return true;
}

bool Side::Flush() {
  if (error_ != 0) return false;
  while (is_writable_ && !outbox_.empty()) {
    const ByteView view = outbox_.view();
    const ssize_t count = sys::Send(fd_.get(), view.data, view.size);
    if (count >= 0) {
      outbox_.Consume(static_cast<size_t>(count));
      continue;
    }
    if (errno != EAGAIN && errno != EWOULDBLOCK) {
      error_ = errno;
      return false;
    }
    is_writable_ = false;
  }
  return true;
}

bool Side::EndOutput() {
  if (sys::EndOutput(fd_.get())) return true;
  error_ = errno;
  return false;
}

void Side::Settle() { sys::ResetOnClose(fd_.get(), false); }

}  // namespace attls
