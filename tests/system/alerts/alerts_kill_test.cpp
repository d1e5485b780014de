// SPDX-License-Identifier: MIT
// kill -9 at every step of an alert: before it is on disk, on disk and not sent, sent and
// not answered, answered and not marked, marked; and the same for its end.
#include "tests/support/catch.hpp"
#include "tests/system/alerts/alert_service.hpp"

#include <fmt/format.h>

#include <array>
#include <atomic>
#include <condition_variable>
#include <random>
#include <set>

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

/// When the tracker is killed.
enum class kill_moment : std::uint8_t {
  /// At any time.
  random,
  /// When the ledger has a new alert, or the end of one.
  stored,
  /// When a message has arrived and is not answered.
  arrived,
  /// Shortly after the answer.
  answered,
};

/// The state of an alert's begin or end at a kill.
enum class life_step : std::uint8_t { unsent, unmarked, marked };

/// Key and status of a message's alert.
using message_key = std::pair<std::string, std::string>;

/// One alert in a message.
struct receipt {
  message_key key;
  int life = 0;
  bool may_repeat = false;
};

struct kill_counts {
  int kills = 0;
  int alerts = 0;
  int receipts = 0;
  int repeats = 0;
  /// Kills at which a begin or an end was at this step.
  std::map<std::pair<std::string, life_step>, int> steps;
  std::vector<std::string> faults;

  void add(const kill_counts& other) {
    kills += other.kills;
    alerts += other.alerts;
    receipts += other.receipts;
    repeats += other.repeats;
    for (const auto& [step, count] : other.steps)
      steps[step] += count;
    faults.insert(faults.end(), other.faults.begin(), other.faults.end());
  }
  int kills_at(const char* status, life_step step) const {
    const auto found = steps.find({status, step});
    return found == steps.end() ? 0 : found->second;
  }
};

constexpr const char* firing = "firing";
constexpr const char* resolved = "resolved";

/// A tracker whose alerts open and close all the time (every window is stuck a second
/// after its end) and the service that it sends them to. It runs on a thread of its own,
/// where Catch's macros must not be used.
class killed_tracker {
public:
  explicit killed_tracker(std::uint64_t seed) : random_{seed} {}

  kill_counts run(int lives) {
    if (!tracker_.wait_for("NEW WINDOW", 300s)) {
      counts_.faults.emplace_back("the tracker does not start");
      return counts_;
    }
    for (life_ = 0; life_ < lives; ++life_) {
      wait_for(static_cast<kill_moment>(life_ % 4));
      tracker_.kill();
      release();
      ++counts_.kills;
      read_ledger();
      tracker_.start_again();
    }
    finish();
    check_messages();
    return counts_;
  }

private:
  run_options options() const {
    // Four windows begin at once.
    return with_alerts(
        {webhook_channel(service_), "tracker.grade-delay=1500ms",
         R"(alerts.rules=[{ name = "stuck", limit = 1s }])"},
        {"btc-updown-15m", "eth-updown-15m", "sol-updown-15m", "xrp-updown-15m"});
  }

  void handle(const std::string& body) {
    std::unique_lock lock{mutex_};
    const auto parsed = json::parse(body);
    for (const auto& alert : parsed["alerts"])
      if (alert["labels"]["alertname"] == "Stuck")
        receipts_.push_back({{alert["fingerprint"], alert["status"]},
                             life_,
                             alert["annotations"].contains("may_repeat")});
    ++arrivals_;
    changed_.notify_all();
    // The answer waits for the kill.
    changed_.wait_for(lock, 20s, [this] { return !is_holding_; });
  }

  void release() {
    const std::lock_guard lock{mutex_};
    is_holding_ = false;
    changed_.notify_all();
  }

