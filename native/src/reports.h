// What the loop tells JavaScript: plain values, queued under a lock and handed over in the order in which they came.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "tls_session.h"

namespace attls {

/** The peer has shown itself. `in_handshake`: the handshake waits for the verdict; otherwise it is over. */
struct PeerReport {
  PeerFacts facts;
  bool in_handshake;
  /** The end of a handshake whose peer was asked about already. */
  bool was_asked;
};

/** Numbers shared with src/engine/native/addon.ts. */
enum class HandshakeEnd { kTlsError = 0, kClearText = 1, kSilent = 2, kUnfinished = 3, kClosed = 4, kReset = 5, kAborted = 6 };

struct HandshakeFailed {
  HandshakeEnd how;
  TlsError error;
  /** errno, for kReset. */
  int system_error;
  Alerts alerts;
  PeerFacts facts;
};

struct SessionReport {
  std::string der;
};

enum class RelayEnd { kComplete = 0, kTruncated = 1, kReset = 2, kTlsError = 3, kIdle = 4, kAborted = 5, kInternal = 6 };

struct RelayEnded {
  RelayEnd how;
  /** 0 the first side, 1 the second, -1 neither. */
  int side;
  TlsError error;
  int system_error;
  Alerts alerts;
};

/** The descriptor is closed. */
struct SideClosed {};

struct Report {
  double side;
  std::variant<PeerReport, HandshakeFailed, SessionReport, RelayEnded, SideClosed> what;
};

class Reports {
 public:
  /** Called from the loop's thread when the first report waits. */
  using Wake = void (*)(void* context);
  Reports(Wake wake, void* context) : wake_(wake), context_(context) {}

  void Add(double side, decltype(Report::what) what) {
    bool is_first;
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      is_first = waiting_.empty();
      waiting_.push_back({side, std::move(what)});
    }
    if (is_first) wake_(context_);
  }
  std::vector<Report> Take() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return std::exchange(waiting_, {});
  }

 private:
  std::mutex mutex_;
  std::vector<Report> waiting_;
  const Wake wake_;
  void* const context_;
};

}  // namespace attls
