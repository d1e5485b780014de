// SPDX-License-Identifier: MIT
#include "actors/wallet/wallet_tracker.hpp"

#include "tests/actors/wallet/wallet_tracker_rig.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

namespace {

std::string freshness(const std::string& time) {
  return R"({"data":{"computed_at":")" + time +
         R"(","serving":{"lag_seconds":3,"mechanisms":[{"name":"activity_feed",)"
         R"("age_seconds":3}]},"ingestion":{"max_synced_block":9,)"
         R"("min_synced_block":9}}})";
}

} // namespace

TEST_CASE(
    "wallet: one request is sent at a time, from a day before the first window on") {
  wallet_tracker watched{owner, {}};
  CHECK(watched.read_at() == timestamp{});
  const auto asked = watched.next_request(start_time);
  REQUIRE(asked);
  CHECK(asked->endpoint == "/activity");
  CHECK(asked->path == "/activity?user=" + row_wallet + "&limit=500&offset=0&start=" +
                           std::to_string(to_unix_seconds(start_time - 29h)) +
                           "&sortBy=TIMESTAMP&sortDirection=ASC");
  CHECK(watched.has_pending_request());
  CHECK_FALSE(watched.next_request(start_time + 1h));
}

TEST_CASE(
    "wallet: an empty page is a result, and the next request is due with the next poll") {
  wallet_tracker watched{owner, {}};
  watched.next_request(start_time);
  const auto result = watched.apply(answered("[]", start_time - 1s), start_time);
  CHECK_FALSE(result.failure);
  CHECK(result.complete);
  CHECK(result.rows.events.empty());
  CHECK(watched.read_at() == start_time - 1s);
  // Rows older than ten minutes need no confirmation.
  CHECK(watched.history() == history_span{start_time - 29h, start_time - 1s - 10min});
  CHECK_FALSE(watched.next_request(start_time + 1999ms));
  CHECK(watched.next_request(start_time + 2s));
}

TEST_CASE("wallet: each row is reported once") {
  wallet_tracker watched{owner, {}};
  const auto body = page_of({row_text::trade().v1()});
  watched.next_request(start_time);
  auto result = watched.apply(answered(body, start_time), start_time);
  REQUIRE(result.rows.events.size() == 1);
  CHECK(result.rows.events[0].cash == usdc::from_micros(58'728'960));
  // After a page with rows after its first second, reading continues there.
  CHECK_FALSE(result.complete);
  REQUIRE(watched.next_request(start_time));
  result = watched.apply(answered(body, start_time), start_time);
  CHECK(result.rows.events.empty());
  CHECK(result.complete);
}

TEST_CASE("wallet: a failed request is a failure, never an empty page") {
  wallet_tracker watched{owner, {}};
  watched.next_request(start_time);
  auto result = watched.apply(failed(fetch_error_kind::connect, host::data), start_time);
  REQUIRE(result.failure);
  CHECK(result.failure->host_away);
  CHECK_FALSE(result.complete);
  CHECK(watched.read_at() == timestamp{});
  CHECK(watched.history().to < watched.history().from);
  CHECK_FALSE(watched.next_request(start_time + 1s));
  REQUIRE(watched.next_request(start_time + 2s));
  result = watched.apply(ok(R"({"rows":[]})"), start_time + 2s);
  REQUIRE(result.failure);
  CHECK_FALSE(result.failure->host_away);
  CHECK(result.failure->reason.starts_with("data /activity: "));
}

TEST_CASE("wallet: an unreadable row is doubtful once a second reply has it") {
  wallet_tracker watched{owner, {}};
  const auto body = page_of({row_text::trade().set("size", "-1").v1()});
  watched.next_request(start_time);
  watched.apply(answered(body, start_time), start_time);
  CHECK(watched.doubtful().empty());
  watched.next_request(start_time + 2s);
  const auto result = watched.apply(answered(body, start_time + 2s), start_time + 2s);
  CHECK(result.rows.set_aside.size() == 1);
  REQUIRE(watched.doubtful().size() == 1);
  CHECK(watched.doubtful()[0].slug == "btc-updown-5m-1789943700");
  CHECK(watched.doubtful()[0].why.find("size") != std::string::npos);
}

TEST_CASE("wallet: a host's clock that is ahead does not mark the future as known") {
  wallet_tracker watched{owner, {}};
  watched.next_request(start_time);
  watched.apply(answered("[]", start_time + 1h, 5s), start_time);
  CHECK(watched.read_at() == start_time - 5s);
  CHECK(watched.history().to == start_time - 5s - 10min);
}

TEST_CASE("wallet: the second dialect's freshness is requested before each reading") {
  wallet_rules rules;
  rules.dialect = data_dialect::v2;
  wallet_tracker watched{owner, rules};
  auto asked = watched.next_request(start_time);
  REQUIRE(asked);
  CHECK(asked->path == "/v2/status");
  auto result = watched.apply(ok(freshness("2026-09-20T22:37:50Z")), start_time);
  CHECK_FALSE(result.failure);
  CHECK_FALSE(result.complete);
  asked = watched.next_request(start_time);
  REQUIRE(asked);
  CHECK(asked->endpoint == "/v2/activity");
  result = watched.apply(
      ok(R"({"data":[],"pagination":{"has_more":false,"next_cursor":null}})"),
      start_time);
  REQUIRE_FALSE(result.failure);
  CHECK(result.complete);
  CHECK_FALSE(watched.next_request(start_time + 1s));
  // No row was read: one row of any time is requested.
  CHECK(watched.next_request(start_time + 2s)->path ==
        "/v2/activity?user=" + row_wallet + "&limit=1");
  result = watched.apply(ok(page_v2({row_text::trade()})), start_time + 2s);
  CHECK_FALSE(result.never_active);
  CHECK_FALSE(result.has_page);
  CHECK(watched.next_request(start_time + 2s)->path == "/v2/status");
}

TEST_CASE("wallet: the line of the status screen") {
  wallet_tracker watched{owner, {}};
  CHECK(watched.summary(start_time) == "activity not requested yet");
  watched.next_request(start_time);
  CHECK(watched.summary(start_time) == "0 rows, activity not read yet");
  watched.apply(failed(fetch_error_kind::timeout, host::data), start_time);
  CHECK(watched.summary(start_time) ==
        "0 rows, activity not read yet, 1 failed polls in a row");
  watched.next_request(start_time + 2s);
  watched.apply(answered("[]", start_time + 2s), start_time + 2s);
  CHECK(watched.summary(start_time + 5s) ==
        "0 rows, activity known from 2026-09-19T17:37:58Z to "
        "2026-09-20T22:28:00Z, read 3s ago");
}

TEST_CASE("wallet: a run resumes where the previous one stopped") {
  wallet_tracker watched{owner, {}};
  watched.resume({start_time - 240h, start_time - 1h}, {});
  const auto asked = watched.next_request(start_time);
  REQUIRE(asked);
  CHECK(asked->path.find("start=" + std::to_string(to_unix_seconds(start_time - 2h))) !=
        std::string::npos);
  watched.apply(answered("[]", start_time), start_time);
  CHECK(watched.history() == history_span{start_time - 240h, start_time - 10min});
}

TEST_CASE("wallet: a longer series that was added needs a longer history") {
  wallet_rules rules;
  rules.lookback = 49h;
  wallet_tracker watched{owner, rules};
  // The wallet was watched for 30 hours, with shorter windows only.
  watched.resume({start_time - 30h, start_time - 1h}, {});
  const auto asked = watched.next_request(start_time);
  REQUIRE(asked);
  CHECK(asked->path.find("start=" + std::to_string(to_unix_seconds(start_time - 49h))) !=
        std::string::npos);
}

TEST_CASE("wallet: doubtful rows are read again after a restart") {
  wallet_tracker watched{owner, {}};
  watched.resume({start_time - 240h, start_time - 1h},
                 {{"", "", start_time - 5h, "size: odd"}});
  const auto asked = watched.next_request(start_time);
  CHECK(asked->path.find("start=" + std::to_string(to_unix_seconds(
                                        start_time - 5h - 1s))) != std::string::npos);
}

TEST_CASE("wallet: an empty history is read from its start") {
  wallet_tracker watched{owner, {}};
  watched.resume({start_time - 2h, start_time - 2h - 1s}, {});
  CHECK(watched.next_request(start_time)
            ->path.find("start=" + std::to_string(to_unix_seconds(start_time - 2h))) !=
        std::string::npos);
}

TEST_CASE("wallet: a configured start wins over a shorter known history") {
  wallet_rules rules;
  rules.since = start_time - 100h;
  const auto start_of = [](wallet_tracker& watched) {
    const auto path = watched.next_request(start_time)->path;
    const auto begin = path.find("start=") + 6;
    return from_unix_seconds(std::stol(path.substr(begin)));
  };
  wallet_tracker fresh{owner, rules};
  CHECK(start_of(fresh) == start_time - 100h);
  wallet_tracker shorter{owner, rules};
  shorter.resume({start_time - 50h, start_time - 1h}, {});
  CHECK(start_of(shorter) == start_time - 100h);
  CHECK(shorter.history().from == start_time - 100h);
  wallet_tracker longer{owner, rules};
  longer.resume({start_time - 240h, start_time - 1h}, {});
  CHECK(start_of(longer) == start_time - 2h);
  CHECK(longer.history().from == start_time - 240h);
}

TEST_CASE("wallet: an address that never had a row is reported once") {
  wallet_tracker watched{owner, {}};
  std::size_t reports = 0;
  for (auto now = start_time; now < start_time + 10min; now += 1s)
    for (auto asked = watched.next_request(now); asked;
         asked = watched.next_request(now)) {
      reports += watched.apply(answered("[]", now), now).never_active ? 1 : 0;
      watched.note_recorded({});
    }
  CHECK(reports == 1);
}

namespace {

std::string start_of(const std::optional<wallet_request>& asked) {
  return start_in(asked->path);
}

/// Answers every request that is due at `now` with an empty page; returns their paths.
std::vector<std::string> answer_all(wallet_tracker& watched, timestamp now,
                                    timestamp answered_at) {
  std::vector<std::string> paths;
  for (auto next = watched.next_request(now); next; next = watched.next_request(now)) {
    paths.push_back(next->path);
    if (watched.apply(answered("[]", answered_at), now).has_page)
      watched.note_recorded({});
  }
  return paths;
}

} // namespace

TEST_CASE("wallet: a clock that is an hour ahead for a moment delays no poll") {
  wallet_tracker watched{owner, {}};
  answer_all(watched, start_time, start_time);
  answer_all(watched, start_time + 1h, start_time + 1s);
  answer_all(watched, start_time + 2s, start_time + 2s);
  CHECK(watched.next_request(start_time + 4s));
}

TEST_CASE("wallet: after a start with a clock two years ahead, the present is read once "
          "the clock is right") {
  wallet_tracker watched{owner, {}};
  const auto ahead = start_time + 24h * 730;
  answer_all(watched, ahead, start_time);
  std::vector<std::string> starts;
  for (auto now = start_time; now <= start_time + 2s; now += 1s)
    for (const auto& path : answer_all(watched, now, now))
      if (path.find("start=") != std::string::npos)
        starts.push_back(start_in(path));
  CHECK(std::count(starts.begin(), starts.end(), seconds_of(start_time - 29h)) == 1);
}

TEST_CASE("wallet: a history that begins in the future is read again after a restart") {
  for (const auto ahead : {24h * 730, 29h + 2h}) {
    wallet_tracker watched{owner, {}};
    const auto begin = start_time + ahead - 29h;
    watched.resume({begin, begin + 3s}, {});
    CHECK(start_of(watched.next_request(start_time)) == seconds_of(start_time - 29h));
  }
}

TEST_CASE("wallet: a history that ends in the future is known up to now at most") {
  wallet_tracker watched{owner, {}};
  watched.resume({start_time - 240h, start_time + 8h}, {});
  CHECK(start_of(watched.next_request(start_time)) == seconds_of(start_time - 1h));
  CHECK(watched.history().to < start_time);
}