  void wait_for(kill_moment moment) {
    const auto pause = [this](int shortest, int longest) {
      std::this_thread::sleep_for(std::chrono::milliseconds{
          std::uniform_int_distribution{shortest, longest}(random_)});
    };
    switch (moment) {
    case kill_moment::random:
      return pause(20, 1500);
    case kill_moment::stored: {
      const auto last = fingerprint();
      for (int i = 0; i < 2000 && fingerprint() == last; ++i)
        std::this_thread::sleep_for(2ms);
      return;
    }
    case kill_moment::arrived:
    case kill_moment::answered: {
      std::unique_lock lock{mutex_};
      is_holding_ = moment == kill_moment::arrived;
      const auto last = arrivals_;
      changed_.wait_for(lock, 6s, [&] { return arrivals_ > last; });
      lock.unlock();
      if (moment == kill_moment::answered)
        pause(0, 40);
      return;
    }
    }
  }

  std::map<std::string, stored_alert> stored() const {
    return alerts_of(tracker_.ledger_file(), "stuck");
  }

  /// A value that changes with each begin and each end.
  std::pair<std::size_t, std::ptrdiff_t> fingerprint() const {
    const auto all = stored();
    return {all.size(), std::count_if(all.begin(), all.end(), [](const auto& alert) {
              return alert.second.state == 1;
            })};
  }

  static bool has_bit(std::uint64_t mask, const std::string& status) {
    // The first channel's bits.
    return (mask & (status == firing ? 1 : std::uint64_t{1} << 32)) != 0;
  }

  /// Records the messages marked as sent at this kill, and the steps that the kill hit.
  void read_ledger() {
    const auto all = stored();
    const std::lock_guard lock{mutex_};
    std::set<message_key> received;
    for (const auto& one : receipts_)
      received.insert(one.key);
    std::set<std::pair<std::string, life_step>> hit;
    auto& marked = marked_.emplace_back();
    for (const auto& [key, alert] : all)
      for (const auto* status : {firing, resolved}) {
        if (status == resolved && alert.state == 0)
          continue;
        const message_key message{key, status};
        const bool is_marked = has_bit(alert.sent_mask, status);
        if (is_marked)
          marked.insert(message);
        if (finished_.contains(message))
          continue;
        hit.emplace(status, is_marked                    ? life_step::marked
                            : received.contains(message) ? life_step::unmarked
                                                         : life_step::unsent);
        if (is_marked)
          finished_.insert(message);
      }
    // A message is sent after the commit of its alert.
    for (const auto& one : receipts_)
      if (!all.contains(one.key.first))
        counts_.faults.push_back(one.key.first + " was sent before it was on disk");
    for (const auto& step : hit)
      ++counts_.steps[step];
  }

  /// Disables the rule, so that open alerts end, and waits until all messages are sent.
  void finish() {
    tracker_.kill();
    read_ledger();
    ++life_;
    auto invocation = tracker_.invocation();
    for (auto& argument : invocation.arguments)
      if (argument.starts_with("--alerts.rules="))
        argument = R"(--alerts.rules=[{ name = "stuck", enabled = false }])";
    // Each restart sends one of the messages that the storm limit holds back.
    for (int i = 0; i < 200 && unsent() > 0; ++i) {
      const auto last = unsent();
      process tracker{invocation};
      for (int j = 0; j < 150 && unsent() >= last; ++j)
        std::this_thread::sleep_for(100ms);
      tracker.signal(SIGTERM);
      tracker.wait(20s);
      ++life_;
      read_ledger();
    }
  }

  /// The number of alerts that fire or that have an unmarked message.
  std::ptrdiff_t unsent() const {
    const auto all = stored();
    return std::count_if(all.begin(), all.end(), [](const auto& item) {
      return item.second.state != 1 || !has_bit(item.second.sent_mask, firing) ||
             !has_bit(item.second.sent_mask, resolved);
    });
  }

