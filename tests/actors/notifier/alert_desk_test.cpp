// SPDX-License-Identifier: MIT
// Events that the desk detects: missed windows and lopsided pairs.
#include "actors/notifier/episodes/alert_desk.hpp"
#include "tests/actors/notifier/notifier_samples.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <iterator>

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

namespace {

alert_desk make_desk() {
  return alert_desk{{default_rules(), &utc(), digest_period::never, 0h, false}};
}

/// The alerts of a rule.
std::vector<alert_record> alerts_of(const std::string& rule,
                                    const std::vector<alert_record>& alerts) {
  std::vector<alert_record> result;
  std::copy_if(alerts.begin(), alerts.end(), std::back_inserter(result),
               [&](const alert_record& alert) { return alert.key.rule == rule; });
  return result;
}

/// `rule: summary` of each alert.
std::vector<std::string> texts_of(const std::vector<alert_record>& alerts) {
  std::vector<std::string> result;
  for (const auto& alert : alerts)
    result.push_back(alert.key.rule + ": " + alert.summary);
  return result;
}

/// A grade of an open window with $6 on one side of a pair.
grade lopsided_grade(timestamp end) {
  auto result = grade_of(end, -dollar, grade_status::pending);
  result.figures.arb.result = trade_result::lopsided;
  result.figures.one_sided.cost = usdc::from_micros(6 * dollar);
  return result;
}

grade paired_grade(timestamp end) {
  auto result = lopsided_grade(end);
  result.figures.arb.result = trade_result::paired;
  result.figures.one_sided.cost = usdc{};
  return result;
}

using texts = std::vector<std::string>;

} // namespace

TEST_CASE("alert desk: a window that was not watched is missed", "[alerts]") {
  auto desk = make_desk();
  const auto end = monday + 1h;
  desk.book(std::nullopt, grade_of(end, 0, grade_status::pending), end + 2min);
  const auto alerts = desk.advance(end + 2min);
  REQUIRE(alerts.size() == 1);
  CHECK(alerts[0].key.rule == "missed");
  CHECK(alerts[0].key.subject == window_ending(end).slug);
  CHECK(alerts[0].state == alert_state::event);
  // Neither its winner, nor a second wallet, nor its record as missed repeats the event.
  desk.book(grade_of(end, 0, grade_status::pending), grade_of(end, 0), end + 3min);
  auto other = grade_of(end, 0, grade_status::pending);
  other.wallet = {"other", "0x00000000000000000000000000000000000000aa"};
  desk.book(std::nullopt, other, end + 3min);
  desk.book(coverage_of(end, coverage_kind::missed));
  CHECK(texts_of(desk.advance(end + 3min)).empty());
}

TEST_CASE("alert desk: a watched window is not missed, also when it is graded late",
          "[alerts]") {
  auto desk = make_desk();
  const auto end = monday + 1h;
  desk.book(coverage_of(end, coverage_kind::watched));
  // The grade of a wallet that was added after the window.
  desk.book(std::nullopt, grade_of(end, 0, grade_status::pending), end + 2min);
  // An open window.
  desk.book(std::nullopt, grade_of(end + 15min, 0, grade_status::pending), end + 2min);
  CHECK(texts_of(desk.advance(end + 2min)).empty());
}

TEST_CASE("alert desk: windows missed in a row are one event for each series",
          "[alerts]") {
  auto desk = make_desk();
  const auto now = monday + 3h;
  for (const auto end : {monday + 2h, monday + 1h, monday + 90min})
    desk.book(std::nullopt, grade_of(end, 0, grade_status::pending), now);
  CHECK(texts_of(alerts_of("missed", desk.advance(now))) ==
        texts{"missed: btc-updown-15m: 3 windows not watched, 2026-11-23T00:45:00Z to "
              "2026-11-23T02:00:00Z: the tracker did not run, or was suspended"});
  // Windows that ended more than a day ago, as after a week without the tracker, are
  // recorded without an alert.
  desk.book(std::nullopt, grade_of(monday + 4h, 0, grade_status::pending), now + 48h);
  const auto old = alerts_of("missed", desk.advance(now + 48h));
  REQUIRE(old.size() == 1);
  CHECK(old[0].state == alert_state::silent);
}

