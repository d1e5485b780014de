// SPDX-License-Identifier: MIT
// Finding the windows that an argument of `explain` names: a slug, a time, a condition id
// or the address of an event's page.
#pragma once

#include "actors/ledger/report/report_source.hpp"

#include <date/tz.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tracker {

enum class window_name_kind : std::uint8_t { slug, time, condition_id };

/// What an argument names.
struct window_name {
  window_name_kind kind = window_name_kind::slug;
  /// The slug, or the condition id in lower case.
  std::string text;
  timestamp time{};

  bool operator==(const window_name&) const = default;
};

/// Parses `btc-updown-15m-1768936500`, `0x` and 64 (or gamma's 62) hex digits, Unix
/// seconds, an ISO 8601 time (in `zone` where it has no offset), or an address such as
/// `https://polymarket.com/event/btc-updown-15m-1768936500?tid=1`. Other text is a slug.
window_name parse_window_name(const std::string& argument, const date::time_zone& zone);

/// The windows that a name means, or why there are none.
struct window_search {
  std::vector<std::string> slugs;
  /// Empty where there are slugs.
  std::string failure;
  /// The argument is none of the forms that name a window.
  bool wrong_form = false;
};

/// Searches the ledger. A slug is not checked when the ledger has it. A window that is
/// not there is told apart from a series that is not watched (`watched`, and those of the
/// ledger), with the nearest windows. A time means every window that contains it.
ledger_result<window_search> search_windows(const window_name& name,
                                            report_source& source,
                                            const std::vector<std::string>& watched,
                                            const date::time_zone& zone);

} // namespace tracker
