// SPDX-License-Identifier: MIT
// What the program keeps in the ledger beside the facts: the rules that tagged the
// grades, and the offsets of `tracker.timezone` from UTC, so that the views know its
// days.
#pragma once

#include "messages/strategy.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <date/tz.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tracker {

/// The rules that the recorded grades were tagged with, as `rules_text`; nothing: a
/// ledger in which they were not recorded. Throws SQLite::Exception.
std::optional<std::string> recorded_rules(SQLite::Database& file);

/// Tags every current grade with the first strategy that matches its figures, and records
/// the rules. Earlier revisions and revision numbers stay. Returns how many tags changed;
/// 0 without reading a grade if these rules are recorded. In a transaction of the caller.
/// Throws SQLite::Exception.
std::uint64_t tag_grades(SQLite::Database& file, const std::vector<strategy>& strategies);

/// Writes the offsets of `zone` until 2100, unless the file has the same ones. In a
/// transaction of the caller. Throws SQLite::Exception.
void keep_zone_offsets(SQLite::Database& file, const date::time_zone& zone);

} // namespace tracker
