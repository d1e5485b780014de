// SPDX-License-Identifier: MIT
#pragma once

#include "messages/time.hpp"

#include <cstddef>
#include <string>

namespace tracker {

/// The parameters of a request for a wallet's activity, oldest rows first.
struct activity_query {
  /// The first second whose rows are requested.
  timestamp start{};
  /// Number of rows to skip (v1); used within one second only.
  std::size_t offset = 0;
  /// The cursor of the page (v2); used within one second only.
  std::string cursor;

  bool operator==(const activity_query&) const = default;
};

/// The paging limits of a dialect.
struct paging_rules {
  /// Rows of a full page: the documented maximum, which every request asks for.
  std::size_t limit = 500;
  /// The largest offset that the platform accepts.
  std::size_t max_offset = 5000;
};

} // namespace tracker
