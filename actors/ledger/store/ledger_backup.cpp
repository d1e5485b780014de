// SPDX-License-Identifier: MIT
#include "actors/ledger/store/ledger_backup.hpp"

#include "actors/ledger/store/durable_file.hpp"
#include "actors/ledger/store/sqlite_file.hpp"
#include "actors/text/time_text.hpp"

#include <algorithm>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <utility>

#include <SQLiteCpp/Backup.h>
#include <sqlite3.h>

namespace tracker {

namespace {

constexpr std::string_view backup_mark = ".backup-";

namespace fs = std::filesystem;

/// One backup at a time, so one name: the remains of a crash are found.
std::string unfinished_name(const std::string& ledger_file) {
  return ledger_file + ".backup-unfinished";
}

void remove_unfinished(const std::string& ledger_file) {
  std::error_code ignored;
  fs::remove(unfinished_name(ledger_file), ignored);
}

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

class ledger_backup::state {
public:
  state(SQLite::Database& source, std::string ledger_file, timestamp begun_at)
      : ledger_file_{std::move(ledger_file)}
      , unfinished_{unfinished_name(ledger_file_)}
      , name_{backup_name(ledger_file_, begun_at)}
      , target_{std::make_unique<SQLite::Database>(open_copy_target(unfinished_))}
      , copy_{std::make_unique<SQLite::Backup>(*target_, source)} {}
  ~state() {
    close();
    remove_unfinished(ledger_file_);
  }
  state(const state&) = delete;
  state& operator=(const state&) = delete;

  const std::string& name() const { return name_; }

  ledger_result<bool> step(int pages) {
    auto result = guarded(unfinished_, target_.get(),
                          [&] { return copy_->executeStep(pages) == SQLITE_DONE; });
    if (std::holds_alternative<bool>(result) && std::get<bool>(result))
      return finish();
    return result;
  }

private:
  ledger_result<bool> finish() {
    close();
    if (auto error = put_in_place(unfinished_, name_))
      return std::move(*error);
    return true;
  }

  void close() {
    copy_.reset();
    target_.reset();
  }

  std::string ledger_file_;
  std::string unfinished_;
  std::string name_;
  std::unique_ptr<SQLite::Database> target_;
  std::unique_ptr<SQLite::Backup> copy_;
};

ledger_backup::ledger_backup(std::unique_ptr<state> begun) : state_{std::move(begun)} {}
ledger_backup::ledger_backup(ledger_backup&&) noexcept = default;
ledger_backup& ledger_backup::operator=(ledger_backup&&) noexcept = default;
ledger_backup::~ledger_backup() = default;

ledger_result<ledger_backup> ledger_backup::begin(SQLite::Database& source,
                                                  const std::string& ledger_file,
                                                  timestamp begun_at) {
  remove_unfinished(ledger_file);
  const auto path = unfinished_name(ledger_file);
  if (auto error = create_private_file(path))
    return std::move(*error);
  return guarded(path, nullptr, [&] {
    return ledger_backup{std::make_unique<state>(source, ledger_file, begun_at)};
  });
}

ledger_result<bool> ledger_backup::step(int pages) {
  return state_->step(pages);
}

const std::string& ledger_backup::name() const {
  return state_->name();
}

std::vector<std::string> remove_surplus_backups(const std::string& ledger_file,
                                                std::size_t keep) {
  auto surplus = surplus_backups(list_backups(ledger_file), keep);
  std::erase_if(surplus, [](const std::string& path) {
    std::error_code failed;
    return !fs::remove(path, failed);
  });
  return surplus;
}

bool backup_is_due(const std::string& ledger_file,
                   const std::vector<std::string>& backups, timespan interval,
                   timestamp now) {
  return std::none_of(backups.begin(), backups.end(), [&](const std::string& path) {
    const auto begun_at = backup_time(ledger_file, path);
    return begun_at && *begun_at <= now && now - *begun_at < interval;
  });
}

} // namespace tracker
