// SPDX-License-Identifier: MIT
#include "main/commands/demo_command.hpp"

#include "actors/ledger/store/ledger_reader.hpp"
#include "main/commands/report_command.hpp"
#include "main/wiring/virtual_run.hpp"
#include "tests/simulator/demo_plan.hpp"
#include "tests/simulator/simulator_source.hpp"
#include "tests/simulator/wallets/books.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"
#include "tests/support/simulated_run.hpp"
#include "tests/system/support/simulated_truth.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <csignal>
#include <map>
#include <sstream>
#include <utility>

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;
using json = nlohmann::json;

namespace {

/// The demo without its console, at full speed.
struct quiet_demo {
  demo_plan plan = plan_demo();
  settings effective;
  virtual_run_end end;

  explicit quiet_demo(const std::filesystem::path& folder) {
    const restored_signals restored;
    effective = std::get<settings>(demo_settings(
        demo_header(plan), {std::nullopt, {{"log.console", "false"}}}, folder.string()));
    effective.log_file = (folder / "demo.log").string();
    virtual_run_options options;
    options.start = plan.start;
    options.ticks = regular_ticks(plan.start, effective.clock_interval, plan.end);
    options.replies = std::make_shared<exchange::simulator_source>(plan.rules);
    options.last_word = "the demo is over";
    end = run_virtually(effective, std::move(options));
  }

  std::string log() const { return read_file(effective.log_file); }

  json report() const {
    source_over<ledger_reader> source{
        std::get<ledger_reader>(ledger_reader::open(effective.ledger_file))};
    report_query query;
    query.format = report_format::json;
    query.filter.begin = plan.first;
    query.filter.end = plan.last;
    std::ostringstream out;
    std::ostringstream err;
    CHECK(run_report(query, source,
                     {end.ended_at, *date::locate_zone("UTC"), {plan.series}, false}, out,
                     err) == 0);
    CHECK(err.str().empty());
    return json::parse(out.str());
  }
};

/// All rows of the views of facts.
std::string ledger_text(const std::string& path) {
  SQLite::Database file{path, SQLite::OPEN_READONLY};
  std::string result;
  for (const auto* view : {"v_events", "v_grades", "v_coverage"}) {
    SQLite::Statement rows{file, std::string{"SELECT * FROM "} + view};
    while (rows.executeStep()) {
      for (int i = 0; i < rows.getColumnCount(); ++i)
        result += rows.getColumn(i).getString() + '|';
      result += '\n';
    }
  }
  return result;
}

program demo_program(const std::filesystem::path& home,
                     std::vector<std::string> options = {}) {
  program invocation;
  invocation.path = TRACKER_BINARY;
  invocation.arguments = {"demo"};
  invocation.arguments.insert(invocation.arguments.end(), options.begin(), options.end());
  invocation.environment = {{"HOME", home.string()}, {"TMPDIR", home.string()}};
  return invocation;
}

std::vector<exchange::simulated_market> shown_markets(const demo_plan& plan) {
  std::vector<exchange::simulated_market> result;
  for (auto start = plan.first; start < plan.last; start += 5min)
    result.push_back(*exchange::find_market(
        plan.series + '-' + std::to_string(to_unix_seconds(start)), plan.rules));
  return result;
}

bool wait_for(process& demo, const std::string& part, std::chrono::milliseconds limit) {
  return demo
      .wait_for_line(
          [&](const std::string& line) { return line.find(part) != std::string::npos; },
          limit)
      .has_value();
}

} // namespace

TEST_CASE("a virtual run grades as the simulator's own books say") {
  const temporary_directory folder;
  const quiet_demo run{folder.path()};
  REQUIRE(run.end.exit_code == 0);
  CHECK_FALSE(run.end.interrupted);
  CHECK(run.end.ended_at >= run.plan.end);
  const auto rows = run.report();
  REQUIRE(rows.size() == 9);
  for (const auto& row : rows) {
    INFO(row.dump());
    const auto market =
        exchange::find_market(row["slug"].get<std::string>(), run.plan.rules);
    REQUIRE(market);
    const auto truth = true_row(row["wallet"], *market, run.plan.rules);
    for (const auto& [name, value] : truth.items())
      CHECK(row[name] == value);
  }
}

