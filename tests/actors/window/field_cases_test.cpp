// SPDX-License-Identifier: MIT
// Inputs on which a grade was wrong: from the replies about a wallet to the grade of its
// window. A set stands for the ledger: each row is new once.
#include "actors/text/time_text.hpp"
#include "actors/wallet/wallet_tracker.hpp"
#include "actors/window/grade_book.hpp"
#include "actors/window/series/series.hpp"
#include "tests/actors/wallet/activity_rows.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/market_bodies.hpp"

#include <fmt/format.h>

#include <functional>
#include <set>

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

namespace {

constexpr std::int64_t window_start = 1'789'943'700;
constexpr std::int64_t window_end = window_start + 300;
const watched_wallet row_owner{"main", row_wallet};

market field_market() {
  market result;
  result.slug = "btc-updown-5m-" + std::to_string(window_start);
  result.condition_id = row_condition;
  result.up_token = row_token;
  result.down_token = "2" + row_token;
  result.start = from_unix_seconds(window_start);
  result.end = from_unix_seconds(window_end);
  return result;
}

/// 10 Up at 0.45.
row_text buy(std::int64_t second) {
  return row_text::trade()
      .set("timestamp", std::to_string(second))
      .set("size", "10")
      .set("price", "0.45")
      .set("usdcSize", "4.5");
}

std::string status_body(timestamp now, int feed_age, int blocks_behind) {
  const auto newest = 93'784'295;
  return fmt::format(
      R"({{"data":{{"computed_at":"{}","age_seconds":1,)"
      R"("serving":{{"lag_seconds":{},"worst":"activity_feed",)"
      R"("mechanisms":[{{"name":"activity_feed","age_seconds":{}}}]}},)"
      R"("ingestion":{{"cursors":148,"max_synced_block":{},"min_synced_block":{},)"
      R"("most_lagged":{{"source":"ctf_exchange_v2_order_filled","block":{},)"
      R"("behind_max":{}}}}}}}}})",
      format_utc(now - 1s), feed_age, feed_age, newest, newest - blocks_behind,
      newest - blocks_behind, blocks_behind);
}

class field_scene {
public:
  explicit field_scene(data_dialect dialect)
      : dialect_{dialect}, tracker_{row_owner, rules_of(dialect)} {
    note(books_.open({market_.slug, market_.start, market_.end}, now_));
    note(books_.set_market(market_, now_));
  }

  /// A row that is in the replies from `visible` on, until `hidden`.
  void add(const row_text& row, std::int64_t second, std::int64_t visible,
           std::int64_t hidden = 9'000'000'000) {
    rows_.push_back({row, second, visible, hidden});
  }

  /// Polls until the second `end`; the winner is known 70 s after the window.
  void run(std::int64_t end, settlement winner = settlement::up) {
    for (; now_ < from_unix_seconds(end); now_ += 1s) {
      if (now_ >= from_unix_seconds(window_end + 70) && !is_resolved_) {
        is_resolved_ = true;
        note(books_.resolve(market_,
                            {{winner_source::gamma, winner, now_, {}},
                             {winner_source::clob, winner, now_, {}}},
                            now_));
      }
      for (auto asked = tracker_.next_request(now_); asked;
           asked = tracker_.next_request(now_))
        answer(*asked);
    }
  }

  const grade& last() const { return grades.back(); }
  std::string pnl() const { return to_string(last().figures.pnl); }
  /// True when a grade was FINAL with other figures than the last one.
  bool had_other_final_figures() const {
    return std::any_of(grades.begin(), grades.end(), [&](const grade& each) {
      return each.status == grade_status::final && each.figures.pnl != last().figures.pnl;
    });
  }

  std::vector<grade> grades;
  std::function<std::string(timestamp)> status = [](timestamp now) {
    return status_body(now, 2, 0);
  };
  std::size_t combinations = 0;
  std::size_t skipped = 0;
  std::size_t account_rows = 0;
  std::size_t late_requests = 0;
  std::size_t requests = 0;

