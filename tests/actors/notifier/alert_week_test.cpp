// SPDX-License-Identifier: MIT
// A simulated week with planted events: desk and outbox together, minute by minute.
#include "actors/notifier/channels/outbox.hpp"
#include "actors/notifier/episodes/alert_desk.hpp"
#include "tests/actors/ledger/days/proof_samples.hpp"
#include "tests/actors/notifier/notifier_samples.hpp"
#include "tests/support/catch.hpp"

#include <fmt/format.h>

#include <functional>
#include <map>

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

namespace {

/// Ledger, notifier and a channel that accepts everything.
class simulated_week {
public:
  simulated_week() { box_.assign({{"phone", 0, monday}}); }

  void book(const grade& graded) {
    auto& known = grades_[graded.window.slug];
    desk_.book(known, graded, now_);
    known = graded;
    take(desk_.advance(now_));
  }
  void cover(timestamp end, coverage_kind coverage) {
    desk_.book(coverage_of(end, coverage));
    take(desk_.advance(now_));
  }
  /// Sets the measurements of the notifier from now on.
  void set_hosts(std::vector<host_outage> hosts) { hosts_ = std::move(hosts); }
  /// Records that the day before was compared with the platform.
  void prove(const day_proof& proof) { desk_.book(proof); }
  void fill() { desk_.book_fill(alert_wallet, now_); }

  /// Runs until `time` in steps of a minute.
  void run_to(timestamp time) {
    while (now_ < time) {
      now_ += 1min;
      take(desk_.advance(now_, read_hosts(hosts_)));
      take(desk_.advance(now_));
    }
  }

  const std::vector<std::string>& messages() const { return messages_; }
  timestamp now() const { return now_; }

private:
  void take(const std::vector<alert_record>& alerts) {
    box_.put(alerts, false, now_);
    for (const auto& order : box_.take_due(now_)) {
      const auto minute = (now_ - monday) / 1min;
      messages_.push_back(fmt::format("{} {:02}:{:02} {}: {}", minute / 1440 + 1,
                                      minute / 60 % 24, minute % 60,
                                      title_of(order.message), text_of(order.message)));
      box_.end(order.channel, {delivery::accepted, std::nullopt, ""}, now_);
    }
  }

  alert_desk desk_{{default_rules(), &utc(), digest_period::daily, 21h, false}};
  outbox box_{{channel_named("phone")}, default_rules(), utc()};
  timestamp now_ = monday;
  std::map<std::string, std::optional<grade>> grades_;
  std::vector<host_outage> hosts_{
      {host::gamma, true, 0s}, {host::data, true, 0s}, {host::clob, true, 0s}};
  std::vector<std::string> messages_;
};

} // namespace

