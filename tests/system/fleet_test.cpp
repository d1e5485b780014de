// SPDX-License-Identifier: MIT
// Trackers that share wallets are killed, stopped and cut off; PostgreSQL has in the end
// what one undisturbed tracker has in its ledger file.
#include "tests/support/catch.hpp"
#include "tests/support/simulated_run.hpp"
#include "tests/system/support/fleet_run.hpp"
#include "tests/system/support/virtual_platform.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <iterator>
#include <map>
#include <random>
#include <thread>

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

namespace {

using steady = std::chrono::steady_clock;

/// The shards of a lost tracker have a new owner within this time.
constexpr auto take_over_limit = 35s;

/// Windows of 15 minutes last `window_length` instead, so that four of them stand for an
/// hour; leases keep their length.
exchange::market_rules compressed_rules(unsigned wallets, std::size_t series,
                                        std::chrono::seconds window_length) {
  exchange::market_rules rules;
  rules.seed = 20261129;
  rules.window_length = window_length;
  rules.resolution_delay = 1s;
  rules.resolution_spread = 1s;
  rules.clob_lag = 500ms;
  rules.resolutions_lag = 500ms;
  rules.swapped_percent = 40;
  rules.other_fees_percent = 30;
  rules.wallets.count = wallets;
  rules.wallets.series = series_of_all_assets("15m");
  rules.wallets.series.resize(series);
  rules.wallets.trading_begin = timestamp{std::chrono::system_clock::now()};
  rules.wallets.index_delay = 500ms;
  rules.wallets.index_jitter = 1s;
  rules.wallets.idle_percent = 60;
  return rules;
}

/// How a tracker is interrupted.
enum class interruption { kill, stop, stop_inside_transaction };

/// Interrupts some trackers at once, waits until others have their shards, and lets them
/// continue. Stopped ones stay stopped for at least `shortest_stop`.
void interrupt(fleet_run& fleet, const std::map<std::size_t, interruption>& victims,
               std::chrono::seconds shortest_stop, const std::function<void()>& action) {
  std::map<std::size_t, steady::time_point> begun;
  // First, because it waits for a lock that another stopped tracker may hold.
  for (const auto& [number, kind] : victims)
    if (kind == interruption::stop_inside_transaction) {
      INFO(fleet.name_of(number));
      CHECK(fleet.stop_inside_transaction(number, 60s));
      begun[number] = steady::now();
    }
  for (const auto& [number, kind] : victims) {
    if (kind == interruption::kill)
      fleet.kill(number);
    else if (kind == interruption::stop)
      fleet.signal(number, SIGSTOP);
    begun.emplace(number, steady::now());
  }
  action();
  auto waiting = begun;
  const auto deadline = steady::now() + 2 * take_over_limit;
  while (!waiting.empty() && steady::now() < deadline) {
    std::erase_if(waiting, [&](const auto& victim) {
      if (fleet.shards_of(victim.first) > 0)
        return false;
      const auto time = steady::now() - victim.second;
      INFO(fleet.name_of(victim.first) << " taken over after " << time / 1ms << " ms");
      CHECK(time <= take_over_limit);
      return true;
    });
    std::this_thread::sleep_for(100ms);
  }
  CHECK(waiting.empty());
  for (const auto& [number, kind] : victims) {
    if (kind == interruption::kill) {
      fleet.start(number);
      continue;
    }
    std::this_thread::sleep_until(begun[number] + shortest_stop);
    fleet.signal(number, SIGCONT);
  }
}

/// Waits until PostgreSQL has every grade of the span settled, and every event.
bool wait_until_settled(const fleet_run& fleet, const stretch& span,
                        std::chrono::seconds limit) {
  const auto grades = static_cast<std::int64_t>(markets_of(fleet.rules(), span).size() *
                                                fleet.rules().wallets.count);
  const auto events = count_true_events(fleet.rules(), span);
  const auto first = to_unix_seconds(span.start);
  const auto last = to_unix_seconds(span.end);
  const auto settled = fmt::format("SELECT count(*) FROM grades WHERE start_s >= {} AND "
                                   "end_s <= {} AND status >= 2",
                                   first, last);
  const auto known = fmt::format("SELECT count(*) FROM events e JOIN markets m ON m.id = "
                                 "e.market_id WHERE (m.slug = "
                                 "'' AND e.at_s >= {0} AND e.at_s < {1}) OR m.slug IN "
                                 "(SELECT slug FROM windows WHERE "
                                 "start_s >= {0} AND end_s <= {1})",
                                 first, last);
  const auto deadline = steady::now() + limit;
  std::int64_t settled_grades = 0;
  std::int64_t known_events = 0;
  while (steady::now() < deadline) {
    settled_grades = fleet.ask(settled);
    known_events = fleet.ask(known);
    if (settled_grades >= grades && known_events >= events)
      return true;
    std::this_thread::sleep_for(500ms);
  }
  WARN(settled_grades << " of " << grades << " grades are settled, " << known_events
                      << " of " << events << " events are known");
  return false;
}

/// The first five lines of `all` that are not in `known`.
std::vector<std::string> missing_lines(const std::vector<std::string>& all,
                                       const std::vector<std::string>& known) {
  std::vector<std::string> result;
  std::set_difference(all.begin(), all.end(), known.begin(), known.end(),
                      std::back_inserter(result));
  result.resize(std::min<std::size_t>(result.size(), 5));
  return result;
}

/// The books of one undisturbed tracker over the same time of the platform, and the truth
/// of the simulator.
void check_books(fleet_run& fleet, timestamp begin, const stretch& span,
                 timespan settling) {
  virtual_platform reference{fleet.rules(), begin};
  REQUIRE(reference.run(span.end - begin + settling) == 0);
  const auto alone = books_of(reference.effective.ledger_file, span);
  const auto shared = books_of(fleet.connect(), span);
  CHECK(alone.grades.size() ==
        markets_of(fleet.rules(), span).size() * fleet.rules().wallets.count);
  CHECK(static_cast<std::int64_t>(alone.events.size()) ==
        count_true_events(fleet.rules(), span));
  CHECK(shared.grades.size() == alone.grades.size());
  CHECK(shared.events.size() == alone.events.size());
  CHECK(missing_lines(shared.grades, alone.grades) == std::vector<std::string>{});
  CHECK(missing_lines(alone.grades, shared.grades) == std::vector<std::string>{});
  CHECK(missing_lines(shared.events, alone.events) == std::vector<std::string>{});
  CHECK(missing_lines(alone.events, shared.events) == std::vector<std::string>{});
  CHECK(shared.digest() == alone.digest());
}

void check_ends(fleet_run& fleet) {
  for (const auto& code : fleet.end_all(60s))
    CHECK(code == 0);
  CHECK(fleet.ask("SELECT count(*) FROM leases WHERE owner <> ''") == 0);
  CHECK(fleet.lines(" ERROR ") == std::vector<std::string>{});
}

} // namespace

