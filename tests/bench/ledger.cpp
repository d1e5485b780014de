// SPDX-License-Identifier: MIT
// The ledger beside a bare sqlite3 insert loop in the same run.
//
//     bench_ledger [events]
#include "actors/ledger/ledger_store.hpp"
#include "tests/support/large_ledger.hpp"
#include "tests/support/process.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using namespace tracker;
using tracker::test::large_ledger;
using tracker::test::must;
using wall = std::chrono::steady_clock;
using milliseconds = std::chrono::duration<double, std::milli>;

constexpr std::size_t events_of_a_commit = 500;

milliseconds since(wall::time_point begin) {
  return wall::now() - begin;
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
      const auto market =
          static_cast<sqlite3_int64>(from++ / large_ledger::events_of_a_window);
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
  const large_ledger content{events / large_ledger::events_of_a_window,
                             from_unix_seconds(1'768'936'500)};
  auto store = must(ledger_store::open(folder + "/compared.db", "bench", {}));
  bare_loop bare{folder + "/bare.db"};
  pace ours;
  pace theirs;
  for (std::uint64_t from = 0; from < events; from += events_of_a_commit) {
    auto batch = content.events(from, events_of_a_commit);
    auto begin = wall::now();
    bare.commit(batch, from);
    theirs.add(since(begin));
    const std::vector entries{large_ledger::entry_of(std::move(batch))};
    begin = wall::now();
    must(store.commit(entries));
    ours.add(since(begin));
  }
  theirs.print("bare sqlite3 loop", events);
  ours.print("ledger", events);
  fmt::print("ledger / bare: {:.0f} % (goal: at least 60 %)\n",
             100 * theirs.seconds / ours.seconds);
}

} // namespace

int main(int argc, char** argv) {
  const auto events = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 200'000;
  const tracker::test::temporary_directory folder;
  compare(folder.path().string(), events);
}