TEST_CASE("alerts: a week with planted events sends exactly the expected messages",
          "[alerts]") {
  simulated_week week;
  std::map<timestamp, std::function<void()>> events;
  // Each quarter of an hour has a fill and a window that earns 10 cents.
  for (timestamp end = monday + 15min; end <= monday + 24h * 7; end += 15min)
    events[end] = [&week, end] {
      week.fill();
      week.cover(end, coverage_kind::watched);
      week.book(grade_of(end, 100'000));
    };
  // Day 1: five losses in a row, then wins.
  for (int i = 0; i < 5; ++i) {
    const auto end = monday + 10h + i * 15min;
    events[end] = [&week, end] {
      week.fill();
      week.cover(end, coverage_kind::watched);
      week.book(grade_of(end, -dollar));
    };
  }
  // Day 2: one large loss fires the alerts of the day's loss and of the drawdown; both
  // end.
  const auto large = monday + 24h + 8h;
  events[large] = [&week, large] {
    week.fill();
    week.cover(large, coverage_kind::watched);
    week.book(grade_of(large, -31 * dollar));
  };
  const auto back = monday + 24h + 9h;
  events[back] = [&week, back] {
    week.fill();
    week.cover(back, coverage_kind::watched);
    week.book(grade_of(back, 31 * dollar));
  };
  // Day 3: a lopsided pair, a window without a winner for two hours, a missed window.
  const auto pair = monday + 48h + 6h;
  events[pair] = [&week, pair] {
    auto graded = grade_of(pair, 100'000);
    graded.figures.arb.result = trade_result::lopsided;
    graded.figures.one_sided.cost = usdc::from_micros(6 * dollar);
    week.fill();
    week.cover(pair, coverage_kind::watched);
    week.book(graded);
  };
  const auto stuck = monday + 48h + 8h;
  events[stuck] = [&week, stuck] {
    week.fill();
    week.cover(stuck, coverage_kind::watched);
    week.book(grade_of(stuck, 0, grade_status::pending));
  };
  events[stuck + 2h + 1min] = [&week, stuck] { week.book(grade_of(stuck, 100'000)); };
  // The tracker was suspended while a window was open.
  const auto missed = monday + 48h + 12h;
  events[missed] = [&week] { week.fill(); };
  events[missed + 15min] = [&week, missed] {
    week.fill();
    week.book(grade_of(missed, 0, grade_status::pending));
  };
  events[missed + 15min + 1s] = [&week, missed] {
    week.book(grade_of(missed, 100'000));
    week.cover(missed, coverage_kind::backfilled);
    week.cover(missed + 15min, coverage_kind::watched);
    week.book(grade_of(missed + 15min, 100'000));
  };
  // Day 4: all hosts are down for two hours, one of them for half an hour longer.
  events[monday + 72h + 10h + 1s] = [&week] {
    week.set_hosts(
        {{host::gamma, true, 1s}, {host::data, true, 1s}, {host::clob, true, 1s}});
  };
  events[monday + 72h + 12h + 1s] = [&week] {
    week.set_hosts(
        {{host::gamma, true, 0s}, {host::data, true, 2h}, {host::clob, true, 0s}});
  };
  events[monday + 72h + 12h + 30min + 1s] = [&week] {
    week.set_hosts(
        {{host::gamma, true, 0s}, {host::data, true, 0s}, {host::clob, true, 0s}});
  };
  // Day 5: a final grade changes. Day 6: the proof of day 5 differs for two hours, and is
  // open in between.
  const auto amended = monday + 96h + 6h;
  events[amended + 1h + 1min] = [&week, amended] {
    week.book(grade_of(amended, 90'000, grade_status::amended));
  };
  events[monday + 120h + 10h + 1s] = [&week] {
    week.prove(proven_day(alert_wallet, monday + 72h));
    week.prove(different_day(alert_wallet, monday + 96h, 20'000));
  };
  events[monday + 120h + 11h + 30min + 1s] = [&week] {
    week.prove(open_day(alert_wallet, monday + 96h));
  };
  events[monday + 120h + 12h + 1s] = [&week] {
    week.prove(proven_day(alert_wallet, monday + 96h));
  };

  for (const auto& [time, event] : events) {
    week.run_to(time);
    event();
  }
  week.run_to(monday + 24h * 7);
  // The expected messages: day, time, title, text.
  const std::vector<std::string> expected{
      "1 11:00 Losing streak: main: 5 windows lost in a row (since 2026-11-23T11:00:00Z) "
      "#losing_streak-1",
      "1 11:15 Losing streak: resolved: was: main: 5 windows lost in a row (from "
      "2026-11-23T11:00:00Z to 2026-11-23T11:15:00Z) #losing_streak-1",
      "1 21:00 Digest: Today +$2.80 (78 W 5 L, 94.0%) · open 0 · fees $0.00 rebates "
      "$0.00 · 83 of 83 watched · proof not available #digest-1",
      "2 08:00 Drawdown: the P/L is $31.00 below its peak of 7 days, the limit $30.00 "
      "(since 2026-11-24T08:00:00Z) #drawdown-1",
      "2 08:01 Loss of the day: today's P/L is -$27.90, the limit -$20.00 (since "
      "2026-11-24T08:00:00Z) #loss_day-1",
      "2 09:00 Drawdown: resolved: was: the P/L is $31.00 below its peak of 7 days, the "
      "limit $30.00 (from 2026-11-24T08:00:00Z to 2026-11-24T09:00:00Z) #drawdown-1",
      "2 09:01 Loss of the day: resolved: was: today's P/L is -$27.90, the limit -$20.00 "
      "(from 2026-11-24T08:00:00Z to 2026-11-24T09:00:00Z) #loss_day-1",
      "2 21:00 Digest: Today +$8.10 (82 W 1 L, 98.8%) · open 0 · fees $0.00 rebates "
      "$0.00 · 83 of 83 watched · proof not available #digest-1",
      "3 06:00 Lopsided pair: btc-updown-15m-1795585500 main: $6.00 in one side of a "
      "pair, P/L +$0.10 #lopsided-1",
      "3 09:00 No winner: btc-updown-15m-1795592700: no winner 60 min after its end "
      "(since 2026-11-25T09:00:00Z) #stuck-1",
      "3 10:01 No winner: resolved: was: btc-updown-15m-1795592700: no winner 60 min "
      "after its end (from 2026-11-25T09:00:00Z to 2026-11-25T10:01:00Z) #stuck-1",
      "3 12:15 Window missed: btc-updown-15m-1795607100: not watched: the tracker did "
      "not run, or was suspended #missed-1",
      "3 21:00 Digest: Today +$8.30 (83 W 0 L, 100.0%) · open 0 · fees $0.00 rebates "
      "$0.00 · 82 of 83 watched · proof not available #digest-1",
      "4 10:04 Platform unreachable: no host of the platform answers (since "
      "2026-11-26T10:04:00Z) #platform_unreachable-1",
      "4 12:03 Platform unreachable: resolved: was: no host of the platform answers "
      "(from 2026-11-26T10:04:00Z to 2026-11-26T12:03:00Z) #platform_unreachable-1",
      "4 12:04 Source stale: data does not answer (since 2026-11-26T12:04:00Z) "
      "#stale_source-1",
      "4 12:33 Source stale: resolved: was: data does not answer (from "
      "2026-11-26T12:04:00Z to 2026-11-26T12:33:00Z) #stale_source-1",
      "4 21:00 Digest: Today +$8.30 (83 W 0 L, 100.0%) · open 0 · fees $0.00 rebates "
      "$0.00 · 83 of 83 watched · proof not available #digest-1",
      "5 07:01 Final grade changed: btc-updown-15m-1795758300 main: the final P/L was "
      "+$0.10 and is +$0.09 #amended-1",
      "5 21:00 Digest: Today +$8.29 (83 W 0 L, 100.0%) · open 0 · fees $0.00 rebates "
      "$0.00 · 83 of 83 watched · proof not available #digest-1",
      "6 11:02 Platform disagrees: main: the platform's own figures: differs by $0.02 "
      "since 2026-11-27, 1 day proven (since 2026-11-28T11:02:00Z) #reconcile-1",
      "6 12:02 Platform disagrees: resolved: was: main: the platform's own figures: "
      "differs by $0.02 since 2026-11-27, 1 day proven (from 2026-11-28T11:02:00Z to "
      "2026-11-28T12:02:00Z) #reconcile-1",
      "6 21:00 Digest: Today +$8.30 (83 W 0 L, 100.0%) · open 0 · fees $0.00 rebates "
      "$0.00 · 83 of 83 watched · proof difference $0.00, 2 days proven #digest-1",
      "7 21:00 Digest: Today +$8.30 (83 W 0 L, 100.0%) · open 0 · fees $0.00 rebates "
      "$0.00 · 83 of 83 watched · proof difference $0.00, 2 days proven #digest-1",
  };
  CHECK(week.messages() == expected);
}
