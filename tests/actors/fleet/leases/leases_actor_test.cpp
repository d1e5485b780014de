// SPDX-License-Identifier: MIT
// The leases with a real PostgreSQL: trackers that are killed, stopped inside a
// transaction, and cut off.
#include "actors/fleet/leases/leases_actor.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/postgres_cluster.hpp"

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/scoped_actor.hpp>

#include <chrono>
#include <csignal>
#include <functional>
#include <future>
#include <thread>

#include <sys/wait.h>
#include <unistd.h>

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

namespace {

steady_point now() {
  return std::chrono::steady_clock::now();
}

struct lease_scene {
  postgres_cluster& cluster = postgres_cluster::shared();
  std::string url = cluster.url(cluster.create_database());

  lease_keeper keeper(const std::string& name) const {
    return lease_keeper{{url, "", 20s}, name};
  }
  pg::connection connect(const std::string& name = "test") const {
    pg::connection result{{url, "", 20s}};
    name_session(result, name);
    return result;
  }
  /// Expires the leases of a tracker at once.
  void expire(const std::string& name) const {
    auto database = connect();
    const std::vector<pg::parameter> parameters{name};
    database.run("UPDATE leases SET until = clock_timestamp() - interval '1 s' "
                 "WHERE owner = $1",
                 parameters);
    database.run("DELETE FROM lease_trackers WHERE name = $1", parameters);
  }
  std::int64_t count(const std::string& query) const {
    return connect().run(query).number(0, 0);
  }
};

/// A child process; it is killed at the end of the test.
class child_process {
public:
  explicit child_process(const std::function<int()>& body) : id_{fork()} {
    if (id_ == 0)
      _exit(body());
  }
  ~child_process() {
    if (!is_reaped_) {
      kill(id_, SIGKILL);
      int status = 0;
      waitpid(id_, &status, 0);
    }
  }
  child_process(const child_process&) = delete;
  child_process& operator=(const child_process&) = delete;

  void signal(int number) const { kill(id_, number); }
  /// Waits until the process is stopped or has ended; returns its wait status.
  int await(int options = 0) {
    int status = 0;
    waitpid(id_, &status, options);
    is_reaped_ = !WIFSTOPPED(status);
    return status;
  }

private:
  pid_t id_;
  bool is_reaped_ = false;
};

class error_kind {
public:
  explicit error_kind(const std::function<void()>& body) {
    try {
      body();
    } catch (const pg::error& error) {
      kind_ = error.kind();
    }
  }
  std::optional<pg::error_class> kind() const { return kind_; }

private:
  std::optional<pg::error_class> kind_;
};

void make_facts(const lease_scene& scene) {
  scene.connect().run("CREATE TABLE facts(k text PRIMARY KEY)");
}

/// One writing transaction of a tracker, as the publisher does it.
void write_fact(
    pg::connection& database, const std::string& tracker, const held_leases& leases,
    const std::string& fact, const std::function<void()>& before_commit = [] {}) {
  pg::transaction change{database};
  const std::vector<pg::parameter> parameters{fact};
  database.run("INSERT INTO facts VALUES($1) ON CONFLICT DO NOTHING", parameters);
  prove_epochs(database, tracker, leases);
  before_commit();
  change.commit();
}

} // namespace

TEST_CASE("leases: trackers share the shards, each has one owner, a name is used once",
          "[fleet][postgres][leases]") {
  if (!postgres_cluster::is_installed())
    return;
  const lease_scene scene;
  auto one = scene.keeper("one");
  CHECK(one.take_turn(now()).taken == shard_count);
  auto two = scene.keeper("two");
  CHECK(two.take_turn(now()).taken == 0);
  CHECK(one.take_turn(now()).released == shard_count / 2);
  CHECK(two.take_turn(now()).taken == shard_count / 2);
  CHECK_FALSE(one.take_turn(now()).has_any());
  CHECK(scene.count("SELECT count(*) FROM leases WHERE owner = 'two'") == 128);

  auto twin = scene.keeper("two");
  CHECK_FALSE(twin.take_turn(now()).has_any());
  CHECK(twin.is_name_taken());
  CHECK(twin.held().empty());
  // A tracker that ends in order returns its shards at once.
  two.release_all();
  CHECK(one.take_turn(now()).taken == 0);
  scene.expire("two");
  CHECK(one.take_turn(now()).taken == shard_count / 2);
  CHECK(one.held().size() == shard_count);
}

TEST_CASE("leases: a tracker that starts again fences the batches of its former process",
          "[fleet][postgres][leases]") {
  if (!postgres_cluster::is_installed())
    return;
  const lease_scene scene;
  make_facts(scene);
  held_leases before;
  {
    auto former = scene.keeper("one");
    former.take_turn(now());
    before = former.held();
    auto database = scene.connect("one");
    write_fact(database, "one", before, "first");
  }
  auto next = scene.keeper("one");
  for (int i = 0; i < 50 && next.held().empty(); ++i) {
    next.take_turn(now());
    std::this_thread::sleep_for(100ms);
  }
  REQUIRE(next.held().size() == shard_count);
  // A new epoch is higher than every earlier one of any shard.
  CHECK(next.held().at(7) > before.rbegin()->second);
  auto database = scene.connect("one");
  CHECK(error_kind{[&] { write_fact(database, "one", before, "late"); }}.kind() ==
        pg::error_class::fenced);
  write_fact(database, "one", next.held(), "second");
  CHECK(scene.count("SELECT count(*) FROM facts") == 2);
  CHECK(scene.count("SELECT count(*) FROM facts WHERE k = 'late'") == 0);
}

