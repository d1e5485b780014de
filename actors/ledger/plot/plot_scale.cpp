// SPDX-License-Identifier: MIT
#include "actors/ledger/plot/plot_scale.hpp"

#include "messages/exact.hpp"

#include <array>

namespace tracker {

namespace {

/// `value / step`, rounded towards negative infinity.
std::int64_t floor_steps(std::int64_t value, std::int64_t step) {
  const auto whole = value / step;
  return value % step < 0 ? whole - 1 : whole;
}

/// The number of lines that steps of this size need.
std::uint64_t lines_needed(usdc low, usdc high, std::int64_t step) {
  return static_cast<std::uint64_t>(-floor_steps(-high.micros(), step) -
                                    floor_steps(low.micros(), step) + 1);
}

std::int64_t step_for(usdc low, usdc high, std::size_t most) {
  // From a cent on: smaller amounts have no name on an axis.
  for (std::int64_t power = 10'000;; power *= 10)
    for (const std::int64_t times : {1, 2, 5})
      if (lines_needed(low, high, times * power) <= most)
        return times * power;
}

} // namespace

std::string format_tenths(tenths length) {
  const auto magnitude = length < 0 ? -length : length;
  auto text = (length < 0 ? "-" : "") + std::to_string(magnitude / 10);
  if (magnitude % 10 != 0)
    text += '.' + std::to_string(magnitude % 10);
  return text;
}

tenths linear_scale::operator()(std::int64_t value) const {
  if (high_ == low_)
    return (at_low_ + at_high_) / 2;
  const auto run = static_cast<wide_integer>(value - low_) * (at_high_ - at_low_);
  return at_low_ + static_cast<tenths>(run / (high_ - low_));
}

std::vector<usdc> axis_steps(usdc low, usdc high, std::size_t most) {
  const auto step = step_for(low, high, most);
  std::vector<usdc> steps;
  for (auto at = floor_steps(low.micros(), step) * step;; at += step) {
    steps.push_back(usdc::from_micros(at));
    if (at >= high.micros())
      return steps;
  }
}

std::string axis_label(usdc amount) {
  constexpr std::int64_t dollar = 1'000'000;
  const auto magnitude = amount.micros() < 0 ? -amount.micros() : amount.micros();
  const std::string sign = amount.micros() < 0 ? "-$" : "$";
  const auto in_units_of = [&](std::int64_t unit, char name) {
    const auto tenths_of = magnitude / (unit / 10);
    const auto rest = tenths_of % 10 == 0 ? "" : '.' + std::to_string(tenths_of % 10);
    return sign + std::to_string(tenths_of / 10) + rest + name;
  };
  if (magnitude >= 1'000'000 * dollar && magnitude % (100'000 * dollar) == 0)
    return in_units_of(1'000'000 * dollar, 'M');
  if (magnitude >= 10'000 * dollar && magnitude % (100 * dollar) == 0)
    return in_units_of(1'000 * dollar, 'k');
  return sign + format_rounded(magnitude, magnitude % dollar == 0 ? 0 : 2);
}

} // namespace tracker
