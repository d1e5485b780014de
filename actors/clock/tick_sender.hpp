// SPDX-License-Identifier: MIT
// What the live and the virtual clock have in common: subscribers, beats, figures.
#pragma once

#include "actors/clock/clock_report_text.hpp"
#include "actors/clock/cycle_meter.hpp"
#include "actors/log_tee/log_port.hpp"
#include "messages/interfaces.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

namespace tracker {

/// Sends beats to the subscribers of the actor `Self` and takes their answers.
template <class Self>
class tick_sender {
public:
  /// A subscriber that owes this many answers gets no further beat until it has answered.
  static constexpr std::uint32_t max_owed = 8;

  tick_sender(Self* self, log_port log) : self_{self}, log_{std::move(log)} {}

  void add(tick_sink sink) { sinks_.push_back({next_id_++, std::move(sink), 0}); }

  void send(const due_tick& due, timestamp now) {
    const auto sent = self_->clock().now();
    std::vector<std::pair<std::uint64_t, tick_sink>> ready;
    for (auto& at : sinks_) {
      if (at.owed == max_owed) {
        meter_.withhold();
        continue;
      }
      ++at.owed;
      ready.emplace_back(at.id, at.sink);
    }
    meter_.begin(due, sent, ready.size());
    const tick message{due.sequence, due.due.steady, due.due.wall, now};
    for (auto& [id, sink] : ready)
      send_to(id, sink, message);
    tell(due);
  }

  clock_report report() const { return meter_.report(); }
  std::string summary() const { return to_string(meter_.report()); }

private:
  struct subscriber {
    std::uint64_t id;
    tick_sink sink;
    std::uint32_t owed;
  };

  void send_to(std::uint64_t id, const tick_sink& sink, const tick& message) {
    self_->request(sink, caf::infinite, message)
        .then(
            [this, id](const tick_handled& taken) {
              meter_.end_part(taken.sequence, taken.begun, self_->clock().now());
              for (auto& at : sinks_)
                if (at.id == id)
                  --at.owed;
            },
            [this, id, sequence = message.sequence](const caf::error&) {
              meter_.end_part(sequence, std::nullopt, self_->clock().now());
              std::erase_if(sinks_, [id](const subscriber& at) { return at.id == id; });
            });
  }

  static std::string jump_text(timespan jump) {
    const auto seconds = std::chrono::round<std::chrono::seconds>(jump).count();
    return jump < timespan{}
               ? fmt::format("went back {}s, windows set back to now", -seconds)
               : fmt::format("went ahead {}s, windows follow it", seconds);
  }

  void tell(const due_tick& due) const {
    if (due.jump != timespan{0})
      log_.warn("wall-clock-jumped", jump_text(due.jump));
    if (due.missed != 0)
      log_.warn("beats-missed",
                fmt::format("{} beats missed: the process was held up", due.missed));
  }

  Self* self_;
  log_port log_;
  cycle_meter meter_;
  std::vector<subscriber> sinks_;
  std::uint64_t next_id_ = 0;
};

} // namespace tracker
