// SPDX-License-Identifier: MIT
#include "actors/ledger/store/backup_names.hpp"

#include "actors/text/time_text.hpp"

#include <algorithm>
#include <filesystem>
#include <string_view>
#include <system_error>

namespace tracker {

namespace {

constexpr std::string_view backup_mark = ".backup-";

} // namespace

std::string backup_name(const std::string& ledger_file, timestamp begun_at) {
  return ledger_file + std::string{backup_mark} + format_compact_utc(begun_at);
}

std::optional<timestamp> backup_time(const std::string& ledger_file,
                                     const std::string& path) {
  const auto prefix = ledger_file + std::string{backup_mark};
  // Only names that backup_name writes: other files beside the ledger must not be
  // removed.
  return path.starts_with(prefix)
             ? parse_compact_utc(std::string_view{path}.substr(prefix.size()))
             : std::nullopt;
}

std::vector<std::string> list_backups(const std::string& ledger_file) {
  namespace fs = std::filesystem;
  const fs::path file{ledger_file};
  std::vector<std::string> result;
  std::error_code failed;
  const auto folder = file.has_parent_path() ? file.parent_path() : fs::path{"."};
  for (fs::directory_iterator entry{folder, failed}, end; !failed && entry != end;
       entry.increment(failed)) {
    const auto path = (file.parent_path() / entry->path().filename()).string();
    if (backup_time(ledger_file, path))
      result.push_back(path);
  }
  std::sort(result.begin(), result.end());
  return result;
}

std::optional<std::string> newest_backup(const std::string& ledger_file) {
  const auto all = list_backups(ledger_file);
  return all.empty() ? std::nullopt : std::optional{all.back()};
}

std::vector<std::string> surplus_backups(std::vector<std::string> backups,
                                         std::size_t keep) {
  backups.resize(backups.size() - std::min(keep, backups.size()));
  return backups;
}

} // namespace tracker
