// SPDX-License-Identifier: MIT
// The sums of grades that a real PostgreSQL keeps.
#include "tests/actors/fleet/fleet_rig.hpp"

#include "actors/fleet/store/fleet_schema.hpp"

using namespace tracker;
using namespace tracker::test;

namespace {

void check_sums(pg::connection& admin) {
  const auto differences = admin.run(
      "SELECT count(*) FROM (SELECT end_s, count(*) AS grades, count(*) FILTER "
      "(WHERE kind <> 0) AS traded, count(*) FILTER (WHERE winner IS NULL) AS pending, "
      "coalesce(sum(pnl) FILTER (WHERE winner IS NOT NULL), 0) AS pnl, "
      "coalesce(sum(fees) FILTER (WHERE winner IS NOT NULL), 0) AS fees "
      "FROM grades GROUP BY end_s) g FULL JOIN (SELECT end_s, sum(grades) AS grades, "
      "sum(traded) AS traded, sum(pending) AS pending, sum(pnl) AS pnl, sum(fees) AS "
      "fees FROM grade_sums GROUP BY end_s HAVING sum(grades) <> 0) s USING(end_s) "
      "WHERE (g.grades, g.traded, g.pending, g.pnl, g.fees) IS DISTINCT FROM "
      "(s.grades, s.traded, s.pending, s.pnl, s.fees)");
  CHECK(differences.number(0, 0) == 0);
}

} // namespace

TEST_CASE("the sums by day equal those of the grades after any change",
          "[fleet][postgres]") {
  if (!postgres_cluster::is_installed())
    return;
  fleet_rig rig;
  rig.book({grade_entry(full_grade(1), market_number(1)), grade_entry(full_grade(2)),
            grade_entry(grade_of(5, grade_status::pending, 0))});
  fleet_rig second;
  second.database = rig.database;
  fleet_writer writer{rig.options("one")};
  fleet_writer other{second.options("two")};
  auto admin = rig.connect();
  rig.publish(writer);
  CHECK(rig.count("grade_sums") > 0);
  check_sums(admin);
  // Another tracker replaces grades of the first one, and adds some.
  second.book({grade_entry(grade_of(5, grade_status::final, 7), market_number(5)),
               grade_entry(full_grade(8), market_number(8))});
  second.publish(other);
  check_sums(admin);
  CHECK(admin.run("SELECT count(DISTINCT tracker_id) FROM grade_sums").number(0, 0) == 2);
  admin.run("UPDATE grades SET pnl = pnl - 5 WHERE window_id % 2 = 0");
  check_sums(admin);
  admin.run("DELETE FROM grades WHERE window_id % 2 = 0");
  check_sums(admin);
  CHECK(rig.count("v_days") > 0);
  admin.run("TRUNCATE grades");
  check_sums(admin);
  CHECK(rig.count("v_days") == 0);
}

TEST_CASE("the tables of the first version are migrated with their content",
          "[fleet][postgres]") {
  if (!postgres_cluster::is_installed())
    return;
  fleet_rig rig;
  fleet_writer writer{rig.options()};
  rig.book({events_entry({buy_in(1, 1)}), grade_entry(full_grade(1), market_number(1)),
            grade_entry(full_grade(2)),
            grade_entry(grade_of(5, grade_status::pending, 0))});
  rig.publish(writer);
  auto admin = rig.connect();
  const auto days = [&] {
    return std::string{
        *admin.run("SELECT string_agg(d::text, ';' ORDER BY day) FROM v_days d")
             .at(0, 0)};
  };
  const auto before = days();
  admin.run("DROP VIEW v_days, v_events; DROP FUNCTION sum_grades CASCADE; "
            "DROP TABLE grade_sums; ALTER TABLE events DROP COLUMN role; "
            "ALTER TABLE trackers DROP COLUMN refused; DROP VIEW v_not_final CASCADE; "
            "ALTER TABLE proofs DROP COLUMN missing_windows; "
            "UPDATE fleet SET version = 1");
  CHECK(prepare_fleet(admin).version == fleet_version);
  check_sums(admin);
  CHECK(days() == before);
  rig.book({grade_entry(grade_of(6, grade_status::final, 1))});
  rig.publish(writer);
  check_sums(admin);
}
