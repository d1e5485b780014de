// SPDX-License-Identifier: MIT
#pragma once

#include "messages/time.hpp"

namespace tracker {

/// How long before a shutdown's deadline a fetcher gives up what is open, so that its
/// last word arrives in time.
inline constexpr timespan fetcher_drain_margin = std::chrono::milliseconds{100};

} // namespace tracker
