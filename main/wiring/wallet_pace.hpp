// SPDX-License-Identifier: MIT
#pragma once

#include "main/config/settings.hpp"
#include "messages/time.hpp"

namespace tracker {

/// The interval at which each wallet can be read when all are due. They share the data
/// host's budget, so with many wallets it is longer than `tracker.poll-interval`.
timespan wallet_round(const settings& effective);

} // namespace tracker
