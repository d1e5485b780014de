// SPDX-License-Identifier: MIT
// Facts that a real PostgreSQL refuses.
#include "tests/actors/fleet/fleet_rig.hpp"

#include "actors/fleet/store/fleet_schema.hpp"
#include "tests/actors/fleet/error_class.hpp"

#include <random>

using namespace tracker;
using namespace tracker::test;

TEST_CASE("a fact that the database always refuses is set aside alone, reported in the "
          "status of the fleet, and sent again after the next start",
          "[fleet][postgres]") {
  if (!postgres_cluster::is_installed())
    return;
  fleet_rig rig;
  fleet_writer writer{rig.options()};
  auto admin = rig.connect();
  prepare_fleet(admin);
  admin.run("ALTER TABLE events ADD CONSTRAINT odd CHECK (cash <> 13); "
            "ALTER TABLE grades ADD CONSTRAINT odd CHECK (fills <> 13)");
  std::vector<activity_event> events;
  for (std::uint64_t number = 0; number < 100; ++number)
    events.push_back(buy_in(static_cast<std::int64_t>(number % 7), number));
  events[37].cash = usdc::from_micros(13);
  // PostgreSQL cannot index a key of this length.
  events[71].condition_id = "0x";
  std::mt19937 random{7};
  while (events[71].condition_id.size() < 9'000)
    events[71].condition_id += static_cast<char>('a' + random() % 26);
  rig.book({events_entry(events)});
  auto odd = grade_of(3, grade_status::final, 2);
  odd.figures.fills = 13;
  rig.book({grade_entry(grade_of(2, grade_status::final, 1)), grade_entry(odd),
            grade_entry(grade_of(4, grade_status::final, 1))});
  rig.publish(writer);
  CHECK(rig.last.refused == 3);
  CHECK(rig.count("events") == 98);
  CHECK(rig.count("grades") == 2);
  rig.book({events_entry({buy_in(1, 500)})});
  rig.publish(writer);
  CHECK(rig.count("events") == 99);
  const auto members = must(must(fleet_reader::open(rig.url()))->members());
  CHECK(members.at(0).refused == 3);

  // An operator corrects the database; the program starts again.
  admin.run("ALTER TABLE events DROP CONSTRAINT odd; "
            "ALTER TABLE grades DROP CONSTRAINT odd");
  rig.publish(writer);
  CHECK(rig.count("events") == 99);
  rig.store = open_store(rig.path);
  must(rig.store.use_outbox(true));
  rig.publish(writer);
  CHECK(rig.count("events") == 100);
  CHECK(rig.count("grades") == 3);
  CHECK(rig.last.refused == 1);
}

TEST_CASE("tables that refuse every fact are an error of the database: all facts wait",
          "[fleet][postgres]") {
  if (!postgres_cluster::is_installed())
    return;
  fleet_rig rig;
  fleet_writer writer{rig.options()};
  auto admin = rig.connect();
  prepare_fleet(admin);
  std::vector<activity_event> events;
  for (std::uint64_t number = 0; number < 200; ++number)
    events.push_back(buy_in(1, number));
  rig.book({events_entry(events)});
  SECTION("a violated constraint") {
    admin.run("ALTER TABLE events ADD CONSTRAINT odd CHECK (cash < 0)");
    CHECK(class_of([&] { rig.publish(writer); }) == pg::error_class::unexpected);
    admin.run("ALTER TABLE events DROP CONSTRAINT odd");
  }
  SECTION("a renamed column") {
    admin.run("ALTER TABLE events RENAME COLUMN cash TO money");
    CHECK(class_of([&] { rig.publish(writer); }) == pg::error_class::unexpected);
    admin.run("ALTER TABLE events RENAME COLUMN money TO cash");
  }
  CHECK(rig.count("events") == 0);
  rig.publish(writer);
  CHECK(rig.last.refused == 0);
  CHECK(rig.count("events") == 200);
}
