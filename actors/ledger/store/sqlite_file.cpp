// SPDX-License-Identifier: MIT
#include "actors/ledger/store/sqlite_file.hpp"

#include "actors/ledger/store/ledger_backup.hpp"
#include "actors/ledger/store/ledger_copy.hpp"
#include "actors/ledger/store/schema.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <optional>
#include <system_error>
#include <vector>

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tracker {

namespace {

/// How long a statement waits for another connection's lock, such as a backup or a shell.
constexpr int busy_timeout_ms = 2000;

std::string restore_hint(const std::string& path) {
  const auto backup = newest_backup(path);
  if (!backup)
    return "the file was left as it is; no backup was found beside it";
  return fmt::format("the file was left as it is; to restore the newest backup, stop the "
                     "tracker and run: performance_tracker ledger restore '{}'",
                     *backup);
}

ledger_error corrupt(const std::string& path, const std::string& problem) {
  return {ledger_error_kind::corrupt,
          fmt::format("{}: {}; {}", path, problem, restore_hint(path))};
}

ledger_error absent(const std::string& path) {
  return {ledger_error_kind::absent, path + ": the ledger does not exist yet"};
}

bool is_out_of_room(int error) {
  return error == ENOSPC || error == EDQUOT || error == EFBIG;
}

ledger_error_kind kind_of(int code, int system_error) {
  switch (code & 0xff) {
  case SQLITE_FULL:
    return ledger_error_kind::full;
  case SQLITE_BUSY:
  case SQLITE_LOCKED:
    return ledger_error_kind::busy;
  case SQLITE_READONLY:
  case SQLITE_PERM:
    return ledger_error_kind::read_only;
  case SQLITE_CORRUPT:
  case SQLITE_NOTADB:
    return ledger_error_kind::corrupt;
  case SQLITE_CANTOPEN:
    return system_error == EACCES || system_error == EROFS || system_error == EPERM
               ? ledger_error_kind::read_only
               : ledger_error_kind::absent;
  case SQLITE_ERROR:
  case SQLITE_SCHEMA:
  case SQLITE_CONSTRAINT:
  case SQLITE_MISMATCH:
  case SQLITE_MISUSE:
  case SQLITE_RANGE:
    return ledger_error_kind::unexpected;
  default:
    return is_out_of_room(system_error) ? ledger_error_kind::full : ledger_error_kind::io;
  }
}

/// Creates an empty file with mode 0600; SQLite would follow the umask. -wal and -shm get
/// the mode of the file.
std::optional<ledger_error> make_private_file(const std::string& path) {
  const auto descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor >= 0) {
    close(descriptor);
    return std::nullopt;
  }
  const auto error = errno;
  return ledger_error{error == ENOSPC || error == EDQUOT
                          ? ledger_error_kind::full
                          : kind_of(SQLITE_CANTOPEN, error),
                      fmt::format("{}: {}", path, std::strerror(error))};
}

std::int64_t pragma(SQLite::Database& file, const std::string& name) {
  return file.execAndGet("PRAGMA " + name).getInt64();
}

/// True for an empty file, including one left by an interrupted first start.
bool is_new(SQLite::Database& file) {
  return pragma(file, "application_id") == 0 &&
         file.execAndGet("SELECT COUNT(*) FROM sqlite_schema").getInt64() == 0;
}

/// `program`: "a newer program" or "an older program".
ledger_error of_another_version(ledger_error_kind kind, const std::string& path,
                                std::int64_t version, const char* program,
                                const std::string& consequence) {
  return {kind, fmt::format("{}: written by {} (version {} of the ledger, this one knows "
                            "{}); {}",
                            path, program, version, ledger_version, consequence)};
}

/// What to do about a ledger of a newer program.
std::string downgrade_hint(const std::string& path) {
  const auto backup = find_fitting_backup(path);
  if (!backup)
    return "the file was left as it is; start the newer program again, since no backup "
           "beside it fits this one";
  return fmt::format("the file was left as it is; start the newer program again or, to "
                     "go back to the backup that fits this one, run: performance_tracker "
                     "ledger restore '{}'",
                     *backup);
}

/// Why this program must not use the file; nothing when it may.
std::optional<ledger_error> foreign_objection(SQLite::Database& file,
                                              const std::string& path) {
  if (pragma(file, "application_id") != ledger_application_id)
    return corrupt(path, "this is not a tracker's ledger");
  const auto version = pragma(file, "user_version");
  if (version > ledger_version)
    return of_another_version(ledger_error_kind::newer, path, version, "a newer program",
                              downgrade_hint(path));
  return std::nullopt;
}

/// Why a read-only connection cannot use the file; nothing when it can.
std::optional<ledger_error> reading_objection(SQLite::Database& file,
                                              const std::string& path) {
  if (is_new(file))
    return absent(path);
  if (auto foreign = foreign_objection(file, path))
    return foreign;
  const auto version = pragma(file, "user_version");
  if (version < ledger_version)
    return of_another_version(ledger_error_kind::older, path, version, "an older program",
                              "the tracker brings it up to date when it starts and "
                              "keeps a copy of it");
  return std::nullopt;
}

/// Why this program must not write to the file; nothing when it may.
std::optional<ledger_error> objection(SQLite::Database& file, const std::string& path) {
  if (is_new(file))
    return std::nullopt;
  if (auto foreign = foreign_objection(file, path))
    return foreign;
  const auto problem = soundness_problem(file);
  return problem.empty() ? std::nullopt : std::optional{corrupt(path, problem)};
}

SQLite::Database connect(const std::string& path, int flags) {
  // Used by one thread at a time: SQLite need not lock.
  SQLite::Database file{path, flags | SQLite::OPEN_NOMUTEX, busy_timeout_ms};
  // Bounds the page cache, the main memory use of a connection.
  file.exec("PRAGMA cache_size = -2048; PRAGMA foreign_keys = ON; "
            "PRAGMA trusted_schema = OFF");
  return file;
}

std::optional<ledger_error> objection(const std::string& path) {
  auto checked = guarded(path, nullptr, [&] {
    auto file = connect(path, SQLite::OPEN_READONLY);
    return objection(file, path);
  });
  if (const auto* error = std::get_if<ledger_error>(&checked)) {
    if (error->kind == ledger_error_kind::corrupt)
      return corrupt(path, "this is not a sound ledger (" + error->text + ")");
    return *error;
  }
  return std::get<std::optional<ledger_error>>(std::move(checked));
}

/// The first lines of an integrity check; empty when it reports "ok".
std::string check_lines(SQLite::Database& file, const char* sql) {
  constexpr int shown_at_most = 3;
  SQLite::Statement check{file, sql};
  std::string result;
  for (int line = 0; line < shown_at_most && check.executeStep(); ++line)
    result += (line == 0 ? "" : "; ") + check.getColumn(0).getString();
  return result == "ok" ? std::string{} : "integrity check: " + result;
}

/// Reads the first and the last row of every table.
void read_ends(SQLite::Database& file) {
  std::vector<std::string> tables;
  {
    SQLite::Statement names{file, "SELECT name FROM sqlite_schema WHERE type = 'table'"};
    while (names.executeStep())
      tables.push_back(names.getColumn(0).getString());
  }
  for (const auto& table : tables) {
    SQLite::Statement keys{file, "SELECT name FROM pragma_table_info(?) WHERE pk > 0 "
                                 "ORDER BY pk"};
    keys.bind(1, table);
    std::string first;
    std::string last;
    while (keys.executeStep()) {
      const auto key = keys.getColumn(0).getString();
      first += (first.empty() ? "" : ", ") + key;
      last += (last.empty() ? "" : ", ") + key + " DESC";
    }
    for (const auto& order : {first, last})
      SQLite::Statement{file,
                        fmt::format("SELECT * FROM {} ORDER BY {} LIMIT 1", table, order)}
          .executeStep();
  }
}

void tune_for_writing(SQLite::Database& file, durability commits) {
  if (commits == durability::process) {
    file.exec("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = MEMORY; "
              "PRAGMA synchronous = OFF; PRAGMA temp_store = MEMORY; "
              "PRAGMA cache_size = -16384");
    return;
  }
  // FULL: a commit is on the disk when it returns. The limit truncates a log that grew
  // during a long read.
  file.exec("PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 1000; "
            "PRAGMA journal_size_limit = 8388608; PRAGMA temp_store = MEMORY");
  file.exec(commits == durability::disk ? "PRAGMA synchronous = FULL"
                                        : "PRAGMA synchronous = OFF");
}

/// Keeps a copy of a ledger of an older version, for a return to the older program.
/// Throws the ledger_error.
void keep_version(SQLite::Database& file, const std::string& path, std::int32_t version) {
  const auto copied = copy_ledger(file, version_backup_name(path, version));
  if (const auto* error = std::get_if<ledger_error>(&copied))
    throw ledger_error{error->kind,
                       "the ledger is not migrated without a copy: " + error->text};
}

SQLite::Database prepare(const std::string& path, durability commits) {
  auto file = connect(path, SQLite::OPEN_READWRITE);
  tune_for_writing(file, commits);
  const auto version = static_cast<std::int32_t>(pragma(file, "user_version"));
  if (version > 0 && version < ledger_version && commits == durability::disk)
    keep_version(file, path, version);
  if (version < ledger_version) {
    migrate(file, version);
  } else if (!has_current_views(file)) {
    SQLite::Transaction transaction{file};
    create_views(file);
    transaction.commit();
  }
  return file;
}

/// Escapes a path for a URI.
std::string uri_of(const std::string& path) {
  std::string result = "file:";
  for (const auto letter : path)
    if (letter == '?' || letter == '#' || letter == '%')
      result += fmt::format("%{:02x}", static_cast<unsigned char>(letter));
    else
      result += letter;
  return result;
}

/// A file whose folder is not writable cannot have a write-ahead log, so it cannot
/// change.
bool can_change(const std::string& path) {
  if (std::filesystem::exists(path + "-wal"))
    return true;
  const auto folder = std::filesystem::path{path}.parent_path();
  return faccessat(AT_FDCWD, folder.empty() ? "." : folder.c_str(), W_OK, AT_EACCESS) ==
         0;
}

std::string readable_name(const std::string& path, file_state state) {
  const auto changes = state == file_state::live && can_change(path);
  return uri_of(path) + (changes ? "" : "?immutable=1");
}

} // namespace

