// SPDX-License-Identifier: MIT
#include "actors/status/status_actor.hpp"

#include "actors/clock/wall_time.hpp"
#include "actors/ledger/store/ledger_store.hpp"
#include "main/commands/status_command.hpp"
#include "main/config/config_caf.hpp"
#include "main/config/setting_table.hpp"
#include "main/wiring/data_dir.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"

#include <caf/actor_system.hpp>
#include <caf/send.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include <filesystem>
#include <sstream>

#include <sys/stat.h>

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

namespace {

/// A supervisor that says `rows`, or, without any, nothing at all.
supervisor_actor spawn_supervisor_double(caf::actor_system& system,
                                         std::vector<std::string> rows) {
  return system.spawn(
      [rows](supervisor_actor::pointer me) -> supervisor_actor::behavior_type {
        auto kept =
            std::make_shared<std::vector<caf::typed_response_promise<status_screen>>>();
        return {
            [me](const stop_request&) { me->quit(); },
            [](const reload_request&) {},
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
    caf::anon_send(listener, shutdown{});
    caf::anon_send(supervisor, stop_request{});
    listener = status_actor{};
  }
  status_scene(const status_scene&) = delete;
  status_scene& operator=(const status_scene&) = delete;

  std::string ask(timespan patience = 5s) const {
    const auto answer = ask_status(home.path(), patience);
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

settings settings_in(const std::filesystem::path& folder) {
  auto result = preset_settings();
  result.data_dir = folder;
  result.ledger_file = folder / "tracker.db";
  return result;
}

struct said {
  int exit_code = 0;
  std::string out;
  std::string err;
};

said status_of(const settings& of) {
  std::ostringstream out;
  std::ostringstream err;
  const auto code = status_command(of, out, err);
  return {code, out.str(), err.str()};
}

} // namespace

TEST_CASE("status: who connects gets the screen, again and again") {
  const status_scene scene{{"  clock : 7 beats", "  fetcher : idle"}};
  for (int i = 0; i < 20; ++i)
    CHECK(scene.ask() == "tracker, process 7\n  clock : 7 beats\n  fetcher : idle\n");
}

TEST_CASE("status: a supervisor that is stuck is told of") {
  const status_scene scene{{}};
  CHECK(scene.ask().find("supervisor : no answer") != std::string::npos);
}

TEST_CASE("status: whoever asks too impatiently gets a reason") {
  const status_scene scene{{}};
  CHECK(scene.ask(20ms) == "refused: no answer within 20 ms");
}

TEST_CASE("status: the socket is its owner's alone, however deep the folder") {
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
  // Nobody listens, and the file is gone.
  CHECK(std::holds_alternative<std::string>(ask_status(deep, 1s)));
  CHECK(std::holds_alternative<std::string>(status_socket::open(deep / "none")));
}

TEST_CASE("status: where no tracker runs, the last run is named") {
  const temporary_directory home;
  const auto of = settings_in(home.path());
  const auto never = status_of(of);
  CHECK(never.exit_code == 1);
  CHECK(never.out.empty());
  CHECK(never.err.find("none ever did") != std::string::npos);
  {
    auto ledger = ledger_store::open(of.ledger_file, "0.1.0", from_unix_seconds(0));
    std::get<ledger_store>(ledger).end_run(from_unix_seconds(3600));
  }
  CHECK(status_of(of).err.find("(0.1.0) ran from 1970-01-01T00:00:00Z to "
                               "1970-01-01T01:00:00Z") != std::string::npos);
  const recorded_run cut{"0.1.0", from_unix_seconds(0), std::nullopt};
  CHECK(not_running_text("/d", std::optional{cut}).find("without a last word") !=
        std::string::npos);
  CHECK(not_running_text("/d", ledger_error{ledger_error_kind::corrupt, "cut"})
            .find("not known: cut") != std::string::npos);
}

TEST_CASE("status: a tracker that holds the folder and does not listen") {
  const temporary_directory home;
  const auto of = settings_in(home.path());
  const auto lock = data_dir_lock::take(of.data_dir);
  REQUIRE(std::holds_alternative<data_dir_lock>(lock));
  const auto deaf = status_of(of);
  CHECK(deaf.exit_code == 1);
  CHECK(deaf.err.find("can not be asked") != std::string::npos);
}
