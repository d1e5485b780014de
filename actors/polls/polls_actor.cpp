// SPDX-License-Identifier: MIT
#include "actors/polls/polls_actor.hpp"

#include "actors/polling/crash_reason.hpp"

#include <fmt/format.h>

#include <caf/actor_system.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace tracker {

namespace {

using namespace std::chrono_literals;

/// A reading is late when it is older than this number of rounds of equal turns; idle
/// wallets are read after two rounds.
constexpr int late_rounds = 3;
/// The least age of a late reading.
constexpr timespan least_late = 60s;

class polls_shell : public polls_actor::base {
public:
  polls_shell(caf::actor_config& config, polls_options options, log_port log)
      : polls_actor::base{config}
      , options_{options}
      , turns_{options_.rules}
      , log_{std::move(log)} {}

  const char* name() const override { return "polls"; }

  behavior_type make_behavior() override {
    keep_crash_reason(*this);
    return {
        [this](const tick& current_tick) { return handle(current_tick); },
        [this](const use_wallet_actors& change) { set_wallets(change); },
        [this](const shutdown&) {
          ++handled_;
          log_.essential("drained",
                         fmt::format("drained: {} messages handled", handled_));
          quit();
          return drained{handled_};
        },
        [this](const status_request&) {
          ++handled_;
          return report();
        },
    };
  }

private:
  tick_handled handle(const tick& current_tick) {
    const tick_handled result{current_tick.sequence, clock().now()};
    ++handled_;
    now_ = current_tick.now;
    for (const auto& address : turns_.begin_turns(clock().now()))
      begin_turn(address);
    return result;
  }

  void set_wallets(const use_wallet_actors& change) {
    ++handled_;
    wallets_.clear();
    std::vector<std::string> addresses;
    if (change.wallets.size() > options_.most_without_turns)
      for (const auto& [wallet, actor] : change.wallets)
        if (actor) {
          addresses.push_back(wallet.address);
          wallets_.emplace(wallet.address, actor);
        }
    turns_.set_wallets(addresses, clock().now());
    is_first_round_noted_ = is_first_round_noted_ && turns_unread() == 0;
  }

  std::size_t turns_unread() const { return turns_.summarize(clock().now()).unread; }

  void begin_turn(const std::string& address) {
    const auto end = [this, address](const std::optional<poll_turn_end>& answer) {
      ++handled_;
      turns_.end_turn(address, answer, clock().now());
      if (answer && answer->is_complete)
        note_first_round();
    };
    request(wallets_.at(address), caf::infinite, poll_turn{now_})
        .then([end](const poll_turn_end& answer) { end(answer); },
              // The wallet actor has ended; its successor is told in `use_wallet_actors`.
              [end](const caf::error&) { end(std::nullopt); });
  }

  /// Logs once that every wallet has been read.
  void note_first_round() {
    if (is_first_round_noted_)
      return;
    const auto summary = turns_.summarize(clock().now());
    if (summary.unread > 0)
      return;
    is_first_round_noted_ = true;
    log_.info("activity-read", fmt::format("the activity of all {} wallets is read, {}",
                                           summary.wallets, describe(summary)));
  }

  static std::string describe(const turn_summary& summary) {
    const auto seconds = [](timespan span) {
      return std::chrono::ceil<std::chrono::seconds>(span).count();
    };
    return fmt::format("{} active every {} s, {} idle every {} s", summary.active,
                       seconds(summary.intervals.active),
                       summary.wallets - summary.active, seconds(summary.intervals.idle));
  }

  actor_status report() const {
    const auto summary = turns_.summarize(clock().now());
    actor_status result;
    if (summary.wallets == 0) {
      result.summary = "each wallet is read on its own";
      return result;
    }
    result.held = summary.open;
    result.summary = fmt::format("{} wallets: {}; {} turns open", summary.wallets,
                                 describe(summary), summary.open);
    result.checks.push_back(check(summary));
    const auto& age = result.checks.front().age;
    if (summary.unread > 0)
      result.summary += fmt::format(", {} not read yet", summary.unread);
    else
      result.summary += fmt::format(", oldest reading {} s ago", age / 1s);
    return result;
  }

  health_check check(const turn_summary& summary) const {
    health_check result;
    result.name = "activity of all wallets";
    if (summary.unread > 0) {
      result.status = health_status::fail;
      result.detail = fmt::format("{} of {} wallets are not read yet", summary.unread,
                                  summary.wallets);
      return result;
    }
    result.age = summary.oldest_reading.value_or(timespan{0});
    const auto round = budget_of_poll(options_.rules.request_interval) *
                       static_cast<timespan::rep>(summary.wallets);
    if (result.age > std::max<timespan>(least_late, late_rounds * round)) {
      result.status = health_status::fail;
      result.detail = fmt::format("a wallet is not read for {} s, planned are up to {} s",
                                  result.age / 1s, summary.intervals.idle / 1s);
    }
    return result;
  }

  polls_options options_;
  poll_turns turns_;
  log_port log_;
  std::unordered_map<std::string, wallet_actor> wallets_;
  timestamp now_{};
  std::uint64_t handled_ = 0;
  bool is_first_round_noted_ = false;
};

} // namespace

polls_actor spawn_polls(caf::actor_system& system, polls_options options, log_port log) {
  return system.spawn<polls_shell>(options, std::move(log));
}

} // namespace tracker
