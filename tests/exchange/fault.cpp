// SPDX-License-Identifier: MIT
#include "tests/exchange/fault.hpp"

#include "tests/simulator/market/ids.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace tracker::exchange {

namespace {

struct kind_name {
  fault_kind kind;
  std::string_view name;
};

constexpr std::array kind_names = {
    kind_name{fault_kind::status, "status"},
    kind_name{fault_kind::rate_limited, "rate_limited"},
    kind_name{fault_kind::rate_limited_until, "rate_limited_until"},
    kind_name{fault_kind::edge_ban, "edge_ban"},
    kind_name{fault_kind::error_in_ok, "error_in_ok"},
    kind_name{fault_kind::delay, "delay"},
    kind_name{fault_kind::stall, "stall"},
    kind_name{fault_kind::half, "half"},
    kind_name{fault_kind::reset, "reset"},
    kind_name{fault_kind::truncated, "truncated"},
    kind_name{fault_kind::cut, "cut"},
    kind_name{fault_kind::wrong_type, "wrong_type"},
    kind_name{fault_kind::html, "html"},
    kind_name{fault_kind::huge, "huge"},
    kind_name{fault_kind::endless, "endless"},
    kind_name{fault_kind::garbage, "garbage"},
    kind_name{fault_kind::noise, "noise"},
    kind_name{fault_kind::redirect, "redirect"},
    kind_name{fault_kind::wrong_market, "wrong_market"},
    kind_name{fault_kind::wrong_field, "wrong_field"},
    kind_name{fault_kind::unsorted, "unsorted"},
    kind_name{fault_kind::clamped, "clamped"},
    kind_name{fault_kind::stale, "stale"},
    kind_name{fault_kind::repeated, "repeated"},
    kind_name{fault_kind::foreign_row, "foreign_row"},
    kind_name{fault_kind::unknown_row, "unknown_row"},
    kind_name{fault_kind::bad_row, "bad_row"},
};

} // namespace

std::string_view to_string(fault_kind kind) {
  const auto* found =
      std::find_if(kind_names.begin(), kind_names.end(),
                   [&](const kind_name& known) { return known.kind == kind; });
  return found == kind_names.end() ? "?" : found->name;
}

std::optional<fault_kind> parse_fault_kind(std::string_view name) {
  const auto* found =
      std::find_if(kind_names.begin(), kind_names.end(),
                   [&](const kind_name& known) { return known.name == name; });
  return found == kind_names.end() ? std::nullopt : std::optional{found->kind};
}

std::vector<fault_kind> all_fault_kinds() {
  std::vector<fault_kind> kinds;
  kinds.reserve(kind_names.size());
  for (const auto& known : kind_names)
    kinds.push_back(known.kind);
  return kinds;
}

bool names_endpoint(std::string_view endpoints, std::string_view endpoint) {
  return endpoint.substr(0, endpoints.size()) == endpoints &&
         (endpoints.empty() || endpoints.size() == endpoint.size() ||
          endpoint[endpoints.size()] == ' ');
}

void fault_schedule::add(fault_rule rule) {
  if (rule.faults.empty())
    throw std::invalid_argument{"a fault rule without a fault"};
  rules_.push_back(std::move(rule));
}

std::optional<due_fault> fault_schedule::next(std::string_view endpoint,
                                              std::uint64_t n) {
  const auto draw = hash(endpoint, hash(std::to_string(n), seed_));
  for (auto rule = rules_.rbegin(); rule != rules_.rend(); ++rule) {
    // Every rule draws its own random number.
    const auto salt =
        hash("rule", draw + static_cast<std::uint64_t>(rules_.rend() - rule));
    if (!names_endpoint(rule->endpoints, endpoint) || rule->times == 0U ||
        salt % 1000 >= rule->per_mille)
      continue;
    if (rule->times)
      --*rule->times;
    return due_fault{rule->faults[salt / 1000 % rule->faults.size()], salt / 1'000'000};
  }
  return std::nullopt;
}

} // namespace tracker::exchange
