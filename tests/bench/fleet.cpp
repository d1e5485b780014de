// SPDX-License-Identifier: MIT
// The speed at which facts reach PostgreSQL, compared with a bare COPY of the same rows
// in the same run: batches of the same size, one transaction each, into a table with the
// same columns and key. Then the lag at rest, and sums by day over many grades:
// BENCH_GRADES=10000000 bench_fleet (a million without it)
#include "actors/clock/wall_time.hpp"
#include "actors/fleet/publisher_actor.hpp"
#include "actors/fleet/store/fleet_schema.hpp"
#include "actors/fleet/store/fleet_values.hpp"
#include "actors/fleet/store/fleet_writer.hpp"
#include "actors/ledger/ledger_actor.hpp"
#include "tests/actors/ledger/store/ledger_samples.hpp"
#include "tests/bench/support/order_statistics.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/postgres_cluster.hpp"

#include <fmt/format.h>

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/scoped_actor.hpp>
#include <caf/send.hpp>

#include <date/tz.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <string>
#include <thread>
#include <vector>

using namespace tracker;
using namespace tracker::test;

namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t batch_rows = 1'000;
constexpr std::uint64_t batches = 100;

double seconds_of(const std::function<void()>& body) {
  const auto start_time = std::chrono::steady_clock::now();
  body();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_time)
      .count();
}

std::vector<outbox_batch> make_batches(std::int64_t committed) {
  std::vector<outbox_batch> result;
  for (std::uint64_t i = 0; i < batches; ++i) {
    auto facts = std::make_shared<outbox_facts>();
    for (std::uint64_t row = 0; row < batch_rows; ++row)
      facts->events.push_back(buy_in(static_cast<std::int64_t>(i), i * batch_rows + row));
    result.push_back({committed + static_cast<std::int64_t>(i) + 1, std::move(facts)});
  }
  return result;
}

/// The lines of a batch for COPY into a table with the columns of `events`.
std::string copy_lines(const outbox_batch& batch) {
  std::string lines;
  std::uint64_t number = 0;
  for (const auto& event : batch.facts->events)
    lines +=
        fmt::format("{}\t1\t0\t0\t{}\t{}\t{}\t{}\t{}\t{:016x}{:016x}\t{}\t{}\t\n",
                    batch.number, to_unix_seconds(event.time), event.size.micros(),
                    event.at_price.micros(), event.cash.micros(), event.quoted.micros(),
                    (++number + static_cast<std::uint64_t>(batch.number) * 7919) *
                        0x9e3779b97f4a7c15U,
                    number, event.transaction, event.asset);
  return lines;
}

std::uint64_t grade_count() {
  const char* text = std::getenv("BENCH_GRADES");
  return text == nullptr ? 1'000'000 : std::strtoull(text, nullptr, 10);
}

} // namespace

TEST_CASE("rows per second compared with a bare COPY", "[fleet]") {
  auto& cluster = postgres_cluster::shared();
  const auto url = cluster.url(cluster.create_database());
  fleet_writer writer{{url, "bench", "0", 60s}};
  const auto all = make_batches(writer.connect().committed);
  pg::connection plain{{url, "bench", 60s}};
  plain.run("CREATE TABLE copied(LIKE events INCLUDING ALL)");
  // The part that a proof of a day adds.
  plain.run("ALTER TABLE copied DROP COLUMN role");
  // The two alternate, so that load on the machine affects both; the median over the
  // batches ignores interruptions by other programs.
  std::vector<double> publishing;
  std::vector<double> copying;
  for (const auto& batch : all) {
    const auto lines = copy_lines(batch);
    copying.push_back(seconds_of([&] { plain.copy("COPY copied FROM STDIN", lines); }));
    publishing.push_back(seconds_of([&] { writer.publish(batch); }));
  }
  const auto published = median(publishing);
  const auto copied = median(copying);
  REQUIRE(plain.run("SELECT count(*) FROM events").number(0, 0) ==
          static_cast<std::int64_t>(batches * batch_rows));
  const auto rows = static_cast<double>(batch_rows);
  fmt::print(
      "events: {:.0f} rows/s published, {:.0f} rows/s by bare COPY of {}: {:.0f} %\n",
      rows / published, rows / copied, batch_rows, 100 * copied / published);
  CHECK(copied / published > 0.6);
}

TEST_CASE("grades per second, new ones and replaced ones", "[fleet]") {
  auto& cluster = postgres_cluster::shared();
  const auto url = cluster.url(cluster.create_database());
  fleet_writer writer{{url, "bench", "0", 60s}};
  auto number = writer.connect().committed;
  constexpr std::int64_t windows = 10'000;
  for (const auto* round : {"new", "replaced"}) {
    const auto revision = round == std::string{"new"} ? 0U : 1U;
    double published = 0;
    for (std::int64_t window = 0; window < windows;) {
      auto facts = std::make_shared<outbox_facts>();
      while (facts->grades.size() < batch_rows)
        facts->grades.push_back(grade_of(window++, grade_status::provisional, revision));
      published += seconds_of([&] { writer.publish({++number, std::move(facts)}); });
    }
    fmt::print("grades: {:.0f} rows/s published, {}\n",
               static_cast<double>(windows) / published, round);
  }
  pg::connection plain{{url, "bench", 60s}};
  REQUIRE(plain.run("SELECT sum(grades) FROM grade_sums").number(0, 0) == windows);
}

