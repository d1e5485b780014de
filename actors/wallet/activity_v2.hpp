// SPDX-License-Identifier: MIT
// The data API's second dialect: an envelope, cursors, snake_case, and a report of its
// freshness. Source: polymarket-api.md 5.5.
#pragma once

#include "actors/wallet/activity_page.hpp"
#include "actors/wallet/activity_query.hpp"

#include <string>
#include <string_view>

namespace tracker {

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
