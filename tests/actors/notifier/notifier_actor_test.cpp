// SPDX-License-Identifier: MIT
// The notifier with a real ledger actor and local stand-ins for the services.
#include "actors/clock/wall_time.hpp"
#include "actors/ledger/ledger_actor.hpp"
#include "actors/notifier/notifier_actor.hpp"
#include "tests/actors/ledger/store/ledger_samples.hpp"
#include "tests/actors/notifier/notifier_samples.hpp"
#include "tests/support/raw_server.hpp"

#include <caf/all.hpp>
#include <curl/curl.h>

#include <algorithm>
#include <list>
#include <thread>

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

namespace {

fetcher_actor::behavior_type fetcher_double() {
  return {[](const fetch_request&) { return fetch_result{}; },
          [](const cancel_fetches&) {},
          [](const host_report_request&) {
            return host_report{{{host::gamma, true, 0s}}, {}};
          },
          [](const tracker::shutdown&) { return drained{}; },
          [](const status_request&) { return actor_status{}; }};
}

/// One run: a ledger, a fetcher that answers, and the notifier. The rule `disk` fires
/// from the start.
class alert_run {
public:
  alert_run(const std::string& path, std::vector<channel_settings> channels,
            const std::string& heartbeat = {}) {
    curl_global_init(CURL_GLOBAL_DEFAULT);
    rule_change full;
    full.rule = "disk";
    full.limit = std::int64_t{1} << 60;
    const auto silent = [](const char* name) {
      return log_port{log_tee_actor{}, name, wall_time};
    };
    ledger_options booking;
    booking.started = wall_time();
    booking.zone = &utc();
    booking.backups = 0;
    auto& desk = booking.alerts.emplace();
    desk.rules = effective_rules({full});
    desk.zone = &utc();
    ledger_ = spawn_ledger(system_, open_store(path), booking, silent("ledger"));
    fetcher_ = system_.spawn(fetcher_double);
    notifier_options options;
    options.settings.channels = std::move(channels);
    options.settings.rules = {full};
    options.settings.heartbeat_url = heartbeat;
    options.zone = &utc();
    options.folder = std::filesystem::path{path}.parent_path().string();
    options.user_agent = "test";
    options.now = wall_time;
    options.timeout = 2s;
    notifier_ = spawn_notifier(system_, options, fetcher_, ledger_, silent("notifier"));
  }
  ~alert_run() { end(false); }
  alert_run(const alert_run&) = delete;
  alert_run& operator=(const alert_run&) = delete;

  /// Ticks until `is_enough`; false after a minute.
  template <class Predicate>
  bool tick_until(Predicate is_enough) {
    caf::scoped_actor self{system_};
    for (std::uint64_t number = 1; number < 1200 && !is_enough(); ++number) {
      tick current;
      current.sequence = number;
      current.now = wall_time();
      self->request(ledger_, 10s, current)
          .receive([](const tick_handled&) {}, [](const caf::error&) {});
      self->request(notifier_, 10s, current)
          .receive([](const tick_handled&) {}, [](const caf::error&) {});
      std::this_thread::sleep_for(50ms);
    }
    return is_enough();
  }

  /// Ends the notifier, by a shutdown or a kill, then the ledger.
  void end(bool in_order) {
    if (!notifier_)
      return;
    caf::scoped_actor self{system_};
    if (in_order) {
      bool is_drained = false;
      self->request(notifier_, 20s,
                    tracker::shutdown{std::chrono::steady_clock::now() + 15s})
          .receive([&](const drained&) { is_drained = true; }, [](const caf::error&) {});
      CHECK(is_drained);
    } else {
      self->send_exit(notifier_, caf::exit_reason::kill);
    }
    self->request(ledger_, 20s, tracker::shutdown{std::chrono::steady_clock::now() + 15s})
        .receive([](const drained&) {}, [](const caf::error&) {});
    notifier_ = notifier_actor{};
    ledger_ = ledger_actor{};
    fetcher_ = fetcher_actor{};
  }

private:
  caf::actor_system_config config_;
  caf::actor_system system_{config_};
  ledger_actor ledger_;
  fetcher_actor fetcher_;
  notifier_actor notifier_;
};

channel_settings hook_of(const raw_server& service, const std::string& name = "hook") {
  auto result = channel_named(name);
  result.url = service.url() + "/" + name;
  return result;
}

/// Answers and closes the connection; without bytes it closes only.
raw_server::script answer_with(std::function<raw_answer(std::size_t)> answer) {
  return [answer](const std::string&, std::size_t number) {
    auto result = answer(number);
    result.end = ending::close;
    return result;
  };
}

} // namespace

