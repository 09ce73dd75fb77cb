// The thread that moves bytes, one per process beside Node's own loop: epoll with edges, deadlines, and commands from
// JavaScript. All sides and works live on this thread; other threads only post commands.
#pragma once

#include <memory>
#include <mutex>
#include <set>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

#include "reports.h"
#include "side.h"
#include "unique_fd.h"
#include "work.h"

namespace attls {

/** Where a splice keeps bytes between two sockets. */
struct Pipe {
  UniqueFd read_end;
  UniqueFd write_end;
};

class Loop {
 public:
  Loop(Reports::Wake wake, void* context);
  /** Ends the thread; every connection is reset. */
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  /** 0, or the errno that keeps the thread from running. */
  int Start();

  /** From any thread: `call(Loop&)` runs on the loop's. Calls keep their order. */
  template <typename Call>
  void Post(Call call) {
    Enqueue(std::make_unique<CommandOf<Call>>(std::move(call)));
  }

  Reports& reports() { return reports_; }

  // Everything below is for the loop's own thread.

  Scratch& scratch() { return scratch_; }
  /** Null when the side is gone: it failed or ended while the command was on its way. */
  Side* Find(double id);
  /** Watches a side; false when the kernel cannot (the side is closed then). */
  bool Add(std::unique_ptr<Side> side);
  /** Closes the descriptor and forgets the side; the object lives to the end of the turn. */
  void Remove(Side& side);

  /** Another turn after the other connections had theirs. */
  void Queue(Work& work);
  /** Expired() is called after so many milliseconds, 0 for never; replaces an earlier one. */
  void ExpireIn(Work& work, int64_t milliseconds);

  /** A pipe is borrowed while bytes are in it, so that idle connections have none. Null: no descriptors left. */
  std::unique_ptr<Pipe> BorrowPipe();
  void ReturnPipe(std::unique_ptr<Pipe> pipe);

 private:
  class Command {
   public:
    virtual ~Command() = default;
    virtual void Run(Loop& loop) = 0;
  };
  template <typename Call>
  class CommandOf final : public Command {
   public:
    explicit CommandOf(Call call) : call_(std::move(call)) {}
    void Run(Loop& loop) override { call_(loop); }

   private:
    Call call_;
  };

  void Enqueue(std::unique_ptr<Command> command);
  void Run();
  void RunCommands();
  void RunQueued();
  void RunExpired();
  int WaitTime() const;

  Reports reports_;
  Scratch scratch_;
  UniqueFd epoll_;
  UniqueFd wakeup_;
  std::thread thread_;
  bool is_stopping_ = false;

  std::mutex mutex_;
  std::vector<std::unique_ptr<Command>> commands_;

  std::unordered_map<double, std::unique_ptr<Side>> sides_;
  std::vector<std::unique_ptr<Side>> removed_;
  std::vector<std::shared_ptr<Work>> queued_;
  std::set<std::pair<int64_t, Work*>> deadlines_;
  std::vector<std::unique_ptr<Pipe>> pipes_;
};

}  // namespace attls
