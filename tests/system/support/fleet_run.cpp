// SPDX-License-Identifier: MIT
#include "tests/system/support/fleet_run.hpp"

#include "actors/fleet/leases/lease_plan.hpp"
#include "actors/fleet/leases/lease_table.hpp"
#include "actors/text/time_text.hpp"
#include "tests/simulator/wallets/activity.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <fstream>
#include <stdexcept>
#include <thread>
#include <utility>

namespace tracker::test {

namespace {

using namespace std::chrono_literals;

/// The pause between two polls of a condition.
constexpr auto poll_pause = 200ms;

exchange::server_options platform_options(const exchange::market_rules& rules) {
  exchange::server_options result;
  result.rules = rules;
  return result;
}

void write_wallets(const exchange::market_rules& rules,
                   const std::filesystem::path& path) {
  std::ofstream file{path};
  std::size_t number = 0;
  for (const auto& address : exchange::simulated_wallets(rules))
    file << address << " w" << ++number << '\n';
}

std::string status_of_session(const std::string& name, const std::string& condition) {
  return fmt::format("SELECT count(*) FROM pg_stat_activity WHERE application_name = "
                     "'{}' AND {}",
                     session_name(name), condition);
}

constexpr const char* grade_columns =
    "slug, wallet, CASE status WHEN 'AMENDED' THEN 'FINAL' ELSE status END, outcome, "
    "trade_type, arb_result, one_sided_type, one_sided_result, up_bought, down_bought, "
    "up_held, down_held, cost, proceeds, payout, fees, fee_source, rebates, arb_pnl, "
    "capture_pnl, directional_pnl, pnl, fills";
constexpr const char* event_columns =
    "slug, condition_id, wallet, {}, type, platform_type, side, token, size, price, "
    "cash, quoted, tx, occurrence";

/// The queries of grades and events. `begin` and `end` bound the span in the database's
/// own form; `time_text` is its expression for the text of an event's time.
std::pair<std::string, std::string> book_queries(const std::string& begin,
                                                 const std::string& end,
                                                 const std::string& time_text) {
  const auto windows = fmt::format("start >= {} AND \"end\" <= {}", begin, end);
  return {fmt::format("SELECT {} FROM v_grades WHERE {}", grade_columns, windows),
          fmt::format(
              "SELECT {} FROM v_events WHERE (slug = '' AND at >= {} AND at < {}) "
              "OR slug IN (SELECT slug FROM v_grades WHERE {})",
              fmt::format(fmt::runtime(event_columns), time_text), begin, end, windows)};
}

template <class Each>
fleet_books read_books(const std::pair<std::string, std::string>& queries, Each each) {
  fleet_books result;
  each(queries.first, result.grades);
  each(queries.second, result.events);
  std::sort(result.grades.begin(), result.grades.end());
  std::sort(result.events.begin(), result.events.end());
  return result;
}

} // namespace

fleet_run::fleet_run(exchange::market_rules rules, std::size_t trackers)
    : rules_{std::move(rules)}, platform_{platform_options(rules_)}, trackers_(trackers) {
  write_wallets(rules_, folder_.path() / "wallets");
  for (std::size_t number = 0; number < trackers; ++number) {
    homes_.push_back(folder_.path() / name_of(number));
    std::filesystem::create_directory(homes_.back());
  }
}

std::string fleet_run::name_of(std::size_t number) {
  return fmt::format("tracker-{}", number + 1);
}

std::filesystem::path fleet_run::ledger_file(std::size_t number) const {
  return homes_.at(number) / "tracker.db";
}

program fleet_run::invocation(std::size_t number,
                              std::vector<std::string> command) const {
  const auto& home = homes_.at(number);
  program invocation;
  invocation.path = TRACKER_BINARY;
  invocation.environment = {{"HOME", home.string()}};
  invocation.directory = home;
  invocation.arguments = std::move(command);
  for (const auto& setting :
       {"http.gamma-url=" + platform_.gamma_url(),
        "http.data-url=" + platform_.data_url(), "http.clob-url=" + platform_.clob_url(),
        "ledger.file=" + ledger_file(number).string(),
        "log.file=" + (home / "tracker.log").string(), std::string{"log.console=false"},
        std::string{"web.listen="}, std::string{"tracker.wallets=[]"},
        "tracker.wallets-file=" + (folder_.path() / "wallets").string(),
        fmt::format("tracker.series=[\"{}\"]", fmt::join(rules_.wallets.series, "\",\"")),
        fmt::format("tracker.window-length={}s", rules_.window_length.count()),
        "fleet.url=" + database_.url(), "fleet.name=" + name_of(number),
        std::string{"fleet.share-wallets=true"}})
    invocation.arguments.push_back("--" + setting);
  return invocation;
}

void fleet_run::start(std::size_t number) {
  trackers_.at(number).reset();
  trackers_.at(number) = std::make_unique<process>(invocation(number, {}));
}

void fleet_run::start_all() {
  for (std::size_t number = 0; number < size(); ++number)
    start(number);
}

void fleet_run::signal(std::size_t number, int number_of_signal) {
  trackers_.at(number)->signal(number_of_signal);
}

void fleet_run::kill(std::size_t number) {
  signal(number, SIGKILL);
  trackers_.at(number)->wait(10s);
}

bool fleet_run::stop_inside_transaction(std::size_t number, std::chrono::seconds limit) {
  // Its next transaction waits for this lock, after its first statement.
  constexpr auto longest_hold = 2s;
  const auto waits = status_of_session(name_of(number), "wait_event_type = 'Lock'");
  const auto inside = status_of_session(name_of(number), "state = 'idle in transaction'");
  const auto deadline = std::chrono::steady_clock::now() + limit;
  auto watcher = connect();
  while (std::chrono::steady_clock::now() < deadline) {
    auto holder = connect();
    pg::transaction lock{holder};
    holder.run("LOCK TABLE wallets, events, grades IN SHARE MODE");
    const auto release_time = std::chrono::steady_clock::now() + longest_hold;
    while (std::chrono::steady_clock::now() < release_time) {
      if (watcher.run(waits).number(0, 0) > 0) {
        signal(number, SIGSTOP);
        lock.commit();
        // The database completes the statement; the stopped tracker does not read the
        // reply.
        std::this_thread::sleep_for(poll_pause);
        return watcher.run(inside).number(0, 0) > 0;
      }
      std::this_thread::sleep_for(5ms);
    }
    lock.commit();
    std::this_thread::sleep_for(poll_pause);
  }
  return false;
}

std::vector<std::optional<int>> fleet_run::end_all(std::chrono::seconds limit) {
  std::vector<std::optional<int>> result;
  for (const auto& tracker : trackers_)
    tracker->signal(SIGTERM);
  for (const auto& tracker : trackers_)
    result.push_back(tracker->wait(limit));
  return result;
}

std::int64_t fleet_run::cut_connections(std::size_t number) const {
  auto session = connect();
  return static_cast<std::int64_t>(end_sessions(session, {name_of(number)}));
}

std::int64_t fleet_run::shards_of(std::size_t number) const {
  return ask(
      fmt::format("SELECT count(*) FROM leases WHERE owner = '{}'", name_of(number)));
}

bool fleet_run::wait_for_shares(std::chrono::seconds limit) const {
  const auto least = static_cast<std::int64_t>(shard_count / size()) - 2;
  const auto deadline = std::chrono::steady_clock::now() + limit;
  while (std::chrono::steady_clock::now() < deadline) {
    const auto owners = ask(fmt::format(
        "SELECT count(*) FROM (SELECT owner FROM leases WHERE owner <> '' AND until > "
        "clock_timestamp() GROUP BY owner HAVING count(*) >= {}) x",
        least));
    if (owners == static_cast<std::int64_t>(size()))
      return true;
    std::this_thread::sleep_for(poll_pause);
  }
  return false;
}

std::int64_t fleet_run::ask(const std::string& query) const {
  const auto deadline = std::chrono::steady_clock::now() + 60s;
  for (;;)
    try {
      return connect().run(query).number(0, 0);
    } catch (const pg::error& failure) {
      // The first tracker makes the tables.
      const bool may_end =
          failure.kind() == pg::error_class::lost || failure.sqlstate() == "42P01";
      if (!may_end || std::chrono::steady_clock::now() > deadline)
        throw;
      std::this_thread::sleep_for(poll_pause);
    }
}

pg::connection fleet_run::connect() const {
  return pg::connection{{database_.url(), "test", 120s}};
}

std::vector<std::string> fleet_run::lines(const std::string& part) const {
  std::vector<std::string> result;
  for (std::size_t number = 0; number < size(); ++number) {
    std::ifstream file{homes_.at(number) / "tracker.log"};
    for (std::string line; std::getline(file, line);)
      if (line.find(part) != std::string::npos)
        result.push_back(name_of(number) + " " + line);
  }
  return result;
}

std::string fleet_run::report(std::vector<std::string> options) const {
  options.insert(options.begin(), {"report", "--fleet"});
  process command{invocation(0, std::move(options))};
  if (command.wait(120s) != 0)
    throw std::runtime_error{"report: " + command.text(stream::err)};
  return command.text();
}

std::string fleet_books::digest() const {
  std::string text;
  for (const auto* lines : {&grades, &events})
    for (const auto& line : *lines)
      text += line + '\n';
  std::array<unsigned char, SHA256_DIGEST_LENGTH> sum{};
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), sum.data());
  return fmt::format("{:02x}", fmt::join(sum, ""));
}

