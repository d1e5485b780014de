// SPDX-License-Identifier: MIT
#include "actors/ledger/backup_names.hpp"

#include "actors/platform/time_text.hpp"

#include <algorithm>
#include <filesystem>
#include <string_view>
#include <system_error>

namespace tracker {

namespace {

constexpr std::string_view mark = ".backup-";

/// `2026-11-24T13:30:05Z` of `20261124T133005Z`.
std::string with_punctuation(std::string_view compact) {
  std::string result;
  for (std::size_t i = 0; i < compact.size(); ++i) {
    if (i == 4 || i == 6)
      result += '-';
    if (i == 11 || i == 13)
      result += ':';
    result += compact[i];
  }
  return result;
}

} // namespace

std::string backup_name(const std::string& ledger_file, timestamp at) {
  auto time = format_utc(at);
  std::erase_if(time, [](char letter) { return letter == '-' || letter == ':'; });
  return ledger_file + std::string{mark} + time;
}

std::optional<timestamp> backup_time(const std::string& ledger_file,
                                     const std::string& path) {
  const auto prefix = ledger_file + std::string{mark};
  if (!path.starts_with(prefix))
    return std::nullopt;
  const auto at =
      parse_time(with_punctuation(std::string_view{path}.substr(prefix.size())));
  // Only what backup_name writes: anything else beside the ledger is not ours to tidy.
  if (!at || backup_name(ledger_file, *at) != path)
    return std::nullopt;
  return at;
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
