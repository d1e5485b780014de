// SPDX-License-Identifier: MIT
// The real program and local stand-ins for the services of its channels.
#include "tests/support/catch.hpp"
#include "tests/support/raw_server.hpp"
#include "tests/system/support/simulated_truth.hpp"
#include "tests/system/support/tracker_run.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>

// Debian's library is built with TLS, and the layout of its types depends on that.
#define CPPHTTPLIB_OPENSSL_SUPPORT
#include <httplib.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <mutex>
#include <random>
#include <set>
#include <sstream>
#include <thread>

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

/// A service on this machine that keeps what it is sent. The answer of each request is
/// the script's: status, body, headers.
class stand_in {
public:
  struct received {
    std::string method;
    std::string path;
    std::string body;
    std::string signature;
  };
  using script = std::function<void(std::size_t number, httplib::Response& reply)>;

  explicit stand_in(script answers = [](std::size_t, httplib::Response&) {})
      : answers_{std::move(answers)} {
    const auto handle = [this](const httplib::Request& request,
                               httplib::Response& reply) {
      std::size_t number = 0;
      {
        const std::lock_guard lock{mutex_};
        requests_.push_back({request.method, request.path, request.body,
                             request.get_header_value("X-Signature")});
        number = requests_.size();
      }
      answers_(number, reply);
    };
    server_.Post(".*", handle);
    server_.Get(".*", handle);
    port_ = server_.bind_to_any_port("127.0.0.1");
    thread_ = std::thread{[this] { server_.listen_after_bind(); }};
  }
  ~stand_in() {
    server_.stop();
    thread_.join();
  }
  stand_in(const stand_in&) = delete;
  stand_in& operator=(const stand_in&) = delete;

  std::string url() const { return fmt::format("http://127.0.0.1:{}", port_); }
  std::vector<received> requests() const {
    const std::lock_guard lock{mutex_};
    return requests_;
  }
  /// Waits until `is_enough` accepts what was received.
  template <class Predicate>
  bool wait_until(Predicate is_enough, std::chrono::seconds limit) const {
    const auto deadline = std::chrono::steady_clock::now() + limit;
    while (std::chrono::steady_clock::now() < deadline) {
      if (is_enough(requests()))
        return true;
      std::this_thread::sleep_for(20ms);
    }
    return false;
  }

private:
  script answers_;
  httplib::Server server_;
  int port_ = 0;
  std::thread thread_;
  mutable std::mutex mutex_;
  std::vector<received> requests_;
};

/// The disk has never so much free: the rule fires at once.
constexpr const char* full_disk = R"(alerts.rules=[{ name = "disk", limit = 1000000G }])";

run_options with_alerts(std::vector<std::string> settings) {
  run_options options;
  auto& rules = options.platform.rules;
  rules.window_length = 2s;
  rules.wallets.count = 1;
  rules.wallets.since = options.platform.now();
  options.settings = follow_all(rules);
  options.settings.emplace_back("clock.interval=50ms");
  std::move(settings.begin(), settings.end(), std::back_inserter(options.settings));
  return options;
}

std::string webhook_channel(const stand_in& service, const std::string& more = "") {
  return fmt::format(
      R"(alerts.channels=[{{ name = "hook", type = "webhook", url = "{}/hook"{} }}])",
      service.url(), more);
}

/// Key and status of each alert of a webhook's body.
std::vector<std::pair<std::string, std::string>> alerts_in(const std::string& body) {
  std::vector<std::pair<std::string, std::string>> result;
  const auto parsed = json::parse(body);
  for (const auto& alert : parsed["alerts"])
    result.emplace_back(alert["fingerprint"], alert["status"]);
  return result;
}

