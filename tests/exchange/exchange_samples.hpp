// SPDX-License-Identifier: MIT
// The market and the times that the tests of the exchange ask for.
#pragma once

#include "messages/time.hpp"

#include <string>

namespace tracker::test {

inline constexpr timestamp sample_start = from_unix_seconds(1'789'943'700);
/// A market of five minutes that starts then.
inline const std::string sample_slug = "btc-updown-5m-1789943700";

/// The start of the first window that the simulated wallets trade.
inline constexpr timestamp first_traded = from_unix_seconds(1'789'941'600);

} // namespace tracker::test
