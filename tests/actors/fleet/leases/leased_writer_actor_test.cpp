// SPDX-License-Identifier: MIT
// Trackers that share the wallets, writing the books of one ledger each: PostgreSQL has
// every fact once, from the owner of its shard.
#include "actors/fleet/leases/lease_keeper.hpp"
#include "tests/actors/fleet/fleet_rig.hpp"
#include "tests/support/catch.hpp"

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

namespace {

/// Two ledgers with the same facts, as of two trackers that read the same platform, and
/// one database.
struct shared_rig {
  fleet_rig one;
  fleet_rig two;
  lease_keeper first{{one.url(), "", 20s}, "one"};
  lease_keeper second{{one.url(), "", 20s}, "two"};

  shared_rig() { two.database = one.database; }

  static fleet_writer_options options(const fleet_rig& rig, const std::string& name) {
    auto result = rig.options(name);
    result.shares_wallets = true;
    return result;
  }
  /// The first tracker takes all shards.
  fleet_writer lease_all() {
    first.take_turn(now());
    return fleet_writer{options(one, "one")};
  }
  static steady_point now() { return std::chrono::steady_clock::now(); }
  std::int64_t ask(const std::string& query) const {
    return one.connect().run(query).number(0, 0);
  }
};

} // namespace

TEST_CASE(
    "leases: a tracker without leases writes no wallet's facts, its successor writes all",
    "[fleet][postgres][leases]") {
  if (!postgres_cluster::is_installed())
    return;
  shared_rig rig;
  const auto booked = grade_entry(grade_of(1, grade_status::final, 4));
  rig.one.book({booked});
  rig.two.book({booked});
  auto writer_one = rig.lease_all();
  fleet_writer writer_two{shared_rig::options(rig.two, "two")};
  rig.two.publish(writer_two);
  CHECK(rig.ask("SELECT count(*) FROM grades") == 0);
  rig.one.publish(writer_one);
  CHECK(rig.ask("SELECT count(*) FROM grades") == 1);
  const auto before = rig.ask("SELECT epoch FROM grades");
  CHECK(before > 0);

  // The first tracker has lost its leases: the facts left in its outbox are refused from
  // now on.
  auto database = rig.one.connect();
  database.run("UPDATE leases SET until = clock_timestamp() - interval '1 s'");
  database.run("DELETE FROM lease_trackers");
  CHECK(rig.second.take_turn(shared_rig::now()).taken == shard_count);
  const auto revised = grade_entry(grade_of(1, grade_status::amended, 5));
  rig.one.book({revised});
  rig.one.publish(writer_one);
  CHECK(rig.ask("SELECT revision FROM grades") == 4);
  rig.two.book({revised});
  rig.two.publish(writer_two);
  CHECK(rig.ask("SELECT count(*) FROM grades") == 1);
  CHECK(rig.ask("SELECT revision FROM grades") == 5);
  CHECK(rig.ask("SELECT epoch FROM grades") > before);
}

TEST_CASE("leases: facts of a lost wallet that were not sent are sent when the tracker "
          "owns it again",
          "[fleet][postgres][leases]") {
  if (!postgres_cluster::is_installed())
    return;
  shared_rig rig;
  auto writer = rig.lease_all();
  rig.one.publish(writer);
  // The tracker reads these facts and loses the shards before it has sent them.
  rig.one.book({events_entry({buy_in(1, 1), buy_in(1, 2)}),
                grade_entry(grade_of(1, grade_status::final, 4))});
  auto database = rig.one.connect();
  const auto give_to = [&](const std::string& name) {
    database.run("UPDATE leases SET owner = '" + name +
                 "', epoch = nextval('lease_epochs'), until = clock_timestamp() + "
                 "interval '1 h'");
  };
  give_to("two");
  rig.one.publish(writer);
  CHECK(rig.ask("SELECT count(*) FROM events") == 0);
  REQUIRE(rig.one.last.withheld);
  CHECK(*rig.one.last.withheld == std::vector{main_wallet.address});
  // Further events of this wallet are withheld as well.
  rig.one.book({events_entry({buy_in(1, 3)})});
  rig.one.publish(writer);
  CHECK(rig.ask("SELECT count(*) FROM events") == 0);
  CHECK(rig.one.last.waiting == 0);

  // The second tracker is killed before it has read these facts; the first one starts
  // again.
  rig.one.store = open_store(rig.one.path);
  must(rig.one.store.use_outbox(true));
  give_to("one");
  rig.one.publish(writer);
  CHECK(rig.ask("SELECT count(*) FROM events") == 3);
  CHECK(rig.ask("SELECT count(*) FROM grades WHERE revision = 4") == 1);
  CHECK_FALSE(rig.one.last.withheld);
}

TEST_CASE("leases: the grades of a tracker that has released other shards are current",
          "[fleet][postgres][leases]") {
  if (!postgres_cluster::is_installed())
    return;
  shared_rig rig;
  auto writer = rig.lease_all();
  rig.one.book({grade_entry(grade_of(1, grade_status::provisional, 1))});
  rig.one.publish(writer);
  // The tracker has taken over other shards before, and gives them back.
  auto database = rig.one.connect();
  const auto others = " WHERE shard <> " + std::to_string(shard_of(main_wallet.address));
  database.run("UPDATE leases SET owner = '', epoch = nextval('lease_epochs')" + others);
  rig.one.book({grade_entry(grade_of(1, grade_status::final, 2))});
  rig.one.publish(writer);
  CHECK(rig.ask("SELECT status FROM grades") == static_cast<int>(grade_status::final));
  CHECK(rig.ask("SELECT g.epoch - l.epoch FROM grades g, leases l WHERE l.shard = " +
                std::to_string(shard_of(main_wallet.address))) == 0);
}

TEST_CASE("leases: grades without a wallet are not written to the fleet",
          "[fleet][postgres][leases]") {
  if (!postgres_cluster::is_installed())
    return;
  shared_rig rig;
  auto unowned = grade_of(1, grade_status::provisional, 0);
  unowned.wallet = {};
  rig.one.book({grade_entry(unowned), grade_entry(grade_of(2, grade_status::final, 0))});
  auto writer = rig.lease_all();
  rig.one.publish(writer);
  CHECK(rig.ask("SELECT count(*) FROM grades") == 1);
  CHECK(rig.ask("SELECT count(*) FROM windows") == 2);
  CHECK_FALSE(rig.one.last.withheld);
}
