// SPDX-License-Identifier: MIT
#pragma once

#include "messages/time.hpp"

namespace tracker {

/// How long before a shutdown's deadline a fetcher cancels its open requests, so that its
/// answer arrives in time.
inline constexpr timespan fetcher_drain_margin = std::chrono::milliseconds{100};

} // namespace tracker
