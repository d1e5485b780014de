// SPDX-License-Identifier: MIT
#include "actors/notifier/episodes/episode_book.hpp"
#include "tests/actors/notifier/notifier_samples.hpp"
#include "tests/support/catch.hpp"

#include <rapidcheck.h>

#include <map>
#include <set>

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

namespace {

constexpr auto firing = reading_level::firing;
constexpr auto clear = reading_level::clear;
constexpr auto between_limits = reading_level::between;
constexpr auto unknown = reading_level::unknown;

std::vector<alert_record> feed(episode_book& book, timestamp now, reading_level level,
                               const std::string& rule = "stale_source") {
  const std::vector<alert_reading> readings{{rule, "gamma", level, "text", ""}};
  return book.advance(now, readings);
}

} // namespace

TEST_CASE("alert episodes: a condition opens after its time and closes after another",
          "[alerts]") {
  episode_book book{default_rules()};
  CHECK(feed(book, monday, firing).empty());
  CHECK(feed(book, monday + 119s, firing).empty());
  const auto opened = feed(book, monday + 120s, firing);
  REQUIRE(opened.size() == 1);
  CHECK(opened.front().key == alert_key{"stale_source", "gamma", 1});
  CHECK(opened.front().state == alert_state::firing);
  CHECK(opened.front().opened == monday + 120s);
  CHECK(feed(book, monday + 121s, firing).empty());
  CHECK(feed(book, monday + 122s, clear).empty());
  CHECK(feed(book, monday + 150s, between_limits).empty());
  CHECK(feed(book, monday + 160s, clear).empty());
  CHECK(feed(book, monday + 200s, unknown).empty());
  const auto closed_alerts = feed(book, monday + 220s, clear);
  REQUIRE(closed_alerts.size() == 1);
  CHECK(closed_alerts.front().key.episode == 1);
  CHECK(closed_alerts.front().state == alert_state::resolved);
  CHECK(closed_alerts.front().closed == monday + 220s);
}

TEST_CASE("alert episodes: a condition that breaks off starts its time again",
          "[alerts]") {
  episode_book book{default_rules()};
  feed(book, monday, firing);
  feed(book, monday + 60s, between_limits);
  CHECK(feed(book, monday + 130s, firing).empty());
  CHECK(feed(book, monday + 250s, firing).size() == 1);
}

TEST_CASE("alert episodes: a clock that is set back delays an alert, and does not hang",
          "[alerts]") {
  episode_book book{default_rules()};
  feed(book, monday, firing);
  CHECK(feed(book, monday - 1h, firing).empty());
  CHECK(feed(book, monday - 1h + 120s, firing).size() == 1);
}

TEST_CASE("alert episodes: a subject without a reading is clear where all are read",
          "[alerts]") {
  episode_book book{default_rules()};
  const std::vector<alert_reading> stuck{{"stuck", "slug", firing, "text", ""}};
  const std::vector<std::string> complete{"stuck"};
  CHECK(book.advance(monday, stuck, complete).size() == 1);
  CHECK(book.advance(monday + 1s, {}, {}).empty());
  const auto closed_alerts = book.advance(monday + 2s, {}, complete);
  REQUIRE(closed_alerts.size() == 1);
  CHECK(closed_alerts.front().state == alert_state::resolved);
}

TEST_CASE("alert episodes: a restart continues the numbers and the firing alerts",
          "[alerts]") {
  episode_book book{default_rules()};
  feed(book, monday, firing);
  const auto opened = feed(book, monday + 120s, firing);
  episode_book next{default_rules()};
  next.restore(opened);
  CHECK(next.open() == 1);
  CHECK(feed(next, monday + 1h, firing).empty());
  feed(next, monday + 2h, clear);
  const auto closed_alerts = feed(next, monday + 2h + 60s, clear);
  REQUIRE(closed_alerts.size() == 1);
  CHECK(closed_alerts.front().opened == monday + 120s);
  feed(next, monday + 3h, firing);
  CHECK(feed(next, monday + 3h + 120s, firing).front().key.episode == 2);
}

TEST_CASE("alert episodes: a disabled rule opens no alert and closes open ones",
          "[alerts]") {
  rule_change disabled_rule;
  disabled_rule.rule = "stale_source";
  disabled_rule.enabled = false;
  episode_book book{effective_rules({disabled_rule})};
  feed(book, monday, firing);
  CHECK(feed(book, monday + 1h, firing).empty());
  CHECK_FALSE(book.add_event("no_such_rule", "", "", monday));
  auto open = alert_of("stale_source", 3, monday);
  open.key.subject = "gamma";
  book.restore({open});
  feed(book, monday + 2h, clear);
  CHECK(feed(book, monday + 3h, clear).size() == 1);
}

TEST_CASE(
    "alert episodes: any readings, with kills at any step: opened once, closed once",
    "[alerts]") {
  CHECK(rc::check([] {
    // The ledger's records, which a kill does not remove.
    std::map<alert_key, alert_record> stored;
    episode_book book{default_rules()};
    auto now = monday;
    const auto steps = *rc::gen::inRange(1, 60);
    for (int step = 0; step < steps; ++step) {
      now += std::chrono::seconds{*rc::gen::inRange(0, 200)};
      const auto level = static_cast<reading_level>(*rc::gen::inRange(0, 4));
      const auto changes = feed(book, now, level);
      const auto fate = *rc::gen::inRange(0, 4);
      // The kill comes before the commit, or after it.
      if (fate != 0)
        for (const auto& change : changes) {
          const auto found = stored.find(change.key);
          if (change.state == alert_state::firing) {
            RC_ASSERT(found == stored.end());
          } else {
            RC_ASSERT(found != stored.end());
            RC_ASSERT(found->second.state == alert_state::firing);
            RC_ASSERT(found->second.opened == change.opened);
          }
          stored[change.key] = change;
        }
      if (fate <= 1) {
        std::vector<alert_record> last;
        for (const auto& [key, alert] : stored)
          last.push_back(alert);
        book = episode_book{default_rules()};
        book.restore(last);
      }
      std::size_t open = 0;
      for (const auto& [key, alert] : stored)
        open += alert.state == alert_state::firing ? 1 : 0;
      RC_ASSERT(open == book.open());
      RC_ASSERT(open <= 1U);
    }
    // Episodes are numbered without a gap.
    std::int64_t number = 0;
    for (const auto& [key, alert] : stored)
      RC_ASSERT(key.episode == ++number);
  }));
}
