#include "loop.h"

#include <fcntl.h>
#include <openssl/async.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>

#include <array>
#include <cerrno>

#include "sys.h"

namespace attls {
namespace {

constexpr size_t kEvents = 256;
constexpr size_t kPipes = 16;

}  // namespace

Loop::Loop(Reports::Wake wake, void* context) : reports_(wake, context) {}

int Loop::Start() {
  epoll_.Reset(epoll_create1(EPOLL_CLOEXEC));
  wakeup_.Reset(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!epoll_ || !wakeup_) return errno;
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.ptr = nullptr;
  if (epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, wakeup_.get(), &event) != 0) return errno;
  // Signals are Node's; and a splice into a closed socket would raise SIGPIPE here.
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  thread_ = std::thread([this] { Run(); });
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return 0;
}

Loop::~Loop() {
  if (!thread_.joinable()) return;
  Post([](Loop& loop) { loop.is_stopping_ = true; });
  thread_.join();
}

void Loop::Enqueue(std::unique_ptr<Command> command) {
  bool is_first;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    is_first = commands_.empty();
    commands_.push_back(std::move(command));
  }
  if (!is_first) return;
  const uint64_t one = 1;
  // A full counter means that the thread will wake anyway.
  [[maybe_unused]] const ssize_t written = write(wakeup_.get(), &one, sizeof one);
}

void Loop::Run() {
  std::array<epoll_event, kEvents> events;
  while (!is_stopping_) {
    const int count = epoll_wait(epoll_.get(), events.data(), static_cast<int>(kEvents), WaitTime());
    bool has_commands = false;
    for (int index = 0; index < count; index++) {
      auto* side = static_cast<Side*>(events[static_cast<size_t>(index)].data.ptr);
      if (side == nullptr) {
        has_commands = true;
        continue;
      }
      side->Noticed(events[static_cast<size_t>(index)].events);
      // A side that was removed in this turn has no work any more.
      if (const std::shared_ptr<Work> work = side->work) work->Run(*this);
    }
    if (has_commands) RunCommands();
    RunQueued();
    RunExpired();
    removed_.clear();
  }
  // Works before sides: a handshake in waiting ends its job with the side's TLS.
  queued_.clear();
  deadlines_.clear();
  for (auto& [id, side] : sides_) side->work.reset();
  sides_.clear();
  ASYNC_cleanup_thread();
}

void Loop::RunCommands() {
  uint64_t count = 0;
  [[maybe_unused]] const ssize_t taken = read(wakeup_.get(), &count, sizeof count);
  std::vector<std::unique_ptr<Command>> commands;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    commands.swap(commands_);
  }
  for (const auto& command : commands) command->Run(*this);
}

void Loop::RunQueued() {
  std::vector<std::shared_ptr<Work>> queued;
  queued.swap(queued_);
  for (const auto& work : queued) {
    work->is_queued_ = false;
    work->Run(*this);
  }
}

void Loop::RunExpired() {
  const int64_t now = deadlines_.empty() ? 0 : sys::NowMs();
  while (!deadlines_.empty() && deadlines_.begin()->first <= now) {
    const std::shared_ptr<Work> work = deadlines_.begin()->second->shared_from_this();
    deadlines_.erase(deadlines_.begin());
    work->deadline_ = 0;
    work->Expired(*this);
  }
}

int Loop::WaitTime() const {
  if (!queued_.empty()) return 0;
  if (deadlines_.empty()) return -1;
  const int64_t left = deadlines_.begin()->first - sys::NowMs();
  if (left <= 0) return 0;
  constexpr int64_t kLongest = 3'600'000;
  return static_cast<int>(left < kLongest ? left : kLongest);
}

Side* Loop::Find(double id) {
  const auto found = sides_.find(id);
  return found == sides_.end() ? nullptr : found->second.get();
}

bool Loop::Add(std::unique_ptr<Side> side) {
  epoll_event event{};
  event.events = EPOLLIN | EPOLLOUT | EPOLLPRI | EPOLLRDHUP | EPOLLET;
  event.data.ptr = side.get();
  if (epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, side->fd(), &event) != 0) return false;
  const double id = side->id;
  sides_.emplace(id, std::move(side));
  return true;
}

void Loop::Remove(Side& side) {
  const auto found = sides_.find(side.id);
  if (found == sides_.end()) return;
  side.counters.Release();
  side.work.reset();
  side.Close();
  removed_.push_back(std::move(found->second));
  sides_.erase(found);
}

void Loop::Queue(Work& work) {
  if (work.is_queued_) return;
  work.is_queued_ = true;
  queued_.push_back(work.shared_from_this());
}

void Loop::ExpireIn(Work& work, int64_t milliseconds) {
  if (work.deadline_ != 0) deadlines_.erase({work.deadline_, &work});
  work.deadline_ = milliseconds > 0 ? sys::NowMs() + milliseconds : 0;
  if (work.deadline_ != 0) deadlines_.emplace(work.deadline_, &work);
}

std::unique_ptr<Pipe> Loop::BorrowPipe() {
  if (!pipes_.empty()) {
    std::unique_ptr<Pipe> pipe = std::move(pipes_.back());
    pipes_.pop_back();
    return pipe;
  }
  int ends[2];
  if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) return nullptr;
  auto pipe = std::make_unique<Pipe>();
  pipe->read_end.Reset(ends[0]);
  pipe->write_end.Reset(ends[1]);
  // The kernel may refuse more than its own 64 KiB: then it takes more turns.
  fcntl(ends[0], F_SETPIPE_SZ, static_cast<int>(Scratch::kChunk));
  return pipe;
}

void Loop::ReturnPipe(std::unique_ptr<Pipe> pipe) {
  if (pipe && pipes_.size() < kPipes) pipes_.push_back(std::move(pipe));
}

}  // namespace attls
