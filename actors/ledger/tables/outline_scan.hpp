// SPDX-License-Identifier: MIT
#pragma once

#include "actors/ledger/query/totals_outline.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <functional>
#include <string>

namespace tracker {

/// Hands out what sums need of each grade `g` that `condition` is true for: a million of
/// them in less than a second. By the ends of their windows; with names then by those of
/// series and the addresses of wallets. Throws SQLite::Exception.
void scan_outlines(SQLite::Database& file, const std::string& condition,
                   outline_detail detail,
                   const std::function<void(const grade_outline&)>& take);

} // namespace tracker
