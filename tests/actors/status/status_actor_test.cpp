// SPDX-License-Identifier: MIT
#include "actors/status/status_actor.hpp"

#include "actors/clock/wall_time.hpp"
#include "actors/ledger/store/ledger_store.hpp"
#include "main/commands/status_command.hpp"
#include "main/config/config_caf.hpp"
#include "main/config/setting_table.hpp"
#include "main/wiring/data_dir.hpp"
#include "tests/actors/log_tee/log_support.hpp"
#include "tests/main/commands/command_result.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"

#include <caf/actor_system.hpp>
#include <caf/send.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include <array>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

namespace {

/// A double of the supervisor that answers with `rows`, or never without rows.
supervisor_actor spawn_supervisor_double(caf::actor_system& system,
                                         std::vector<std::string> rows) {
  return system.spawn(
      [rows](supervisor_actor::pointer me) -> supervisor_actor::behavior_type {
        auto kept =
            std::make_shared<std::vector<caf::typed_response_promise<status_screen>>>();
        return {
            [me](const stop_request&) { me->quit(); },
            [](const reload_request&) {},
            [](const use_watch_plan&) {},
            [](const log_status&) {},
            [me, rows, kept](const status_screen_request&) {
              auto promise = me->make_response_promise<status_screen>();
              if (rows.empty())
                kept->push_back(promise);
              else
                promise.deliver(status_screen{rows});
              return promise;
            },
        };
      });
}

struct status_scene {
  explicit status_scene(std::vector<std::string> rows)
      : supervisor{spawn_supervisor_double(system, std::move(rows))} {
    auto opened = status_socket::open(home.path());
    listener =
        spawn_status(system, supervisor, std::get<status_socket>(std::move(opened)),
                     "tracker, process 7");
  }
  ~status_scene() {
    caf::anon_send(listener, tracker::shutdown{});
    caf::anon_send(supervisor, stop_request{});
    listener = status_actor{};
  }
  status_scene(const status_scene&) = delete;
  status_scene& operator=(const status_scene&) = delete;

  std::string ask(timespan patience = 5s) const {
    const auto answer = request_status(home.path(), patience);
    if (const auto* why = std::get_if<std::string>(&answer))
      return "refused: " + *why;
    return std::get<status_text>(answer).text;
  }

  temporary_directory home;
  tracker_config config;
  caf::actor_system system{config};
  supervisor_actor supervisor;
  status_actor listener;
};

/// Connects `client` to the socket in `folder` without opening another descriptor.
bool connect_to(const owned_descriptor& client, const std::filesystem::path& folder) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const auto path = (folder / "status").string();
  std::memcpy(static_cast<char*>(address.sun_path), path.c_str(), path.size() + 1);
  return connect(client.get(), reinterpret_cast<const sockaddr*>(&address),
                 sizeof address) == 0;
}

/// The number that the next opened descriptor will have.
rlim_t next_descriptor() {
  const owned_descriptor next{dup(STDIN_FILENO)};
  return static_cast<rlim_t>(next.get());
}

/// The time for which the thread of the status actor has run or has waited for a
/// processor so far. For a spinning thread it does not depend on the load of the machine.
std::chrono::nanoseconds runnable_time() {
  for (const auto& task : std::filesystem::directory_iterator{"/proc/self/task"}) {
    std::string name;
    std::ifstream{task.path() / "comm"} >> name;
    if (name != "tracker.status")
      continue;
    long running = -1;
    long waiting = -1;
    std::ifstream{task.path() / "schedstat"} >> running >> waiting;
    return std::chrono::nanoseconds{running + waiting};
  }
  throw std::runtime_error{"the status actor has no thread"};
}

settings settings_in(const std::filesystem::path& folder) {
  auto result = default_settings();
  result.data_dir = folder;
  result.ledger_file = folder / "tracker.db";
  return result;
}

command_result status_of(const settings& effective, const status_options& options = {}) {
  std::ostringstream out;
  std::ostringstream err;
  const auto code = status_command(effective, options, {out, err});
  return {code, out.str(), err.str()};
}

} // namespace

TEST_CASE("status: every client gets the status screen") {
  const status_scene scene{{"  clock : 7 ticks", "  fetcher : idle"}};
  for (int i = 0; i < 20; ++i)
    CHECK(scene.ask() == "tracker, process 7\n  clock : 7 ticks\n  fetcher : idle\n");
}

TEST_CASE("status: a supervisor that does not answer is reported") {
  const status_scene scene{{}};
  CHECK(scene.ask().find("supervisor : no answer") != std::string::npos);
}

TEST_CASE("status: a request that times out has a reason") {
  const status_scene scene{{}};
  CHECK(scene.ask(20ms) == "refused: no answer within 20 ms");
}

