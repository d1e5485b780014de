// SPDX-License-Identifier: MIT
#pragma once

#include "messages/proof.hpp"

#include <optional>
#include <string>

namespace tracker {

/// What the platform says of a wallet in a window, beside its grade.
struct window_note {
  /// The wallet's address.
  std::string wallet;
  /// The comparison of the tokens held; empty: none yet.
  std::optional<position_check> position;
  /// As in `grade_row`.
  std::optional<usdc> maker_rebates;
};

} // namespace tracker
