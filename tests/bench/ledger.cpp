// SPDX-License-Identifier: MIT
// The ledger beside a bare sqlite3 insert loop in the same run; then a large file.
//
//     bench_ledger [events [grades]]
//     bench_ledger fill FILE events grades     such a file to keep, for the commands
//
// The full size of issue 4, in memory: TMPDIR=/dev/shm bench_ledger 10000000 1000000
#include "actors/ledger/calendar.hpp"
#include "actors/ledger/ledger_reader.hpp"
#include "actors/ledger/ledger_store.hpp"
#include "actors/ledger/totals.hpp"
#include "tests/support/process.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

#include <unistd.h>

namespace {

using namespace tracker;
using wall = std::chrono::steady_clock;
using milliseconds = std::chrono::duration<double, std::milli>;

constexpr std::size_t events_of_a_commit = 500;
constexpr std::size_t events_of_a_window = 10;
constexpr std::int64_t first_start_s = 1'700'000'100;
constexpr std::size_t series_count = 8;

template <class Value>
Value must(ledger_result<Value> result) {
  if (const auto* error = std::get_if<ledger_error>(&result))
    throw std::runtime_error{error->text};
  return std::get<Value>(std::move(result));
}

milliseconds since(wall::time_point begin) {
  return wall::now() - begin;
}

std::uint64_t mixed(std::uint64_t number) {
  number = (number ^ (number >> 30)) * 0xbf58476d1ce4e5b9U;
  number = (number ^ (number >> 27)) * 0x94d049bb133111ebU;
  return number ^ (number >> 31);
}

std::string hash_of(std::uint64_t number) {
  const auto one = mixed(number + 1);
  return fmt::format("0x{:016x}{:016x}{:016x}{:016x}", one, mixed(one), mixed(one + 1),
                     number);
}

const watched_wallet owner{"main", "0x1234567890123456789012345678901234abcdef"};

struct window_names {
  window of;
  std::string series;
  market in;
};

window_names names_of(std::uint64_t number) {
  const auto series = fmt::format("coin{}-updown-15m", number % series_count);
  const auto start =
      first_start_s + static_cast<std::int64_t>(number / series_count) * 900;
  window_names result;
  result.series = series;
  result.of = {fmt::format("{}-{}", series, start), from_unix_seconds(start),
               from_unix_seconds(start + 900)};
  result.in.slug = result.of.slug;
  result.in.condition_id = hash_of(number + (1ULL << 40));
  result.in.up_token = fmt::format("{:077}", mixed(2 * number));
  result.in.down_token = fmt::format("{:077}", mixed(2 * number + 1));
  result.in.start = result.of.start;
  result.in.end = result.of.end;
  return result;
}

activity_event event_number(std::uint64_t number, const window_names& in) {
  activity_event result;
  const auto chance = mixed(number);
  result.type = chance % 3 == 0 ? activity_type::sell : activity_type::buy;
  result.wallet = owner.address;
  result.slug = in.of.slug;
  result.condition_id = in.in.condition_id;
  result.asset = chance % 2 == 0 ? in.in.up_token : in.in.down_token;
  result.at = in.of.start + std::chrono::seconds{chance % 900};
  result.size = shares::from_micros(static_cast<std::int64_t>(chance % 100'000'000));
  result.at_price = price::from_micros(static_cast<std::int64_t>(chance % 990'000));
  result.cash = usdc::from_micros(static_cast<std::int64_t>(chance % 50'000'000));
  result.quoted = result.cash;
  result.transaction = hash_of(number);
  return result;
}

std::vector<activity_event> some_events(std::uint64_t from, std::size_t count) {
  std::vector<activity_event> result;
  result.reserve(count);
  window_names in;
  for (std::uint64_t number = from; number < from + count; ++number) {
    if (result.empty() || number % events_of_a_window == 0)
      in = names_of(number / events_of_a_window);
    result.push_back(event_number(number, in));
  }
  return result;
}

ledger_entry entry_of(std::vector<activity_event> events) {
  static const auto no_doubt = std::make_shared<const std::vector<doubtful_row>>();
  return record_events{
      owner,
      std::make_shared<const std::vector<activity_event>>(std::move(events)),
      {},
      no_doubt};
}

ledger_entry grade_entry(std::uint64_t number) {
  const auto in = names_of(number);
  grade result;
  result.of = in.of;
  result.series = in.series;
  result.wallet = owner;
  result.status = grade_status::final;
  result.winner = settlement::up;
  result.graded_at = in.of.end;
  result.resolved_at = in.of.end;
  result.revision = 2;
  const auto chance = static_cast<std::int64_t>(mixed(number) % 20'000'000);
  auto& figures = result.figures;
  figures.kind = number % 4 == 0 ? trade_kind::none : trade_kind::arb;
  if (figures.kind != trade_kind::none) {
    figures.up.bought = figures.down.bought = shares::from_micros(chance);
    figures.up.cost = figures.down.cost = usdc::from_micros(chance / 2);
    figures.up.average_entry = figures.down.average_entry = price::from_micros(490'000);
    figures.up.first_bought = figures.down.first_bought = in.of.start;
    figures.arb.pairs = shares::from_micros(chance);
    figures.arb.cost = figures.cost = usdc::from_micros(chance);
    figures.pnl = figures.arb.pnl = usdc::from_micros(chance / 10 - 1'000'000);
    figures.fees = usdc::from_micros(chance / 100);
    figures.fills = 10;
  }
  return record_grade{std::make_shared<const grade>(result),
                      std::make_shared<const market>(in.in)};
}

/// Resident memory of this process that no file stands behind.
std::int64_t private_kib() {
  std::ifstream status{"/proc/self/status"};
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("RssAnon:"))
      return std::strtoll(line.c_str() + 8, nullptr, 10);
  return 0;
}

double percentile(std::vector<double> of, double part) {
  std::sort(of.begin(), of.end());
  return of[static_cast<std::size_t>(part * static_cast<double>(of.size() - 1))];
}

/// How fast one round went.
struct pace {
  double seconds = 0;
  std::vector<double> commits_ms{};

  void add(milliseconds commit) {
    seconds += commit.count() / 1000;
    commits_ms.push_back(commit.count());
  }
  void print(const char* who, std::size_t events) const {
    fmt::print("{:<20} {:>9.0f} events/s   commit p50 {:6.2f} ms  p99 {:6.2f} ms\n", who,
               static_cast<double>(events) / seconds, percentile(commits_ms, 0.5),
               percentile(commits_ms, 0.99));
  }
};

/// The same values into the same kind of table, with nothing around it.
class bare_loop {
public:
  explicit bare_loop(const std::string& path) {
    require(sqlite3_open(path.c_str(), &file_));
    run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -2048;"
        "CREATE TABLE events(market INTEGER, wallet INTEGER, tx BLOB, type INTEGER, "
        "token INTEGER, size INTEGER, price INTEGER, cash INTEGER, platform_type TEXT, "
        "occurrence INTEGER, at INTEGER, quoted INTEGER, PRIMARY KEY(market, wallet, tx, "
        "type, token, size, price, cash, platform_type, occurrence)) WITHOUT ROWID");
    require(sqlite3_prepare_v2(file_,
                               "INSERT INTO events VALUES(?,?,?,?,?,?,?,?,?,?,?,?) "
                               "ON CONFLICT DO NOTHING",
                               -1, &insert_, nullptr));
  }
  ~bare_loop() {
    sqlite3_finalize(insert_);
    sqlite3_close(file_);
  }
  bare_loop(const bare_loop&) = delete;
  bare_loop& operator=(const bare_loop&) = delete;

  void commit(const std::vector<activity_event>& events, std::uint64_t from) {
    run("BEGIN IMMEDIATE");
    for (const auto& event : events) {
      const auto market = static_cast<sqlite3_int64>(from++ / events_of_a_window);
      sqlite3_bind_int64(insert_, 1, market + 1);
      sqlite3_bind_int64(insert_, 2, 1);
      sqlite3_bind_blob(insert_, 3, event.transaction.data() + 2, 32, SQLITE_STATIC);
      sqlite3_bind_int64(insert_, 4, static_cast<int>(event.type));
      sqlite3_bind_int64(insert_, 5, event.asset.back() % 2);
      sqlite3_bind_int64(insert_, 6, event.size.micros());
      sqlite3_bind_int64(insert_, 7, event.at_price.micros());
      sqlite3_bind_int64(insert_, 8, event.cash.micros());
      sqlite3_bind_text(insert_, 9, "", 0, SQLITE_STATIC);
      sqlite3_bind_int64(insert_, 10, event.occurrence);
      sqlite3_bind_int64(insert_, 11, to_unix_seconds(event.at));
      sqlite3_bind_int64(insert_, 12, event.quoted.micros());
      if (sqlite3_step(insert_) != SQLITE_DONE)
        throw std::runtime_error{sqlite3_errmsg(file_)};
      sqlite3_reset(insert_);
    }
    run("COMMIT");
  }

private:
  void run(const char* sql) {
    require(sqlite3_exec(file_, sql, nullptr, nullptr, nullptr));
  }
  void require(int code) {
    if (code != SQLITE_OK)
      throw std::runtime_error{sqlite3_errmsg(file_)};
  }

  sqlite3* file_ = nullptr;
  sqlite3_stmt* insert_ = nullptr;
};

/// Both take turns, commit by commit, so that whatever else the machine does meets both.
void compare(const std::string& folder, std::size_t events) {
  auto store = must(ledger_store::open(folder + "/compared.db", "bench", {}));
  bare_loop bare{folder + "/bare.db"};
  pace ours;
  pace theirs;
  for (std::uint64_t from = 0; from < events; from += events_of_a_commit) {
    auto batch = some_events(from, events_of_a_commit);
    auto begin = wall::now();
    bare.commit(batch, from);
    theirs.add(since(begin));
    const std::vector entries{entry_of(std::move(batch))};
    begin = wall::now();
    must(store.commit(entries));
    ours.add(since(begin));
  }
  theirs.print("bare sqlite3 loop", events);
  ours.print("ledger", events);
  fmt::print("ledger / bare: {:.0f} % (goal: at least 60 %)\n",
             100 * theirs.seconds / ours.seconds);
}

void fill(const std::string& path, std::uint64_t events, std::uint64_t grades) {
  auto store = must(ledger_store::open(path, "bench", {}));
  constexpr std::uint64_t step = 20'000;
  auto begin = wall::now();
  for (std::uint64_t from = 0; from < events; from += step)
    must(store.commit(
        std::vector{entry_of(some_events(from, std::min(step, events - from)))}));
  fmt::print("{} events booked in {:.1f} s\n", events, since(begin).count() / 1000);
  begin = wall::now();
  for (std::uint64_t from = 0; from < grades; from += step) {
    std::vector<ledger_entry> batch;
    for (auto number = from; number < std::min(from + step, grades); ++number)
      batch.push_back(grade_entry(number));
    must(store.commit(batch));
  }
  fmt::print("{} grades booked in {:.1f} s\n", grades, since(begin).count() / 1000);
}

milliseconds core_time() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return std::chrono::seconds{now.tv_sec} + std::chrono::nanoseconds{now.tv_nsec};
}

template <class Body>
void measure(const char* what, double goal_ms, Body body) {
  const auto begin = wall::now();
  const auto core = core_time();
  body();
  const auto core_used = core_time() - core;
  fmt::print("{:<44} {:8.1f} ms, {:8.1f} ms of a core (goal: {:.0f} ms)\n", what,
             since(begin).count(), core_used.count(), goal_ms);
}

void ask(const std::string& path, std::uint64_t grades) {
  const auto at_first = private_kib();
  measure("open to ready, with what is not settled", 300, [&] {
    auto store = must(ledger_store::open(path, "bench", {}));
    for (std::size_t number = 0; number < series_count; ++number)
      must(store.recall(recall_series{fmt::format("coin{}-updown-15m", number),
                                      names_of(grades - 1).of.start, 10'000}));
    must(store.recall(recall_wallet{owner}));
    const auto last_end = names_of(grades - 1).of.end;
    must(store.recall(recall_grades{last_end - std::chrono::hours{24}, last_end}));
    fmt::print("  private memory while open: +{} KiB\n", private_kib() - at_first);
  });
  auto reader = must(ledger_reader::open(path));
  measure("a report by day over all grades", 1000, [&] {
    const auto& zone = *date::locate_zone("America/Los_Angeles");
    std::map<calendar_day, totals> days;
    time_bounds bounds;
    totals* day = nullptr;
    if (const auto failed = reader.each_outline({}, [&](const grade_outline& row) {
          const auto last_instant = row.end - timespan{1};
          if (day == nullptr || !bounds.contains(last_instant)) {
            const auto date = day_of(last_instant, zone);
            bounds = day_bounds(date, zone);
            day = &days[date];
          }
          day->add(row);
        }))
      throw std::runtime_error{failed->text};
    fmt::print("  {} days\n", days.size());
  });
  measure("one window for explain", 50, [&] {
    if (!must(reader.find(names_of(grades / 2).of.slug)))
      throw std::runtime_error{"not found"};
    must(reader.revisions(names_of(grades / 2).of.slug));
  });
  measure("every grade with all its figures", 10'000, [&] {
    std::uint64_t count = 0;
    if (const auto failed = reader.each_grade({}, [&](const grade&) { ++count; }))
      throw std::runtime_error{failed->text};
    fmt::print("  {} grades\n", count);
  });
}

/// A process of its own for the questions: its memory is theirs alone.
void ask_in_new_process(const std::string& path, std::uint64_t grades) {
  tracker::test::process child{{"/proc/self/exe", {"ask", path, std::to_string(grades)}}};
  child.wait(std::chrono::minutes{10});
  fmt::print("{}{}", child.text(), child.text(tracker::test::stream::err));
}

} // namespace

int main(int argc, char** argv) {
  const auto number = [&](int at, std::uint64_t otherwise) {
    return argc > at ? std::strtoull(argv[at], nullptr, 10) : otherwise;
  };
  if (argc == 4 && argv[1] == std::string{"ask"}) {
    ask(argv[2], number(3, 0));
    return 0;
  }
  if (argc == 5 && argv[1] == std::string{"fill"}) {
    fill(argv[2], number(3, 0), number(4, 0));
    return 0;
  }
  const auto events = number(1, 200'000);
  const auto grades = number(2, 20'000);
  const tracker::test::temporary_directory folder;
  const auto path = (folder.path() / "large.db").string();
  compare(folder.path().string(), std::min<std::size_t>(events, 200'000));
  fill(path, events, grades);
  const auto megabytes = std::filesystem::file_size(path) / 1024 / 1024;
  fmt::print("\nfile of {} MiB:\n", megabytes);
  ask_in_new_process(path, grades);
  const auto small = (folder.path() / "small.db").string();
  fill(small, events_of_a_window, 1);
  fmt::print("\nfile of one window:\n");
  ask_in_new_process(small, 1);
}
