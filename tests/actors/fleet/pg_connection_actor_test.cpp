// SPDX-License-Identifier: MIT
// The layer over libpq and the tables, with a real server.
#include "actors/fleet/pg/array_text.hpp"
#include "actors/fleet/pg/connection.hpp"
#include "actors/fleet/store/fleet_schema.hpp"
#include "tests/actors/fleet/error_class.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/postgres_cluster.hpp"

#include <chrono>
#include <csignal>
#include <future>
#include <memory>
#include <string>
#include <vector>

using namespace tracker;
using test::class_of;
using namespace std::chrono_literals;

namespace {

pg::connection connect(const std::string& url) {
  return pg::connection{{url, "test", 30s}};
}

} // namespace

TEST_CASE("PostgreSQL: statements, parameters, arrays and COPY", "[fleet][postgres]") {
  if (!test::postgres_cluster::is_installed())
    return;
  auto& cluster = test::postgres_cluster::shared();
  const auto name = cluster.create_database();
  auto database = connect(cluster.url(name));

  SECTION("values return as they were sent") {
    const std::string odd = "quote \" backslash \\ comma , brace } tab \t line \n ✓";
    pg::array_text numbers;
    pg::array_text texts;
    numbers.add(std::int64_t{-9'223'372'036'854'775'807 - 1});
    numbers.add_null();
    texts.add(odd);
    texts.add("");
    const std::vector<pg::parameter> columns{numbers.take(), texts.take()};
    const auto rows =
        database.run_prepared("SELECT * FROM unnest($1::bigint[], $2::text[])", columns);
    REQUIRE(rows.rows() == 2);
    CHECK(rows.number(0, 0) == std::numeric_limits<std::int64_t>::min());
    CHECK(rows.at(0, 1) == odd);
    CHECK_FALSE(rows.at(1, 0));
    CHECK(rows.at(1, 1) == "");
    database.run("CREATE TABLE copied(number bigint, value text)");
    pg::copy_text lines;
    lines.add(std::int64_t{-7});
    lines.add(odd);
    lines.end_row();
    lines.add(std::int64_t{8});
    lines.add(std::string_view{"plain"});
    lines.end_row();
    lines.add_null();
    lines.add(std::string_view{"a\0b\xff\xc3\xa9", 6});
    lines.end_row();
    database.copy("CREATE TABLE another(); COPY copied FROM STDIN", lines.lines());
    std::vector<std::string> values;
    database.each_row("SELECT value FROM copied ORDER BY number", {},
                      [&](auto row) { values.emplace_back(*row[0]); });
    CHECK(values == std::vector<std::string>{odd, "plain", "a?b?é"});
    CHECK(database.run("SELECT sum(number) FROM copied").number(0, 0) == 1);
    CHECK(class_of([&] { database.copy("SELECT 1; COPY absent FROM STDIN", "1\n"); }) ==
          pg::error_class::unexpected);
    CHECK(database.run("SELECT 3").number(0, 0) == 3);
  }
  SECTION("bytes that are not text do not harm the batch") {
    pg::array_text texts;
    texts.add(std::string{"a\0b\xff\xc3\xa9", 6});
    const std::vector<pg::parameter> columns{texts.take()};
    CHECK(database.run("SELECT * FROM unnest($1::text[])", columns).at(0, 0) == "a?b?é");
  }
  SECTION("a failed statement leaves the connection usable") {
    CHECK(class_of([&] { database.run("SELECT nothing"); }) ==
          pg::error_class::unexpected);
    CHECK(class_of([&] { database.copy("COPY absent FROM STDIN", "1\n"); }) ==
          pg::error_class::unexpected);
    CHECK(database.run("SELECT 2").number(0, 0) == 2);
    {
      pg::transaction undone{database};
      database.run("CREATE TABLE undone()");
    }
    CHECK_FALSE(database.run("SELECT to_regclass('undone')").at(0, 0));
  }
  SECTION("errors are classified") {
    database.run(
        "DROP ROLE IF EXISTS guest; CREATE ROLE guest LOGIN; CREATE TABLE secret()");
    auto guest = connect(cluster.url(name, "guest"));
    CHECK(class_of([&] { guest.run("SELECT * FROM secret"); }) ==
          pg::error_class::no_rights);
    CHECK(class_of([&] { prepare_fleet(guest); }) == pg::error_class::no_rights);
    CHECK(class_of([&] { static_cast<void>(connect(cluster.url(name, "stranger"))); }) ==
          pg::error_class::no_rights);
    CHECK(class_of([&] {
            pg::connection{{cluster.url("none"), "test"}};
          }) == pg::error_class::absent);
    database.run("SET default_transaction_read_only = on");
    CHECK(class_of([&] { prepare_fleet(database); }) == pg::error_class::read_only);
    // The time limit of a migration does not outlast it.
    CHECK(database.set_answer_limit(30s) == 30s);
    CHECK(class_of([&] {
            guest.run("DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = 'TF001'; END $$");
          }) == pg::error_class::fenced);
  }
}

