// SPDX-License-Identifier: MIT
#pragma once

#include "messages/time.hpp"
#include "messages/wallet.hpp"

#include <date/tz.h>

#include <cstddef>
#include <string>
#include <vector>

namespace tracker {

/// The input of a report besides its rows.
struct report_setting {
  timestamp now{};
  const date::time_zone& zone;
  /// Names of the series that are watched now: their windows up to now are expected.
  std::vector<std::string> watched;
  bool colours = false;
  /// Columns of the terminal; 0: not a terminal, lines have any length.
  std::size_t width = 0;
  /// Configured now: filters may name them before they have a grade.
  std::vector<watched_wallet> wallets{};
  std::vector<std::string> strategies{};
};

} // namespace tracker
