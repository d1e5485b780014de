// SPDX-License-Identifier: MIT
// The members of each endpoint's replies, from the decoders and from recorded replies of
// 2026. A member that may be left out may be null as well.
#pragma once

#include "actors/notifier/drift/reply_shape.hpp"

#include <vector>

namespace tracker {

std::vector<known_member> members_of_gamma();
std::vector<known_member> members_of_clob();
std::vector<known_member> members_of_midpoint();
std::vector<known_member> members_of_resolutions();
std::vector<known_member> members_of_status();
std::vector<known_member> members_of_activity();
std::vector<known_member> members_of_old_activity();

} // namespace tracker
