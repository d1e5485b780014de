// SPDX-License-Identifier: MIT
#pragma once

#include "tests/exchange/fault.hpp"

#include <chrono>

namespace tracker::test {

/// A third of all requests meet what the platform was seen to do on bad days.
inline exchange::fault_rule bad_day() {
  using exchange::fault_kind;
  exchange::fault_rule rule;
  for (const auto kind : {fault_kind::status, fault_kind::rate_limited, fault_kind::cut,
                          fault_kind::truncated, fault_kind::stall}) {
    exchange::fault one;
    one.kind = kind;
    one.pause = std::chrono::seconds{10};
    rule.faults.push_back(one);
  }
  rule.per_mille = 333;
  return rule;
}

/// Gamma answers each request 400 ms later.
inline exchange::fault_rule slow_gamma() {
  exchange::fault slow;
  slow.kind = exchange::fault_kind::delay;
  slow.pause = std::chrono::milliseconds{400};
  return {.endpoints = "gamma", .faults = {slow}};
}

} // namespace tracker::test