TEST_CASE("leases: a lost connection changes nothing, lost leases are noticed",
          "[fleet][postgres][leases]") {
  if (!postgres_cluster::is_installed())
    return;
  const lease_scene scene;
  auto one = scene.keeper("one");
  one.take_turn(now());
  const auto held = one.held();
  auto database = scene.connect();
  CHECK(end_sessions(database, {"one"}) == 1);
  CHECK(error_kind{[&] { one.take_turn(now()); }}.kind() == pg::error_class::lost);
  CHECK(one.held() == held);
  for (int i = 0; i < 50 && one.is_name_taken(); ++i)
    one.take_turn(now());
  CHECK_FALSE(one.take_turn(now()).has_any());
  CHECK(one.held() == held);

  scene.expire("one");
  auto two = scene.keeper("two");
  CHECK(two.take_turn(now()).taken == shard_count);
  // The take-over has ended the session of the former process.
  CHECK(error_kind{[&] { one.take_turn(now()); }}.kind() == pg::error_class::lost);
  std::size_t lost = 0;
  for (int i = 0; i < 50 && lost == 0; ++i)
    lost = one.take_turn(now()).lost;
  CHECK(lost == shard_count);
  CHECK(one.held().empty());
}

TEST_CASE("leases: when one tracker is killed and two are stopped inside a transaction, "
          "another has every shard within 35 s, and the stopped ones write no more",
          "[fleet][postgres][leases]") {
  if (!postgres_cluster::is_installed())
    return;
  const lease_scene scene;
  make_facts(scene);
  scene.keeper("first").take_turn(now());
  scene.expire("first");
  // All trackers have their share and renew it.
  const auto renew_for = [&](lease_keeper& keeper, std::chrono::seconds time) {
    for (const auto end = now() + time; now() < end; std::this_thread::sleep_for(100ms))
      keeper.take_turn(now());
  };
  const auto is_refused = [](const std::function<void()>& body) {
    return error_kind{body}.kind().has_value();
  };
  // Stops inside its transaction. When continued, it can write neither over its old
  // connection nor over a new one.
  const auto stop_inside = [&](const std::string& name, const auto& write) {
    auto keeper = scene.keeper(name);
    renew_for(keeper, 5s);
    auto database = scene.connect(name);
    const bool is_first_refused = is_refused([&] { write(database, keeper.held()); });
    auto later = scene.connect(name);
    const bool is_later_refused =
        is_refused([&] { write_fact(later, name, keeper.held(), "later"); });
    return is_first_refused && is_later_refused ? 0 : 1;
  };
  child_process killed{[&] {
    auto keeper = scene.keeper("killed");
    renew_for(keeper, 300s);
    return 0;
  }};
  child_process proven{[&] {
    return stop_inside("proven", [](pg::connection& database, const held_leases& held) {
      write_fact(database, "proven", held, "fact", [] { raise(SIGSTOP); });
    });
  }};
  child_process writing{[&] {
    return stop_inside("writing", [](pg::connection& database, const held_leases& held) {
      pg::transaction change{database};
      database.run("INSERT INTO facts VALUES('other fact')");
      raise(SIGSTOP);
      prove_epochs(database, "writing", held);
      change.commit();
    });
  }};
  REQUIRE(WIFSTOPPED(proven.await(WUNTRACED)));
  REQUIRE(WIFSTOPPED(writing.await(WUNTRACED)));
  for (const auto* name : {"killed", "proven", "writing"})
    CHECK(scene.count(std::string{"SELECT count(*) FROM leases WHERE owner = '"} + name +
                      "'") >= 84);
  killed.signal(SIGKILL);
  killed.await();

  auto heir = scene.keeper("heir");
  const auto start_time = now();
  while (heir.held().size() < shard_count && now() - start_time < 60s) {
    heir.take_turn(now());
    std::this_thread::sleep_for(lease_look_interval);
  }
  const auto took = now() - start_time;
  CAPTURE(took / 1ms);
  CHECK(heir.held().size() == shard_count);
  CHECK(took <= 35s);
  // The stopped transactions do not block writes of the same facts.
  auto database = scene.connect("heir");
  write_fact(database, "heir", heir.held(), "fact");
  write_fact(database, "heir", heir.held(), "other fact");
  CHECK(now() - start_time < 60s);

  for (auto* stopped : {&proven, &writing}) {
    stopped->signal(SIGCONT);
    const auto status = stopped->await();
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 0);
  }
  CHECK(scene.count("SELECT count(*) FROM facts") == 2);
  CHECK(scene.count("SELECT count(*) FROM facts WHERE k = 'later'") == 0);
}

TEST_CASE("leases: the actor informs its receiver, survives a lost connection, and "
          "releases all",
          "[fleet][postgres][leases]") {
  if (!postgres_cluster::is_installed())
    return;
  const lease_scene scene;
  caf::actor_system_config config;
  caf::actor_system system{config};
  caf::scoped_actor self{system};
  std::promise<std::size_t> first;
  auto actor = spawn_leases(
      system,
      std::make_unique<lease_keeper>(pg::connect_options{scene.url, "", 20s}, "one"),
      [&, told = false](const held_leases& held) mutable {
        if (!std::exchange(told, true))
          first.set_value(held.size());
      },
      log_port{log_tee_actor{}, "leases", [] { return timestamp{}; }});
  CHECK(first.get_future().get() == shard_count);
  std::promise<std::size_t> second_answer;
  self->send(actor, use_lease_receiver{[&](const held_leases& held) {
               second_answer.set_value(held.size());
             }});
  CHECK(second_answer.get_future().get() == shard_count);
  self->request(actor, caf::infinite, shutdown{})
      .receive([](const drained&) {}, [](const caf::error&) { FAIL_CHECK("no answer"); });
  actor = leases_actor{};
  CHECK(scene.count("SELECT count(*) FROM leases WHERE owner <> ''") == 0);
}
