// SPDX-License-Identifier: MIT
// The data API's first dialect. Source: polymarket-api.md 5.1, 5.2.
#pragma once

#include "actors/wallet/activity_page.hpp"
#include "actors/wallet/activity_query.hpp"

#include <string>
#include <string_view>

namespace tracker {

/// The documented limits. The platform clamps a limit above 500 silently.
inline constexpr paging_rules activity_rules_v1{500, 5000};

/// Path and query of `/activity`.
std::string activity_path_v1(std::string_view wallet, const activity_query& query);

/// Reads a reply of `/activity`, an array of rows. `wallet` is the requested wallet,
/// `now` the local time. An empty array is an empty page; anything but an array is an
/// error.
decoded<activity_page> decode_activity_v1(std::string_view body, std::string_view wallet,
                                          timestamp now);

} // namespace tracker
