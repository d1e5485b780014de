// SPDX-License-Identifier: MIT
// Every metric of /metrics: its name, type, meaning and labels.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace tracker {

enum class metric_type : std::uint8_t { gauge, counter, histogram };

struct metric_family {
  /// Without the prefix `performance_tracker_`, unless it begins with `process_`. A
  /// counter's name ends in `_total`.
  std::string_view name;
  metric_type type = metric_type::gauge;
  std::string_view help;
  /// The names of its labels, in their order. Their values are bounded by the
  /// configuration: series, names of wallets, endpoints, actors and fixed words; never a
  /// slug, an address, a transaction or the text of an error.
  std::vector<std::string_view> labels{};
};

inline constexpr std::string_view metric_prefix = "performance_tracker_";

const std::vector<metric_family>& metric_table();

} // namespace tracker
