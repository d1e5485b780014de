// SPDX-License-Identifier: MIT
// What several settings must be to one another.
#pragma once

#include "main/config/settings.hpp"

#include <string>
#include <vector>

namespace tracker {

/// Values that are good one by one and not together.
struct combination_fault {
  /// The keys involved; the first is the one to change.
  std::vector<std::string> keys;
  std::string reason;
};

std::vector<combination_fault> check_combinations(const settings& of);

/// The series that the names mean, with the length override; a name that means none is a
/// fault.
std::vector<combination_fault> name_series(settings& of);

} // namespace tracker