TEST_CASE("notifier: an alert is sent once, also across a restart", "[alerts]") {
  const temporary_directory folder;
  const auto path = (folder.path() / "tracker.db").string();
  raw_server service{answer_with([](std::size_t) { return http(200, "ok"); })};
  for (int life = 0; life < 3; ++life) {
    alert_run run{path, {hook_of(service)}};
    int ticks = 0;
    CHECK(run.tick_until([&] { return ++ticks > 20 && service.requests() > 0; }));
    run.end(true);
  }
  CHECK(service.requests() == 1);
  CHECK(service.heads().front().starts_with("POST /hook "));
}

TEST_CASE("notifier: 429 with its pause, 500 and a closed connection are retried",
          "[alerts]") {
  const temporary_directory folder;
  raw_server service{answer_with([](std::size_t number) {
    if (number == 1)
      return http(429, "", "Retry-After: 1\r\n");
    if (number == 2)
      return http(500, "");
    return number == 3 ? raw_answer{} : http(204, "");
  })};
  alert_run run{(folder.path() / "tracker.db").string(), {hook_of(service)}};
  CHECK(run.tick_until([&] { return service.requests() >= 4; }));
  run.end(true);
  CHECK(service.requests() == 4);
  const auto times = service.arrivals();
  REQUIRE(times.size() == 4);
  CHECK(times[1] - times[0] >= 1s);
}

TEST_CASE("notifier: each service refuses in its own form, fails, disconnects and hangs; "
          "then it has the alert once",
          "[alerts]") {
  struct service_case {
    channel_kind kind;
    /// A reply with status 429, the pause it requests, and the request that is accepted.
    raw_answer limited;
    timespan pause;
    raw_answer accepted;
    const char* path;
  };
  using enum channel_kind;
  const service_case cases[] = {
      // The reply requests no pause: the usual one applies.
      {ntfy, http(429, R"({"code":42901,"http":429,"error":"limit reached"})"), 1s,
       http(200, R"({"id":"x"})"), "/ntfy "},
      {telegram,
       http(429, R"({"ok":false,"error_code":429,"parameters":{"retry_after":2}})"), 2s,
       http(200, R"({"ok":true})"), "/telegram/botplanted:token/sendMessage "},
      {discord, http(429, R"({"message":"limited","retry_after":2.25,"global":false})"),
       2250ms, http(204, ""), "/discord "},
      {slack, http(429, "rate_limited", "Retry-After: 3\r\n"), 3s, http(200, "ok"),
       "/slack "},
      {webhook, http(429, "", "Retry-After: 2\r\n"), 2s, http(200, ""), "/webhook "},
      {alertmanager, http(429, "", "Retry-After: 2\r\n"), 2s, http(200, ""),
       "/alertmanager/api/v2/alerts "},
  };
  std::list<raw_server> services;
  std::vector<channel_settings> channels;
  for (const auto& one : cases) {
    auto& service = services.emplace_back(answer_with([&one](std::size_t number) {
      switch (number) {
      case 1:
        return one.limited;
      case 2:
        return http(500, "broken");
      case 3:
        return raw_answer{};
      case 4:
        return silence();
      default:
        return one.accepted;
      }
    }));
    auto& channel = channels.emplace_back(hook_of(service, to_string(one.kind)));
    channel.kind = one.kind;
    channel.topic = "topic";
    channel.chat = "chat";
    if (one.kind == telegram)
      channel.token = "planted:token";
  }
  const temporary_directory folder;
  alert_run run{(folder.path() / "tracker.db").string(), channels};
  CHECK(run.tick_until([&] {
    return std::all_of(services.begin(), services.end(),
                       [](const raw_server& one) { return one.requests() >= 5; });
  }));
  int ticks = 0;
  run.tick_until([&] { return ++ticks > 40; });
  run.end(true);
  auto service = services.begin();
  for (const auto& one : cases) {
    INFO(to_string(one.kind));
    const auto times = service->arrivals();
    // 429, 500, closed, no answer within the 2 s of an attempt, accepted; then no further
    // request.
    REQUIRE(times.size() == 5);
    // A request may arrive some time after it was sent.
    constexpr auto delay = 500ms;
    CHECK(times[1] - times[0] >= one.pause - delay);
    CHECK(times[2] - times[1] >= 2s - delay);
    CHECK(times[3] - times[2] >= 4s - delay);
    CHECK(times[4] - times[3] >= 2s + 8s - delay);
    for (const auto& head : service->heads())
      CHECK(head.starts_with(std::string{"POST "} + one.path));
    ++service;
  }
}

