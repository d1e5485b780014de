// SPDX-License-Identifier: MIT
#include "actors/ledger/store/ledger_copy.hpp"

#include "actors/ledger/store/durable_file.hpp"
#include "actors/ledger/store/ledger_backup.hpp"
#include "actors/ledger/store/schema.hpp"
#include "actors/ledger/store/sqlite_file.hpp"
#include "actors/text/time_text.hpp"

#include <SQLiteCpp/Backup.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <unistd.h>

namespace tracker {

namespace {

namespace fs = std::filesystem;

constexpr int all_pages = -1;

/// A copy that is not complete yet; removed unless it was put in its place.
class unfinished_copy {
public:
  explicit unfinished_copy(const std::string& target) : path_{target + ".unfinished"} {
    remove();
  }
  ~unfinished_copy() { remove(); }
  unfinished_copy(const unfinished_copy&) = delete;
  unfinished_copy& operator=(const unfinished_copy&) = delete;

  const std::string& path() const { return path_; }

private:
  void remove() const {
    std::error_code ignored;
    fs::remove(path_, ignored);
  }

  std::string path_;
};

/// One snapshot of the source, so that a writer does not make the copy begin again.
class snapshot {
public:
  explicit snapshot(SQLite::Database& file) : file_{file} {
    file_.exec("BEGIN");
    file_.execAndGet("SELECT COUNT(*) FROM sqlite_schema");
  }
  ~snapshot() { file_.tryExec("ROLLBACK"); }
  snapshot(const snapshot&) = delete;
  snapshot& operator=(const snapshot&) = delete;

private:
  SQLite::Database& file_;
};

void copy_pages(SQLite::Database& source, const std::string& path) {
  const snapshot held{source};
  auto target = open_copy_target(path);
  SQLite::Backup copy{target, source};
  copy.executeStep(all_pages);
}

/// A problem of the finished copy; empty: it is sound.
ledger_result<std::string> problem_of(const std::string& path) {
  auto opened = open_any_version(path, file_state::complete);
  if (auto* error = std::get_if<ledger_error>(&opened))
    return std::move(*error);
  auto& file = std::get<SQLite::Database>(opened);
  return guarded(path, &file, [&] { return whole_check_problem(file); });
}

/// Copies the source to `copy` and checks it.
std::optional<ledger_error> make_copy(SQLite::Database& source,
                                      const unfinished_copy& copy) {
  if (auto error = create_private_file(copy.path()))
    return error;
  const auto copied = guarded(copy.path(), &source, [&] {
    copy_pages(source, copy.path());
    return std::monostate{};
  });
  if (const auto* error = std::get_if<ledger_error>(&copied))
    return *error;
  auto problem = problem_of(copy.path());
  if (auto* error = std::get_if<ledger_error>(&problem))
    return std::move(*error);
  const auto& text = std::get<std::string>(problem);
  if (text.empty())
    return std::nullopt;
  return ledger_error{ledger_error_kind::corrupt,
                      source.getFilename() + ": " + text + "; the copy was not kept"};
}

std::int64_t size_of(const std::string& path) {
  std::error_code unknown;
  const auto size = fs::file_size(path, unknown);
  return unknown ? 0 : static_cast<std::int64_t>(size);
}

ledger_error refusal(const std::string& path, const std::string& reason) {
  return {ledger_error_kind::unexpected, path + ": " + reason};
}

/// The file that a path with symbolic links leads to: a rename would replace the link.
std::string resolve_links(const std::string& path) {
  std::error_code failed;
  const auto resolved = fs::weakly_canonical(path, failed);
  return failed ? path : resolved.string();
}

/// Gives the files of a ledger another name. The ledger keeps its name as well, until it
/// is replaced, where the file system has hard links.
std::optional<ledger_error> set_aside(const std::string& ledger_file,
                                      const std::string& name) {
  if (link(ledger_file.c_str(), name.c_str()) != 0 &&
      std::rename(ledger_file.c_str(), name.c_str()) != 0)
    return file_failure(name, errno);
  // An old log must not be applied to the new file.
  for (const char* suffix : {"-wal", "-shm", "-journal"})
    if (std::rename((ledger_file + suffix).c_str(), (name + suffix).c_str()) != 0 &&
        errno != ENOENT)
      return file_failure(ledger_file + suffix, errno);
  return std::nullopt;
}

} // namespace

std::optional<std::int32_t> read_ledger_version(const std::string& path) {
  // https://sqlite.org/fileformat.html: the user version at byte 60, the application at
  // 68, both with the highest byte first.
  constexpr std::size_t version_place = 60;
  constexpr std::size_t application_place = 68;
  constexpr std::string_view first_bytes{"SQLite format 3\0", 16};
  std::array<char, application_place + 4> head{};
  std::ifstream file{path, std::ios::binary};
  if (!file.read(head.data(), static_cast<std::streamsize>(head.size())))
    return std::nullopt;
  const auto number = [&](std::size_t place) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i)
      value = value << 8 | static_cast<unsigned char>(head[place + i]);
    return static_cast<std::int32_t>(value);
  };
  if (std::string_view{head.data(), first_bytes.size()} != first_bytes ||
      number(application_place) != ledger_application_id)
    return std::nullopt;
  return number(version_place);
}