fleet_books books_of(pg::connection database, const stretch& span) {
  const auto time = [](timestamp value) {
    return fmt::format("to_timestamp({})", to_unix_seconds(value));
  };
  const auto queries =
      book_queries(time(span.start), time(span.end),
                   "to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')");
  return read_books(queries, [&](const std::string& sql,
                                 std::vector<std::string>& lines) {
    database.each_row(sql, {}, [&](std::span<const std::optional<std::string_view>> row) {
      auto& line = lines.emplace_back();
      for (const auto& value : row)
        line += std::string{value.value_or("-")} + ' ';
    });
  });
}

fleet_books books_of(const std::filesystem::path& ledger, const stretch& span) {
  SQLite::Database file{ledger.string(), SQLite::OPEN_READONLY, 2000};
  const auto queries = book_queries("'" + format_utc(span.start) + "'",
                                    "'" + format_utc(span.end) + "'", "at");
  return read_books(
      queries, [&](const std::string& sql, std::vector<std::string>& lines) {
        SQLite::Statement rows{file, sql};
        while (rows.executeStep()) {
          auto& line = lines.emplace_back();
          for (int column = 0; column < rows.getColumnCount(); ++column) {
            const auto value = rows.getColumn(column);
            line += (value.isNull() ? std::string{"-"} : value.getString()) + ' ';
          }
        }
      });
}

std::int64_t count_true_events(const exchange::market_rules& rules, const stretch& span) {
  std::int64_t result = 0;
  const auto wallets = exchange::simulated_wallets(rules);
  for (const auto& market : markets_of(rules, span))
    for (const auto& wallet : wallets) {
      result += static_cast<std::int64_t>(
          exchange::simulated_activity(wallet, market, rules).size());
      result += exchange::simulated_rebate(wallet, market, rules) ? 1 : 0;
    }
  return result;
}

} // namespace tracker::test
