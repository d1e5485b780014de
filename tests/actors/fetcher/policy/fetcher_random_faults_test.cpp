// SPDX-License-Identifier: MIT
// The dispatcher in virtual time against hosts that fail at random, and against a block.
#include "actors/fetcher/policy/dispatcher.hpp"
#include "actors/wallet/wallet_tracker.hpp"
#include "tests/actors/fetcher/policy/fetcher_scene.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <random>
#include <set>

namespace tracker {
namespace {

using namespace std::chrono_literals;
using test::answer_of;
using test::scene_start;

const timestamp wall_start = from_unix_seconds(1'790'000'000);

/// The result of an attempt, and the time it takes.
struct attempt_end {
  timespan latency{};
  transfer_result result;
};

/// The dispatcher in virtual time, its transfers, and the requesters' next requests.
class virtual_run {
public:
  using host_model = std::function<attempt_end(steady_point now)>;
  using answer_handler = std::function<void(const fetch_result&)>;

  virtual_run(host_model model, std::uint64_t seed)
      : model_{std::move(model)}, dispatcher_{options(seed)} {
    last_request_.fill(scene_start);
  }

  steady_point now() const { return now_; }
  timestamp wall() const { return wall_start + (now_ - scene_start); }

  /// Calls `action` after `pause`.
  void schedule(timespan pause, std::function<void()> action) {
    actions_.emplace(now_ + pause, std::move(action));
  }
  void request(host target, const std::string& endpoint, const std::string& path,
               answer_handler handler) {
    handlers_.emplace(++last_ticket_, std::move(handler));
    dispatcher_.submit(last_ticket_, {target, endpoint, path, 15s, "test"}, now_);
  }
  void run(timespan span) {
    const auto end = now_ + span;
    for (;;) {
      auto next = dispatcher_.advance(now_);
      carry_out();
      if (!actions_.empty())
        next = std::min(next.value_or(end), actions_.begin()->first);
      if (!next || *next >= end)
        break;
      now_ = std::max(now_, *next);
      while (!actions_.empty() && actions_.begin()->first <= now_) {
        const auto action = std::move(actions_.extract(actions_.begin()).mapped());
        action();
        carry_out();
      }
    }
    now_ = end;
    for (const auto target : {host::gamma, host::data, host::clob})
      note_request(target);
  }

  /// The longest time without a request to one of the hosts.
  timespan longest_silence() const { return longest_silence_; }
  std::size_t lines(log_level level) const {
    return static_cast<std::size_t>(
        std::count_if(notices.begin(), notices.end(),
                      [&](const auto& notice) { return notice.level == level; }));
  }
  const dispatcher_counts& counts() const { return dispatcher_.counts(); }

  std::vector<dispatcher_orders::notice> notices;

private:
  static dispatcher_options options(std::uint64_t seed) {
    dispatcher_options result;
    result.base_urls = {"https://gamma", "https://data", "https://clob"};
    result.jitter_seed = seed;
    return result;
  }

  void note_request(host target) {
    auto& last = last_request_[static_cast<std::size_t>(target)];
    longest_silence_ = std::max(longest_silence_, now_ - last);
    last = now_;
  }
  static host host_in(const std::string& url) {
    return url.starts_with("https://g")   ? host::gamma
           : url.starts_with("https://d") ? host::data
                                          : host::clob;
  }
  void carry_out() {
    const auto orders = dispatcher_.take_orders();
    for (const auto id : orders.aborts)
      aborted_.insert(id);
    for (const auto& order : orders.starts) {
      note_request(host_in(order.url));
      auto [latency, result] = model_(now_);
      schedule(latency, [this, id = order.id, result = std::move(result)] {
        if (aborted_.count(id) == 0)
          dispatcher_.end_attempt(id, result, now_, wall());
      });
    }
    for (const auto& notice : orders.notices)
      if (notice.level >= log_level::info)
        notices.push_back(notice);
    for (const auto& answer : orders.answers)
      handlers_.extract(answer.id).mapped()(answer.result);
  }

  host_model model_;
  dispatcher dispatcher_;
  steady_point now_ = scene_start;
  std::multimap<steady_point, std::function<void()>> actions_;
  std::map<ticket, answer_handler> handlers_;
  ticket last_ticket_ = 0;
  std::set<joint_request_id> aborted_;
  std::array<steady_point, 3> last_request_{};
  timespan longest_silence_{};
};

/// Faults in 40 of 100 attempts, each kind with the same probability.
class random_faults {
public:
  explicit random_faults(std::uint64_t seed) : random_{seed} {}

  attempt_end operator()(steady_point /*now*/) {
    const auto latency = std::chrono::milliseconds{
        std::uniform_int_distribution<std::int64_t>{50, 400}(random_)};
    if (std::uniform_int_distribution{0, 99}(random_) >= 40)
      return {latency, answer_of(200, R"({"data":[]})")};
    switch (std::uniform_int_distribution{0, 7}(random_)) {
    case 0:
      return {latency, answer_of(500, "<html><title>500 Internal Server Error</title>")};
    case 1:
      return {latency, answer_of(502, "<html><title>502 Bad Gateway</title>")};
    case 2:
      return {latency, answer_of(503, "<html><title>503 Service Unavailable</title>")};
    case 3:
      return {latency, answer_of(429, "slow down", "1")};
    case 4:
      return {latency, answer_of(404, "404 page not found")};
    case 5:
      return {latency, answer_of(200, "<html><title>Just a moment...</title>")};
    case 6:
      return {5s, transport_failure{fetch_error_kind::timeout, 0, "no reply", true}};
    default:
      return {latency, answer_of(200, R"({"data":[)")};
    }
  }

private:
  std::mt19937_64 random_;
};

/// Polls as a wallet of Data API v2 does: the status, then the activity, every two
/// seconds.
void poll_wallet(virtual_run& run, int wallet, std::size_t& answered) {
  run.request(host::data, "/v2/status", "/v2/status",
              [&run, wallet, &answered](const auto& status) {
                if (std::holds_alternative<fetch_error>(status.value))
                  return run.schedule(2s, [&run, wallet, &answered] {
                    poll_wallet(run, wallet, answered);
                  });
                run.schedule(0s, [&run, wallet, &answered] {
                  run.request(host::data, "/v2/activity",
                              "/v2/activity?user=" + std::to_string(wallet),
                              [&run, wallet, &answered](const auto& activity) {
                                answered +=
                                    std::holds_alternative<fetch_reply>(activity.value);
                                run.schedule(2s, [&run, wallet, &answered] {
                                  poll_wallet(run, wallet, answered);
                                });
                              });
                });
              });
}

/// Polls as a window does: its market at one host, every four seconds.
void look_at_window(virtual_run& run, host target, int window, std::size_t& answered) {
  const std::string endpoint = target == host::gamma ? "/markets/slug" : "/markets";
  run.request(target, endpoint, endpoint + "/" + std::to_string(window),
              [&run, target, window, &answered](const auto& result) {
                answered += std::holds_alternative<fetch_reply>(result.value);
                run.schedule(4s, [&run, target, window, &answered] {
                  look_at_window(run, target, window, answered);
                });
              });
}

TEST_CASE("random faults in 40 % of the attempts stop no host and fill no log") {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    INFO(seed);
    virtual_run run{random_faults{seed}, seed};
    std::size_t of_wallets = 0;
    std::size_t of_windows = 0;
    for (auto wallet = 0; wallet < 4; ++wallet)
      poll_wallet(run, wallet, of_wallets);
    for (auto window = 0; window < 8; ++window) {
      look_at_window(run, host::gamma, window, of_windows);
      look_at_window(run, host::clob, window, of_windows);
    }
    run.run(5min);
    const auto silence =
        std::chrono::duration_cast<std::chrono::milliseconds>(run.longest_silence());
    CAPTURE(silence.count(), run.lines(log_level::warn), run.lines(log_level::info),
            of_wallets, of_windows, run.counts().errors, run.counts().attempts);
    CHECK(silence <= 20s);
    CHECK(run.lines(log_level::warn) <= 30);
    CHECK(run.lines(log_level::error) == 0);
    // Without faults four wallets are read 4 * 120 times and the windows 16 * 70 times.
    CHECK(of_wallets > 100);
    CHECK(of_windows > 250);
  }
}

TEST_CASE(
    "a host that sends only errors gets ever fewer requests, at last one a minute") {
  std::vector<steady_point> asked;
  virtual_run run{[&](steady_point now) {
                    asked.push_back(now);
                    return attempt_end{100ms, answer_of(502, "<html>")};
                  },
                  1};
  std::size_t answered = 0;
  look_at_window(run, host::gamma, 1, answered);
  run.run(20min);
  CHECK(answered == 0);
  CHECK(run.lines(log_level::warn) == 1);
  REQUIRE(asked.size() > 20);
  CHECK(asked.size() < 50);
  CHECK(asked.back() - *std::prev(asked.end(), 2) >= 60s);
}

/// A captive portal answers every request with its page.
TEST_CASE("a captive portal causes failures that name it, and one line per host") {
  virtual_run run{
      [](steady_point) {
        return attempt_end{50ms, answer_of(200, "<html><title>Hotel login</title>")};
      },
      1};
  std::set<std::string> texts;
  std::function<void(host)> poll = [&](host target) {
    run.request(target, "/markets", "/markets", [&, target](const fetch_result& result) {
      const auto& error = std::get<fetch_error>(result.value);
      CHECK(error.host_paused);
      texts.insert(to_string(error));
      run.schedule(2s, [&, target] { poll(target); });
    });
  };
  poll(host::gamma);
  run.schedule(10s, [&] { poll(host::clob); });
  run.run(60s);
  CHECK(run.notices.at(0).text ==
        "gamma: failing (200: a web page instead of JSON, perhaps of a captive portal: "
        "Hotel login), next try in 1s");
  CHECK(run.notices.at(1).event == "platform-unreachable");
  CHECK(run.notices.size() == 3);
  CHECK(texts.size() <= 4);
  CHECK(texts.count("gamma /markets: error reply 200: failing: a web page instead of "
                    "JSON, perhaps of a captive portal: Hotel login") == 1);
}

/// Field case 7: a 403 page of every host for 60 s and four wallets that poll: 99
/// warnings for 4 requests, since each had another number of seconds. Expected: one line
/// per host about the block and its end time, and one when the host answers again.
TEST_CASE("a block of all hosts for a minute is logged once per host, and its end once") {
  virtual_run run{[](steady_point now) {
                    return attempt_end{
                        50ms, now < scene_start + 60s
                                  ? answer_of(403, "<html><title>403 Forbidden</title>")
                                  : answer_of(200, "[]")};
                  },
                  1};
  std::vector<wallet_tracker> wallets;
  wallet_rules rules;
  rules.dialect = data_dialect::v1;
  for (auto i = 0; i < 4; ++i)
    wallets.emplace_back(
        watched_wallet{std::to_string(i), "0x" + std::string(39, '0') + char('1' + i)},
        rules);
  std::size_t logged = 0;
  std::size_t failures = 0;
  std::set<std::string> texts;
  std::function<void(wallet_tracker&)> current_tick = [&](wallet_tracker& wallet) {
    if (const auto asked = wallet.next_request(run.wall()))
      run.request(host::data, asked->endpoint, asked->path, [&](const auto& result) {
        const auto news = wallet.apply(result, run.wall());
        if (!news.failure)
          return;
        ++failures;
        logged += news.failure->host_away ? 0 : 1;
        texts.insert(news.failure->reason);
      });
    run.schedule(1s, [&] { current_tick(wallet); });
  };
  for (auto& wallet : wallets)
    current_tick(wallet);
  std::size_t answered = 0;
  look_at_window(run, host::gamma, 1, answered);
  look_at_window(run, host::clob, 1, answered);
  run.run(90s);
  CHECK(failures > 90);
  CHECK(logged == 0);
  // The reply itself, and the refusals after it.
  CHECK(texts.size() == 2);
  CHECK(answered > 5);
  CHECK(run.lines(log_level::warn) == 3);
  CHECK(run.lines(log_level::info) == 3);
  CHECK(run.notices.size() == 6);
  CHECK(run.notices.at(0).text == "data: blocked (403 Forbidden), next try in 60s");
  CHECK(run.notices.at(3).text.find(": answers again after 6") != std::string::npos);
}

} // namespace
} // namespace tracker