std::string text_of(const std::filesystem::path& file) {
  std::ifstream in{file};
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

/// What the ledger has of alerts of a rule: key and state.
std::map<std::string, int> alerts_of(const std::filesystem::path& file,
                                     const std::string& rule) {
  SQLite::Database ledger{file.string(), SQLite::OPEN_READONLY, 5000};
  SQLite::Statement rows{ledger, "SELECT rule || '-' || subject || '-' || episode, state "
                                 "FROM alerts WHERE rule = ? AND state <> 3"};
  rows.bind(1, rule);
  std::map<std::string, int> result;
  while (rows.executeStep())
    result[rows.getColumn(0).getText()] = rows.getColumn(1).getInt();
  return result;
}

/// Alerts that open and close all the time: every window is stuck a second after its end.
/// The tracker is killed at random moments; in the end each alert of the ledger must have
/// arrived, and each repeat be marked.
void kill_at_random(int lives, std::mt19937& random) {
  stand_in service;
  tracker_run run{with_alerts({webhook_channel(service), "tracker.grade-delay=1500ms",
                               R"(alerts.rules=[{ name = "stuck", limit = 1s }])"})};
  REQUIRE(run.wait_for("NEW WINDOW", 60s));
  for (int life = 0; life < lives; ++life) {
    std::this_thread::sleep_for(
        std::chrono::milliseconds{std::uniform_int_distribution{20, 1500}(random)});
    run.kill();
    run.start_again();
  }
  const auto is_complete = [&](const std::vector<stand_in::received>& requests) {
    std::set<std::string> seen;
    for (const auto& request : requests)
      for (const auto& [key, status] : alerts_in(request.body))
        seen.insert(key);
    const auto known = alerts_of(run.ledger_file(), "stuck");
    return !known.empty() &&
           std::all_of(known.begin(), known.end(),
                       [&](const auto& one) { return seen.contains(one.first); });
  };
  // What opens during the last checks may still be under way: the drain ends that.
  CHECK(service.wait_until(is_complete, 180s));
  // The last life has begun: a signal before that ends it without a drain.
  REQUIRE(run.wait_for(" | T-", 60s));
  CHECK(run.stop() == 0);
  std::map<std::pair<std::string, std::string>, int> unmarked;
  const auto requests = service.requests();
  for (const auto& request : requests) {
    const auto parsed = json::parse(request.body);
    for (const auto& alert : parsed["alerts"])
      if (!alert["annotations"].contains("may_repeat"))
        ++unmarked[{alert["fingerprint"], alert["status"]}];
  }
  for (const auto& [key, count] : unmarked) {
    INFO(key.first << ' ' << key.second);
    CHECK(count == 1);
  }
}

} // namespace

TEST_CASE("alerts: a webhook gets the alert once, also over a restart", "[alerts]") {
  stand_in service;
  tracker_run run{
      with_alerts({webhook_channel(service, R"(, secret = "key")"), full_disk})};
  REQUIRE(service.wait_until([](const auto& all) { return !all.empty(); }, 60s));
  CHECK(run.stop() == 0);
  run.start_again();
  REQUIRE(run.wait_for("NEW WINDOW", 60s));
  CHECK(run.stop() == 0);
  const auto all = service.requests();
  REQUIRE(all.size() == 1);
  // It opened before the notifier first asked: no earlier run can have sent it.
  CHECK(all[0].body.find("may_repeat") == std::string::npos);
  CHECK(all[0].path == "/hook");
  CHECK(all[0].signature.starts_with("sha256="));
  INFO(all[0].body);
  CHECK(alerts_in(all[0].body) ==
        std::vector<std::pair<std::string, std::string>>{{"disk-1", "firing"}});
}

TEST_CASE("alerts: 429, 500, a closed connection and then success: one alert, in order",
          "[alerts]") {
  std::atomic<int> accepted{0};
  stand_in service{[&](std::size_t number, httplib::Response& reply) {
    if (number == 1) {
      reply.status = 429;
      reply.set_header("Retry-After", "1");
    } else if (number == 2) {
      reply.status = 500;
    } else {
      ++accepted;
    }
  }};
  tracker_run run{with_alerts({webhook_channel(service), full_disk})};
  CHECK(service.wait_until([](const auto& all) { return all.size() >= 3; }, 60s));
  REQUIRE(run.wait_for("accepts alerts again", 30s));
  CHECK(run.stop() == 0);
  CHECK(accepted == 1);
}

TEST_CASE("alerts: a service that hangs or closes holds up nothing else", "[alerts]") {
  raw_server hangs{[](const std::string&, std::size_t) { return silence(); }};
  raw_server closes{[](const std::string&, std::size_t) {
    return raw_answer{"", ending::close, {}};
  }};
  stand_in works;
  tracker_run run{with_alerts(
      {fmt::format(R"(alerts.channels=[{{ name = "a", type = "slack", url = "{}/a" }}, )"
                   R"({{ name = "b", type = "discord", url = "{}/b" }}, )"
                   R"({{ name = "c", type = "webhook", url = "{}/c" }}])",
                   hangs.url(), closes.url(), works.url()),
       full_disk})};
  CHECK(works.wait_until([](const auto& all) { return !all.empty(); }, 60s));
  REQUIRE(run.wait_for("channel b does not accept alerts", 60s));
  CHECK(run.stop() == 0);
}