std::string version_backup_name(const std::string& ledger_file, std::int32_t version) {
  return ledger_file + ".version-" + std::to_string(version);
}

std::optional<std::string> find_fitting_backup(const std::string& ledger_file) {
  auto candidates = list_backups(ledger_file);
  for (std::int32_t version = 1; version <= ledger_version; ++version)
    candidates.push_back(version_backup_name(ledger_file, version));
  std::optional<std::string> youngest;
  fs::file_time_type written;
  for (const auto& path : candidates) {
    const auto version = read_ledger_version(path);
    std::error_code unknown;
    const auto time = fs::last_write_time(path, unknown);
    if (unknown || !version || *version < 1 || *version > ledger_version ||
        (youngest && time < written))
      continue;
    youngest = path;
    written = time;
  }
  return youngest;
}

file_state state_of_backup(const std::string& path) {
  std::error_code unknown;
  return fs::exists(path + "-wal", unknown) ? file_state::live : file_state::complete;
}

ledger_result<std::int64_t> copy_ledger(SQLite::Database& source,
                                        const std::string& target) {
  const unfinished_copy copy{target};
  if (auto error = make_copy(source, copy))
    return std::move(*error);
  if (auto error = put_in_place(copy.path(), target))
    return std::move(*error);
  return size_of(target);
}

ledger_result<std::int64_t> back_up_ledger(const std::string& ledger_file,
                                           const std::string& target) {
  std::error_code unknown;
  if (fs::exists(fs::symlink_status(target, unknown)))
    return refusal(target, "it exists already and was left as it is");
  auto opened = open_any_version(ledger_file);
  if (auto* error = std::get_if<ledger_error>(&opened))
    return std::move(*error);
  return copy_ledger(std::get<SQLite::Database>(opened), target);
}

ledger_result<restored_ledger>
restore_ledger(const std::string& backup, const std::string& ledger_file, timestamp now) {
  const auto file = resolve_links(ledger_file);
  const auto before = identify_file(file);
  if (before && identify_file(backup) == before)
    return refusal(backup, "it is the ledger itself, not a backup of it");
  auto opened = open_any_version(backup, state_of_backup(backup));
  if (auto* error = std::get_if<ledger_error>(&opened))
    return std::move(*error);
  const unfinished_copy copy{file};
  if (auto error = make_copy(std::get<SQLite::Database>(opened), copy))
    return std::move(*error);
  restored_ledger result;
  result.version = read_ledger_version(copy.path()).value_or(0);
  if (before) {
    result.kept_as = file + ".replaced-" + format_compact_utc(now);
    std::error_code unknown;
    if (fs::exists(fs::symlink_status(result.kept_as, unknown)))
      return refusal(result.kept_as, "it exists already; nothing was restored");
    if (auto error = set_aside(file, result.kept_as))
      return std::move(*error);
  }
  if (auto error = put_in_place(copy.path(), file))
    return std::move(*error);
  return result;
}

} // namespace tracker