TEST_CASE("notifier: a refused alert is not sent again in this run", "[alerts]") {
  const temporary_directory folder;
  raw_server bad{answer_with([](std::size_t) { return http(400, ""); })};
  raw_server good{answer_with([](std::size_t) { return http(200, ""); })};
  alert_run run{(folder.path() / "tracker.db").string(),
                {hook_of(bad, "bad"), hook_of(good, "good")}};
  CHECK(run.tick_until([&] { return bad.requests() > 0 && good.requests() > 0; }));
  int ticks = 0;
  run.tick_until([&] { return ++ticks > 60; });
  CHECK(bad.requests() == 1);
  CHECK(good.requests() == 1);
  run.end(true);
}

TEST_CASE("notifier: a hanging service delays no other channel", "[alerts]") {
  const temporary_directory folder;
  raw_server hangs{[](const std::string&, std::size_t) { return silence(); }};
  raw_server works{answer_with([](std::size_t) { return http(200, ""); })};
  alert_run run{(folder.path() / "tracker.db").string(),
                {hook_of(hangs, "a"), hook_of(works, "b")}};
  CHECK(run.tick_until([&] { return works.requests() > 0; }));
  CHECK(run.tick_until([&] { return hangs.requests() >= 2; }));
  run.end(true);
}

TEST_CASE("notifier: a redirect is not followed", "[alerts]") {
  const temporary_directory folder;
  raw_server target{answer_with([](std::size_t) { return http(200, ""); })};
  raw_server service{answer_with(
      [&](std::size_t) { return http(307, "", "Location: " + target.url() + "/\r\n"); })};
  alert_run run{(folder.path() / "tracker.db").string(), {hook_of(service)}};
  CHECK(run.tick_until([&] { return service.requests() > 0; }));
  run.end(true);
  CHECK(target.requests() == 0);
}

TEST_CASE("notifier: the heartbeat, and /fail at an ordered end", "[alerts]") {
  const temporary_directory folder;
  raw_server monitor{answer_with([](std::size_t) { return http(200, ""); })};
  alert_run run{(folder.path() / "tracker.db").string(), {}, monitor.url() + "/ping"};
  CHECK(run.tick_until([&] { return monitor.requests() > 0; }));
  run.end(true);
  const auto heads = monitor.heads();
  CHECK(heads.front().starts_with("GET /ping "));
  CHECK(std::any_of(heads.begin(), heads.end(), [](const auto& head) {
    return head.find("POST /ping/fail ") != std::string::npos;
  }));
}