TEST_CASE("alerts: a window that passed while the tracker was down is told", "[alerts]") {
  stand_in service;
  tracker_run run{with_alerts({webhook_channel(service)})};
  REQUIRE(run.wait_for("WINDOW GRADED", 60s));
  run.kill();
  // Two windows of 2 s at least begin and end.
  std::this_thread::sleep_for(6s);
  run.start_again();
  const auto is_told = [](const std::vector<stand_in::received>& requests) {
    return std::any_of(requests.begin(), requests.end(), [](const auto& request) {
      return request.body.find("not watched") != std::string::npos;
    });
  };
  CHECK(service.wait_until(is_told, 60s));
  CHECK(run.stop() == 0);
}

TEST_CASE("alerts: programs that read, fail and hang", "[alerts]") {
  const temporary_directory folder;
  const auto script = [&](const std::string& name, const std::string& text) {
    const auto file = folder.path() / name;
    std::ofstream{file} << "#!/bin/sh\n" << text;
    std::filesystem::permissions(file, std::filesystem::perms::owner_all);
    return file.string();
  };
  const auto inbox = (folder.path() / "inbox").string();
  const auto failures = (folder.path() / "failures").string();
  const auto hanging = (folder.path() / "hanging").string();
  const auto reads =
      script("reads", fmt::format("cat > {0}.new && mv {0}.new {0}\n", inbox));
  // It succeeds with the third attempt.
  const auto fails = script(
      "fails", fmt::format("echo x >> {0}\ntest $(wc -l < {0}) -ge 3\n", failures));
  const auto hangs =
      script("hangs", fmt::format("echo $$ > {}\nexec sleep 600\n", hanging));
  tracker_run run{with_alerts(
      {fmt::format(
           R"(alerts.channels=[{{ name = "a", type = "command", program = "{}" }}, )"
           R"({{ name = "b", type = "command", program = "{}" }}, )"
           R"({{ name = "c", type = "command", program = "{}" }}])",
           hangs, fails, reads),
       full_disk})};
  const auto wait_for = [](const auto& is_done) {
    for (int i = 0; i < 3000 && !is_done(); ++i)
      std::this_thread::sleep_for(20ms);
    return is_done();
  };
  // The program that hangs holds up no other.
  REQUIRE(wait_for([&] { return !text_of(inbox).empty(); }));
  CHECK(alerts_in(text_of(inbox)) ==
        std::vector<std::pair<std::string, std::string>>{{"disk-1", "firing"}});
  CHECK(run.wait_for("channel b does not accept alerts: exit code 1", 60s));
  CHECK(run.wait_for("channel b accepts alerts again", 60s));
  REQUIRE(wait_for([&] { return !text_of(hanging).empty(); }));
  // Nor the end of the tracker, and it does not outlive it.
  CHECK(run.stop() == 0);
  CHECK(kill(std::stoi(text_of(hanging)), 0) == -1);
  // Two failures and a success; a later alert may have come before the stop.
  CHECK(text_of(failures).starts_with("x\nx\nx\n"));
}

TEST_CASE("alerts: the heartbeat, and /fail on an ordered stop", "[alerts]") {
  stand_in monitor;
  tracker_run run{
      with_alerts({fmt::format("alerts.heartbeat-url={}/ping", monitor.url())})};
  REQUIRE(monitor.wait_until([](const auto& all) { return !all.empty(); }, 60s));
  CHECK(monitor.requests()[0].method == "GET");
  CHECK(monitor.requests()[0].path == "/ping");
  CHECK(run.stop() == 0);
  const auto last = monitor.requests().back();
  CHECK(last.path == "/ping/fail");
  CHECK(last.method == "POST");
}

TEST_CASE("alerts: kill -9 at random moments: none lost, each repeat marked",
          "[alerts]") {
  std::mt19937 random{20261129};
  kill_at_random(8, random);
}

TEST_CASE("long: 500 times kill -9 while alerts open and close", "[.long]") {
  std::mt19937 random{std::random_device{}()};
  kill_at_random(500, random);
}