ledger_error to_ledger_error(const SQLite::Exception& thrown, const std::string& path,
                             const SQLite::Database* file) {
  const auto system_error =
      file != nullptr ? sqlite3_system_errno(file->getHandle()) : errno;
  const auto kind = kind_of(thrown.getErrorCode(), system_error);
  const auto text = fmt::format("{}: {}", path, thrown.what());
  if (kind == ledger_error_kind::corrupt && file != nullptr)
    return corrupt(path, thrown.what());
  return {kind, text};
}

std::string soundness_problem(SQLite::Database& file) {
  if (pragma(file, "page_count") * pragma(file, "page_size") <= whole_check_bytes)
    return check_lines(file, "PRAGMA quick_check(3)");
  read_ends(file);
  return {};
}

std::string whole_check_problem(SQLite::Database& file) {
  auto problem = check_lines(file, "PRAGMA integrity_check(3)");
  constexpr auto orphans = "SELECT EXISTS (SELECT 1 FROM events WHERE market_id NOT IN "
                           "(SELECT id FROM markets) "
                           "OR wallet_id NOT IN (SELECT id FROM wallets))";
  if (problem.empty() && file.execAndGet(orphans).getInt() != 0)
    problem = "integrity check: events of no market or wallet";
  return problem;
}

ledger_result<SQLite::Database> open_for_writing(const std::string& path,
                                                 durability commits) {
  if (const auto error = make_private_file(path))
    return *error;
  if (const auto error = objection(path))
    return *error;
  try {
    return guarded(path, nullptr, [&] { return prepare(path, commits); });
  } catch (const ledger_error& error) {
    return error;
  }
}

