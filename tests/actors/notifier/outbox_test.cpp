// SPDX-License-Identifier: MIT
#include "actors/notifier/channels/outbox.hpp"
#include "tests/actors/notifier/notifier_samples.hpp"
#include "tests/support/catch.hpp"

#include <fmt/format.h>
#include <rapidcheck.h>

#include <map>

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

namespace {

const delivery_result accepted{delivery::accepted, std::nullopt, "status 200"};
const delivery_result failing{delivery::retry, std::nullopt, "status 500"};
const delivery_result refused{delivery::refused, std::nullopt, "status 400"};

outbox make_outbox(std::vector<channel_settings> channels = {channel_named("phone")}) {
  std::vector<alert_channel> bits;
  for (const auto& channel : channels)
    bits.push_back({channel.name, static_cast<std::uint32_t>(bits.size()), monday});
  outbox result{std::move(channels), default_rules(), utc()};
  result.assign(bits);
  return result;
}

/// `rule-episode phase` of each notice of each message.
std::vector<std::string> notices_of(const std::vector<outbox_order>& orders) {
  constexpr const char* phases[] = {"begin", "end", "reminder"};
  std::vector<std::string> result;
  for (const auto& order : orders) {
    std::string text;
    for (const auto& one : order.message.notices)
      text += fmt::format("{}{}-{} {}", text.empty() ? "" : ", ", one.alert.key.rule,
                          one.alert.key.episode, phases[static_cast<int>(one.phase)]);
    result.push_back(text);
  }
  return result;
}

/// Sends due messages until none is left, and returns them.
std::vector<std::string> drain(outbox& box, timestamp now) {
  std::vector<std::string> result;
  for (auto orders = box.take_due(now); !orders.empty(); orders = box.take_due(now)) {
    for (const auto& text : notices_of(orders))
      result.push_back(text);
    for (const auto& order : orders)
      box.end(order.channel, accepted, now);
  }
  return result;
}

using texts = std::vector<std::string>;

} // namespace

TEST_CASE("outbox: a begin and an end are sent once each", "[alerts]") {
  auto box = make_outbox();
  const auto alert = alert_of("disk", 1, monday);
  box.put({alert}, false, monday);
  CHECK(drain(box, monday) == texts{"disk-1 begin"});
  CHECK(drain(box, monday + 1h).empty());
  box.put({closed(alert, monday + 2h)}, false, monday + 2h);
  CHECK(drain(box, monday + 2h) == texts{"disk-1 end"});
  CHECK(drain(box, monday + 3h).empty());
  const auto marks = box.take_marks();
  REQUIRE(marks.size() == 2);
  CHECK(marks[0].bits == 1);
  CHECK(marks[1].bits == ((std::uint64_t{1} << sent_end_shift) | 1));
}

TEST_CASE("outbox: an alert that ended before it was sent is one message", "[alerts]") {
  auto box = make_outbox();
  box.put({closed(alert_of("disk", 1, monday), monday + 1s)}, true, monday);
  const auto orders = box.take_due(monday + 2s);
  CHECK(notices_of(orders) == texts{"disk-1 end"});
  CHECK(orders.front().message.notices.front().may_repeat);
  box.end(0, accepted, monday + 2s);
  CHECK(drain(box, monday + 3s).empty());
}

TEST_CASE("outbox: known marks are never sent again", "[alerts]") {
  auto box = make_outbox();
  auto alert = alert_of("disk", 1, monday);
  alert.sent_mask = 1;
  box.put({alert}, true, monday);
  CHECK(drain(box, monday).empty());
  // The ledger's answer may be older than the outbox's own mark.
  alert = alert_of("disk", 2, monday);
  box.put({alert}, false, monday);
  CHECK(drain(box, monday) == texts{"disk-2 begin"});
  box.put({alert}, false, monday);
  CHECK(drain(box, monday).empty());
}

