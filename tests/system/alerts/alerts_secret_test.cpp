// SPDX-License-Identifier: MIT
// Searches planted secrets in everything that the program writes and that the system
// shows of it.
#include "tests/support/catch.hpp"
#include "tests/system/alerts/alert_service.hpp"

#include <fmt/format.h>

#include <csignal>
#include <fstream>
#include <set>

#include <sys/resource.h>

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

namespace {

/// Of every kind: a token, a key of signatures, a path of a webhook, a token in a file, a
/// chat, a path of the heartbeat, a topic, and one on the command line.
const std::vector<std::string> secrets{"planted1token", "planted2secret", "planted3path",
                                       "planted4file",  "planted5chat",   "planted6beat",
                                       "planted7topic", "planted8option"};

/// The secrets in the text.
std::set<std::string> secrets_in(const std::string& text) {
  std::set<std::string> found;
  for (const auto& secret : secrets)
    if (text.find(secret) != std::string::npos)
      found.insert(secret);
  return found;
}

/// Names of the files below the folder that hold a secret.
std::set<std::string> files_with_secrets(const std::filesystem::path& folder) {
  std::set<std::string> found;
  for (const auto& entry : std::filesystem::recursive_directory_iterator{folder})
    if (entry.is_regular_file() && !secrets_in(read_file(entry.path())).empty())
      found.insert(entry.path().filename().string());
  return found;
}

/// Raises the limit of core files for programs that are started during its life.
class with_core_files {
public:
  with_core_files() {
    getrlimit(RLIMIT_CORE, &before_);
    const rlimit wanted{before_.rlim_max, before_.rlim_max};
    setrlimit(RLIMIT_CORE, &wanted);
  }
  ~with_core_files() { setrlimit(RLIMIT_CORE, &before_); }
  with_core_files(const with_core_files&) = delete;
  with_core_files& operator=(const with_core_files&) = delete;

private:
  rlimit before_{};
};

/// Whether a program that is aborted leaves a core file in its folder here; the system
/// may hand it to a program instead.
bool leaves_core_files() {
  const temporary_directory folder;
  process aborted{{"/bin/sh", {"-c", "kill -ABRT $$"}, {}, folder.path()}};
  aborted.wait(20s);
  return !std::filesystem::is_empty(folder.path());
}

bool has_core_file(const std::filesystem::path& folder) {
  const std::filesystem::directory_iterator files{folder};
  return std::any_of(begin(files), end(files), [](const auto& entry) {
    return entry.path().filename().string().starts_with("core");
  });
}

std::string shown_by_system(pid_t id) {
  std::string text;
  for (const auto* file : {"cmdline", "environ", "comm", "status", "maps"})
    text += read_file(fmt::format("/proc/{}/{}", id, file));
  return text;
}

} // namespace

TEST_CASE("alerts: no secret in log, errors, commands, files, process list and core",
          "[alerts]") {
  service_double service{[](std::size_t number, httplib::Response& reply) {
    reply.status = number % 2 == 0 ? 400 : 500;
    // A service may repeat what it has received.
    reply.set_content("planted1token", "text/plain");
  }};
  auto options = with_alerts({full_disk});
  const with_core_files limit;
  tracker_run run{options};
  REQUIRE(run.wait_for("NEW WINDOW", 60s));
  CHECK(run.stop() == 0);
  const auto secret_file = run.home() / "token";
  std::ofstream{secret_file} << "planted4file\n";
  std::filesystem::permissions(secret_file, std::filesystem::perms::owner_read);
  std::ofstream{run.home() / "polybot" / "tracker.conf"} << fmt::format(
      R"([alerts]
heartbeat-url = "{0}/planted6beat"
channels = [
  {{ name = "n", type = "ntfy", url = "{0}/n", topic = "planted7topic",
    token = "planted1token" }},
  {{ name = "w", type = "webhook", url = "{0}/w", secret = "planted2secret" }},
  {{ name = "d", type = "discord", url = "{0}/planted3path" }},
  {{ name = "t", type = "telegram", url = "{0}", chat = "planted5chat",
    token-file = "{1}" }},
]
)",
      service.url(), secret_file.string());
  run.start_again();
  REQUIRE(service.wait_until([](const auto& all) { return all.size() >= 8; }, 60s));
  auto shown = shown_by_system(run.tracker().id());
  CHECK(shown.find("--alerts.rules=") != std::string::npos);
  // Commands beside the running tracker, some of which send.
  for (const std::vector<std::string>& command :
       std::vector<std::vector<std::string>>{{"check"},
                                             {"alerts"},
                                             {"alerts", "--test=n"},
                                             {"alerts", "--test=w"},
                                             {"alerts", "--test=d"},
                                             {"alerts", "--test=t"},
                                             {"alerts", "--test=planted"},
                                             {"alerts", "--rules-as-prometheus"},
                                             {"alerts", "--drift"},
                                             {"doctor"},
                                             {"status"},
                                             {"status", "--json"},
                                             {"status", "--actors"},
                                             {"report", "--format=json"}}) {
    const auto ended = run.start_command(command);
    REQUIRE(ended->wait(60s));
    INFO(command.front());
    CHECK(secrets_in(ended->text(stream::out) + ended->text(stream::err)).empty());
  }
  CHECK(run.stop() == 0);
  shown += run.tracker().text(stream::out) + run.tracker().text(stream::err);
  // Wrong settings are refused without their values.
  for (const auto* wrong :
       {R"(--alerts.channels=[{ name = "x", type = "ntfy", token = "planted1token" }])",
        R"(--alerts.channels=[{ name = "x", url = "planted3path" }])",
        R"(--alerts.channels=[{ name = "x", url = "https://planted3path@host/" }])",
        R"(--alerts.channels=[{ name = "x", token = "planted1token)",
        R"(--alerts.channel=planted2secret)", "--alerts.heartbeat-url=planted3path"}) {
    const auto ended = run.start_command({"check", wrong});
    CHECK(ended->wait(60s) == 2);
    shown += ended->text(stream::err);
  }
  CHECK(secrets_in(shown) == std::set<std::string>{});

  // A secret on the command line is hidden once the program has read it.
  auto invocation = run.invocation();
  invocation.arguments.push_back(fmt::format(
      R"(--alerts.channels=[{{ name = "o", type = "ntfy", url = "{}/o", topic = "t", )"
      R"(token = "planted8option" }}])",
      service.url()));
  const auto sent = service.requests().size();
  process tracker{invocation};
  REQUIRE(service.wait_until([&](const auto& all) { return all.size() > sent; }, 60s));
  const auto visible = shown_by_system(tracker.id());
  CHECK(visible.find("--alerts.channels=") != std::string::npos);
  CHECK(secrets_in(visible) == std::set<std::string>{});
  // An abort leaves no core file, which would contain them.
  tracker.signal(SIGABRT);
  CHECK(tracker.wait(20s) == 128 + SIGABRT);
  CHECK_FALSE(has_core_file(invocation.directory));
  if (!leaves_core_files())
    WARN("this system writes no core files into folders: the core is not shown");

  // The log, the ledger and its files, kept replies.
  CHECK(files_with_secrets(run.home()) == std::set<std::string>{"token", "tracker.conf"});
}
