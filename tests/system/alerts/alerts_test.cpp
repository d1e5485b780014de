// SPDX-License-Identifier: MIT
// The real program and local doubles of the services of its channels.
#include "tests/support/catch.hpp"
#include "tests/support/raw_server.hpp"
#include "tests/system/alerts/alert_service.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <fstream>

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;
using nlohmann::json;

TEST_CASE("alerts: a webhook gets the alert once, also over a restart", "[alerts]") {
  service_double service;
  tracker_run run{
      with_alerts({webhook_channel(service, R"(, secret = "key")"), full_disk})};
  REQUIRE(service.wait_until([](const auto& all) { return !all.empty(); }, 60s));
  CHECK(run.stop() == 0);
  run.start_again();
  REQUIRE(run.wait_for("NEW WINDOW", 60s));
  CHECK(run.stop() == 0);
  const auto all = service.requests();
  REQUIRE(all.size() == 1);
  // It opened before the notifier's first query: no earlier run can have sent it.
  CHECK(all[0].body.find("may_repeat") == std::string::npos);
  CHECK(all[0].path == "/hook");
  CHECK(all[0].signature.starts_with("sha256="));
  INFO(all[0].body);
  CHECK(alerts_in(all[0].body) ==
        std::vector<std::pair<std::string, std::string>>{{"disk-1", "firing"}});
}

TEST_CASE("alerts: 429, 500, a closed connection and then success: one alert, in order",
          "[alerts]") {
  constexpr std::size_t refused = 2;
  service_double service{[&](std::size_t number, httplib::Response& reply) {
    if (number == 1) {
      reply.status = 429;
      reply.set_header("Retry-After", "1");
    } else if (number == refused) {
      reply.status = 500;
    }
  }};
  tracker_run run{with_alerts({webhook_channel(service), full_disk})};
  CHECK(service.wait_until([](const auto& all) { return all.size() >= 3; }, 60s));
  REQUIRE(run.wait_for("accepts alerts again", 30s));
  CHECK(run.stop() == 0);
  // On a busy machine other rules may fire, too.
  auto accepted = service.requests();
  accepted.erase(accepted.begin(), accepted.begin() + refused);
  CHECK(std::count_if(accepted.begin(), accepted.end(), [](const auto& request) {
          return request.body.find("disk-1") != std::string::npos;
        }) == 1);
}