std::optional<file_identity> identify_file(const std::string& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0)
    return std::nullopt;
  return file_identity{status.st_dev, status.st_ino};
}

std::optional<ledger_error> find_displacement(const std::string& path,
                                              const file_identity& opened) {
  const auto found = identify_file(path);
  if (found == opened)
    return std::nullopt;
  return ledger_error{
      ledger_error_kind::displaced,
      fmt::format("{}: the ledger was {} while the tracker was running", path,
                  found ? "replaced by another file" : "deleted or renamed")};
}

namespace {

/// Opens the file for reading unless `object` has an objection.
template <class Objection>
ledger_result<SQLite::Database> open_unless(const std::string& path, file_state state,
                                            Objection object) {
  if (!std::filesystem::exists(path))
    return absent(path);
  std::optional<ledger_error> refused;
  auto opened = guarded(path, nullptr, [&] {
    auto file =
        connect(readable_name(path, state), SQLite::OPEN_READONLY | SQLite::OPEN_URI);
    // Long scans without copying each page.
    file.exec("PRAGMA mmap_size = 4294967296");
    refused = object(file, path);
    return file;
  });
  if (refused)
    return *refused;
  return opened;
}

} // namespace

ledger_result<SQLite::Database> open_for_reading(const std::string& path,
                                                 file_state state) {
  return open_unless(path, state, reading_objection);
}

ledger_result<SQLite::Database> open_any_version(const std::string& path,
                                                 file_state state) {
  return open_unless(path, state, [](SQLite::Database& file, const std::string& name) {
    return is_new(file) ? std::optional{absent(name)} : foreign_objection(file, name);
  });
}

SQLite::Database open_copy_target(const std::string& path) {
  SQLite::Database target{path, SQLite::OPEN_READWRITE};
  target.exec("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; "
              "PRAGMA cache_size = -1024");
  return target;
}

std::string sqlite_version() {
  return SQLite::getLibVersion();
}

} // namespace tracker
