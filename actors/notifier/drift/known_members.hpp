// SPDX-License-Identifier: MIT
// The members of each endpoint's replies, from the decoders and from recorded replies of
// 2026. A member that may be left out may be null as well.
#pragma once

#include "actors/notifier/drift/reply_shape.hpp"

#include <string_view>
#include <vector>

namespace tracker {

/// The words of protocol V2 for the state of a resolution.
inline constexpr std::string_view resolution_states =
    "inactive active initialized requested posed proposed reproposed disputed challenged "
    "flagged paused resolved";

std::vector<known_member> members_of_gamma();
std::vector<known_member> members_of_clob();
std::vector<known_member> members_of_midpoint();
std::vector<known_member> members_of_resolutions();
std::vector<known_member> members_of_status();
std::vector<known_member> members_of_activity();
std::vector<known_member> members_of_old_activity();
std::vector<known_member> members_of_trades();
std::vector<known_member> members_of_positions();
std::vector<known_member> members_of_user_volume();
std::vector<known_member> members_of_user_pnl();
std::vector<known_member> members_of_rebates();
/// Lists of events: members of a market, inside.
std::vector<known_member> members_of_event_list();
/// What the decoder reads: no reply was recorded.
std::vector<known_member> members_of_series_list();

} // namespace tracker
