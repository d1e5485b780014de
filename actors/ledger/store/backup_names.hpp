// SPDX-License-Identifier: MIT
#pragma once

#include "messages/time.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace tracker {

/// `<file>.backup-20261124T133005Z`. The names of a ledger's backups sort by time.
std::string backup_name(const std::string& ledger_file, timestamp begun_at);

/// When the backup `path` of `ledger_file` was begun; nothing when it is not the name of
/// a backup.
std::optional<timestamp> backup_time(const std::string& ledger_file,
                                     const std::string& path);

/// The complete backups beside `ledger_file`, the oldest first. Empty when the folder
/// cannot be read.
std::vector<std::string> list_backups(const std::string& ledger_file);

std::optional<std::string> newest_backup(const std::string& ledger_file);

/// The oldest of `backups` (oldest first) beyond the `keep` newest.
std::vector<std::string> surplus_backups(std::vector<std::string> backups,
                                         std::size_t keep);

} // namespace tracker
