// SPDX-License-Identifier: MIT
// Whether the system clock agrees with those of the hosts. Pure.
#pragma once

#include "messages/fetch.hpp"
#include "messages/time.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace tracker {

/// Compares the wall clock with the `Date` of replies. Each direction is said once, and
/// once more only after the clock was right in between.
class clock_skew {
public:
  /// A clock that is further off is news.
  static constexpr timespan tolerance = std::chrono::seconds{5};

  /// `requested_at` and `now` are the wall clock's beats before the question and the
  /// answer. A `Date` is a whole second between them, rounded down, so the clock is ahead
  /// by at least `requested_at - Date - 1 s` and behind by at least `Date - now - 1 s`.
  /// Replies from a cache, or without `Date`, say nothing. Returns what is to be logged:
  /// `clock: 42s ahead of gamma; set the system clock (NTP)`.
  std::optional<std::string> compare(host source, const fetch_reply& reply,
                                     timestamp requested_at, timestamp now);

private:
  enum class state : std::uint8_t { right, ahead, behind };
  state reported_ = state::right;
};

} // namespace tracker
