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
/// A minute after the row of `row_text::trade`.
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

std::string freshness(const std::string& time) {
  return R"({"data":{"computed_at":")" + time +
         R"(","serving":{"lag_seconds":3,"mechanisms":[{"name":"activity_feed",)"
         R"("age_seconds":3}]},"ingestion":{"max_synced_block":9,)"
         R"("min_synced_block":9}}})";
}

} // namespace

TEST_CASE("wallet: sends one request at a time, from a day before the first window on") {
  wallet_tracker watched{owner, {}};
  CHECK(watched.read_at() == timestamp{});
  const auto asked = watched.next_request(begun);
  REQUIRE(asked);
  CHECK(asked->endpoint == "/activity");
  CHECK(asked->path == "/activity?user=" + row_wallet + "&limit=500&offset=0&start=" +
                           std::to_string(to_unix_seconds(begun - 29h)) +
                           "&sortBy=TIMESTAMP&sortDirection=ASC");
  CHECK(watched.has_pending_request());
  CHECK_FALSE(watched.next_request(begun + 1h));
}

TEST_CASE(
    "wallet: an empty page is a result, and the next request is due with the next poll") {
  wallet_tracker watched{owner, {}};
  watched.next_request(begun);
  const auto result = watched.apply(answered("[]", begun - 1s), begun);
  CHECK_FALSE(result.failure);
  CHECK(result.complete);
  CHECK(result.rows.events.empty());
  CHECK(watched.read_at() == begun - 1s);
  // Rows older than ten minutes need no confirmation.
  CHECK(watched.history() == history_span{begun - 29h, begun - 1s - 10min});
  CHECK_FALSE(watched.next_request(begun + 1999ms));
  CHECK(watched.next_request(begun + 2s));
}

TEST_CASE("wallet: reports each row once") {
  wallet_tracker watched{owner, {}};
  const auto body = page_of({row_text::trade().v1()});
  watched.next_request(begun);
  auto result = watched.apply(answered(body, begun), begun);
  REQUIRE(result.rows.events.size() == 1);
  CHECK(result.rows.events[0].cash == usdc::from_micros(58'728'960));
  // After a page with rows behind its first second, reading continues there.
  CHECK_FALSE(result.complete);
  REQUIRE(watched.next_request(begun));
  result = watched.apply(answered(body, begun), begun);
  CHECK(result.rows.events.empty());
  CHECK(result.complete);
}

TEST_CASE("wallet: a failed request is a failure, never an empty page") {
  wallet_tracker watched{owner, {}};
  watched.next_request(begun);
  auto result = watched.apply(failed(fetch_error_kind::connect, host::data), begun);
  REQUIRE(result.failure);
  CHECK(result.failure->host_away);
  CHECK_FALSE(result.complete);
  CHECK(watched.read_at() == timestamp{});
  CHECK(watched.history().to < watched.history().from);
  CHECK_FALSE(watched.next_request(begun + 1s));
  REQUIRE(watched.next_request(begun + 2s));
  result = watched.apply(ok(R"({"rows":[]})"), begun + 2s);
  REQUIRE(result.failure);
  CHECK_FALSE(result.failure->host_away);
  CHECK(result.failure->reason.starts_with("data /activity: "));
}

TEST_CASE("wallet: an unreadable row is doubtful once a second reply has it") {
  wallet_tracker watched{owner, {}};
  const auto body = page_of({row_text::trade().set("size", "-1").v1()});
  watched.next_request(begun);
  watched.apply(answered(body, begun), begun);
  CHECK(watched.doubtful().empty());
  watched.next_request(begun + 2s);
  const auto result = watched.apply(answered(body, begun + 2s), begun + 2s);
  CHECK(result.rows.set_aside.size() == 1);
  REQUIRE(watched.doubtful().size() == 1);
  CHECK(watched.doubtful()[0].slug == "btc-updown-5m-1789943700");
  CHECK(watched.doubtful()[0].why.find("size") != std::string::npos);
}

TEST_CASE("wallet: a host's clock that is ahead does not mark the future as known") {
  wallet_tracker watched{owner, {}};
  watched.next_request(begun);
  watched.apply(answered("[]", begun + 1h, 5s), begun);
  CHECK(watched.read_at() == begun - 5s);
  CHECK(watched.history().to == begun - 5s - 10min);
}