  wallet_tracker& tracker() { return tracker_; }

private:
  struct platform_row {
    row_text row;
    std::int64_t second = 0;
    std::int64_t visible = 0;
    std::int64_t hidden = 0;
  };

  static wallet_rules rules_of(data_dialect dialect) {
    wallet_rules rules;
    rules.dialect = dialect;
    return rules;
  }

  void answer(const wallet_request& asked) {
    ++requests;
    if (asked.path == "/v2/status") {
      tracker_.apply(reply(status(now_)), now_);
      return;
    }
    const auto position = asked.path.find("start=");
    const auto begin =
        position == std::string::npos ? 0 : std::stoll(asked.path.substr(position + 6));
    std::vector<row_text> shown;
    for (const auto& each : rows_)
      if (each.second >= begin && now_ >= from_unix_seconds(each.visible) &&
          now_ < from_unix_seconds(each.hidden))
        shown.push_back(each.row);
    const auto news = tracker_.apply(
        reply(dialect_ == data_dialect::v1 ? page_v1(shown) : page_v2(shown)), now_);
    REQUIRE_FALSE(news.failure);
    combinations += news.combination ? 1 : 0;
    skipped += news.skipped.size();
    if (news.has_page)
      record(news);
  }

  void record(const poll_result& news) {
    auto fresh = std::make_shared<std::vector<activity_event>>();
    for (const auto* list : {&news.rows.events, &news.rows.account_events})
      for (const auto& row : *list)
        if (identities_.insert(activity_identity(row)).second) {
          fresh->push_back(row);
          account_rows += row.condition_id.empty() ? 1 : 0;
        }
    tracker_.note_recorded(*fresh);
    note(books_.add_activity(
        {row_owner, std::move(fresh), tracker_.history(),
         std::make_shared<const std::vector<doubtful_row>>(tracker_.doubtful()),
         tracker_.read_at()},
        now_));
  }

  fetch_result reply(std::string body) const {
    auto result = ok(std::move(body));
    std::get<fetch_reply>(result.value).date = now_;
    return result;
  }

  void note(const std::vector<grade_book_event>& events) {
    for (const auto& event : events)
      if (const auto* made = std::get_if<grade_made>(&event))
        grades.push_back(made->graded);
  }

  data_dialect dialect_;
  market market_ = field_market();
  timestamp now_ = from_unix_seconds(window_start);
  wallet_tracker tracker_;
  grade_book books_{*parse_series("btc-updown-5m"), {row_owner}, {}};
  std::vector<platform_row> rows_;
  std::set<std::string> identities_;
  bool is_resolved_ = false;
};

} // namespace

TEST_CASE("field case 2: a row visible after the indexing delay is in the grade") {
  // 10 Up for 4.50 pay 10: +5.50. A FINAL without the row would have to be amended.
  const auto dialect = GENERATE(data_dialect::v1, data_dialect::v2);
  const auto second = GENERATE(window_start + 1, window_end - 1);
  field_scene scene{dialect};
  scene.add(buy(second), second, second + 75);
  scene.run(window_end + 240);
  CHECK(scene.pnl() == "5.500000");
  CHECK(scene.last().figures.fills == 1);
  if (scene.had_other_final_figures())
    CHECK(scene.last().status == grade_status::amended);
  else
    CHECK(scene.last().status == grade_status::final);
}

TEST_CASE("field case 2: a row indexed minutes or an hour late amends a final grade") {
  const auto delay = GENERATE(200, 20 * 60, 65 * 60);
  field_scene scene{data_dialect::v1};
  scene.add(buy(window_end - 1), window_end - 1, window_end + delay);
  scene.run(window_end + 190);
  CHECK(scene.last().status == grade_status::final);
  CHECK(scene.pnl() == "0.000000");
  scene.run(window_end + delay + 35 * 60);
  CHECK(scene.last().status == grade_status::amended);
  CHECK(scene.last().reason == "late row: BUY 10.000000 @ 0.4500 for $4.500000");
  CHECK(scene.pnl() == "5.500000");
  CHECK(scene.last().figures.fills == 1);
}

