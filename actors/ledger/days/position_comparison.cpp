// SPDX-License-Identifier: MIT
#include "actors/ledger/days/position_comparison.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <optional>

namespace tracker {

namespace {

constexpr std::int64_t rounding = 100;
constexpr std::int64_t listed_from = 100'000;

bool differs(shares ours, std::optional<shares> platform) {
  if (!platform)
    return ours.micros() >= listed_from;
  return std::llabs((ours - *platform).micros()) > rounding;
}

std::string size_text(std::optional<shares> size) {
  return size ? to_string(*size) : "none";
}

} // namespace

bool differs(const position_check& check) {
  return differs(check.ours.up, check.platform_up) ||
         differs(check.ours.down, check.platform_down);
}

std::string position_text(const position_check& check) {
  const auto& ours = check.ours;
  if (!differs(check))
    return fmt::format("as the platform says: UP {} DN {}", to_string(ours.up),
                       to_string(ours.down));
  return fmt::format("the platform says UP {} DN {}, the ledger UP {} DN {}",
                     size_text(check.platform_up), size_text(check.platform_down),
                     to_string(ours.up), to_string(ours.down));
}

} // namespace tracker
