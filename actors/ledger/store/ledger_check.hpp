// SPDX-License-Identifier: MIT
// `ledger verify`: is everything in a ledger as it must be?
#pragma once

#include "actors/ledger/query/ledger_error.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace tracker {

/// One kind of check.
struct checked_part {
  std::string name;
  /// What is wrong; empty: nothing.
  std::string problem;
};

struct checked_ledger {
  std::int32_t version = 0;
  std::int64_t bytes = 0;
  std::int64_t windows = 0;
  std::int64_t grades = 0;
  std::int64_t events = 0;
  std::vector<checked_part> parts;

  bool is_sound() const;
};

/// Checks every page and index, every reference between tables, the sums and the winner
/// of every grade, and that the outlines that reports read are those of the grades. Reads
/// only, beside a running tracker or not; takes seconds per gigabyte. An older ledger is
/// checked as far as its version goes. Where pages are damaged, the other checks are left
/// out.
ledger_result<checked_ledger> check_ledger(const std::string& path,
                                           file_state state = file_state::live);

} // namespace tracker
