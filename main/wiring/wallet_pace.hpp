// SPDX-License-Identifier: MIT
#pragma once

#include "main/config/settings.hpp"
#include "messages/time.hpp"

namespace tracker {

/// How often each wallet can be read when all of them want to be. They share the data
/// host's budget, so with many of them it is not `tracker.poll-interval` that counts.
timespan wallet_round(const settings& of);

} // namespace tracker