TEST_CASE("lag at rest: from the commit of the ledger to that of the database",
          "[fleet]") {
  auto& cluster = postgres_cluster::shared();
  const auto url = cluster.url(cluster.create_database());
  temporary_directory folder;
  auto store = open_store((folder.path() / "tracker.db").string());
  must(store.use_outbox(true));
  caf::actor_system_config config;
  config.set("scheduler.max-threads", 1);
  caf::actor_system system{config};
  caf::scoped_actor self{system};
  const log_port log{log_tee_actor{}, "bench", wall_time};
  ledger_options options;
  options.started = run_start;
  options.zone = date::locate_zone("UTC");
  options.backups = 0;
  auto ledger = spawn_ledger(system, std::move(store), options, log);
  auto publisher = spawn_publisher(
      system,
      std::make_unique<fleet_writer>(fleet_writer_options{url, "bench", "0", 60s}),
      {"bench", "bench"}, ledger, log);
  pg::connection plain{{url, "bench", 60s}};
  prepare_fleet(plain);
  // The publisher gets a tick each second, as from the clock; facts come at any time
  // between two ticks.
  constexpr std::uint64_t seconds = 30;
  std::vector<double> lags;
  for (std::uint64_t i = 0; i < seconds; ++i) {
    const auto second = std::chrono::steady_clock::now() + 1s;
    caf::anon_send(publisher, tick{i + 1, {}, wall_time(), wall_time()});
    std::this_thread::sleep_for(std::chrono::milliseconds{(i * 377) % 900});
    auto entry = std::get<record_events>(events_entry({buy_in(1, i)}));
    self->request(ledger, 10s, std::move(entry))
        .receive([](const events_recorded&) {},
                 [](const caf::error&) { FAIL("the ledger does not answer"); });
    const auto committed = std::chrono::steady_clock::now();
    std::this_thread::sleep_until(second);
    caf::anon_send(publisher, tick{i + 1, {}, wall_time(), wall_time()});
    while (plain.run("SELECT count(*) FROM events").number(0, 0) <
           static_cast<std::int64_t>(i + 1)) {
      REQUIRE(std::chrono::steady_clock::now() < second + 60s);
      std::this_thread::sleep_for(2ms);
    }
    const auto seen = std::chrono::steady_clock::now();
    // The publisher connects within the first seconds.
    if (i > 2)
      lags.push_back(std::chrono::duration<double>(seen - committed).count());
  }
  const auto longest = *std::max_element(lags.begin(), lags.end());
  fmt::print("lag at rest: median {:.2f} s, at most {:.2f} s of {}\n", median(lags),
             longest, lags.size());
  CHECK(longest < 2.0);
  caf::anon_send_exit(publisher, caf::exit_reason::kill);
  caf::anon_send_exit(ledger, caf::exit_reason::kill);
  publisher = publisher_actor{};
  ledger = ledger_actor{};
}

TEST_CASE("grades by day", "[fleet]") {
  auto& cluster = postgres_cluster::shared();
  pg::connection database{{cluster.url(cluster.create_database()), "bench", 1h}};
  prepare_fleet(database);
  database.run("SET statement_timeout = 0");
  database.run("INSERT INTO series(name) VALUES('s'); "
               "INSERT INTO wallets(address, name) VALUES('w', '')");
  // The server multiplies one real row: 1,000 wallets in windows of 5 minutes.
  std::string columns = "window_id, wallet_id, series_id, epoch, start_s, end_s, volume";
  std::string values = "i, i % 1000, 1, 0, (i / 1000) * 300, (i / 1000) * 300 + 300, i";
  const grade sample;
  visit_grade(sample, [&](const char* prefix, const char* name, const auto& member) {
    columns += fmt::format(", {}{}", prefix, name);
    constexpr bool is_text = fleet::is_text<std::decay_t<decltype(member)>>;
    const std::string column = std::string{prefix} + name;
    values += column == "pnl"      ? ", i % 7000003 - 3000000"
              : column == "winner" ? ", i % 2"
              : column == "kind"   ? ", i % 4"
              : is_text            ? ", ''"
                                   : ", 1";
  });
  const auto count = grade_count();
  // The trigger of `grade_sums` holds the rows of a statement until its end.
  constexpr std::uint64_t part = 250'000;
  const auto filling = seconds_of([&] {
    for (std::uint64_t i = 0; i < count; i += part)
      database.run(
          fmt::format("INSERT INTO grades({}) SELECT {} FROM generate_series({}, {}) i",
                      columns, values, i + 1, std::min(i + part, count)));
  });
  fmt::print("{} grades inserted by the server in {:.0f} s\n", count, filling);
  database.run("VACUUM ANALYZE grades");
  std::size_t days = 0;
  std::vector<double> runs;
  for (int i = 0; i < 3; ++i)
    runs.push_back(
        seconds_of([&] { days = database.run("SELECT * FROM v_days").rows(); }));
  fmt::print("v_days of {} grades, {} days: {:.2f} s\n", count, days,
             *std::min_element(runs.begin(), runs.end()));
  CHECK(*std::min_element(runs.begin(), runs.end()) < 2.0);
  std::size_t differences = 1;
  const auto summed = seconds_of([&] {
    differences =
        database
            .run(
                "SELECT * FROM (SELECT (to_timestamp(end_s - 1))::date AS day, count(*) "
                "AS grades, count(*) FILTER (WHERE kind <> 0 AND winner < 2 AND pnl > 0) "
                "AS wins, sum(pnl) / 1000000 AS pnl FROM grades GROUP BY 1) g FULL JOIN "
                "v_days d USING(day) WHERE (g.grades, g.wins, g.pnl) IS DISTINCT FROM "
                "(d.grades, d.wins, d.pnl)")
            .rows();
  });
  fmt::print("the same from the grades themselves: {:.2f} s\n", summed);
  CHECK(differences == 0);
}
