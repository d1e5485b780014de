// SPDX-License-Identifier: MIT
// How fast facts reach PostgreSQL, beside a bare COPY of the same rows in batches of the
// same size in the same run; and sums by day over many grades:
//
//     BENCH_GRADES=10000000 bench_fleet (a million without it)
#include "actors/fleet/store/fleet_schema.hpp"
#include "actors/fleet/store/fleet_values.hpp"
#include "actors/fleet/store/fleet_writer.hpp"
#include "tests/actors/ledger/store/ledger_samples.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/postgres_cluster.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

using namespace tracker;
using namespace tracker::test;

namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t batch_rows = 1'000;
constexpr std::uint64_t batches = 50;

double seconds_of(const std::function<void()>& body) {
  const auto begun = std::chrono::steady_clock::now();
  body();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
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

TEST_CASE("rows per second beside a bare COPY", "[fleet]") {
  auto& cluster = postgres_cluster::shared();
  const auto url = cluster.url(cluster.create_database());
  fleet_writer writer{{url, "bench", "0", 60s}};
  const auto all = make_batches(writer.connect().committed);
  pg::connection plain{{url, "bench", 60s}};
  plain.run("CREATE TABLE copied(LIKE events INCLUDING ALL)");
  // Half of each in turn, so that a busy machine slows both.
  double published = 0;
  double copied = 0;
  for (const auto& batch : all) {
    const auto lines = copy_lines(batch);
    copied += seconds_of([&] { plain.copy("COPY copied FROM STDIN", lines); });
    published += seconds_of([&] { writer.publish(batch); });
  }
  REQUIRE(plain.run("SELECT count(*) FROM events").number(0, 0) ==
          static_cast<std::int64_t>(batches * batch_rows));
  const auto rows = static_cast<double>(batches * batch_rows);
  fmt::print(
      "events: {:.0f} rows/s published, {:.0f} rows/s by bare COPY of {}: {:.0f} %\n",
      rows / published, rows / copied, batch_rows, 100 * copied / published);
  CHECK(copied / published > 0.6);
}

TEST_CASE("grades by day", "[fleet]") {
  auto& cluster = postgres_cluster::shared();
  pg::connection database{{cluster.url(cluster.create_database()), "bench", 1h}};
  prepare_fleet(database);
  database.run("SET statement_timeout = 0");
  database.run("INSERT INTO series(name) VALUES('s'); "
               "INSERT INTO wallets(address, name) VALUES('w', '')");
  // One real row, multiplied by the server: of 1,000 wallets in windows of 5 minutes.
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
  database.run(
      fmt::format("INSERT INTO grades({}) SELECT {} FROM generate_series(1, {}) i",
                  columns, values, count));
  database.run("VACUUM ANALYZE grades");
  std::size_t days = 0;
  std::vector<double> runs;
  for (int i = 0; i < 3; ++i)
    runs.push_back(
        seconds_of([&] { days = database.run("SELECT * FROM v_days").rows(); }));
  fmt::print("v_days of {} grades, {} days: {:.2f} s\n", count, days,
             *std::min_element(runs.begin(), runs.end()));
  CHECK(*std::min_element(runs.begin(), runs.end()) < 2.0);
}
