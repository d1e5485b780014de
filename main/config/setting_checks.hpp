// SPDX-License-Identifier: MIT
// Checks of combinations of settings.
#pragma once

#include "main/config/settings.hpp"

#include <string>
#include <vector>

namespace tracker {

/// Values that are valid one by one but not together.
struct combination_fault {
  /// The keys involved; the first is the one to change.
  std::vector<std::string> keys;
  std::string reason;
};

std::vector<combination_fault> check_combinations(const settings& effective);

/// Fills `watched_series` from `series_names` (plain names and slug prefixes) and the
/// length override; strategies then name their series alike. A name of another form is a
/// fault that says which to write.
std::vector<combination_fault> name_series(settings& effective);

} // namespace tracker
