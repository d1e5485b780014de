// SPDX-License-Identifier: MIT
#pragma once

#include "messages/compat.hpp"

#include <caf/mailbox_element.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <atomic>
#include <utility>

namespace tracker {

/// Private message of a polling actor to itself: everything that was queued before it is
/// handled, so wait for the outside again.
struct poll_again {};

/// Base of the actors that wait for the outside world (a timer, sockets, a signal) and
/// for messages at the same time, on a thread of their own. Spawn them detached.
///
/// The actor handles its mailbox as usual; a message to itself, behind all others, lets
/// it block in `wait`. A message that arrives meanwhile ends the wait through `wake`.
///
///     start_polling ──▶ poll_again ──▶ wait … wake ◀── enqueue (any thread)
///                           ▲            │
///                           └────────────┘
template <class Handle>
class polling_actor : public compat::extend<Handle, void(poll_again)>::base {
public:
  using handle = compat::extend<Handle, void(poll_again)>;
  using super = typename handle::base;
  using super::super;

  void enqueue(caf::mailbox_element_ptr what, caf::execution_unit* host) override {
    super::enqueue(std::move(what), host);
    if (waiting_.load())
      wake();
  }

protected:
  /// Blocks until the outside wants attention or `wake` was called, even before this
  /// call. Returns at once when `mailbox_empty` is false.
  virtual void wait(bool mailbox_empty) = 0;
  /// Ends the current or the next `wait`. Called from any thread.
  virtual void wake() noexcept = 0;

  /// The first wait; call it once from make_behavior.
  void start_polling() { this->send(handle{this}, poll_again{}); }

  /// The handler of `poll_again`. `after_wait` looks at what has happened outside.
  template <class AfterWait>
  void poll(AfterWait after_wait) {
    // The flag goes up before the look at the mailbox: a message that comes in between
    // finds it up and wakes, and a wake before the wait is kept.
    waiting_.store(true);
    wait(this->mailbox().empty());
    waiting_.store(false);
    after_wait();
    start_polling();
  }

private:
  std::atomic<bool> waiting_{false};
};

} // namespace tracker

TRACKER_MESSAGE(tracker::poll_again)