TEST_CASE("alerts: a service that hangs or closes delays no other", "[alerts]") {
  raw_server hangs{[](const std::string&, std::size_t) { return silence(); }};
  raw_server closes{[](const std::string&, std::size_t) {
    return raw_answer{"", ending::close, {}};
  }};
  service_double works;
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

TEST_CASE("alerts: a window of a downtime is reported", "[alerts]") {
  service_double service;
  tracker_run run{with_alerts({webhook_channel(service)})};
  REQUIRE(run.wait_for("WINDOW GRADED", 60s));
  run.kill();
  // At least two windows of 2 s begin and end.
  std::this_thread::sleep_for(6s);
  run.start_again();
  const auto is_reported = [](const std::vector<service_double::received>& requests) {
    return std::any_of(requests.begin(), requests.end(), [](const auto& request) {
      return request.body.find("not watched") != std::string::npos;
    });
  };
  CHECK(service.wait_until(is_reported, 60s));
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
  // The program that hangs does not delay the others.
  REQUIRE(wait_for([&] { return !read_file(inbox).empty(); }));
  CHECK(alerts_in(read_file(inbox)) ==
        std::vector<std::pair<std::string, std::string>>{{"disk-1", "firing"}});
  CHECK(run.wait_for("channel b does not accept alerts: exit code 1", 60s));
  CHECK(run.wait_for("channel b accepts alerts again", 60s));
  REQUIRE(wait_for([&] { return !read_file(hanging).empty(); }));
  // It does not delay the end of the tracker, and ends with it.
  CHECK(run.stop() == 0);
  CHECK(kill(std::stoi(read_file(hanging)), 0) == -1);
  // Two failures and a success; a later alert may have come before the stop.
  CHECK(read_file(failures).starts_with("x\nx\nx\n"));
}

TEST_CASE("alerts: the heartbeat, and /fail on an ordered stop", "[alerts]") {
  service_double monitor;
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

// With Debian's package prometheus-alertmanager.
TEST_CASE("long: Alertmanager receives what fires and its end, once each", "[.long]") {
  const std::filesystem::path binary{"/usr/bin/prometheus-alertmanager"};
  if (!std::filesystem::exists(binary)) {
    WARN("prometheus-alertmanager is not installed");
    return;
  }
  // The receiver that Alertmanager notifies.
  service_double receiver;
  const temporary_directory folder;
  const auto conf = folder.path() / "am.yml";
  std::ofstream{conf} << fmt::format(R"(route:
  receiver: hook
  group_by: ['...']
  group_wait: 1s
  group_interval: 1s
  repeat_interval: 4h
receivers:
  - name: hook
    webhook_configs:
      - url: {}/hook
        send_resolved: true
)",
                                     receiver.url());
  const auto port = port_of(listen_on(0));
  const process manager{
      {binary.string(),
       {"--config.file=" + conf.string(), "--storage.path=" + folder.path().string(),
        fmt::format("--web.listen-address=127.0.0.1:{}", port),
        "--cluster.listen-address="}}};
  httplib::Client client{fmt::format("http://127.0.0.1:{}", port)};
  for (int i = 0; i < 300 && !client.Get("/-/ready"); ++i)
    std::this_thread::sleep_for(100ms);
  const auto has_alert = [&](const std::string& name) {
    const auto reply = client.Get("/api/v2/alerts");
    if (!reply || reply->status != 200)
      return false;
    const auto all = json::parse(reply->body);
    return std::any_of(all.begin(), all.end(), [&](const json& alert) {
      return alert["labels"]["alertname"] == name;
    });
  };
  const auto received_statuses = [&](const std::string& name) {
    std::vector<std::string> statuses;
    for (const auto& request : receiver.requests()) {
      const auto body = json::parse(request.body);
      for (const auto& alert : body["alerts"])
        if (alert["labels"]["alertname"] == name)
          statuses.push_back(alert["status"]);
    }
    return statuses;
  };
  using statuses = std::vector<std::string>;
  tracker_run run{with_alerts(
      {fmt::format(R"(alerts.channels=[{{ name = "am", type = "alertmanager", )"
                   R"(url = "http://127.0.0.1:{}" }}])",
                   port),
       full_disk})};
  CHECK(receiver.wait_until(
      [&](const auto&) { return received_statuses("Disk") == statuses{"firing"}; },
      120s));
  CHECK(has_alert("Watchdog"));
  // The alert is repeated each minute and outlasts the 5 minutes of one request, also
  // over a kill: it does not flap.
  for (int second = 0; second < 6 * 60; ++second) {
    if (second == 100) {
      run.kill();
      run.start_again();
    }
    if (!has_alert("Disk"))
      FAIL_CHECK("not there after " << second << " s");
    std::this_thread::sleep_for(1s);
  }
  CHECK(received_statuses("Disk") == statuses{"firing"});
  CHECK(received_statuses("Watchdog") == statuses{"firing"});
  // Without the rule the end is sent at once, not when the 5 minutes are over.
  CHECK(run.stop() == 0);
  auto invocation = run.invocation();
  std::erase(invocation.arguments, std::string{"--"} + full_disk);
  process tracker{invocation};
  CHECK(receiver.wait_until(
      [&](const auto&) {
        return received_statuses("Disk") == statuses{"firing", "resolved"};
      },
      120s));
  CHECK_FALSE(has_alert("Disk"));
  tracker.signal(SIGTERM);
  CHECK(tracker.wait(20s) == 0);
  CHECK(received_statuses("Disk") == statuses{"firing", "resolved"});
}
