// SPDX-License-Identifier: MIT
// For benchmarks: the content of a ledger after years, computed from numbers.
#pragma once

#include "actors/ledger/store/ledger_store.hpp"

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace tracker::test {

/// Returns the value; throws the error as std::runtime_error.
template <class Value>
Value value_or_throw(ledger_result<Value> result) {
  if (const auto* error = std::get_if<ledger_error>(&result))
    throw std::runtime_error{error->text};
  return std::get<Value>(std::move(result));
}

/// Windows of 15 minutes in eight series, side by side, one after the other; ten events
/// and one grade in each.
class large_ledger {
public:
  static constexpr std::size_t series_count = 8;
  static constexpr std::size_t events_of_a_window = 10;

  /// The last of `windows` windows ends just before `end`.
  large_ledger(std::uint64_t windows, timestamp end);

  static const watched_wallet& owner();
  /// `coin0-updown-15m`, …
  static std::vector<std::string> series_names();

  window window_number(std::uint64_t number) const;
  std::vector<activity_event> events(std::uint64_t first, std::size_t count) const;
  static ledger_entry entry_of(std::vector<activity_event> events);

  /// Writes `events` events, and the windows with their grades, to `file`; prints how
  /// long that took.
  void fill(const std::string& file, std::uint64_t events) const;

private:
  struct names {
    window bounds;
    std::string series;
    market traded;
  };
  names names_of(std::uint64_t number) const;
  static activity_event event_number(std::uint64_t number, const names& known);
  ledger_entry grade_entry(std::uint64_t number) const;
  ledger_entry coverage_entry(std::uint64_t number) const;

  std::uint64_t windows_;
  std::int64_t first_start_s_;
};

} // namespace tracker::test
