// SPDX-License-Identifier: MIT
#pragma once

#include "actors/ledger/tables/raw_rows.hpp"

#include <cstdint>
#include <string>
#include <unordered_map>

namespace tracker {

using series_names = std::unordered_map<std::int64_t, std::string>;

/// The names of all series by their ids.
inline series_names names_of_series(SQLite::Database& file) {
  series_names result;
  sql::raw_rows rows{file, "SELECT id, name FROM series"};
  while (rows.next()) {
    auto& name = result[rows.number()];
    rows.text(name);
  }
  return result;
}

} // namespace tracker
