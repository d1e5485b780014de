// SPDX-License-Identifier: MIT
// What the ledger actor measures, for /metrics and /ready. Pure.
#pragma once

#include "actors/ledger/entry_queue.hpp"
#include "actors/ledger/ledger_outage.hpp"
#include "messages/control.hpp"
#include "messages/metrics.hpp"

#include <fmt/format.h>

#include <optional>
#include <string>
#include <vector>

namespace tracker {

class ledger_meter {
public:
  /// Runs a transaction and measures it with `clock`.
  template <class Clock, class Transaction>
  auto measure(const Clock& clock, Transaction transaction) {
    const auto begun = clock.now();
    auto result = transaction();
    durations_.add(clock.now() - begun);
    ++commits_;
    return result;
  }

  /// The actor's status, with `questions` waiting ones; `failure`: the ledger cannot be
  /// written at present.
  actor_status status(const entry_queue& queue, std::size_t questions,
                      const std::optional<ledger_outage>& failure, timestamp now) const {
    const bool fails = failure.has_value();
    const auto state = fails ? failure->state(now) : std::string{"ready"};
    actor_status result{
        queue.size() + questions,
        fmt::format("{}; {} facts wait; {}", state, queue.size(), queue.counts_text())};
    result.metrics = {count_sample("ledger_commits_total", commits_),
                      {"ledger_commit_duration_seconds", {}, durations_}};
    result.checks = {{"ledger", fails ? health_status::fail : health_status::pass,
                      timespan{0}, fails ? result.summary : std::string{}}};
    return result;
  }

private:
  static std::vector<timespan> bounds() {
    using namespace std::chrono_literals;
    return {1ms, 2ms, 5ms, 10ms, 20ms, 50ms, 100ms, 200ms, 500ms, 1s, 5s};
  }

  std::uint64_t commits_ = 0;
  duration_counts durations_{bounds()};
};

} // namespace tracker