TEST_CASE("alert desk: a lopsided pair is judged 30 s before the end", "[alerts]") {
  auto desk = make_desk();
  const auto end = monday + 1h;
  desk.book(coverage_of(end, coverage_kind::watched));
  desk.book(std::nullopt, lopsided_grade(end), end - 10min);
  CHECK(desk.advance(end - 10min).empty());
  CHECK(desk.advance(end - 31s).empty());
  // The pause since the last check is shorter than usual.
  CHECK(texts_of(desk.advance(end - 30s)) ==
        texts{"lopsided: " + window_ending(end).slug +
              " main: $6.00 in one side of a pair, no winner yet"});
  auto graded = lopsided_grade(end);
  graded.status = grade_status::final;
  graded.winner = settlement::up;
  desk.book(lopsided_grade(end), graded, end + 20s);
  CHECK(texts_of(desk.advance(end + 20s)).empty());
}

TEST_CASE("alert desk: a pair that is completed in time is not lopsided", "[alerts]") {
  auto desk = make_desk();
  const auto end = monday + 1h;
  desk.book(coverage_of(end, coverage_kind::watched));
  desk.book(std::nullopt, lopsided_grade(end), end - 10min);
  desk.book(lopsided_grade(end), paired_grade(end), end - 40s);
  CHECK(desk.advance(end - 20s).empty());
  // A late row shows that the other side was sold: the pair is lopsided from now on.
  desk.book(paired_grade(end), lopsided_grade(end), end + 10s);
  CHECK(desk.advance(end + 10s).size() == 1);
}

TEST_CASE("alert desk: a restart before the end of a window keeps its lopsided pair",
          "[alerts]") {
  const auto end = monday + 1h;
  auto desk = make_desk();
  desk.restore({}, {lopsided_grade(end)});
  auto alerts = desk.advance(end - 5s);
  REQUIRE(alerts.size() == 1);
  // After another restart the event is known.
  auto next = make_desk();
  next.restore(alerts, {lopsided_grade(end)});
  CHECK(texts_of(next.advance(end)).empty());
}

TEST_CASE("alert desk: a digest once at its time, not late and not again after a restart",
          "[alerts]") {
  const alert_desk_options options{default_rules(), &utc(), digest_period::hourly, 30min,
                                   false};
  alert_desk desk{options};
  desk.book(std::nullopt, grade_of(monday + 15min, dollar), monday + 15min);
  desk.book(coverage_of(monday + 15min, coverage_kind::watched));
  const auto digests = [](alert_desk& asked, timestamp now) {
    return texts_of(alerts_of("digest", asked.advance(now)));
  };
  // The digest of half past eleven is an hour late.
  CHECK(digests(desk, monday + 29min).empty());
  CHECK(digests(desk, monday + 30min) ==
        texts{"digest: Today +$1.00 (1 W 0 L, 100.0%) · open 0 · fees $0.00 rebates "
              "$0.00 · 1 of 1 watched · proof not available"});
  CHECK(digests(desk, monday + 31min).empty());
  const auto next = desk.advance(monday + 90min);
  const auto sent = alerts_of("digest", next);
  REQUIRE(sent.size() == 1);
  CHECK(sent[0].key.subject == "2026-11-23 01:30");
  alert_desk restarted{options};
  restarted.restore(next, {});
  CHECK(digests(restarted, monday + 91min).empty());
  // The tracker did not run at half past two, and half an hour later the digest is too
  // late.
  CHECK(digests(restarted, monday + 3h + 1s).empty());
  CHECK(digests(restarted, monday + 3h + 30min).size() == 1);
}