TEST_CASE("status: only its owner can use the socket, however long its path") {
  const temporary_directory home;
  auto deep = home.path();
  for (int i = 0; i < 12; ++i)
    deep /= "a-folder-with-a-long-name";
  std::filesystem::create_directories(deep);
  for (int run = 0; run < 2; ++run) {
    const auto opened = status_socket::open(deep);
    REQUIRE(std::holds_alternative<status_socket>(opened));
    struct stat status {};
    REQUIRE(stat((deep / "status").c_str(), &status) == 0);
    CHECK((status.st_mode & 0777U) == 0600U);
  }
  // The listener has removed its socket file.
  CHECK(std::holds_alternative<std::string>(request_status(deep, 1s)));
  CHECK(std::holds_alternative<std::string>(status_socket::open(deep / "none")));
}

TEST_CASE("status: without a running tracker, the last run is reported") {
  const temporary_directory home;
  const auto effective = settings_in(home.path());
  const auto never = status_of(effective);
  CHECK(never.exit_code == 1);
  CHECK(never.out.empty());
  CHECK(never.err.find("none ever did") != std::string::npos);
  {
    auto ledger =
        ledger_store::open(effective.ledger_file, "0.1.0", from_unix_seconds(0));
    std::get<ledger_store>(ledger).end_run(from_unix_seconds(3600));
  }
  CHECK(status_of(effective).err.find("(0.1.0) ran from 1970-01-01T00:00:00Z to "
                                      "1970-01-01T01:00:00Z") != std::string::npos);
  const recorded_run cut{"0.1.0", from_unix_seconds(0), std::nullopt};
  CHECK(not_running_text("/d", std::optional{cut}).find("without a drain") !=
        std::string::npos);
  CHECK(not_running_text("/d", ledger_error{ledger_error_kind::corrupt, "cut"})
            .find("not known: cut") != std::string::npos);
}

TEST_CASE(
    "status: the screen, the actors' rows, JSON, and a screen that is drawn again") {
  const status_scene scene{
      {"  fetcher : gamma ok, data ok, clob not used yet; 0 open",
       "  window btc-updown-15m : T-10s | no pos | btc-updown-15m-900"}};
  const auto effective = settings_in(scene.home.path());
  const auto lock = data_dir_lock::take(effective.data_dir);
  REQUIRE(std::holds_alternative<data_dir_lock>(lock));
  std::get<ledger_store>(
      ledger_store::open(effective.ledger_file, "0.1.0", from_unix_seconds(0)))
      .end_run(from_unix_seconds(3600));
  const auto screen = status_of(effective);
  INFO(screen.out << screen.err);
  CHECK(screen.exit_code == 0);
  CHECK(screen.out.find("tracker, process 7\nToday         : ") == 0);
  CHECK(screen.out.find("Hosts         : gamma ok, data ok, clob not used yet\n") !=
        std::string::npos);
  CHECK(status_of(effective, {true, false, false}).out == scene.ask());
  CHECK(status_of(effective, {false, true, false}).out.starts_with("{\n  \"tracker\": "));

  std::ostringstream out;
  std::ostringstream err;
  int pauses = 0;
  const status_output terminal{out, err, true, false, [&] { return ++pauses < 3; }};
  CHECK(status_command(effective, {false, false, true}, terminal) == 0);
  CHECK(pauses == 3);
  const auto drawn = out.str();
  CHECK(drawn.starts_with("\x1b[2J\x1b[Htracker, process 7\x1b[K\n"));
  CHECK(drawn.find("\x1b[J\x1b[Htracker, process 7") != std::string::npos);
}

TEST_CASE("status: a tracker that holds the lock and does not listen is reported") {
  const temporary_directory home;
  const auto effective = settings_in(home.path());
  const auto lock = data_dir_lock::take(effective.data_dir);
  REQUIRE(std::holds_alternative<data_dir_lock>(lock));
  const auto deaf = status_of(effective);
  CHECK(deaf.exit_code == 1);
  CHECK(deaf.err.find("cannot be reached") != std::string::npos);
}

TEST_CASE("status: with a client that cannot be accepted the actor does not spin") {
  const status_scene scene{{"  clock : 7 ticks"}};
  REQUIRE(scene.ask() == "tracker, process 7\n  clock : 7 ticks\n");
  const owned_descriptor client{socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  const auto before = [&] {
    const auto start = runnable_time();
    const lowered_limit none_left{RLIMIT_NOFILE, next_descriptor()};
    REQUIRE(connect_to(client, scene.home.path()));
    std::this_thread::sleep_for(500ms);
    return start;
  }();
  CHECK(runnable_time() - before < 250ms);
  // The waiting client is answered once descriptors are free again.
  pollfd readable{client.get(), POLLIN, 0};
  REQUIRE(poll(&readable, 1, 5000) == 1);
  std::array<char, 64> answer{};
  CHECK(read(client.get(), answer.data(), answer.size()) > 0);
}
