#include "sys.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>

namespace attls::sys {
namespace {

#ifdef ATTLS_FAULTS
/** Every eighth call falls short, one in two thousand fails. Deterministic: a failing run can be repeated. EAGAIN is
 * not among them: without the kernel's edge that follows a true one, a connection would wait for ever. */
class Faults {
 public:
  enum class Kind { kNone, kShort, kReset, kNoMemory };
  Kind Next() {
    state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
    const auto draw = static_cast<unsigned>(state_ >> 33);
    if (draw % 4096 == 0) return Kind::kReset;
    if (draw % 4096 == 1) return Kind::kNoMemory;
    return draw % 8 == 2 ? Kind::kShort : Kind::kNone;
  }

 private:
  uint64_t state_ = 1;
};
thread_local Faults faults;

/** True when the call has failed instead; may shorten the length. */
bool Injected(size_t& length) {
  switch (faults.Next()) {
    case Faults::Kind::kReset:
      errno = ECONNRESET;
      return true;
    case Faults::Kind::kNoMemory:
      errno = ENOMEM;
      return true;
    case Faults::Kind::kShort:
      if (length > 1) length = 1 + length / 3;
      return false;
    case Faults::Kind::kNone:
      return false;
  }
  return false;
}
#else
constexpr bool Injected(size_t&) { return false; }
#endif

template <typename Call>
ssize_t Uninterrupted(Call call) {
  ssize_t result;
  do {
    result = call();
  } while (result < 0 && errno == EINTR);
  return result;
}

}  // namespace

ssize_t Receive(int fd, void* to, size_t limit) {
  if (Injected(limit)) return -1;
  return Uninterrupted([&] { return recv(fd, to, limit, MSG_DONTWAIT); });
}

ssize_t Send(int fd, const void* from, size_t length) {
  if (Injected(length)) return -1;
  return Uninterrupted([&] { return send(fd, from, length, MSG_DONTWAIT | MSG_NOSIGNAL); });
}

ssize_t Splice(int from, int to, size_t limit) {
  if (Injected(limit)) return -1;
  return Uninterrupted(
      [&] { return splice(from, nullptr, to, nullptr, limit, SPLICE_F_MOVE | SPLICE_F_NONBLOCK); });
}

bool EndOutput(int fd) { return shutdown(fd, SHUT_WR) == 0; }

void ResetOnClose(int fd, bool on) {
  // A Unix domain socket knows no reset and refuses nothing here; closing it is all there is.
  const linger how{on ? 1 : 0, 0};
  setsockopt(fd, SOL_SOCKET, SO_LINGER, &how, sizeof how);
}

int PendingError(int fd) {
  int error = 0;
  socklen_t length = sizeof error;
  return getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length) == 0 ? error : errno;
}

int64_t NowMs() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<int64_t>(now.tv_sec) * 1000 + now.tv_nsec / 1'000'000;
}

}  // namespace attls::sys
