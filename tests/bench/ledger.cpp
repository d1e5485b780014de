// SPDX-License-Identifier: MIT
// The ledger compared with bare sqlite3 insert loops in the same run.
//
//     bench_ledger [events]
#include "actors/ledger/store/ledger_store.hpp"
#include "tests/bench/support/large_ledger.hpp"
#include "tests/bench/support/order_statistics.hpp"
#include "tests/support/process.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using namespace tracker;
using tracker::test::large_ledger;
using tracker::test::value_or_throw;
using wall = std::chrono::steady_clock;
using milliseconds = std::chrono::duration<double, std::milli>;

constexpr std::size_t events_of_a_commit = 500;

/// The commit times of one round.
struct pace {
  double seconds = 0;
  std::vector<double> commits_ms{};

  template <class Body>
  void measure(Body body) {
    const auto begin = wall::now();
    body();
    const milliseconds commit = wall::now() - begin;
    seconds += commit.count() / 1000;
    commits_ms.push_back(commit.count());
  }
  void print(const char* name, std::size_t events) const {
    fmt::print("{:<26} {:>9.0f} events/s   commit p50 {:6.2f} ms  p99 {:6.2f} ms\n", name,
               static_cast<double>(events) / seconds, test::percentile(commits_ms, 0.5),
               test::percentile(commits_ms, 0.99));
  }
};

/// A table of events and its insert statement, without other tables.
class bare_table {
public:
  bare_table(const std::string& path, const char* columns, const char* key) {
    require(sqlite3_open(path.c_str(), &file_));
    run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = "
        "-2048");
    run(fmt::format("CREATE TABLE events({}, PRIMARY KEY({})) WITHOUT ROWID", columns,
                    key)
            .c_str());
    require(sqlite3_prepare_v2(file_,
                               "INSERT INTO events VALUES(?,?,?,?,?,?,?,?,?,?,?,?) "
                               "ON CONFLICT DO NOTHING",
                               -1, &insert_, nullptr));
  }
  virtual ~bare_table() {
    sqlite3_finalize(insert_);
    sqlite3_close(file_);
  }
  bare_table(const bare_table&) = delete;
  bare_table& operator=(const bare_table&) = delete;

  /// Commits `events`, which are numbered from `first`.
  void commit(const std::vector<activity_event>& events, std::uint64_t first) {
    run("BEGIN IMMEDIATE");
    for (const auto& event : events) {
      bind_names(event, first++);
      number(4, static_cast<int>(event.type));
      number(6, event.size.micros());
      number(7, event.at_price.micros());
      number(8, event.cash.micros());
      text(9, event.platform_type);
      number(10, event.occurrence);
      number(11, to_unix_seconds(event.time));
      number(12, event.quoted.micros());
      if (sqlite3_step(insert_) != SQLITE_DONE)
        throw std::runtime_error{sqlite3_errmsg(file_)};
      sqlite3_reset(insert_);
    }
    run("COMMIT");
  }

protected:
  /// Binds market (1), wallet (2), transaction (3) and token (5).
  virtual void bind_names(const activity_event& event, std::uint64_t number) = 0;

  void number(int index, std::int64_t value) {
    sqlite3_bind_int64(insert_, index, value);
  }
  void text(int index, std::string_view value) {
    sqlite3_bind_text(insert_, index, value.data(), static_cast<int>(value.size()),
                      SQLITE_STATIC);
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

/// The same facts in one table: each row contains its market, token and wallet.
class bare_facts final : public bare_table {
public:
  explicit bare_facts(const std::string& path)
      : bare_table{path,
                   "condition_id TEXT, wallet TEXT, tx TEXT, type INTEGER, asset TEXT, "
                   "size INTEGER, price INTEGER, cash INTEGER, platform_type TEXT, "
                   "occurrence INTEGER, at INTEGER, quoted INTEGER",
                   "condition_id, wallet, tx, type, asset, size, price, cash, "
                   "platform_type, occurrence"} {}

private:
  void bind_names(const activity_event& event, std::uint64_t) override {
    text(1, event.condition_id);
    text(2, event.wallet);
    text(3, event.transaction);
    text(5, event.asset);
  }
};

/// The ledger's table of events alone, with given numbers: no look-up and no insert of
/// markets, wallets and tokens.
class bare_numbers final : public bare_table {
public:
  explicit bare_numbers(const std::string& path)
      : bare_table{
            path,
            "market INTEGER, wallet INTEGER, tx BLOB, type INTEGER, token INTEGER, "
            "size INTEGER, price INTEGER, cash INTEGER, platform_type TEXT, "
            "occurrence INTEGER, at INTEGER, quoted INTEGER",
            "market, wallet, tx, type, token, size, price, cash, platform_type, "
            "occurrence"} {}

private:
  void bind_names(const activity_event& event, std::uint64_t number_of) override {
    number(1, static_cast<std::int64_t>(number_of / large_ledger::events_of_a_window));
    number(2, 1);
    text(3, std::string_view{event.transaction}.substr(2, 32));
    number(5, event.asset.back() % 2);
  }
};

/// Alternates after each commit, so that load on the machine affects all.
void compare(const std::string& folder, std::size_t events) {
  const large_ledger content{events / large_ledger::events_of_a_window,
                             from_unix_seconds(1'768'936'500)};
  auto store = value_or_throw(ledger_store::open(folder + "/compared.db", "bench", {}));
  bare_facts facts{folder + "/facts.db"};
  bare_numbers numbers{folder + "/numbers.db"};
  pace with_facts;
  pace with_numbers;
  pace ours;
  for (std::uint64_t first = 0; first < events; first += events_of_a_commit) {
    auto batch = content.events(first, events_of_a_commit);
    with_facts.measure([&] { facts.commit(batch, first); });
    with_numbers.measure([&] { numbers.commit(batch, first); });
    const std::vector entries{large_ledger::entry_of(std::move(batch))};
    ours.measure([&] { value_or_throw(store.commit(entries)); });
  }
  with_facts.print("bare loop, the same facts", events);
  with_numbers.print("bare loop, numbers alone", events);
  ours.print("ledger", events);
  fmt::print("ledger / bare, the same facts: {:.0f} % (goal: at least 60 %); numbers "
             "alone: {:.0f} %\n",
             100 * with_facts.seconds / ours.seconds,
             100 * with_numbers.seconds / ours.seconds);
}

} // namespace

int main(int argc, char** argv) {
  const auto events = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 200'000;
  const tracker::test::temporary_directory folder;
  compare(folder.path().string(), events);
}