TEST_CASE("PostgreSQL: a server that is killed, stopped or unreachable",
          "[fleet][postgres]") {
  if (!test::postgres_cluster::is_installed())
    return;
  auto& cluster = test::postgres_cluster::shared();
  const auto name = cluster.create_database();
  auto database = connect(cluster.url(name));
  SECTION("killed: the connection is lost, a new one works after the restart") {
    cluster.kill();
    CHECK(class_of([&] { database.run("SELECT 1"); }) == pg::error_class::lost);
    CHECK_FALSE(database.is_open());
    CHECK(class_of([&] { static_cast<void>(connect(cluster.url(name))); }) ==
          pg::error_class::lost);
    cluster.start();
    CHECK(connect(cluster.url(name)).run("SELECT 3").number(0, 0) == 3);
  }
  SECTION("a stopped backend: the wait is limited") {
    const auto backend = database.run("SELECT pg_backend_pid()").number(0, 0);
    database.set_answer_limit(300ms);
    kill(static_cast<pid_t>(backend), SIGSTOP);
    CHECK(class_of([&] { database.run("SELECT 1"); }) == pg::error_class::lost);
    CHECK(class_of([&] { database.run("SELECT 1"); }) == pg::error_class::lost);
  }
}

TEST_CASE(
    "PostgreSQL: a lock that another session holds is refused, and the session continues",
    "[fleet][postgres]") {
  if (!test::postgres_cluster::is_installed())
    return;
  auto& cluster = test::postgres_cluster::shared();
  const pg::connect_options options{cluster.url(cluster.create_database()), "test"};
  auto first = std::make_unique<pg::connection>(options);
  pg::connection second{options};
  REQUIRE(pg::take_session_lock(*first, 1s, "1, 2"));
  CHECK_FALSE(pg::take_session_lock(second, 1s, "1, 2"));
  CHECK(pg::take_session_lock(second, 1s, "1, 3"));
  first.reset();
  CHECK(pg::take_session_lock(second, 1s, "1, 2"));
  CHECK(second.run("SHOW lock_timeout").at(0, 0) == "4s");
}

TEST_CASE("the fleet's tables are created once, by any number of trackers",
          "[fleet][postgres]") {
  if (!test::postgres_cluster::is_installed())
    return;
  auto& cluster = test::postgres_cluster::shared();
  const auto name = cluster.create_database();
  auto database = connect(cluster.url(name));
  CHECK(class_of([&] { inspect_fleet(database); }) == pg::error_class::absent);
  std::vector<std::future<std::string>> starts;
  for (int i = 0; i < 4; ++i)
    starts.push_back(std::async(std::launch::async, [&] {
      auto own = connect(cluster.url(name));
      return prepare_fleet(own).id;
    }));
  const auto id = starts.front().get();
  CHECK(id.size() == 36);
  for (std::size_t i = 1; i < starts.size(); ++i)
    CHECK(starts[i].get() == id);
  CHECK(inspect_fleet(database).version == fleet_version);
  CHECK(database.run("SELECT count(*) FROM v_days").number(0, 0) == 0);

  database.run("UPDATE fleet SET version = version + 1");
  CHECK(class_of([&] { prepare_fleet(database); }) == pg::error_class::newer);
  CHECK(class_of([&] { inspect_fleet(database); }) == pg::error_class::newer);
}

TEST_CASE("a connection string is checked and never shown", "[fleet]") {
  CHECK(pg::find_url_fault("postgresql://u:secret@db.example:5433/fleet").empty());
  CHECK(pg::find_url_fault("host=/run/postgresql dbname=fleet").empty());
  for (const auto* wrong : {"postgresql://u:secret@db.example:port/fleet", "secret",
                            "host=secret", "dbname='secret", "password=secret"}) {
    const auto fault = pg::find_url_fault(wrong);
    CHECK_FALSE(fault.empty());
    CHECK(fault.find("secret") == std::string::npos);
  }
  CHECK(pg::describe_target("postgresql://u:secret@db.example:5433/fleet") ==
        "db.example:5433/fleet");
  CHECK(pg::describe_target("host=/run/postgresql dbname=fleet password=secret") ==
        "/run/postgresql/fleet");
}
