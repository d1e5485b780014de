// SPDX-License-Identifier: MIT
// Damaged files and failing disks.
#include "actors/ledger/store/schema.hpp"
#include "tests/actors/ledger/store/ledger_samples.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

#include <fcntl.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

namespace {

namespace fs = std::filesystem;
using namespace tracker;
using namespace tracker::test;

std::string bytes_of(const std::string& path) {
  std::ifstream input{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{input}, {}};
}

void write_bytes(const std::string& path, const std::string& bytes) {
  std::ofstream{path, std::ios::binary} << bytes;
}

ledger_error refusal(const std::string& path) {
  return error_of(ledger_store::open(path, "0.1.0", run_start));
}

struct ledger_folder {
  temporary_directory directory;
  std::string path = (directory.path() / "tracker.db").string();
};

TEST_CASE("a new ledger and the files beside it have mode 0600") {
  ledger_folder fixture;
  const auto previous_mask = umask(0);
  auto store = open_store(fixture.path);
  umask(previous_mask);
  must(store.commit(std::vector{events_entry({buy_in(0, 1)})}));
  int seen = 0;
  for (const auto& file : fs::directory_iterator{fixture.directory.path()}) {
    CHECK((file.status().permissions() & fs::perms::all) ==
          (fs::perms::owner_read | fs::perms::owner_write));
    ++seen;
  }
  CHECK(seen >= 2);
}

TEST_CASE("a ledger of a newer program is refused and not changed") {
  ledger_folder fixture;
  open_store(fixture.path);
  {
    SQLite::Database newer{fixture.path, SQLite::OPEN_READWRITE};
    newer.exec("PRAGMA user_version = " + std::to_string(ledger_version + 1));
  }
  const auto original = bytes_of(fixture.path);
  const auto error = refusal(fixture.path);
  CHECK(error.kind == ledger_error_kind::newer);
  CHECK(says(error, fmt::format("version {}", ledger_version + 1)));
  CHECK((bytes_of(fixture.path) == original));
  CHECK(error_of(ledger_reader::open(fixture.path)).kind == ledger_error_kind::newer);
}

TEST_CASE("a file that is not a ledger is refused and not changed") {
  ledger_folder fixture;
  SECTION("no database at all") {
    write_bytes(fixture.path, std::string(5000, 'x'));
  }
  SECTION("a database of another program") {
    SQLite::Database other{fixture.path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE};
    other.exec("CREATE TABLE notes(text)");
  }
  const auto original = bytes_of(fixture.path);
  const auto error = refusal(fixture.path);
  CHECK(error.kind == ledger_error_kind::corrupt);
  CHECK(says(error, fixture.path));
  CHECK((bytes_of(fixture.path) == original));
  CHECK(error_of(ledger_reader::open(fixture.path)).kind == ledger_error_kind::corrupt);
}

TEST_CASE("an empty file becomes a ledger") {
  ledger_folder fixture;
  write_bytes(fixture.path, "");
  auto store = open_store(fixture.path);
  must(store.commit(std::vector{events_entry({buy_in(0, 1)})}));
}

/// A ledger of some hundred pages, closed.
void write_ledger(const std::string& path, std::uint64_t events) {
  auto store = open_store(path);
  std::vector<ledger_entry> entries;
  std::vector<activity_event> all;
  for (std::uint64_t number = 0; number < events; ++number) {
    const auto window = static_cast<std::int64_t>(number / 100);
    all.push_back(buy_in(window, number));
    if (number % 100 == 0)
      entries.push_back(grade_entry(grade_of(window)));
  }
  entries.push_back(events_entry(std::move(all)));
  must(store.commit(entries));
}

/// Ways to damage a file, by name.
const std::map<std::string, void (*)(std::string&)> damages{
    {"overwritten in the middle",
     [](std::string& bytes) {
       std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(bytes.size() / 2), 8192,
                   'x');
     }},
    {"cut off", [](std::string& bytes) { bytes.resize(bytes.size() / 2); }},
    {"without its head",
     [](std::string& bytes) { std::fill_n(bytes.begin(), 100, '\0'); }},
    {"without its schema",
     [](std::string& bytes) { std::fill_n(bytes.begin() + 100, 3000, '\xff'); }},
};