TEST_CASE("wallet: requests the second dialect's freshness before each reading") {
  wallet_rules rules;
  rules.dialect = data_dialect::v2;
  wallet_tracker watched{owner, rules};
  auto asked = watched.next_request(begun);
  REQUIRE(asked);
  CHECK(asked->path == "/v2/status");
  auto result = watched.apply(ok(freshness("2026-09-20T22:37:50Z")), begun);
  CHECK_FALSE(result.failure);
  CHECK_FALSE(result.complete);
  asked = watched.next_request(begun);
  REQUIRE(asked);
  CHECK(asked->endpoint == "/v2/activity");
  result = watched.apply(
      ok(R"({"data":[],"pagination":{"has_more":false,"next_cursor":null}})"), begun);
  REQUIRE_FALSE(result.failure);
  CHECK(result.complete);
  CHECK_FALSE(watched.next_request(begun + 1s));
  // No row was read: one row of any time is requested.
  CHECK(watched.next_request(begun + 2s)->path ==
        "/v2/activity?user=" + row_wallet + "&limit=1");
  result = watched.apply(ok(page_v2({row_text::trade()})), begun + 2s);
  CHECK_FALSE(result.never_active);
  CHECK_FALSE(result.has_page);
  CHECK(watched.next_request(begun + 2s)->path == "/v2/status");
}

TEST_CASE("wallet: the line of the status screen") {
  wallet_tracker watched{owner, {}};
  CHECK(watched.summary(begun) == "activity not requested yet");
  watched.next_request(begun);
  CHECK(watched.summary(begun) == "0 rows, activity not read yet");
  watched.apply(failed(fetch_error_kind::timeout, host::data), begun);
  CHECK(watched.summary(begun) ==
        "0 rows, activity not read yet, 1 failed polls in a row");
  watched.next_request(begun + 2s);
  watched.apply(answered("[]", begun + 2s), begun + 2s);
  CHECK(watched.summary(begun + 5s) ==
        "0 rows, activity known from 2026-09-19T17:37:58Z to "
        "2026-09-20T22:28:00Z, read 3s ago");
}

TEST_CASE("wallet: a run resumes where the previous one stopped") {
  wallet_tracker watched{owner, {}};
  watched.resume({begun - 240h, begun - 1h}, {});
  const auto asked = watched.next_request(begun);
  REQUIRE(asked);
  CHECK(asked->path.find("start=" + std::to_string(to_unix_seconds(begun - 2h))) !=
        std::string::npos);
  watched.apply(answered("[]", begun), begun);
  CHECK(watched.history() == history_span{begun - 240h, begun - 10min});
}

TEST_CASE("wallet: a longer series that was added needs a longer history") {
  wallet_rules rules;
  rules.lookback = 49h;
  wallet_tracker watched{owner, rules};
  // Watched for 30 hours with shorter windows only.
  watched.resume({begun - 30h, begun - 1h}, {});
  const auto asked = watched.next_request(begun);
  REQUIRE(asked);
  CHECK(asked->path.find("start=" + std::to_string(to_unix_seconds(begun - 49h))) !=
        std::string::npos);
}

TEST_CASE("wallet: doubtful rows are read again after a restart") {
  wallet_tracker watched{owner, {}};
  watched.resume({begun - 240h, begun - 1h}, {{"", "", begun - 5h, "size: odd"}});
  const auto asked = watched.next_request(begun);
  CHECK(asked->path.find("start=" + std::to_string(to_unix_seconds(begun - 5h - 1s))) !=
        std::string::npos);
}

TEST_CASE("wallet: an empty history is read from its start") {
  wallet_tracker watched{owner, {}};
  watched.resume({begun - 2h, begun - 2h - 1s}, {});
  CHECK(watched.next_request(begun)->path.find(
            "start=" + std::to_string(to_unix_seconds(begun - 2h))) != std::string::npos);
}

