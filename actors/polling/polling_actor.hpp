// SPDX-License-Identifier: MIT
#pragma once

#include "messages/compat.hpp"

#include <caf/mailbox_element.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <atomic>
#include <utility>

namespace tracker {

/// Private message of a polling actor to itself: all messages queued before it have been
/// handled, so the actor may wait for file descriptors again.
struct poll_again {};

/// Base of the actors that wait for file descriptors (timer, sockets, signals) and for
/// messages at the same time, on a thread of their own. Spawn them detached.
///
/// The actor handles its mailbox as usual; `poll_again`, queued behind all other
/// messages, lets it block in `wait`. A message that arrives meanwhile ends the wait
/// through `wake`.
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

  void enqueue(caf::mailbox_element_ptr message, caf::execution_unit* host) override {
    super::enqueue(std::move(message), host);
    if (waiting_.load())
      wake();
  }

protected:
  /// Blocks until a file descriptor is ready or `wake` is called. A `wake` before the
  /// call counts. Returns at once when `mailbox_empty` is false.
  virtual void wait(bool mailbox_empty) = 0;
  /// Ends the current or the next `wait`. Called from any thread.
  virtual void wake() noexcept = 0;

  /// Starts the first wait; call it once from make_behavior.
  void start_polling() { this->send(handle{this}, poll_again{}); }

  /// The handler of `poll_again`. `after_wait` handles the descriptors that are ready.
  template <class AfterWait>
  void poll(AfterWait after_wait) {
    // Set the flag before testing the mailbox: a message that arrives in between sees the
    // flag and calls `wake`, and a wake before the wait is kept.
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
