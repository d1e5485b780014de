// SPDX-License-Identifier: MIT
// The day and the wallet of sample replies of the platform.
#pragma once

#include "messages/time.hpp"

#include <string>

namespace tracker::test {

/// 2026-06-03.
inline const timestamp sample_day = from_unix_seconds(1'780'444'800);
inline const std::string sample_wallet = "0x" + std::string(40, 'a');

} // namespace tracker::test
