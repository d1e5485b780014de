// SPDX-License-Identifier: MIT
// The data API's second dialect: an envelope, cursors, snake_case, and a word on its own
// freshness. Source: polymarket-api.md 5.5.
#pragma once

#include "actors/wallet/activity_page.hpp"
#include "actors/wallet/activity_query.hpp"

#include <string>
#include <string_view>

namespace tracker {

/// Its documented limit; a larger one is refused. There are no offsets.
inline constexpr paging_rules activity_rules_v2{1000, 0};

/// Path and query of `/v2/activity`.
std::string activity_path_v2(std::string_view wallet, const activity_query& query);

/// Reads a reply of `/v2/activity`, as `decode_activity_v1` does with the first dialect.
decoded<activity_page> decode_activity_v2(std::string_view body, std::string_view wallet,
                                          timestamp now);

/// Reads a reply of `/v2/status`: the instant up to which every row is known, by the
/// furthest-behind of what is served and of every ingestion cursor. Refused, with its
/// name, where a field of these is missing.
decoded<timestamp> decode_freshness_v2(std::string_view body);

} // namespace tracker
