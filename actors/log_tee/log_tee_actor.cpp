// SPDX-License-Identifier: MIT
#include "actors/log_tee/log_tee_actor.hpp"

#include "actors/log_tee/log_gate.hpp"
#include "actors/log_tee/log_writer.hpp"
#include "actors/polling/crash_reason.hpp"

#include <caf/actor_system.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace tracker {

namespace {

/// Queued behind the lines that wait already: write them.
struct write_batch {};
/// The console was full: write to it again.
struct try_console {};
/// The live table is shown: follow the terminal.
struct check_terminal {};
/// The file failed: open it again.
struct try_file {};

} // namespace

} // namespace tracker

TRACKER_MESSAGE(tracker::write_batch)
TRACKER_MESSAGE(tracker::try_console)
TRACKER_MESSAGE(tracker::try_file)
TRACKER_MESSAGE(tracker::check_terminal)

namespace tracker {

namespace {

using log_tee_shell_actor =
    compat::extend<log_tee_actor, void(write_batch), void(try_console), void(try_file),
                   void(check_terminal)>;

/// A line joins the batch when it is handled. The first line of a batch sends
/// `write_batch`; when that is handled, both outputs are written at once.
class log_tee final : public log_tee_shell_actor::base {
public:
  log_tee(caf::actor_config& config, log_sinks sinks, const log_tee_options& options)
      : log_tee_shell_actor::base{config}
      , options_{options}
      , gate_{options.level, options.queue_limit}
      , writer_{std::move(sinks), options, gate_} {}

  /// Runs in the sender's thread. A new level holds for what the same sender sends next.
  void enqueue(caf::mailbox_element_ptr what, caf::execution_unit* host) override {
    const auto& content = what->content();
    if (content.match_elements<log_line>()) {
      if (!gate_.admit(content.get_as<log_line>(0)))
        return;
    } else if (content.match_elements<set_log_level>()) {
      gate_.set_level(content.get_as<set_log_level>(0).level);
    }
    log_tee_shell_actor::base::enqueue(std::move(what), host);
  }

  behavior_type make_behavior() override {
    keep_crash_reason(*this);
    // In virtual time each batch follows the terminal.
    if (writer_.has_live_screen() && options_.runs_on == thread_of::own)
      check_terminal_later();
    return {
        [this](const log_line& line) { take(line); },
        [this](const reopen_log&) {
          ++handled_;
          writer_.reopen_file();
          write();
        },
        // In force since it was sent.
        [this](const set_log_level&) { ++handled_; },
        [this](const shutdown& order) {
          ++handled_;
          return drain(order);
        },
        [this](const status_request&) {
          ++handled_;
          write();
          return status();
        },
        [this](write_batch) {
          batch_ordered_ = false;
          write();
        },
        [this](try_console) {
          console_timed_ = false;
          write();
          if (drain_)
            finish_drain();
        },
        [this](check_terminal) {
          write();
          check_terminal_later();
        },
        [this](try_file) {
          file_timed_ = false;
          writer_.retry_file();
          write();
        },
    };
  }

private:
  struct draining {
    caf::typed_response_promise<drained> answer;
    steady_point deadline;
    /// When the console last accepted bytes, and how many it had accepted by then.
    steady_point console_moved_at;
    std::uint64_t console_bytes = 0;
    bool last_line_written = false;
    bool lateness_written = false;
  };

  actor_status status() const {
    actor_status result{writer_.held(), writer_.summary()};
    for (std::size_t i = 0; i < lines_.size(); ++i)
      result.metrics.push_back(
          count_sample("log_lines_total", lines_[i],
                       {{"level", std::string{to_string(static_cast<log_level>(i))}}}));
    result.metrics.push_back(
        count_sample("log_lines_dropped_total", gate_.dropped_ever()));
    return result;
  }

  void take(const log_line& line) {
    ++handled_;
    ++lines_[static_cast<std::size_t>(line.level)];
    writer_.add(line);
    if (writer_.batch_is_full()) {
      write();
    } else if (!batch_ordered_) {
      batch_ordered_ = true;
      send(log_tee_shell_actor{this}, write_batch{});
    }
  }

  void check_terminal_later() {
    if (writer_.has_live_screen())
      delayed_send(log_tee_shell_actor{this}, options_.terminal_pause, check_terminal{});
  }

  void write() {
    writer_.write();
    writer_.follow_terminal();
    if (writer_.console_waits() && !console_timed_) {
      console_timed_ = true;
      delayed_send(log_tee_shell_actor{this}, options_.console_pause, try_console{});
    }
    if (writer_.file_failed() && !file_timed_) {
      file_timed_ = true;
      delayed_send(log_tee_shell_actor{this}, writer_.next_file_pause(), try_file{});
    }
  }

  caf::typed_response_promise<drained> drain(const shutdown& order) {
    auto answer = make_response_promise<drained>();
    drain_ = draining{answer, order.deadline, clock().now(), 0};
    writer_.settle();
    write();
    finish_drain();
    return answer;
  }

  /// True when the file is complete and the console was full for `console_patience`, or
  /// the deadline is near.
  bool console_is_stalled() {
    const auto now = clock().now();
    if (writer_.console_bytes() != drain_->console_bytes) {
      drain_->console_bytes = writer_.console_bytes();
      drain_->console_moved_at = now;
    }
    const auto limit = std::min(drain_->console_moved_at + options_.console_patience,
                                drain_->deadline - 2 * options_.console_pause);
    return now >= limit && writer_.file_is_complete();
  }

  void finish_drain() {
    if (writer_.console_waits() && console_is_stalled())
      writer_.give_up_console();
    if (!writer_.console_waits() && !drain_->last_line_written) {
      drain_->last_line_written = true;
      writer_.say_drained();
      write();
    }
    if (!writer_.console_waits()) {
      drain_->answer.deliver(drained{handled_});
      // A promise holds its actor, and this one holds the promise.
      drain_.reset();
      quit();
    } else if (!drain_->lateness_written &&
               clock().now() + options_.console_pause >= drain_->deadline) {
      // The next write comes after the deadline, when the process may end at once.
      drain_->lateness_written = true;
      writer_.say_not_drained();
    }
  }

  log_tee_options options_;
  // A member of the actor, not of a state that is destroyed when it ends: senders still
  // call `enqueue` then.
  log_gate gate_;
  log_writer writer_;

  std::uint64_t handled_ = 0;
  /// Lines taken, by level.
  std::array<std::uint64_t, 5> lines_{};
  bool batch_ordered_ = false;
  bool console_timed_ = false;
  bool file_timed_ = false;
  std::optional<draining> drain_;
};

} // namespace

log_tee_actor spawn_log_tee(caf::actor_system& system, log_sinks sinks,
                            const log_tee_options& options) {
  if (options.runs_on == thread_of::pool)
    return system.spawn<log_tee>(std::move(sinks), options);
  return system.spawn<log_tee, caf::detached>(std::move(sinks), options);
}

} // namespace tracker
