// SPDX-License-Identifier: MIT
#pragma once

#include "messages/time.hpp"

#include <cstddef>
#include <string>

namespace tracker {

/// The next question about a wallet: its activity from this second on, oldest first.
struct activity_query {
  timestamp from{};
  /// Rows to leave out (v1), used within one second only.
  std::size_t offset = 0;
  /// Where to go on (v2), likewise.
  std::string cursor;

  bool operator==(const activity_query&) const = default;
};

/// What a dialect allows.
struct paging_rules {
  /// Rows of a full page: the documented maximum, which is also what is asked for.
  std::size_t limit = 500;
  /// The largest offset that is answered.
  std::size_t max_offset = 5000;
};

} // namespace tracker