  void check_messages() {
    const auto all = stored();
    const std::lock_guard lock{mutex_};
    counts_.alerts = static_cast<int>(all.size());
    counts_.receipts = static_cast<int>(receipts_.size());
    std::map<message_key, std::vector<receipt>> by_key;
    for (const auto& one : receipts_)
      by_key[one.key].push_back(one);
    for (const auto& [key, alert] : all) {
      // A begin that was not sent before the end is one message with both.
      if (!by_key.contains({key, resolved}))
        counts_.faults.push_back(
            fmt::format("{}: its end never arrived (state {}, mask {:x})", key,
                        alert.state, alert.sent_mask));
    }
    for (const auto& [key, list] : by_key)
      for (std::size_t i = 1; i < list.size(); ++i) {
        ++counts_.repeats;
        const auto name = fmt::format("{} {}", key.first, key.second);
        if (list[i].life == list[i - 1].life)
          counts_.faults.push_back(name + ": twice in one run");
        if (!list[i].may_repeat)
          counts_.faults.push_back(name + ": a repeat that is not marked");
        // A repeat is allowed only when the kill came between sending and marking.
        const auto last_kill = static_cast<std::size_t>(list[i].life - 1);
        if (last_kill < marked_.size() && marked_[last_kill].contains(key))
          counts_.faults.push_back(name + ": sent again although it was marked");
      }
  }

  std::mt19937_64 random_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool is_holding_ = false;
  std::size_t arrivals_ = 0;
  std::vector<receipt> receipts_;
  std::atomic<int> life_ = 0;
  /// By kill: the messages that the ledger has marked as sent.
  std::vector<std::set<message_key>> marked_;
  /// Marked at an earlier kill.
  std::set<message_key> finished_;
  kill_counts counts_;
  service_double service_{[this](std::size_t number, httplib::Response&) {
    handle(service_.requests()[number - 1].body);
  }};
  tracker_run tracker_{options()};
};

/// Distributes `kills` over trackers that run at the same time.
kill_counts kill_at_every_step(int trackers, int kills, std::uint64_t seed) {
  std::vector<kill_counts> results(static_cast<std::size_t>(trackers));
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < results.size(); ++i)
    threads.emplace_back([&results, i, seed, share = kills / trackers] {
      try {
        killed_tracker tracker{seed + i};
        results[i] = tracker.run(share);
      } catch (const std::exception& error) {
        results[i].faults.emplace_back(error.what());
      }
    });
  kill_counts sum;
  for (std::size_t i = 0; i < results.size(); ++i) {
    threads[i].join();
    sum.add(results[i]);
  }
  return sum;
}

void check_counts(const kill_counts& counts, int kills) {
  const auto text = fmt::format(
      "{} kills, {} alerts, {} receipts, {} repeats; kills with a begin unsent, "
      "unmarked, marked: {}, {}, {}; with an end: {}, {}, {}",
      counts.kills, counts.alerts, counts.receipts, counts.repeats,
      counts.kills_at(firing, life_step::unsent),
      counts.kills_at(firing, life_step::unmarked),
      counts.kills_at(firing, life_step::marked),
      counts.kills_at(resolved, life_step::unsent),
      counts.kills_at(resolved, life_step::unmarked),
      counts.kills_at(resolved, life_step::marked));
  if (kills >= 100)
    WARN(text);
  INFO(text);
  CHECK(counts.faults == std::vector<std::string>{});
  CHECK(counts.kills == kills);
  CHECK(counts.alerts > 0);
  // Each step was hit by a kill: not sent, not marked, marked.
  for (const auto step : {life_step::unsent, life_step::unmarked, life_step::marked})
    CHECK(counts.kills_at(firing, step) + counts.kills_at(resolved, step) > 0);
}

} // namespace

TEST_CASE("alerts: kill -9 at every step: none lost, repeats allowed and marked",
          "[alerts]") {
  check_counts(kill_at_every_step(1, 12, 20261129), 12);
}

TEST_CASE("long: alerts: 500 times kill -9 at every step of an alert", "[.long]") {
  check_counts(kill_at_every_step(4, 500, std::random_device{}()), 500);
}
