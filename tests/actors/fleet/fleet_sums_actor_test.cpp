// SPDX-License-Identifier: MIT
// Events that are partly known, and the sums of grades, in a real PostgreSQL.
#include "tests/actors/fleet/fleet_rig.hpp"

using namespace tracker;
using namespace tracker::test;

TEST_CASE("known events do not keep new ones out, nor are they there twice",
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
  // Another tracker has seen a part of them, and a market of its own.
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
  // All of them are new again.
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

TEST_CASE("the sums by day are those of the grades, whatever changes them",
          "[fleet][postgres]") {
  if (!postgres_cluster::is_installed())
    return;
  fleet_rig rig;
  for (int number = 1; number < 6; ++number)
    rig.book({grade_entry(number == 5 ? grade_of(5, grade_status::provisional)
                                      : full_grade(number),
                          market_number(number))});
  fleet_rig second;
  second.database = rig.database;
  fleet_writer writer{rig.options("one")};
  fleet_writer other{second.options("two")};
  auto admin = rig.connect();
  const auto check_sums = [&] {
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
  };
  rig.publish(writer);
  CHECK(rig.count("grade_sums") > 0);
  check_sums();
  // Another tracker replaces grades of the first one, and adds some.
  second.book({grade_entry(grade_of(5, grade_status::final, 7), market_number(5)),
               grade_entry(full_grade(8), market_number(8))});
  second.publish(other);
  check_sums();
  CHECK(admin.run("SELECT count(DISTINCT tracker_id) FROM grade_sums").number(0, 0) == 2);
  admin.run("UPDATE grades SET pnl = pnl - 5 WHERE window_id % 2 = 0");
  check_sums();
  admin.run("DELETE FROM grades WHERE window_id % 2 = 0");
  check_sums();
  CHECK(rig.count("v_days") > 0);
  admin.run("TRUNCATE grades");
  check_sums();
  CHECK(rig.count("v_days") == 0);
}
