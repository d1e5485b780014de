// SPDX-License-Identifier: MIT
// The two dialects of the data API for activity. The second has an envelope, cursors,
// snake_case, and a report of its freshness. Source: polymarket-api.md 5.1, 5.2, 5.5.
#pragma once

#include "actors/platform/json.hpp"
#include "actors/wallet/activity_page.hpp"

#include <string>
#include <string_view>

namespace tracker {

/// What a page states about the next one.
struct page_end_v2 {
  bool more = false;
  /// The cursor of the next page; empty: there is none.
  std::string cursor;
};

/// Reads the `pagination` of a reply. Throws `decode_error`.
page_end_v2 read_page_end(const json_cursor& reply);

/// The query parameter for the page at `cursor`, percent-encoded; empty for the first
/// page.
std::string cursor_parameter(std::string_view cursor);

/// The documented limits. The platform clamps a limit above 500 silently.
inline constexpr paging_rules activity_rules_v1{500, 5000};

/// Path and query of `/activity`.
std::string activity_path_v1(std::string_view wallet, const activity_query& query);

/// Reads a reply of `/activity`, an array of rows. `wallet` is the requested wallet,
/// `now` the local time. An empty array is an empty page; anything but an array is an
/// error.
decoded<activity_page> decode_activity_v1(std::string_view body, std::string_view wallet,
                                          timestamp now);

/// The documented limit; the platform refuses a larger one. There are no offsets.
inline constexpr paging_rules activity_rules_v2{1000, 0};

/// Path and query of `/v2/activity`.
std::string activity_path_v2(std::string_view wallet, const activity_query& query);

/// Reads a reply of `/v2/activity`; arguments and errors as in `decode_activity_v1`.
decoded<activity_page> decode_activity_v2(std::string_view body, std::string_view wallet,
                                          timestamp now);

/// Reads a reply of `/v2/status`: the time up to which every row is indexed, by the most
/// delayed of the served feeds and of the ingestion cursors. A missing field is an error
/// that names it.
decoded<timestamp> decode_freshness_v2(std::string_view body);

} // namespace tracker
