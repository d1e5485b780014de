// SPDX-License-Identifier: MIT
// What the ledger actor says of its state: outages, and its measurements for /metrics and
// /ready. Pure.
#pragma once

#include "actors/ledger/entry_queue.hpp"
#include "messages/control.hpp"
#include "messages/metrics.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tracker {

/// A time during which the ledger file cannot be written.
struct ledger_outage {
  ledger_error error;
  timestamp since{};
  /// The number of refused facts when it began.
  std::uint64_t refused_before = 0;

  std::int64_t duration_s(timestamp now) const {
    return std::chrono::floor<std::chrono::seconds>(now - since).count();
  }
  std::string warning(timestamp now, std::size_t waiting) const {
    return fmt::format("the ledger cannot be written ({}), {} facts wait since {}s, next "
                       "try with the next tick: {}",
                       to_string(error.kind), waiting, duration_s(now), error.text);
  }
  std::string recovery(timestamp now, std::uint64_t refused) const {
    const auto lost = refused - refused_before;
    return fmt::format("the ledger is written again after {}s; {}", duration_s(now),
                       lost == 0 ? "nothing was lost"
                                 : fmt::format("{} facts were refused meanwhile: their "
                                               "windows are graded again after the next "
                                               "start",
                                               lost));
  }
  std::string state(timestamp now) const {
    return fmt::format("waits ({}) since {}s", to_string(error.kind), duration_s(now));
  }
};

/// Counts and measures transactions.
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

  /// The actor's status while `queries` wait; `failure`: the ledger cannot be written at
  /// present.
  actor_status status(const entry_queue& queue, std::size_t queries,
                      const std::optional<ledger_outage>& failure, timestamp now) const {
    const bool fails = failure.has_value();
    const auto state = fails ? failure->state(now) : std::string{"ready"};
    actor_status result{
        queue.size() + queries,
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
