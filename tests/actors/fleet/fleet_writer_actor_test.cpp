// SPDX-License-Identifier: MIT
// Facts of a ledger in a real PostgreSQL.
#include "tests/actors/fleet/fleet_rig.hpp"

#include "actors/fleet/leases/lease_table.hpp"
#include "actors/fleet/store/fleet_schema.hpp"
#include "actors/ledger/output/window_reports.hpp"
#include "tests/actors/fleet/error_class.hpp"
#include "tests/actors/ledger/days/proof_samples.hpp"

#include <fmt/format.h>

#include <random>
#include <sstream>

using namespace tracker;
using namespace tracker::test;

namespace {

/// Facts of every kind, with odd texts and extreme numbers.
void book_all(fleet_rig& rig) {
  auto odd = buy_in(2, 8);
  odd.type = activity_type::other;
  odd.platform_type = "ODD \"x\" \\ { } ✓";
  odd.cash = usdc::from_micros(std::numeric_limits<std::int64_t>::max());
  odd.size = shares::from_micros(std::numeric_limits<std::int64_t>::min());
  auto unnamed = full_grade(3);
  unnamed.wallet = other_wallet;
  auto closed = market_number(1);
  closed.closed = true;
  closed.settled = settlement::down;
  closed.fees = fee_schedule{70'000, 1};
  rig.book({events_entry({buy_in(1, 1), buy_in(1, 2), odd, buy_in(7, 3),
                          reward_at(run_start, 7), reward_at(run_start, -9)},
                         {{window_number(1).slug, condition_of(1), run_start, "odd"},
                          {"", "", run_start, "it's \\ odd"}}),
            grade_entry(full_grade(1), closed), grade_entry(full_grade(2)),
            grade_entry(unnamed, market_number(3)),
            coverage_entry(1, {coverage_kind::watched, run_start, run_start, ""}),
            coverage_entry(4, {coverage_kind::missed, {}, {}, "the tracker did not run"}),
            record_proof{std::make_shared<const day_proof>(
                different_day(main_wallet, proof_day, 5))},
            record_proof{std::make_shared<const day_proof>(
                open_day(main_wallet, proof_day + day_length))}});
  for (std::uint32_t revision = 0; revision < 3; ++revision)
    rig.book({grade_entry(
        grade_of(5, revision == 0 ? grade_status::pending : grade_status::provisional,
                 revision))});
  // Sets the roles as the proof of a day does.
  rig.store.connection().exec("UPDATE events SET role = 1 + at_s % 2 WHERE type = 0");
}

std::string roles_of(report_source& source) {
  std::ostringstream text;
  report_query query;
  query.format = report_format::csv;
  CHECK_FALSE(write_roles(query, source, text));
  return text.str();
}

/// Gives every lease to `name`, with this epoch.
void lease_all(const fleet_rig& rig, const std::string& name, int epoch) {
  auto database = rig.connect();
  prepare_leases(database);
  database.run("UPDATE leases SET owner = '" + name +
               "', epoch = " + std::to_string(epoch));
}

void check_equal(fleet_rig& rig, const report_filter& filter = {}) {
  source_over<ledger_reader> file{must(ledger_reader::open(rig.path))};
  const auto fleet = must(fleet_reader::open(rig.url()));
  const auto ours = content_of(file, filter);
  const auto theirs = content_of(fleet->source(), filter);
  CHECK(ours.grades.size() == theirs.grades.size());
  CHECK(ours.grades == theirs.grades);
  CHECK(ours.outlines == theirs.outlines);
  CHECK(ours.costs == theirs.costs);
  CHECK((ours.windows == theirs.windows));
  CHECK(ours.account == theirs.account);
  CHECK(ours.doubtful == theirs.doubtful);
  CHECK(ours.names == theirs.names);
  CHECK(ours.proofs == theirs.proofs);
  CHECK(ours.others == theirs.others);
  CHECK(ours.found == theirs.found);
  CHECK(ours.revisions == theirs.revisions);
}

} // namespace

TEST_CASE("the fleet's database answers every query as the ledger file does",
          "[fleet][postgres]") {
  if (!postgres_cluster::is_installed())
    return;
  fleet_rig rig;
  book_all(rig);
  fleet_writer writer{rig.options()};
  CHECK(rig.publish(writer, 3) > 3);
  check_equal(rig);
  report_filter some;
  some.series = {series_name};
  some.wallets = {main_wallet.name};
  some.statuses = {grade_status::provisional};
  some.begin = window_number(1).end;
  check_equal(rig, some);

  SECTION("changed facts are replaced, and no fact is stored twice") {
    rig.book({events_entry({buy_in(1, 1), buy_in(1, 77)}),
              grade_entry(grade_of(5, grade_status::final, 4), market_number(5))});
    rig.publish(writer);
    check_equal(rig);
  }
  SECTION("a grade is not final while fills of its window are missing") {
    const auto prove = [&](std::uint64_t lacked, std::vector<std::string> missing,
                           const std::string& accepted = "") {
      day_proof proof;
      proof.wallet = main_wallet;
      proof.day = day_of(window_number(6).start);
      proof.ours.fills = 2;
      proof.platform.fills = 2 + lacked;
      proof.missing = std::move(missing);
      proof.accepted = accepted;
      rig.book({record_proof{std::make_shared<const day_proof>(proof)}});
      rig.publish(writer);
      check_equal(rig);
      auto database = rig.connect();
      SQLite::Database file{rig.path};
      for (const auto* status : {"FINAL", "PROVISIONAL"}) {
        const auto query = fmt::format("SELECT count(*) FROM v_grades WHERE status = "
                                       "'{}'",
                                       status);
        CHECK(database.run(query).number(0, 0) == file.execAndGet(query).getInt64());
      }
      // The answers also agree for each status of the filter.
      for (const auto status : {grade_status::provisional, grade_status::final}) {
        report_filter filter;
        filter.statuses = {status};
        check_equal(rig, filter);
      }
      return database.run("SELECT count(*) FROM v_not_final").number(0, 0);
    };
    for (const std::int64_t number : {6, 8})
      rig.book(
          {grade_entry(grade_of(number, grade_status::final, 1), market_number(number))});
    const auto all = prove(1, {});
    CHECK(all >= 2);
    CHECK(prove(2, {}) == all);
    CHECK(prove(1, {window_number(6).slug}) == 1);
    CHECK(prove(1, {}, "theirs") == 0);
    CHECK(prove(0, {}) == 0);
  }
  SECTION("a commit whose answer was lost is not repeated") {
    rig.book({events_entry({buy_in(1, 78)})});
    const auto greeting = writer.connect();
    const auto batch =
        must(rig.store.recall(take_outbox{greeting.database, greeting.committed}));
    writer.publish(batch);
    CHECK(writer.connect().committed == batch.number);
    // The number is committed already: another session wrote under this name.
    CHECK(class_of([&] { writer.publish(batch); }) == pg::error_class::unexpected);
    rig.publish(writer);
    check_equal(rig);
  }
  SECTION("sending every fact a second time changes nothing") {
    rig.store = open_store(rig.path);
    must(rig.store.use_outbox(false));
    rig.store = open_store(rig.path);
    must(rig.store.use_outbox(true));
    CHECK(rig.publish(writer) > 0);
    check_equal(rig);
    CHECK(rig.count("events") == 6);
  }
  SECTION("the views have the same rows as those of the ledger file") {
    auto database = rig.connect();
    database.run("SET TimeZone = 'UTC'");
    SQLite::Database file{rig.path};
    for (const auto* view :
         {"v_grades", "v_revisions", "v_events", "v_account", "v_days", "v_proof"}) {
      INFO(view);
      CHECK(rig.count(view) ==
            file.execAndGet(std::string{"SELECT count(*) FROM "} + view).getInt64());
    }
    const auto day = database.run("SELECT day, grades, traded, wins, losses, pnl, fees "
                                  "FROM v_days ORDER BY day");
    SQLite::Statement same{file, "SELECT day, grades, traded, wins, losses, pnl, fees "
                                 "FROM v_days ORDER BY day"};
    for (std::size_t row = 0; row < day.rows(); ++row) {
      REQUIRE(same.executeStep());
      for (std::size_t column = 0; column < day.columns(); ++column)
        CHECK(day.at(row, column).value_or("") ==
              same.getColumn(static_cast<int>(column)).getString());
    }
  }
}

TEST_CASE("known events neither block new ones nor are stored twice",
          "[fleet][postgres]") {
  if (!postgres_cluster::is_installed())
    return;
  fleet_rig rig;
  const auto book = [&](std::int64_t window, std::uint64_t first, std::uint64_t count) {
    std::vector<activity_event> events;
    for (std::uint64_t number = first; number < first + count; ++number)
      events.push_back(buy_in(window, number));
    rig.book({events_entry(events)});
  };
  book(1, 0, 400);
  fleet_writer writer{rig.options("one")};
  rig.publish(writer);
  CHECK(rig.count("events") == 400);
  // Another tracker has some of these facts, and a market of its own.
  fleet_rig second;
  second.database = rig.database;
  second.book({events_entry({buy_in(1, 300)})});
  std::vector<activity_event> more;
  for (std::uint64_t number = 200; number < 700; ++number)
    more.push_back(buy_in(number < 600 ? 1 : 2, number));
  second.book({events_entry(more)});
  fleet_writer other{second.options("two")};
  second.publish(other);
  CHECK(rig.count("events") == 700);
  // All of these events are new again.
  second.book({events_entry([] {
    std::vector<activity_event> fresh;
    for (std::uint64_t number = 1'000; number < 1'300; ++number)
      fresh.push_back(buy_in(3, number));
    return fresh;
  }())});
  second.publish(other);
  book(3, 1'000, 301);
  rig.publish(writer);
  CHECK(rig.count("events") == 1'001);
}

TEST_CASE("observed roles reach the database after their events, and the report of roles "
          "equals that of the file",
          "[fleet][postgres]") {
  if (!postgres_cluster::is_installed())
    return;
  fleet_rig rig;
  fleet_writer writer{rig.options()};
  auto graded = grade_of(1, grade_status::final, 1);
  graded.figures.fills = 3;
  auto settled = market_number(1);
  settled.closed = true;
  settled.settled = settlement::up;
  rig.book({events_entry({buy_in(1, 1), buy_in(1, 2), buy_in(1, 3)}),
            grade_entry(graded, settled)});
  rig.publish(writer);
  const auto roles = [&](auto&& source) { return roles_of(source); };
  const auto of_file = [&] {
    return roles(source_over<ledger_reader>{must(ledger_reader::open(rig.path))});
  };
  const auto of_fleet = [&] {
    const auto fleet = must(fleet_reader::open(rig.url()));
    return roles_of(fleet->source());
  };
  const auto before = of_fleet();
  CHECK(before == of_file());
  rig.store.connection().exec("UPDATE events SET role = 1 + at_s % 2");
  rig.publish(writer);
  CHECK(of_fleet() == of_file());
  CHECK(of_fleet() != before);
  CHECK(rig.connect()
            .run("SELECT count(*) FROM v_events WHERE role = 'maker'")
            .number(0, 0) > 0);
  // Repeated roles, and roles of other events, change nothing.
  rig.store.connection().exec("UPDATE events SET role = 1 + at_s % 2");
  rig.book({events_entry({buy_in(1, 4)})});
  rig.publish(writer);
  CHECK(of_fleet() == of_file());
  CHECK(rig.count("events") == 4);
}

TEST_CASE("the second of two trackers with one name is refused", "[fleet][postgres]") {
  if (!postgres_cluster::is_installed())
    return;
  fleet_rig rig;
  auto first = std::make_unique<fleet_writer>(rig.options("one"));
  first->connect();
  fleet_writer second{rig.options("one")};
  CHECK(class_of([&] { second.connect(); }) == pg::error_class::taken);
  fleet_writer other{rig.options("two")};
  CHECK(other.connect().committed == 0);
  const auto members = must(must(fleet_reader::open(rig.url()))->members());
  REQUIRE(members.size() == 2);
  CHECK(members[0].name == "one");
  CHECK(members[0].is_connected);
  // The first tracker has ended, so its name is free.
  first.reset();
  for (int attempt = 0; attempt < 100; ++attempt)
    try {
      second.connect();
      break;
    } catch (const pg::error&) {
      REQUIRE(attempt < 99);
    }
}

TEST_CASE("a batch is written as a whole or not at all", "[fleet][postgres]") {
  if (!postgres_cluster::is_installed())
    return;
  fleet_rig rig;
  book_all(rig);
  auto admin = rig.connect();
  prepare_fleet(admin);
  // Proofs are the last part of a batch.
  admin.run("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'gone' USING ERRCODE = 'TF001'; END $$; "
            "CREATE TRIGGER refuse BEFORE INSERT ON proofs EXECUTE FUNCTION refuse()");
  fleet_writer fenced{rig.options()};
  CHECK(class_of([&] { rig.publish(fenced); }) == pg::error_class::fenced);
  CHECK(rig.count("events") == 0);
  CHECK(rig.count("grades") == 0);
  admin.run("DROP TRIGGER refuse ON proofs");
  fleet_writer writer{rig.options("two")};
  rig.publish(writer);
  check_equal(rig);
}

TEST_CASE("a database without write access causes no harm", "[fleet][postgres]") {
  if (!postgres_cluster::is_installed())
    return;
  fleet_rig rig;
  book_all(rig);
  auto admin = rig.connect();
  fleet_writer writer{rig.options()};
  SECTION("without rights") {
    prepare_fleet(admin);
    admin.run("DROP ROLE IF EXISTS reader_only");
    admin.run("CREATE ROLE reader_only LOGIN; "
              "GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader_only");
    auto options = rig.options();
    options.url = rig.url("reader_only");
    fleet_writer reading{options};
    CHECK(class_of([&] { rig.publish(reading); }) == pg::error_class::no_rights);
    // The role may read, not write.
    CHECK(must(fleet_reader::open(options.url)) != nullptr);
    admin.run("DROP OWNED BY reader_only");
  }
  SECTION("read-only") {
    admin.run("ALTER DATABASE " + rig.database +
              " SET default_transaction_read_only = on");
    CHECK(class_of([&] { rig.publish(writer); }) == pg::error_class::read_only);
    admin.run("ALTER DATABASE " + rig.database + " RESET default_transaction_read_only");
  }
  SECTION("a newer schema") {
    prepare_fleet(admin);
    admin.run("UPDATE fleet SET version = 1000");
    CHECK(class_of([&] { rig.publish(writer); }) == pg::error_class::newer);
    CHECK(error_of(fleet_reader::open(rig.url())).kind == ledger_error_kind::newer);
    admin.run("UPDATE fleet SET version = " + std::to_string(fleet_version));
  }
  // No fact is lost.
  rig.publish(writer);
  check_equal(rig);
}

TEST_CASE("the grade of the newer owner is current, and until then the settled one",
          "[fleet][postgres]") {
  if (!postgres_cluster::is_installed())
    return;
  fleet_rig rig;
  rig.book({grade_entry(grade_of(1, grade_status::final, 4))});
  auto options = rig.options("one");
  options.shares_wallets = true;
  fleet_writer before{options};
  lease_all(rig, "one", 1);
  rig.publish(before);

  fleet_rig taker;
  taker.database = rig.database;
  options.name = "two";
  fleet_writer after{options};
  lease_all(rig, "two", 2);
  taker.book({grade_entry(grade_of(1, grade_status::provisional, 1))});
  taker.publish(after);
  const auto current = [&] {
    const auto reader = must(fleet_reader::open(rig.url()));
    return must(reader->source().find(window_number(1).slug))->grades.front();
  };
  CHECK(current() == grade_of(1, grade_status::final, 4));
  taker.book({grade_entry(grade_of(1, grade_status::final, 2))});
  taker.publish(after);
  CHECK(current() == grade_of(1, grade_status::final, 2));
  // A former owner that continues late cannot restore its grade.
  lease_all(rig, "one", 1);
  rig.book({grade_entry(grade_of(1, grade_status::amended, 5))});
  rig.publish(before);
  CHECK(current() == grade_of(1, grade_status::final, 2));
}