TEST_CASE("alerts: no secret in log, errors, check, alerts and process list",
          "[alerts]") {
  const std::vector<std::string> secrets{"planted1token", "planted2secret",
                                         "planted3path", "planted4file", "planted5chat"};
  stand_in service{[](std::size_t number, httplib::Response& reply) {
    reply.status = number % 2 == 0 ? 400 : 500;
    reply.set_content("planted1token", "text/plain");
  }};
  tracker_run run{with_alerts({full_disk})};
  REQUIRE(run.wait_for("NEW WINDOW", 60s));
  CHECK(run.stop() == 0);
  const auto secret_file = run.home() / "token";
  std::ofstream{secret_file} << "planted4file\n";
  std::filesystem::permissions(secret_file, std::filesystem::perms::owner_read);
  std::ofstream{run.home() / "polybot" / "tracker.conf"} << fmt::format(
      R"([alerts]
channels = [
  {{ name = "n", type = "ntfy", url = "{0}/n", topic = "t", token = "planted1token" }},
  {{ name = "w", type = "webhook", url = "{0}/w", secret = "planted2secret" }},
  {{ name = "d", type = "discord", url = "{0}/planted3path" }},
  {{ name = "t", type = "telegram", url = "{0}", chat = "planted5chat",
    token-file = "{1}" }},
]
)",
      service.url(), secret_file.string());
  run.start_again();
  REQUIRE(service.wait_until([](const auto& all) { return all.size() >= 6; }, 60s));
  const auto command_line = text_of(fmt::format("/proc/{}/cmdline", run.tracker().id()));
  CHECK_FALSE(command_line.empty());
  CHECK(run.stop() == 0);
  std::string shown = command_line + text_of(run.log_file()) +
                      run.tracker().text(stream::out) + run.tracker().text(stream::err);
  for (const auto* command : {"check", "alerts", "doctor"}) {
    const auto ended = run.start_command({command});
    REQUIRE(ended->wait(60s));
    shown += ended->text(stream::out) + ended->text(stream::err);
  }
  // Wrong settings are refused without their values.
  for (const auto* wrong :
       {R"(--alerts.channels=[{ name = "x", type = "ntfy", token = "planted1token" }])",
        R"(--alerts.channels=[{ name = "x", url = "planted3path" }])",
        R"(--alerts.channel=planted2secret)", "--alerts.heartbeat-url=planted3path"}) {
    const auto ended = run.start_command({"check", wrong});
    CHECK(ended->wait(60s) == 2);
    shown += ended->text(stream::err);
  }
  for (const auto& secret : secrets) {
    INFO(secret);
    CHECK(shown.find(secret) == std::string::npos);
  }
}

// With Debian's package prometheus-alertmanager.
TEST_CASE("long: Alertmanager has what fires, and its end", "[.long]") {
  const std::filesystem::path binary{"/usr/bin/prometheus-alertmanager"};
  if (!std::filesystem::exists(binary)) {
    WARN("prometheus-alertmanager is not installed");
    return;
  }
  const temporary_directory folder;
  const auto conf = folder.path() / "am.yml";
  std::ofstream{conf} << "route:\n  receiver: none\nreceivers:\n  - name: none\n";
  const auto port = port_of(listen_on(0));
  const process manager{
      {binary.string(),
       {"--config.file=" + conf.string(), "--storage.path=" + folder.path().string(),
        fmt::format("--web.listen-address=127.0.0.1:{}", port),
        "--cluster.listen-address="}}};
  httplib::Client client{fmt::format("http://127.0.0.1:{}", port)};
  const auto has = [&](const std::string& name) {
    const auto reply = client.Get("/api/v2/alerts");
    if (!reply || reply->status != 200)
      return false;
    for (const auto& alert : json::parse(reply->body))
      if (alert["labels"]["alertname"] == name)
        return true;
    return false;
  };
  const auto wait_for = [&](const std::string& name, bool wanted) {
    for (int i = 0; i < 1200 && has(name) != wanted; ++i)
      std::this_thread::sleep_for(100ms);
    return has(name) == wanted;
  };
  for (int i = 0; i < 300 && !client.Get("/-/ready"); ++i)
    std::this_thread::sleep_for(100ms);
  const auto channel = fmt::format(R"(alerts.channels=[{{ name = "am", type = )"
                                   R"("alertmanager", url = "http://127.0.0.1:{}" }}])",
                                   port);
  tracker_run run{with_alerts({channel, full_disk})};
  CHECK(wait_for("Watchdog", true));
  CHECK(wait_for("Disk", true));
  // It does not flap: repeated each minute, it stays.
  for (int i = 0; i < 70; ++i) {
    CHECK(has("Disk"));
    std::this_thread::sleep_for(1s);
  }
  CHECK(run.stop() == 0);
}