TEST_CASE("field case 2: without late rows a grade is final within two minutes") {
  field_scene first{data_dialect::v1};
  first.add(buy(window_start + 1), window_start + 1, window_start + 9);
  first.run(window_end + 120);
  CHECK(first.last().status == grade_status::final);
  field_scene second{data_dialect::v2};
  second.add(buy(window_start + 1), window_start + 1, window_start + 9);
  second.run(window_end + 75);
  CHECK(second.last().status == grade_status::final);
  CHECK(second.pnl() == "5.500000");
  // The second readings cost at most a tenth more requests: 2 a poll, 1 in 5 polls.
  CHECK(second.requests <= 2 * 190 + 190 / 5 + 2);
}

TEST_CASE("field case 3: nothing later than a lagging cursor is known") {
  // One cursor is 22 blocks (45 s) behind, the feed reports 2 s. The fill is worth +5.50.
  field_scene scene{data_dialect::v2};
  scene.status = [](timestamp now) { return status_body(now, 2, 22); };
  scene.add(buy(window_end - 1), window_end - 1, window_end - 1 + 45);
  scene.run(window_end + 20);
  CHECK(scene.tracker().history().to < from_unix_seconds(window_end - 30));
  scene.run(window_end + 180);
  CHECK_FALSE(scene.had_other_final_figures());
  CHECK(scene.last().status == grade_status::final);
  CHECK(scene.pnl() == "5.500000");
}

TEST_CASE("field case 3: a cursor without progress keeps the grade provisional") {
  field_scene scene{data_dialect::v2};
  scene.status = [](timestamp now) {
    const auto blocks = (to_unix_seconds(now) - window_start) / 2;
    return status_body(now, 2, static_cast<int>(blocks));
  };
  scene.run(window_end + 300);
  CHECK(scene.last().status == grade_status::provisional);
  CHECK(scene.last().reason == "the wallet's activity is not known to the window's end");
}

TEST_CASE("field case 4: a row of a combination delays no grade") {
  // 20 for 5 dollars in a market of another kind: an account row, and the window's +5.50.
  const auto dialect = GENERATE(data_dialect::v1, data_dialect::v2);
  const auto combination =
      buy(window_start - 5)
          .set("conditionId",
               row_text::quoted("0x03" +
                                std::string{"ababababababababababababababab"
                                            "ab"} +
                                std::string(28, '0')))
          .set("slug", "\"\"")
          .set("outcome", "\"\"")
          .set("size", "20")
          .set("usdcSize", "5");
  field_scene scene{dialect};
  // With the mark, without it (v2 rows have none), and with a field that is not readable.
  scene.add(combination.with_field("isCombo", "true"), window_start - 5,
            window_start - 5);
  scene.add(combination.set("size", "21"), window_start - 5, window_start - 5);
  scene.add(combination.set("size", "\"many\"").with_field("isCombo", "true"),
            window_start - 5, window_start - 5);
  scene.add(buy(window_start + 1), window_start + 1, window_start + 9);
  scene.run(window_end + 150);
  CHECK(scene.last().status == grade_status::final);
  CHECK(scene.pnl() == "5.500000");
  CHECK(scene.account_rows == 2);
  CHECK(scene.combinations == 1);
  CHECK(scene.skipped == 1);
  CHECK(scene.tracker().doubtful().empty());
}

TEST_CASE(
    "field case 5: a row without a slug is booked once, by condition id and token") {
  // 10 Up for 4.50 pay 10: +5.50 once, whether or not the slug is filled in later.
  const auto dialect = GENERATE(data_dialect::v1, data_dialect::v2);
  const auto bare = buy(window_start + 1).set("slug", "\"\"").set("outcome", "\"\"");
  field_scene scene{dialect};
  scene.add(bare, window_start + 1, window_start + 9, window_start + 40);
  scene.add(buy(window_start + 1), window_start + 1, window_start + 40);
  scene.run(window_start + 39);
  CHECK(scene.last().figures.fills == 1);
  scene.run(window_end + 150);
  CHECK(scene.last().status == grade_status::final);
  CHECK(scene.pnl() == "5.500000");
  CHECK(scene.last().figures.fills == 1);
}
