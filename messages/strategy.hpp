// SPDX-License-Identifier: MIT
// Rules that attribute the trades of a window to one of several strategies that share a
// wallet.
#pragma once

#include "messages/grade.hpp"
#include "messages/window.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tracker {

/// How many sides a strategy buys.
enum class side_count : std::uint8_t { any, one, both };

/// A closed range; an absent bound sets no limit.
template <class T>
struct closed_range {
  std::optional<T> min;
  std::optional<T> max;

  bool contains(const T& value) const {
    return !(min && value < *min) && !(max && *max < value);
  }
  bool operator==(const closed_range&) const = default;
};

/// The conditions that the trades of a strategy meet. An absent condition is always met.
struct strategy {
  std::string name;
  /// `btc-updown-15m`; empty: any.
  std::string series;
  side_count sides = side_count::any;
  /// Average entry, fees inside, of each side that was bought.
  closed_range<price> entry;
  /// Bought shares of the larger side.
  closed_range<shares> size;
  /// From the window's first buy to its end; negative after it.
  closed_range<std::chrono::seconds> before_end;

  bool operator==(const strategy&) const = default;
};

/// True when a window's trades meet all conditions. A window without a buy matches no
/// strategy.
bool matches(const strategy& pattern, std::string_view series, const window& window,
             const window_figures& figures);

/// The name of the first strategy that matches the trades; empty: none does.
std::string match_strategy(const std::vector<strategy>& strategies,
                           std::string_view series, const window& window,
                           const window_figures& figures);

/// A text that is equal for equal strategies only; recorded with the grades that they
/// tagged.
std::string rules_text(const std::vector<strategy>& strategies);

} // namespace tracker