TEST_CASE("two virtual runs write the same log and the same ledger") {
  const temporary_directory folder;
  const auto home = folder.path() / "run";
  std::string logs[2];
  std::string ledgers[2];
  for (int i = 0; i < 2; ++i) {
    std::filesystem::create_directory(home);
    const quiet_demo run{home};
    REQUIRE(run.end.exit_code == 0);
    logs[i] = run.log();
    ledgers[i] = ledger_text(run.effective.ledger_file);
    std::filesystem::remove_all(home);
  }
  CHECK(logs[0].size() > 10'000);
  CHECK(ledgers[0].size() > 10'000);
  CHECK(logs[0] == logs[1]);
  CHECK(ledgers[0] == ledgers[1]);
}

TEST_CASE("a virtual run refuses files that cannot be written") {
  const restored_signals restored;
  const temporary_directory folder;
  const auto plan = plan_demo();
  auto effective = std::get<settings>(
      demo_settings(demo_header(plan), {std::nullopt, {{"log.console", "false"}}},
                    folder.path().string()));
  effective.ledger_file = "/proc/no/ledger.db";
  virtual_run_options options;
  options.start = plan.start;
  options.ticks = regular_ticks(plan.start, 5s, plan.end);
  options.replies = std::make_shared<exchange::simulator_source>(plan.rules);
  CHECK(run_virtually(effective, options).exit_code == 2);
  effective.ledger_file = (folder.path() / "fine.db").string();
  effective.log_file = "/proc/no/log";
  CHECK(run_virtually(effective, options).exit_code == 2);
}

TEST_CASE("the demo shows three windows graded and leaves nothing behind") {
  const temporary_directory home;
  const auto begun = std::chrono::steady_clock::now();
  process demo{demo_program(home.path(), {"--log.format=json"})};
  const auto code = demo.wait(60s);
  REQUIRE(code);
  CHECK(*code == 0);
  CHECK(std::chrono::steady_clock::now() - begun < 60s);
  const auto plan = plan_demo();
  std::map<std::pair<std::string, std::string>, std::string> final_results;
  std::string rest;
  for (const auto& line : demo.lines(stream::out)) {
    if (!line.starts_with('{')) {
      rest += line + '\n';
      continue;
    }
    const auto entry = json::parse(line);
    if (entry["msg"].get<std::string>().starts_with("GRADE FINAL"))
      final_results[{entry["slug"], entry["wallet"]}] = entry["pnl"];
  }
  CHECK(final_results.size() == 9);
  const auto wallets = exchange::simulated_wallets(plan.rules);
  for (const auto& market : shown_markets(plan))
    for (std::size_t i = 0; i < wallets.size(); ++i) {
      INFO(market.slug << ' ' << plan.names[i]);
      const auto books = simulated_books(wallets[i], market, plan.rules);
      CHECK(final_results[{market.slug, plan.names[i]}] == to_string(books.pnl));
    }
  CHECK(rest.find("9 of 9 grades traded") != std::string::npos);
  CHECK(rest.find("WALLET_ADDRESS=") != std::string::npos);
  CHECK(std::filesystem::is_empty(home.path()));
}

TEST_CASE("a demo that is stopped in the middle drains and leaves nothing behind") {
  const temporary_directory home;
  process demo{demo_program(home.path())};
  REQUIRE(wait_for(demo, "NEW WINDOW", 20s));
  demo.signal(SIGINT);
  const auto code = demo.wait(20s);
  REQUIRE(code);
  CHECK(*code == 0);
  CHECK(wait_for(demo, "stopping: SIGINT", 1s));
  CHECK(wait_for(demo, "log | drained: ", 1s));
  CHECK(std::filesystem::is_empty(home.path()));
}

TEST_CASE("a second signal ends the demo at once and leaves nothing behind") {
  const temporary_directory home;
  auto invocation = demo_program(home.path());
  invocation.terminal = true;
  process demo{invocation};
  REQUIRE(wait_for(demo, "NEW WINDOW", 20s));
  // A stopped console delays the drain.
  demo.type("\x13");
  demo.signal(SIGINT);
  CHECK_FALSE(demo.wait(1s));
  demo.signal(SIGINT);
  const auto code = demo.wait(20s);
  REQUIRE(code);
  CHECK(*code == 130);
  CHECK(std::filesystem::is_empty(home.path()));
}

TEST_CASE("the demo refuses settings that it sets itself") {
  const temporary_directory home;
  for (const auto* option : {"--tracker.series=[\"eth-updown-5m\"]",
                             "--config-file=/nowhere", "--log.levl=info"}) {
    process demo{demo_program(home.path(), {option})};
    INFO(option);
    CHECK(demo.wait(20s) == 2);
    CHECK(std::filesystem::is_empty(home.path()));
  }
}
