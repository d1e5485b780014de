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

/// Two ledgers with the same facts, as two trackers have them that read the same
/// platform, and one database.
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
  static steady_point now() { return std::chrono::steady_clock::now(); }
  std::int64_t ask(const std::string& query) const {
    return one.connect().run(query).number(0, 0);
  }
};

} // namespace

TEST_CASE("leases: a tracker without leases writes no wallet, its successor writes all",
          "[fleet][postgres][leases]") {
  if (!postgres_cluster::is_installed())
    return;
  shared_rig rig;
  const auto booked = grade_entry(grade_of(1, grade_status::final, 4));
  rig.one.book({booked});
  rig.two.book({booked});
  rig.first.take_turn(shared_rig::now());
  fleet_writer writer_two{shared_rig::options(rig.two, "two")};
  rig.two.publish(writer_two);
  CHECK(rig.ask("SELECT count(*) FROM grades") == 0);
  fleet_writer writer_one{shared_rig::options(rig.one, "one")};
  rig.one.publish(writer_one);
  CHECK(rig.ask("SELECT count(*) FROM grades") == 1);
  const auto before = rig.ask("SELECT epoch FROM grades");
  CHECK(before > 0);

  // The first one is gone; what it still has in its outbox is refused from now on.
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
