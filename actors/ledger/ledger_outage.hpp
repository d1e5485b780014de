// SPDX-License-Identifier: MIT
// The time during which the ledger file cannot be written. Pure.
#pragma once

#include "actors/ledger/entry_queue.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <utility>

namespace tracker {

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
    return fmt::format("the ledger is written again after {}s; {}", duration_s(now),
                       describe_losses(refused - refused_before));
  }
  std::string state(timestamp now) const {
    return fmt::format("waits ({}) since {}s", to_string(error.kind), duration_s(now));
  }
};

} // namespace tracker
