// SPDX-License-Identifier: MIT
#include "actors/wallet/wallet_tracker.hpp"

#include "tests/actors/wallet/activity_rows.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/market_bodies.hpp"

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

namespace {

const watched_wallet owner{"main", row_wallet};
/// A minute behind the row of `row_text::trade`.
const timestamp begun = from_unix_seconds(1'789'943'818 + 60);

std::string page_of(const std::vector<std::string>& rows) {
  std::string body = "[";
  for (const auto& row : rows)
    body += (body.size() > 1 ? "," : "") + row;
  return body + "]";
}

fetch_result answered(std::string body, timestamp date, std::chrono::seconds age = {}) {
  auto result = ok(std::move(body), age);
  std::get<fetch_reply>(result.value).date = date;
  return result;
}

std::string freshness(const std::string& at) {
  return R"({"data":{"computed_at":")" + at +
         R"(","serving":{"lag_seconds":3,"mechanisms":[{"name":"activity_feed",)"
         R"("age_seconds":3}]},"ingestion":{"max_synced_block":9,)"
         R"("min_synced_block":9}}})";
}

} // namespace

TEST_CASE("wallet: one question at a time, from a day before the first window on") {
  wallet_tracker at{owner, {}};
  CHECK(at.read_at() == timestamp{});
  const auto asked = at.question(begun);
  REQUIRE(asked);
  CHECK(asked->endpoint == "/activity");
  CHECK(asked->path == "/activity?user=" + row_wallet + "&limit=500&offset=0&start=" +
                           std::to_string(to_unix_seconds(begun - 29h)) +
                           "&sortBy=TIMESTAMP&sortDirection=ASC");
  CHECK(at.is_asking());
  CHECK_FALSE(at.question(begun + 1h));
}

TEST_CASE("wallet: an empty page is an answer, and the next is due with the next poll") {
  wallet_tracker at{owner, {}};
  at.question(begun);
  const auto news = at.answer(answered("[]", begun - 1s), begun);
  CHECK_FALSE(news.failure);
  CHECK(news.complete);
  CHECK(news.rows.events.empty());
  CHECK(at.read_at() == begun - 1s);
  // What is older than ten minutes needs no second reading.
  CHECK(at.history() == history_span{begun - 29h, begun - 1s - 10min});
  CHECK_FALSE(at.question(begun + 1999ms));
  CHECK(at.question(begun + 2s));
}

TEST_CASE("wallet: rows are news once") {
  wallet_tracker at{owner, {}};
  const auto body = page_of({row_text::trade().v1()});
  at.question(begun);
  auto news = at.answer(answered(body, begun), begun);
  REQUIRE(news.rows.events.size() == 1);
  CHECK(news.rows.events[0].cash == usdc::from_micros(58'728'960));
  // A page that shows something behind its first second is read on from there.
  CHECK_FALSE(news.complete);
  REQUIRE(at.question(begun));
  news = at.answer(answered(body, begun), begun);
  CHECK(news.rows.events.empty());
  CHECK(news.complete);
}

TEST_CASE("wallet: a failed question is a failure, never an empty answer") {
  wallet_tracker at{owner, {}};
  at.question(begun);
  auto news = at.answer(failed(fetch_error_kind::connect, host::data), begun);
  REQUIRE(news.failure);
  CHECK(news.failure->host_away);
  CHECK_FALSE(news.complete);
  CHECK(at.read_at() == timestamp{});
  CHECK(at.history().to < at.history().from);
  CHECK_FALSE(at.question(begun + 1s));
  REQUIRE(at.question(begun + 2s));
  news = at.answer(ok(R"({"rows":[]})"), begun + 2s);
  REQUIRE(news.failure);
  CHECK_FALSE(news.failure->host_away);
  CHECK(news.failure->reason.starts_with("data /activity: "));
}

TEST_CASE("wallet: a row that can not be read is in doubt once a second answer has it") {
  wallet_tracker at{owner, {}};
  const auto body = page_of({row_text::trade().set("size", "-1").v1()});
  at.question(begun);
  at.answer(answered(body, begun), begun);
  CHECK(at.doubtful().empty());
  at.question(begun + 2s);
  const auto news = at.answer(answered(body, begun + 2s), begun + 2s);
  CHECK(news.rows.set_aside.size() == 1);
  REQUIRE(at.doubtful().size() == 1);
  CHECK(at.doubtful()[0].slug == "btc-updown-5m-1789943700");
  CHECK(at.doubtful()[0].why.find("size") != std::string::npos);
}

TEST_CASE("wallet: a host's clock that is ahead makes nothing known that is to come") {
  wallet_tracker at{owner, {}};
  at.question(begun);
  at.answer(answered("[]", begun + 1h, 5s), begun);
  CHECK(at.read_at() == begun - 5s);
  CHECK(at.history().to == begun - 5s - 10min);
}

TEST_CASE("wallet: the second dialect is asked for its freshness before each reading") {
  wallet_rules rules;
  rules.dialect = data_dialect::v2;
  wallet_tracker at{owner, rules};
  auto asked = at.question(begun);
  REQUIRE(asked);
  CHECK(asked->path == "/v2/status");
  auto news = at.answer(ok(freshness("2026-09-20T22:37:50Z")), begun);
  CHECK_FALSE(news.failure);
  CHECK_FALSE(news.complete);
  asked = at.question(begun);
  REQUIRE(asked);
  CHECK(asked->endpoint == "/v2/activity");
  news = at.answer(
      ok(R"({"data":[],"pagination":{"has_more":false,"next_cursor":null}})"), begun);
  REQUIRE_FALSE(news.failure);
  CHECK(news.complete);
  CHECK_FALSE(at.question(begun + 1s));
  // It has no row: has it ever had one?
  CHECK(at.question(begun + 2s)->path == "/v2/activity?user=" + row_wallet + "&limit=1");
  news = at.answer(ok(page_v2({row_text::trade()})), begun + 2s);
  CHECK_FALSE(news.never_active);
  CHECK_FALSE(news.has_page);
  CHECK(at.question(begun + 2s)->path == "/v2/status");
}

TEST_CASE("wallet: what is said of it on the status screen") {
  wallet_tracker at{owner, {}};
  CHECK(at.summary(begun) == "activity not asked for yet");
  at.question(begun);
  CHECK(at.summary(begun) == "0 rows, activity not read yet");
  at.answer(failed(fetch_error_kind::timeout, host::data), begun);
  CHECK(at.summary(begun) ==
        "0 rows, activity not read yet, 1 failed questions in a row");
  at.question(begun + 2s);
  at.answer(answered("[]", begun + 2s), begun + 2s);
  CHECK(at.summary(begun + 5s) == "0 rows, activity known from 2026-09-19T17:37:58Z to "
                                  "2026-09-20T22:28:00Z, read 3s ago");
}

TEST_CASE("wallet: a run goes on where the one before has stopped") {
  wallet_tracker at{owner, {}};
  at.resume({begun - 240h, begun - 1h}, {});
  const auto asked = at.question(begun);
  REQUIRE(asked);
  CHECK(asked->path.find("start=" + std::to_string(to_unix_seconds(begun - 2h))) !=
        std::string::npos);
  at.answer(answered("[]", begun), begun);
  CHECK(at.history() == history_span{begun - 240h, begun - 10min});
}

TEST_CASE("wallet: rows that were in doubt are read again after a restart") {
  wallet_tracker at{owner, {}};
  at.resume({begun - 240h, begun - 1h}, {{"", "", begun - 5h, "size: odd"}});
  const auto asked = at.question(begun);
  CHECK(asked->path.find("start=" + std::to_string(to_unix_seconds(begun - 5h - 1s))) !=
        std::string::npos);
}

TEST_CASE("wallet: a history that is empty is read from its beginning") {
  wallet_tracker at{owner, {}};
  at.resume({begun - 2h, begun - 2h - 1s}, {});
  CHECK(at.question(begun)->path.find(
            "start=" + std::to_string(to_unix_seconds(begun - 2h))) != std::string::npos);
}

TEST_CASE(
    "wallet: told where to start it reads from there, and all where less is known") {
  wallet_rules rules;
  rules.since = begun - 100h;
  const auto start_of = [](wallet_tracker& at) {
    const auto path = at.question(begun)->path;
    const auto from = path.find("start=") + 6;
    return from_unix_seconds(std::stol(path.substr(from)));
  };
  wallet_tracker fresh{owner, rules};
  CHECK(start_of(fresh) == begun - 100h);
  wallet_tracker shorter{owner, rules};
  shorter.resume({begun - 50h, begun - 1h}, {});
  CHECK(start_of(shorter) == begun - 100h);
  CHECK(shorter.history().from == begun - 100h);
  wallet_tracker longer{owner, rules};
  longer.resume({begun - 240h, begun - 1h}, {});
  CHECK(start_of(longer) == begun - 2h);
  CHECK(longer.history().from == begun - 240h);
}

namespace {

/// Answers every question with an empty page, once a second, until `to`; the paths of
/// those that began at another second than the poll's.
std::vector<std::string> second_questions(wallet_tracker& at, timestamp from,
                                          timestamp to) {
  std::vector<std::string> result;
  std::string last;
  for (auto now = from; now < to; now += 1s)
    for (auto asked = at.question(now); asked; asked = at.question(now)) {
      const auto news = at.answer(answered("[]", now), now);
      if (news.is_second)
        result.push_back(asked->path);
      if (news.has_page)
        at.note_recorded({});
    }
  return result;
}

std::string start_in(const std::string& path) {
  const auto from = path.find("start=") + 6;
  return path.substr(from, path.find('&', from) - from);
}

std::string start_of(const std::optional<wallet_question>& asked) {
  return start_in(asked->path);
}

std::string seconds_of(timestamp time) {
  return std::to_string(to_unix_seconds(time));
}

} // namespace

TEST_CASE("wallet: what was read is known when a second reading finds nothing new") {
  wallet_tracker at{owner, {}};
  const auto paths = second_questions(at, begun, begun + 60s);
  // Every 10 s, and not before the first reading is 10 s old.
  CHECK(paths.size() == 5);
  CHECK(at.history().to >= begun + 59s - 60s - 22s);
  CHECK(at.history().to <= begun + 59s - 60s - 10s);
}

TEST_CASE("wallet: a second reading that finds a row confirms nothing") {
  wallet_tracker at{owner, {}};
  second_questions(at, begun, begun + 30s);
  const auto before = at.history().to;
  auto now = begun + 30s;
  for (;; now += 1s) {
    const auto asked = at.question(now);
    if (!asked)
      continue;
    const auto news = at.answer(answered("[]", now), now);
    if (!news.is_second)
      continue;
    activity_event late;
    late.at = before + 1s;
    at.note_recorded({late});
    break;
  }
  CHECK(at.history().to == before);
  CHECK(at.summary(now).find("1 rows indexed late") != std::string::npos);
}

TEST_CASE("wallet: the recent past is read again, half an hour and two hours back") {
  wallet_tracker at{owner, {}};
  std::size_t half_hours = 0;
  std::size_t two_hours = 0;
  auto oldest = begun;
  for (const auto& path : second_questions(at, begun, begun + 65min)) {
    const auto from = from_unix_seconds(std::stoll(start_in(path)));
    oldest = std::min(oldest, from);
  }
  wallet_tracker again{owner, {}};
  for (auto now = begun; now < begun + 65min; now += 1s)
    for (auto asked = again.question(now); asked; asked = again.question(now)) {
      const auto news = again.answer(answered("[]", now), now);
      if (news.has_page)
        again.note_recorded({});
      if (!news.is_second)
        continue;
      const auto from = from_unix_seconds(std::stoll(start_in(asked->path)));
      half_hours += from <= now - 29min && from > now - 40min ? 1 : 0;
      two_hours += from <= now - 119min ? 1 : 0;
    }
  // Every 4 minutes, and every 30.
  CHECK(half_hours >= 13);
  CHECK(half_hours <= 16);
  CHECK(two_hours == 2);
  CHECK(oldest <= begun - 80min);
}

TEST_CASE(
    "wallet: failed second readings do not disturb the polls, and are tried again") {
  wallet_tracker at{owner, {}};
  std::size_t polls = 0;
  std::size_t failures = 0;
  for (auto now = begun; now < begun + 60s; now += 1s)
    for (auto asked = at.question(now); asked; asked = at.question(now)) {
      const bool is_second = at.is_asking_second();
      if (is_second) {
        const auto news = at.answer(failed(fetch_error_kind::timeout, host::data), now);
        REQUIRE(news.failure);
        CHECK(news.failure->in_a_row == 0);
        ++failures;
        continue;
      }
      const auto news = at.answer(answered("[]", now), now);
      polls += news.complete ? 1 : 0;
    }
  CHECK(polls == 30);
  CHECK(failures > 10);
  CHECK(at.history().to < begun);
}

TEST_CASE("wallet: a replayed capture without second readings is known by its first") {
  wallet_tracker at{owner, {}};
  for (auto now = begun; now < begun + 60s; now += 1s)
    for (auto asked = at.question(now); asked; asked = at.question(now))
      if (at.is_asking_second())
        at.answer(failed(fetch_error_kind::refused, host::data), now);
      else
        at.answer(answered("[]", now), now);
  CHECK(at.history().to == begun + 58s - 60s);
}

TEST_CASE("wallet: an address that never had a row is said once") {
  wallet_tracker at{owner, {}};
  std::size_t said = 0;
  for (auto now = begun; now < begun + 10min; now += 1s)
    for (auto asked = at.question(now); asked; asked = at.question(now)) {
      said += at.answer(answered("[]", now), now).never_active ? 1 : 0;
      at.note_recorded({});
    }
  CHECK(said == 1);
}

TEST_CASE("wallet: second readings go on behind a clock that was set back") {
  wallet_tracker at{owner, {}};
  second_questions(at, begun, begun + 30s);
  // A question an hour earlier, then the polls again.
  at.question(begun - 1h);
  CHECK_FALSE(second_questions(at, begun + 30s, begun + 60s).empty());
}

TEST_CASE("wallet: a late row that is not readable is in doubt") {
  wallet_tracker at{owner, {}};
  const auto bad = page_of({row_text::trade().set("size", "-1").v1()});
  std::size_t named = 0;
  for (auto now = begun; now < begun + 12min; now += 1s)
    for (auto asked = at.question(now); asked; asked = at.question(now)) {
      const auto path = asked->path;
      const bool shows = path.find("start=") != std::string::npos &&
                         std::stoll(start_in(path)) <= 1'789'943'818 && now > begun + 20s;
      const auto news = at.answer(answered(shows ? bad : "[]", now), now);
      named += news.rows.set_aside.size();
      if (news.has_page)
        at.note_recorded({});
    }
  CHECK(named == 1);
  REQUIRE(at.doubtful().size() == 1);
  CHECK(at.doubtful()[0].slug == "btc-updown-5m-1789943700");
}

TEST_CASE("wallet: an hour ahead for a moment delays no poll") {
  wallet_tracker at{owner, {}};
  at.question(begun);
  at.answer(answered("[]", begun), begun);
  at.question(begun + 1h);
  at.answer(answered("[]", begun + 1s), begun + 1h);
  CHECK_FALSE(at.question(begun + 2s));
  CHECK(at.question(begun + 4s));
}

TEST_CASE(
    "wallet: started two years ahead, it reads the present once the clock is right") {
  wallet_tracker at{owner, {}};
  const auto ahead = begun + 24h * 730;
  at.question(ahead);
  at.answer(answered("[]", begun), ahead);
  CHECK_FALSE(at.question(begun));
  const auto asked = at.question(begun + 2s);
  REQUIRE(asked);
  CHECK(start_of(asked) == seconds_of(begun - 29h));
}

TEST_CASE(
    "wallet: a history that begins ahead of the clock is read anew after a restart") {
  for (const auto ahead : {24h * 730, 29h + 2h}) {
    wallet_tracker at{owner, {}};
    const auto from = begun + ahead - 29h;
    at.resume({from, from + 3s}, {});
    CHECK(start_of(at.question(begun)) == seconds_of(begun - 29h));
  }
}

TEST_CASE("wallet: a history that ends ahead of the clock is known to now at most") {
  wallet_tracker at{owner, {}};
  at.resume({begun - 240h, begun + 8h}, {});
  CHECK(start_of(at.question(begun)) == seconds_of(begun - 1h));
  CHECK(at.history().to < begun);
}