TEST_CASE("wallet: a configured start wins over a shorter known history") {
  wallet_rules rules;
  rules.since = begun - 100h;
  const auto start_of = [](wallet_tracker& watched) {
    const auto path = watched.next_request(begun)->path;
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

/// Answers every request with an empty page, once a second, from `first` until `last`.
/// Returns the paths of the rereads.
std::vector<std::string> reread_paths(wallet_tracker& watched, timestamp first,
                                      timestamp last) {
  std::vector<std::string> paths;
  for (auto now = first; now < last; now += 1s)
    for (auto asked = watched.next_request(now); asked;
         asked = watched.next_request(now)) {
      const auto result = watched.apply(answered("[]", now), now);
      if (result.is_reread)
        paths.push_back(asked->path);
      if (result.has_page)
        watched.note_recorded({});
    }
  return paths;
}

std::string start_in(const std::string& path) {
  const auto from = path.find("start=") + 6;
  return path.substr(from, path.find('&', from) - from);
}

std::string start_of(const std::optional<wallet_request>& asked) {
  return start_in(asked->path);
}

std::string seconds_of(timestamp time) {
  return std::to_string(to_unix_seconds(time));
}

} // namespace

TEST_CASE("wallet: a reread without a new row confirms the history") {
  wallet_tracker watched{owner, {}};
  const auto paths = reread_paths(watched, begun, begun + 60s);
  // Every 10 s, and not before the first reading is 10 s old.
  CHECK(paths.size() == 5);
  CHECK(watched.history().to >= begun + 59s - 60s - 22s);
  CHECK(watched.history().to <= begun + 59s - 60s - 10s);
}

namespace {

/// Answers polls until a reread was answered, in which the ledger finds a new row of
/// `time`. Returns the time of its reply.
timestamp reread_with_new_row(wallet_tracker& watched, timestamp now, timestamp time) {
  for (;; now += 1s)
    while (const auto asked = watched.next_request(now)) {
      const auto result = watched.apply(answered("[]", now), now);
      activity_event late;
      late.time = time;
      if (result.has_page)
        watched.note_recorded(result.is_reread ? std::vector{late}
                                               : std::vector<activity_event>{});
      if (result.is_reread)
        return now;
    }
}

} // namespace

TEST_CASE("wallet: a reread confirms the history up to the first row that is new") {
  wallet_tracker watched{owner, {}};
  reread_paths(watched, begun, begun + 30s);
  const auto before = watched.history().to;
  auto now = reread_with_new_row(watched, begun + 30s, before + 1s);
  CHECK(watched.history().to == before);
  CHECK(watched.summary(now).find("1 rows indexed late") != std::string::npos);
  now = reread_with_new_row(watched, now + 1s, before + 4s);
  CHECK(watched.history().to == before + 3s);
  // A row of the time that is confirmed already takes nothing back.
  reread_with_new_row(watched, now + 1s, before - 20s);
  CHECK(watched.history().to == before + 3s);
}

TEST_CASE("wallet: rows that always come late do not hold the history back for ever") {
  wallet_tracker watched{owner, {}};
  reread_paths(watched, begun, begun + 30s);
  auto now = begun + 30s;
  for (int round = 0; round < 20; ++round) {
    // Indexed 13 s later than the 60 s that the first reader waits.
    now = reread_with_new_row(watched, now, now - 73s) + 1s;
  }
  CHECK(watched.history().to >= now - 60s - 45s);
}

TEST_CASE("wallet: an ordered reread goes back as far as ordered, once") {
  wallet_tracker watched{owner, {}};
  reread_paths(watched, begun, begun + 31s);
  watched.request_reread(begun - 20h);
  watched.request_reread(begun - 4h);
  const auto paths = reread_paths(watched, begun + 31s, begun + 50s);
  REQUIRE(paths.size() >= 2);
  CHECK(start_in(paths[0]) == seconds_of(begun - 20h));
  CHECK(start_in(paths[1]) != seconds_of(begun - 20h));
  // No further than the history.
  watched.request_reread(begun - 400h);
  CHECK(start_in(reread_paths(watched, begun + 50s, begun + 60s).at(0)) ==
        seconds_of(begun - 29h));
}

TEST_CASE("wallet: rereads cover the last half hour and the last two hours") {
  wallet_tracker watched{owner, {}};
  std::size_t half_hours = 0;
  std::size_t two_hours = 0;
  auto oldest = begun;
  for (const auto& path : reread_paths(watched, begun, begun + 65min)) {
    const auto from = from_unix_seconds(std::stoll(start_in(path)));
    oldest = std::min(oldest, from);
  }
  wallet_tracker again{owner, {}};
  for (auto now = begun; now < begun + 65min; now += 1s)
    for (auto asked = again.next_request(now); asked; asked = again.next_request(now)) {
      const auto result = again.apply(answered("[]", now), now);
      if (result.has_page)
        again.note_recorded({});
      if (!result.is_reread)
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

TEST_CASE("wallet: failed rereads do not disturb the polls, and are tried again") {
  wallet_tracker watched{owner, {}};
  std::size_t polls = 0;
  std::size_t failures = 0;
  for (auto now = begun; now < begun + 60s; now += 1s)
    for (auto asked = watched.next_request(now); asked;
         asked = watched.next_request(now)) {
      const bool is_reread = watched.has_pending_reread();
      if (is_reread) {
        const auto result =
            watched.apply(failed(fetch_error_kind::timeout, host::data), now);
        REQUIRE(result.failure);
        CHECK(result.failure->consecutive == 0);
        ++failures;
        continue;
      }
      const auto result = watched.apply(answered("[]", now), now);
      polls += result.complete ? 1 : 0;
    }
  CHECK(polls == 30);
  CHECK(failures > 10);
  CHECK(watched.history().to < begun);
}

TEST_CASE("wallet: a replayed capture without rereads needs no confirmation") {
  wallet_tracker watched{owner, {}};
  for (auto now = begun; now < begun + 60s; now += 1s)
    for (auto asked = watched.next_request(now); asked; asked = watched.next_request(now))
      if (watched.has_pending_reread())
        watched.apply(failed(fetch_error_kind::refused, host::data), now);
      else
        watched.apply(answered("[]", now), now);
  CHECK(watched.history().to == begun + 58s - 60s);
}

TEST_CASE("wallet: an address that never had a row is reported once") {
  wallet_tracker watched{owner, {}};
  std::size_t said = 0;
  for (auto now = begun; now < begun + 10min; now += 1s)
    for (auto asked = watched.next_request(now); asked;
         asked = watched.next_request(now)) {
      said += watched.apply(answered("[]", now), now).never_active ? 1 : 0;
      watched.note_recorded({});
    }
  CHECK(said == 1);
}

TEST_CASE("wallet: rereads continue after the clock was set back") {
  wallet_tracker watched{owner, {}};
  reread_paths(watched, begun, begun + 30s);
  // One request an hour earlier, then the polls again.
  watched.next_request(begun - 1h);
  CHECK_FALSE(reread_paths(watched, begun + 30s, begun + 60s).empty());
}

TEST_CASE("wallet: an unreadable late row is doubtful") {
  wallet_tracker watched{owner, {}};
  const auto bad = page_of({row_text::trade().set("size", "-1").v1()});
  std::size_t named = 0;
  for (auto now = begun; now < begun + 12min; now += 1s)
    for (auto asked = watched.next_request(now); asked;
         asked = watched.next_request(now)) {
      const auto path = asked->path;
      const bool shows = path.find("start=") != std::string::npos &&
                         std::stoll(start_in(path)) <= 1'789'943'818 && now > begun + 20s;
      const auto result = watched.apply(answered(shows ? bad : "[]", now), now);
      named += result.rows.set_aside.size();
      if (result.has_page)
        watched.note_recorded({});
    }
  CHECK(named == 1);
  REQUIRE(watched.doubtful().size() == 1);
  CHECK(watched.doubtful()[0].slug == "btc-updown-5m-1789943700");
}

namespace {

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
  answer_all(watched, begun, begun);
  answer_all(watched, begun + 1h, begun + 1s);
  answer_all(watched, begun + 2s, begun + 2s);
  CHECK(watched.next_request(begun + 4s));
}

TEST_CASE(
    "wallet: after a start two years ahead, reads the present once the clock is right") {
  wallet_tracker watched{owner, {}};
  const auto ahead = begun + 24h * 730;
  answer_all(watched, ahead, begun);
  std::vector<std::string> starts;
  for (auto now = begun; now <= begun + 2s; now += 1s)
    for (const auto& path : answer_all(watched, now, now))
      if (path.find("start=") != std::string::npos)
        starts.push_back(start_in(path));
  CHECK(std::count(starts.begin(), starts.end(), seconds_of(begun - 29h)) == 1);
}

TEST_CASE("wallet: a history that begins in the future is read again after a restart") {
  for (const auto ahead : {24h * 730, 29h + 2h}) {
    wallet_tracker watched{owner, {}};
    const auto from = begun + ahead - 29h;
    watched.resume({from, from + 3s}, {});
    CHECK(start_of(watched.next_request(begun)) == seconds_of(begun - 29h));
  }
}

TEST_CASE("wallet: a history that ends in the future is known up to now at most") {
  wallet_tracker watched{owner, {}};
  watched.resume({begun - 240h, begun + 8h}, {});
  CHECK(start_of(watched.next_request(begun)) == seconds_of(begun - 1h));
  CHECK(watched.history().to < begun);
}
