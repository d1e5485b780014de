// SPDX-License-Identifier: MIT
// The common part of the live and the virtual clock: subscribers, ticks, measurements.
#pragma once

#include "actors/clock/cycle_meter.hpp"
#include "actors/log_tee/log_port.hpp"
#include "messages/interfaces.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

namespace tracker {

/// Sends ticks to the subscribers of the actor `Self` and measures their answers.
template <class Self>
class tick_sender {
public:
  /// A subscriber with this many unanswered ticks gets no further one until it answers.
  static constexpr std::uint32_t max_unanswered = 8;

  tick_sender(Self* self, log_port log) : self_{self}, log_{std::move(log)} {}

  void add(tick_sink sink) { subscribers_.push_back({next_id_++, std::move(sink), 0}); }

  void send(const due_tick& due, timestamp now) {
    const auto sent = self_->clock().now();
    std::vector<std::pair<std::uint64_t, tick_sink>> ready;
    for (auto& subscriber : subscribers_) {
      if (subscriber.unanswered == max_unanswered) {
        meter_.withhold();
        continue;
      }
      ++subscriber.unanswered;
      ready.emplace_back(subscriber.id, subscriber.sink);
    }
    meter_.begin(due, sent, ready.size());
    const tick message{due.sequence, due.due.steady, due.due.wall, now};
    for (auto& [id, sink] : ready)
      send_to(id, sink, message);
    log_irregularities(due);
  }

  clock_report report() const { return meter_.report(); }
  std::vector<metric_sample> metrics() const { return meter_.metrics(); }
  std::string summary() const { return to_string(meter_.report()); }

private:
  struct subscription {
    std::uint64_t id;
    tick_sink sink;
    std::uint32_t unanswered;
  };

  void send_to(std::uint64_t id, const tick_sink& sink, const tick& message) {
    self_->request(sink, caf::infinite, message)
        .then(
            [this, id](const tick_handled& answer) {
              meter_.end_part(answer.sequence, answer.begun, self_->clock().now());
              for (auto& subscriber : subscribers_)
                if (subscriber.id == id)
                  --subscriber.unanswered;
            },
            [this, id, sequence = message.sequence](const caf::error&) {
              meter_.end_part(sequence, std::nullopt, self_->clock().now());
              std::erase_if(subscribers_, [id](const subscription& subscriber) {
                return subscriber.id == id;
              });
            });
  }

  static std::string jump_text(timespan jump) {
    const auto seconds = std::chrono::round<std::chrono::seconds>(jump).count();
    return jump < timespan{}
               ? fmt::format("went back {}s, windows set back to now", -seconds)
               : fmt::format("went ahead {}s, windows follow it", seconds);
  }

  void log_irregularities(const due_tick& due) const {
    if (due.jump != timespan{0})
      log_.warn("wall-clock-jumped", jump_text(due.jump));
    if (due.missed != 0)
      log_.warn("beats-missed",
                fmt::format("{} ticks missed: the process was suspended or delayed",
                            due.missed));
  }

  Self* self_;
  log_port log_;
  cycle_meter meter_;
  std::vector<subscription> subscribers_;
  std::uint64_t next_id_ = 0;
};

} // namespace tracker
