// SPDX-License-Identifier: MIT
#include "actors/text/shown_cents.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>

namespace tracker {

namespace {

constexpr std::int64_t cent = 10'000;

std::int64_t floor_cents(std::int64_t micros) {
  return micros / cent - (micros % cent < 0 ? 1 : 0);
}

/// Half away from zero, as `format_signed_dollars` rounds.
std::int64_t nearest_cents(std::int64_t micros) {
  const auto magnitude = micros < 0 ? -micros : micros;
  const auto cents = magnitude / cent + (magnitude % cent >= cent / 2 ? 1 : 0);
  return micros < 0 ? -cents : cents;
}

} // namespace

std::vector<usdc> shown_cents(const std::vector<usdc>& parts) {
  const auto sum = std::accumulate(parts.begin(), parts.end(), usdc{});
  return shown_cents(parts, usdc::from_micros(nearest_cents(sum.micros()) * cent));
}

std::vector<usdc> shown_cents(const std::vector<usdc>& parts, usdc total) {
  std::vector<std::int64_t> cents;
  cents.reserve(parts.size());
  for (const auto part : parts)
    cents.push_back(floor_cents(part.micros()));
  const auto remainder = [&](std::size_t part) {
    return parts[part].micros() - cents[part] * cent;
  };
  std::vector<std::size_t> order(parts.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t left, std::size_t right) {
    return remainder(left) > remainder(right);
  });
  // Not more than there are parts with a remainder: each remainder is less than a cent.
  const auto missing = total.micros() / cent -
                       std::accumulate(cents.begin(), cents.end(), std::int64_t{0});
  for (std::size_t i = 0; i < order.size() && static_cast<std::int64_t>(i) < missing; ++i)
    ++cents[order[i]];
  std::vector<usdc> shown;
  shown.reserve(parts.size());
  for (const auto count : cents)
    shown.push_back(usdc::from_micros(count * cent));
  return shown;
}

std::string with_separators(std::string text) {
  const auto first = std::min(text.find_first_of("0123456789"), text.size());
  auto place = std::min(text.find('.'), text.size());
  while (place > first + 3) {
    place -= 3;
    text.insert(place, 1, ',');
  }
  return text;
}

} // namespace tracker
