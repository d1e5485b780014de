// SPDX-License-Identifier: MIT
// The tables of the ledger's file: schema.cpp is where they are documented.
#pragma once

#include <cstdint>

namespace SQLite {
class Database;
}

namespace tracker {

/// Marks a SQLite file as a ledger (`PRAGMA application_id`): "PTrk".
inline constexpr std::int32_t ledger_application_id = 0x5054726b;

/// The version that this program writes (`PRAGMA user_version`).
inline constexpr std::int32_t ledger_version = 3;

/// Brings a file of version `from` (0: an empty one) to `ledger_version`, in one
/// transaction. Throws SQLite::Exception.
void migrate(SQLite::Database& file, std::int32_t from);

} // namespace tracker