TEST_CASE("fleet: of three trackers one is killed and one is stopped inside a "
          "transaction, the third takes over, and PostgreSQL has the books of one "
          "undisturbed tracker",
          "[fleet][postgres]") {
  if (!postgres_cluster::is_installed()) {
    WARN("PostgreSQL is not installed: the fleet is not tested");
    return;
  }
  const auto begin = timestamp{std::chrono::system_clock::now()};
  fleet_run fleet{compressed_rules(40, 2, 15s), 3};
  fleet.start_all();
  REQUIRE(fleet.wait_for_shares(60s));
  const auto span =
      next_windows(fleet.rules(), timestamp{std::chrono::system_clock::now()}, 4);
  std::this_thread::sleep_until(span.start + 5s);
  interrupt(fleet, {{0, interruption::kill}, {1, interruption::stop_inside_transaction}},
            0s, [&] { CHECK(fleet.cut_connections(2) > 0); });
  CHECK(wait_until_settled(fleet, span, 300s));
  check_ends(fleet);
  check_books(fleet, begin, span, 3min);
}

TEST_CASE("long: four trackers with 1,000 wallets in 8 series for a compressed hour, "
          "killed, stopped and cut off at random, and a database that is killed",
          "[.long]") {
  if (!postgres_cluster::is_installed()) {
    WARN("PostgreSQL is not installed: the fleet is not tested");
    return;
  }
  const auto seed = std::random_device{}();
  std::mt19937 random{seed};
  CAPTURE(seed);
  const auto draw = [&](int smallest, int largest) {
    return std::uniform_int_distribution{smallest, largest}(random);
  };
  const auto begin = timestamp{std::chrono::system_clock::now()};
  auto rules = compressed_rules(1'000, 8, 90s);
  rules.wallets.idle_percent = 90;
  fleet_run fleet{rules, 4};
  fleet.start_all();
  REQUIRE(fleet.wait_for_shares(60s));
  const auto span = next_windows(rules, timestamp{std::chrono::system_clock::now()}, 4);
  int rounds = 0;
  for (; std::chrono::system_clock::now() < span.end; ++rounds) {
    std::this_thread::sleep_for(std::chrono::seconds{draw(0, 20)});
    std::map<std::size_t, interruption> victims;
    const auto count = static_cast<std::size_t>(draw(1, 2));
    victims.emplace(draw(0, 3), static_cast<interruption>(draw(0, 2)));
    while (victims.size() < count)
      victims.emplace(draw(0, 3), static_cast<interruption>(draw(0, 1)));
    interrupt(fleet, victims, 60s, [&] {
      std::this_thread::sleep_for(std::chrono::seconds{draw(0, 5)});
      const auto number = static_cast<std::size_t>(draw(0, 3));
      if (!victims.contains(number))
        fleet.cut_connections(number);
    });
    // A tracker that is restarted at once keeps its wallets.
    if (draw(0, 1) == 0) {
      const auto number = static_cast<std::size_t>(draw(0, 3));
      fleet.kill(number);
      fleet.start(number);
    }
    // The database loses its last commits.
    if (rounds == 3) {
      fleet.database().kill();
      fleet.database().start();
    }
    CHECK(fleet.wait_for_shares(120s));
  }
  CAPTURE(rounds);
  CHECK(rounds >= 4);
  CHECK(wait_until_settled(fleet, span, 900s));
  check_ends(fleet);
  check_books(fleet, begin, span, 20min);
}