TEST_CASE("a damaged ledger is refused and not changed, with a hint how to restore it") {
  for (const auto& [name, damage] : damages) {
    INFO(name);
    ledger_folder fixture;
    write_ledger(fixture.path, 5000);
    auto bytes = bytes_of(fixture.path);
    REQUIRE(bytes.size() > 400'000);
    damage(bytes);
    write_bytes(fixture.path, bytes);

    auto error = refusal(fixture.path);
    CHECK(error.kind == ledger_error_kind::corrupt);
    CHECK(says(error, "no backup"));

    const auto backup = fixture.path + ".backup-20260120T193000Z";
    write_bytes(fixture.path + ".backup-20260119T193000Z", "older");
    write_bytes(backup, "newest");
    write_bytes(fixture.path + ".backup-zzz", "not ours");
    error = refusal(fixture.path);
    CHECK(error.kind == ledger_error_kind::corrupt);
    CHECK(says(error, "performance_tracker ledger restore '" + backup + "'"));
    CHECK((bytes_of(fixture.path) == bytes));
  }
}

/// The bytes of a closed ledger that is too large for the full check.
std::string write_large_ledger(const std::string& path) {
  auto store = open_store(path);
  std::vector<ledger_entry> entries;
  for (std::int64_t number = 0; number < 1000; ++number) {
    auto long_winded = grade_of(number);
    long_winded.reason = std::string(20'000, 'r');
    entries.push_back(grade_entry(long_winded));
  }
  must(store.commit(entries));
  store = open_store((fs::path{path}.parent_path() / "another.db").string());
  return bytes_of(path);
}

TEST_CASE("a large truncated ledger is refused") {
  ledger_folder fixture;
  auto bytes = write_large_ledger(fixture.path);
  REQUIRE(bytes.size() > 16 * 1024 * 1024);
  bytes.resize(bytes.size() / 2);
  write_bytes(fixture.path, bytes);
  CHECK(refusal(fixture.path).kind == ledger_error_kind::corrupt);
  CHECK((bytes_of(fixture.path) == bytes));
}

TEST_CASE("a damaged page of a large ledger is an error value when it is read") {
  ledger_folder fixture;
  auto bytes = write_large_ledger(fixture.path);
  const auto size = static_cast<std::ptrdiff_t>(bytes.size());
  std::fill(bytes.begin() + size / 4, bytes.begin() + size / 4 * 3, 'x');
  write_bytes(fixture.path, bytes);

  auto reader = must(ledger_reader::open(fixture.path));
  CHECK(reader.each_grade({}, [](const grade&) {})->kind == ledger_error_kind::corrupt);
  CHECK_FALSE(must(reader.check()).empty());
}

TEST_CASE("a missing ledger is absent to a reader") {
  ledger_folder fixture;
  CHECK(error_of(ledger_reader::open(fixture.path)).kind == ledger_error_kind::absent);
  CHECK_FALSE(fs::exists(fixture.path));
  write_bytes(fixture.path, "");
  CHECK(error_of(ledger_reader::open(fixture.path)).kind == ledger_error_kind::absent);
}

TEST_CASE("a missing folder is an error") {
  ledger_folder fixture;
  CHECK(refusal((fixture.directory.path() / "nowhere" / "tracker.db").string()).kind ==
        ledger_error_kind::absent);
}

/// Drops root privileges for its lifetime, so that permissions apply.
class unprivileged_user {
public:
  unprivileged_user() {
    if (previous_ == 0 && seteuid(65'534) != 0)
      throw std::runtime_error{"seteuid"};
  }
  ~unprivileged_user() { [[maybe_unused]] const auto done = seteuid(previous_); }
  unprivileged_user(const unprivileged_user&) = delete;
  unprivileged_user& operator=(const unprivileged_user&) = delete;

private:
  uid_t previous_ = geteuid();
};

TEST_CASE("a read-only folder or file is an error; reading works") {
  ledger_folder fixture;
  write_ledger(fixture.path, 10);
  const auto original = bytes_of(fixture.path);
  chmod(fixture.path.c_str(), 0444);
  chmod(fixture.directory.path().c_str(), 0555);
  {
    const unprivileged_user user;
    const auto error = refusal(fixture.path);
    CHECK(error.kind == ledger_error_kind::read_only);
    CHECK(says(error, fixture.path));
    CHECK(refusal((fixture.directory.path() / "new.db").string()).kind ==
          ledger_error_kind::read_only);
    CHECK((bytes_of(fixture.path) == original));

    auto reader = must(ledger_reader::open(fixture.path));
    CHECK(must(reader.runs(1)).size() == 1);
  }
  chmod(fixture.directory.path().c_str(), 0755);
}

/// Limits files to `bytes` for its lifetime.
class file_size_limit {
public:
  explicit file_size_limit(rlim_t bytes) {
    std::signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &previous_);
    const rlimit lowered{bytes, previous_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &lowered);
  }
  ~file_size_limit() { setrlimit(RLIMIT_FSIZE, &previous_); }
  file_size_limit(const file_size_limit&) = delete;
  file_size_limit& operator=(const file_size_limit&) = delete;

private:
  rlimit previous_{};
};

std::vector<ledger_entry> many_entries() {
  std::vector<activity_event> many;
  for (std::uint64_t number = 0; number < 5000; ++number)
    many.push_back(buy_in(static_cast<std::int64_t>(number / 1000), number));
  return {events_entry(many), grade_entry(grade_of(0, grade_status::final, 1))};
}

void check_nothing_is_half_booked(const std::string& path) {
  const auto found = content_of(path);
  CHECK(found.windows.front().events.size() == 1);
  CHECK(found.windows.front().grades.front().revision == 0);
}

void check_all_is_booked(ledger_store& store) {
  CHECK(must(store.commit(many_entries())).front().fresh->size() == 4999);
  CHECK(content_of(store.path()).windows.front().grades.front().revision == 1);
}

TEST_CASE("a file that cannot grow is a temporary error") {
  ledger_folder fixture;
  auto store = open_store(fixture.path);
  must(store.commit(std::vector{events_entry({buy_in(0, 1)}), grade_entry(grade_of(0))}));
  {
    const file_size_limit limit{400'000};
    for (int attempt = 0; attempt < 3; ++attempt)
      CHECK(may_pass(error_of(store.commit(many_entries())).kind));
    check_nothing_is_half_booked(fixture.path);
  }
  check_all_is_booked(store);
}

TEST_CASE("a full ledger of a single process is a permanent error") {
  ledger_folder fixture;
  {
    auto store =
        must(ledger_store::open(fixture.path, "0.1.0", run_start, durability::process));
    must(store.commit(std::vector{events_entry({buy_in(0, 1)})}));
    store.connection().execAndGet("PRAGMA max_page_count = 60");
    const auto error = error_of(store.commit(many_entries()));
    CHECK(error.kind == ledger_error_kind::unexpected);
    CHECK(says(error, "full"));
  }
  CHECK_FALSE(must(must(ledger_reader::open(fixture.path)).find(window_number(0).slug)));
}

TEST_CASE("a full database is a temporary error") {
  ledger_folder fixture;
  auto store = open_store(fixture.path);
  must(store.commit(std::vector{events_entry({buy_in(0, 1)}), grade_entry(grade_of(0))}));
  store.connection().execAndGet("PRAGMA max_page_count = 60");
  for (int attempt = 0; attempt < 3; ++attempt)
    CHECK(error_of(store.commit(many_entries())).kind == ledger_error_kind::full);
  check_nothing_is_half_booked(fixture.path);
  store.connection().execAndGet("PRAGMA max_page_count = 100000");
  check_all_is_booked(store);
}

/// A small mounted file system.
class small_disk {
public:
  explicit small_disk(const std::string& size) {
    mounted_ = mount("tmpfs", path().c_str(), "tmpfs", 0, ("size=" + size).c_str()) == 0;
  }
  ~small_disk() {
    if (mounted_)
      umount(path().c_str());
  }
  small_disk(const small_disk&) = delete;
  small_disk& operator=(const small_disk&) = delete;

  bool mounted() const { return mounted_; }
  std::string path() const { return folder_.path().string(); }

private:
  temporary_directory folder_;
  bool mounted_ = false;
};

TEST_CASE("a full disk is a temporary error, and nothing is lost") {
  const small_disk disk{"2m"};
  if (!disk.mounted()) {
    WARN("no disk of its own: only root can mount one");
    return;
  }
  const auto path = disk.path() + "/tracker.db";
  const auto ballast = disk.path() + "/ballast";
  {
    auto store = open_store(path);
    must(store.commit(
        std::vector{events_entry({buy_in(0, 1)}), grade_entry(grade_of(0))}));
    write_bytes(ballast, std::string(4 * 1024 * 1024, 'x'));
    for (int attempt = 0; attempt < 3; ++attempt)
      CHECK(error_of(store.commit(many_entries())).kind == ledger_error_kind::full);
    check_nothing_is_half_booked(path);
    fs::remove(ballast);
    check_all_is_booked(store);
  }
  write_bytes(ballast, std::string(4 * 1024 * 1024, 'x'));
  CHECK(refusal(disk.path() + "/new.db").kind == ledger_error_kind::full);
}

TEST_CASE("a lock of another process is a temporary error") {
  ledger_folder fixture;
  auto store = open_store(fixture.path);
  SQLite::Database shell{fixture.path, SQLite::OPEN_READWRITE};
  {
    SQLite::Transaction held{shell, SQLite::TransactionBehavior::IMMEDIATE};
    const auto error = error_of(store.commit(std::vector{events_entry({buy_in(0, 1)})}));
    CHECK(error.kind == ledger_error_kind::busy);
    CHECK(may_pass(error.kind));
  }
  must(store.commit(std::vector{events_entry({buy_in(0, 1)})}));
}

TEST_CASE("a ledger with an interrupted first start is completed") {
  ledger_folder fixture;
  {
    SQLite::Database begun{fixture.path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE};
    begun.exec("PRAGMA journal_mode = WAL");
  }
  must(open_store(fixture.path).commit(std::vector{events_entry({buy_in(0, 1)})}));
}

TEST_CASE("committed facts survive without an orderly end") {
  ledger_folder fixture;
  auto store = open_store(fixture.path);
  must(store.commit(std::vector{events_entry({buy_in(0, 1)}), grade_entry(grade_of(0))}));
  // Copy the files as kill -9 would leave them.
  const auto copy = (fixture.directory.path() / "copy.db").string();
  fs::copy(fixture.path, copy);
  fs::copy(fixture.path + "-wal", copy + "-wal");
  auto found = content_of(copy);
  CHECK(found == content_of(fixture.path));
  CHECK(found.windows.front().events == std::vector{buy_in(0, 1)});
}

} // namespace