TEST_CASE("outbox: alerts that are silent, low or older than the channel are not sent",
          "[alerts]") {
  auto high = channel_named("phone");
  high.min_severity = alert_severity::high;
  auto box = make_outbox({high});
  auto silent = alert_of("disk", 1, monday);
  silent.state = alert_state::silent;
  auto digest = alert_of("digest", 1, monday, alert_severity::medium);
  digest.state = alert_state::event;
  digest.closed = monday;
  box.put({silent, alert_of("stuck", 1, monday, alert_severity::medium),
           alert_of("books_open", 1, monday - 1ns), digest},
          false, monday);
  CHECK(drain(box, monday) == texts{"digest-1 begin"});
}

TEST_CASE(
    "outbox: failures double the pause up to 5 minutes; the service may ask for more",
    "[alerts]") {
  const std::int64_t expected[] = {1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300};
  std::uint32_t failures = 0;
  for (const auto seconds : expected)
    CHECK(retry_pause(++failures) == std::chrono::seconds{seconds});
  CHECK(retry_pause(4'000'000'000) == 300s);

  auto box = make_outbox();
  box.put({alert_of("disk", 1, monday)}, false, monday);
  CHECK(box.take_due(monday).size() == 1);
  CHECK(box.take_due(monday).empty());
  box.end(0, failing, monday);
  CHECK(box.take_due(monday + 1s - 1ns).empty());
  CHECK(box.take_due(monday + 1s).size() == 1);
  box.end(0, {delivery::retry, 30s, "status 429"}, monday + 1s);
  CHECK(box.take_due(monday + 31s - 1ns).empty());
  CHECK(box.take_due(monday + 31s).size() == 1);
  box.end(0, accepted, monday + 31s);
  CHECK(box.counts().failed == 2);
  CHECK(box.counts().sent == 1);
  const auto samples = box.samples();
  const auto has_count = [&](const char* result, std::uint64_t count) {
    const auto wanted = count_sample("notifications_total", count,
                                     {{"channel", "phone"}, {"result", result}});
    return std::any_of(samples.begin(), samples.end(), [&](const metric_sample& sample) {
      return sample.name == wanted.name && sample.labels == wanted.labels &&
             sample.value == wanted.value;
    });
  };
  CHECK(has_count("sent", 1));
  CHECK(has_count("failed", 2));
  CHECK(has_count("refused", 0));
  const auto news = box.take_news();
  REQUIRE(news.size() == 2);
  CHECK(news[0].is_problem);
  CHECK_FALSE(news[1].is_problem);
}

TEST_CASE("outbox: a refused alert is counted and not sent again; others are sent",
          "[alerts]") {
  auto box = make_outbox();
  box.put({alert_of("disk", 1, monday), alert_of("stuck", 1, monday + 1s)}, false,
          monday);
  CHECK(notices_of(box.take_due(monday)) == texts{"disk-1 begin"});
  box.end(0, refused, monday);
  CHECK(box.counts().refused == 1);
  CHECK(drain(box, monday + 1s) == texts{"stuck-1 begin"});
  CHECK(drain(box, monday + 1h).empty());
}

TEST_CASE("outbox: an ended alert that is not accepted for 24 h is dropped and reported",
          "[alerts]") {
  auto box = make_outbox();
  auto event = alert_of("missed", 1, monday);
  event.state = alert_state::event;
  event.closed = monday;
  box.put({event, alert_of("disk", 1, monday)}, false, monday);
  CHECK(box.take_due(monday + 24h).size() == 1);
  box.end(0, failing, monday + 24h);
  CHECK(drain(box, monday + 25h).empty());
  CHECK(box.counts().dropped == 2);
  const auto news = box.take_news();
  CHECK(news.back().text.find("has not accepted 2 alerts for 24 h") != std::string::npos);
}

TEST_CASE("outbox: more than five openings in a minute are one message", "[alerts]") {
  auto box = make_outbox();
  std::vector<alert_record> alerts;
  for (int i = 1; i <= 7; ++i)
    alerts.push_back(alert_of("stuck", i, monday));
  box.put(alerts, false, monday);
  const auto first = box.take_due(monday);
  REQUIRE(first.size() == 1);
  CHECK(first.front().message.notices.size() == 7);
  CHECK(title_of(first.front().message) == "7 alerts");
  box.end(0, accepted, monday);
  box.put({alert_of("stuck", 8, monday + 10s), alert_of("stuck", 9, monday + 20s)}, false,
          monday + 20s);
  CHECK(box.take_due(monday + 59s).empty());
  CHECK(drain(box, monday + 60s) == texts{"stuck-8 begin, stuck-9 begin"});
}

TEST_CASE("outbox: five openings in a minute are five messages, a sixth waits",
          "[alerts]") {
  auto box = make_outbox();
  for (int i = 1; i <= 5; ++i) {
    box.put({alert_of("stuck", i, monday + i * 1s)}, false, monday + i * 1s);
    CHECK(drain(box, monday + i * 1s).size() == 1);
  }
  box.put({alert_of("stuck", 6, monday + 6s)}, false, monday + 6s);
  CHECK(drain(box, monday + 6s).empty());
  CHECK(drain(box, monday + 61s) == texts{"stuck-6 begin"});
}

TEST_CASE("outbox: quiet hours hold back all but critical alerts", "[alerts]") {
  const quiet_hours night{22h, 7h};
  CHECK(is_quiet(night, monday + 22h, utc()));
  CHECK(is_quiet(night, monday + 3h, utc()));
  CHECK_FALSE(is_quiet(night, monday + 7h, utc()));
  CHECK_FALSE(is_quiet({7h, 9h}, monday + 9h, utc()));
  auto channel = channel_named("phone");
  channel.quiet = night;
  auto box = make_outbox({channel});
  box.put({alert_of("disk", 1, monday + 1h),
           alert_of("books_open", 1, monday + 1h, alert_severity::critical)},
          false, monday + 1h);
  CHECK(drain(box, monday + 1h) == texts{"books_open-1 begin"});
  CHECK(drain(box, monday + 7h) == texts{"disk-1 begin"});
}

TEST_CASE("outbox: reminders come at their interval, none for times before a restart",
          "[alerts]") {
  rule_change remind;
  remind.rule = "disk";
  remind.repeat_after = 1h;
  outbox box{{channel_named("phone")}, effective_rules({remind}), utc()};
  box.assign({{"phone", 0, monday}});
  box.put({alert_of("disk", 1, monday)}, false, monday);
  CHECK(drain(box, monday) == texts{"disk-1 begin"});
  CHECK(drain(box, monday + 1h - 1ns).empty());
  CHECK(drain(box, monday + 1h) == texts{"disk-1 reminder"});
  outbox next{{channel_named("phone")}, effective_rules({remind}), utc()};
  next.assign({{"phone", 0, monday}});
  auto alert = alert_of("disk", 1, monday);
  alert.sent_mask = 1;
  next.put({alert}, true, monday + 5h + 1s);
  CHECK(drain(next, monday + 5h + 1s).empty());
  CHECK(drain(next, monday + 6h) == texts{"disk-1 reminder"});
}

TEST_CASE("outbox: a channel without ends gets begins only", "[alerts]") {
  auto channel = channel_named("phone");
  channel.sends_resolved = false;
  auto box = make_outbox({channel});
  const auto alert = alert_of("disk", 1, monday);
  box.put({closed(alert, monday + 1s)}, false, monday);
  CHECK(drain(box, monday + 1s) == texts{"disk-1 begin"});
  CHECK(drain(box, monday + 1h).empty());
}

TEST_CASE("outbox: Alertmanager gets firing alerts each minute, and their end",
          "[alerts]") {
  auto box = make_outbox({channel_named("am", channel_kind::alertmanager)});
  const auto send = [&](timestamp now) {
    const auto orders = box.take_due(now);
    if (orders.empty())
      return std::string{"nothing"};
    std::string text;
    for (const auto& alert : orders.front().alerts)
      text += fmt::format("{} {};", alert.key.episode, to_string(alert.state));
    box.end(0, accepted, now);
    return text;
  };
  CHECK(send(monday).empty());
  CHECK(send(monday + 1s) == "nothing");
  const auto alert = alert_of("disk", 1, monday + 2s);
  box.put({alert}, false, monday + 2s);
  CHECK(send(monday + 2s) == "1 firing;");
  CHECK(send(monday + 61s) == "nothing");
  CHECK(send(monday + 62s) == "1 firing;");
  box.put({closed(alert, monday + 63s)}, false, monday + 63s);
  CHECK(send(monday + 63s) == "1 resolved;");
  CHECK(send(monday + 123s) == "1 resolved;");
  CHECK(send(monday + 10min).empty());
}

// Channels that accept, fail and refuse at random, and a kill at any step: before the
// commit of the marks, after a message was accepted, or between messages.
TEST_CASE("outbox: with kills at any step no alert is lost, and a repeat is marked",
          "[alerts]") {
  CHECK(rc::check([] {
    std::map<alert_key, alert_record> stored;
    // A message that the service has received: key, phase, and whether it is marked as a
    // repeat.
    std::map<std::pair<alert_key, alert_phase>, int> unmarked;
    std::map<std::pair<alert_key, alert_phase>, int> received;
    auto box = make_outbox();
    auto now = monday;
    std::int64_t episode = 0;
    const auto store_marks = [&] {
      for (const auto& mark : box.take_marks())
        stored[mark.key].sent_mask |= mark.bits;
    };
    const auto restart = [&] {
      box = make_outbox();
      std::vector<alert_record> all;
      for (const auto& [key, alert] : stored)
        all.push_back(alert);
      box.put(all, true, now);
    };
    const auto receive = [&](const outbox_order& order) {
      for (const auto& one : order.message.notices) {
        ++received[{one.alert.key, one.phase}];
        if (!one.may_repeat)
          ++unmarked[{one.alert.key, one.phase}];
      }
    };
    const auto steps = *rc::gen::inRange(1, 80);
    for (int step = 0; step < steps; ++step) {
      now += std::chrono::seconds{*rc::gen::inRange(0, 30)};
      switch (*rc::gen::inRange(0, 6)) {
      case 0: {
        const auto alert = alert_of("disk", ++episode, now);
        stored[alert.key] = alert;
        box.put({alert}, false, now);
        break;
      }
      case 1:
        if (episode > 0 &&
            stored[{"disk", "main", episode}].state == alert_state::firing) {
          auto& alert = stored[{"disk", "main", episode}];
          alert = closed(alert, now);
          box.put({alert}, false, now);
        }
        break;
      case 2:
        store_marks();
        break;
      case 3:
        restart();
        break;
      default:
        for (const auto& order : box.take_due(now)) {
          const auto fate = *rc::gen::inRange(0, 4);
          if (fate == 3) {
            box.end(order.channel, failing, now);
            continue;
          }
          receive(order);
          if (fate == 2) // accepted, and killed before the reply was read
            restart();
          else
            box.end(order.channel, accepted, now);
          break;
        }
      }
    }
    // The rest of the run accepts every message.
    for (int i = 0; i < 40; ++i) {
      now += 10min;
      for (const auto& order : box.take_due(now)) {
        receive(order);
        box.end(order.channel, accepted, now);
      }
      store_marks();
    }
    for (const auto& [key, alert] : stored) {
      const bool began = received.contains({key, alert_phase::begin});
      const bool ended = received.contains({key, alert_phase::end});
      RC_ASSERT(began || ended);
      RC_ASSERT(ended == (alert.state == alert_state::resolved));
    }
    for (const auto& [key, count] : unmarked)
      RC_ASSERT(count == 1);
  }));
}
