// SPDX-License-Identifier: MIT
// Rereads: what they confirm, and the rows that are indexed late.
#include "tests/actors/wallet/wallet_tracker_rig.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

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

/// Answers requests until a reread is answered, in which the ledger finds a new row with
/// this time. Returns the time of that reply.
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

TEST_CASE("wallet: a reread without a new row confirms the history") {
  wallet_tracker watched{owner, {}};
  const auto paths = reread_paths(watched, start_time, start_time + 60s);
  // A reread every 10 s, the first one 10 s after the first reading.
  CHECK(paths.size() == 5);
  CHECK(watched.history().to >= start_time + 59s - 60s - 22s);
  CHECK(watched.history().to <= start_time + 59s - 60s - 10s);
}

TEST_CASE("wallet: a reread confirms the history up to the first row that is new") {
  wallet_tracker watched{owner, {}};
  reread_paths(watched, start_time, start_time + 30s);
  const auto before = watched.history().to;
  auto now = reread_with_new_row(watched, start_time + 30s, before + 1s);
  CHECK(watched.history().to == before);
  CHECK(watched.summary(now).find("1 rows indexed late") != std::string::npos);
  now = reread_with_new_row(watched, now + 1s, before + 4s);
  CHECK(watched.history().to == before + 3s);
  // A new row of a confirmed time does not move the confirmed end back.
  reread_with_new_row(watched, now + 1s, before - 20s);
  CHECK(watched.history().to == before + 3s);
}

TEST_CASE("wallet: rows that are always late do not stop the confirmed history") {
  wallet_tracker watched{owner, {}};
  reread_paths(watched, start_time, start_time + 30s);
  auto now = start_time + 30s;
  for (int round = 0; round < 20; ++round) {
    // The row is indexed 13 s after the 60 s for which the first reader waits.
    now = reread_with_new_row(watched, now, now - 73s) + 1s;
  }
  CHECK(watched.history().to >= now - 60s - 45s);
}

TEST_CASE("wallet: a requested reread goes back to the requested time, once") {
  wallet_tracker watched{owner, {}};
  reread_paths(watched, start_time, start_time + 31s);
  watched.request_reread(start_time - 20h);
  watched.request_reread(start_time - 4h);
  const auto paths = reread_paths(watched, start_time + 31s, start_time + 50s);
  REQUIRE(paths.size() >= 2);
  CHECK(start_in(paths[0]) == seconds_of(start_time - 20h));
  CHECK(start_in(paths[1]) != seconds_of(start_time - 20h));
  // The reread goes back to the start of the history at most.
  watched.request_reread(start_time - 400h);
  CHECK(start_in(reread_paths(watched, start_time + 50s, start_time + 60s).at(0)) ==
        seconds_of(start_time - 29h));
}

TEST_CASE("wallet: rereads cover the last half hour and the last two hours") {
  wallet_tracker watched{owner, {}};
  std::size_t half_hours = 0;
  std::size_t two_hours = 0;
  auto oldest = start_time;
  for (const auto& path : reread_paths(watched, start_time, start_time + 65min)) {
    const auto first = from_unix_seconds(std::stoll(start_in(path)));
    oldest = std::min(oldest, first);
  }
  wallet_tracker second_run{owner, {}};
  for (auto now = start_time; now < start_time + 65min; now += 1s)
    for (auto asked = second_run.next_request(now); asked;
         asked = second_run.next_request(now)) {
      const auto result = second_run.apply(answered("[]", now), now);
      if (result.has_page)
        second_run.note_recorded({});
      if (!result.is_reread)
        continue;
      const auto first = from_unix_seconds(std::stoll(start_in(asked->path)));
      half_hours += first <= now - 29min && first > now - 40min ? 1 : 0;
      two_hours += first <= now - 119min ? 1 : 0;
    }
  // Rereads of half an hour come every 4 minutes, those of two hours every 30 minutes.
  CHECK(half_hours >= 13);
  CHECK(half_hours <= 16);
  CHECK(two_hours == 2);
  CHECK(oldest <= start_time - 80min);
}

TEST_CASE("wallet: failed rereads do not disturb the polls, and are tried again") {
  wallet_tracker watched{owner, {}};
  std::size_t polls = 0;
  std::size_t failures = 0;
  for (auto now = start_time; now < start_time + 60s; now += 1s)
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
  CHECK(watched.history().to < start_time);
}

TEST_CASE("wallet: a replayed capture without rereads needs no confirmation") {
  wallet_tracker watched{owner, {}};
  for (auto now = start_time; now < start_time + 60s; now += 1s)
    for (auto asked = watched.next_request(now); asked; asked = watched.next_request(now))
      if (watched.has_pending_reread())
        watched.apply(failed(fetch_error_kind::refused, host::data), now);
      else
        watched.apply(answered("[]", now), now);
  CHECK(watched.history().to == start_time + 58s - 60s);
}

TEST_CASE("wallet: rereads continue after the clock was set back") {
  wallet_tracker watched{owner, {}};
  reread_paths(watched, start_time, start_time + 30s);
  // One request that begins an hour earlier, then polls as before.
  watched.next_request(start_time - 1h);
  CHECK_FALSE(reread_paths(watched, start_time + 30s, start_time + 60s).empty());
}

TEST_CASE("wallet: an unreadable late row is doubtful") {
  wallet_tracker watched{owner, {}};
  const auto bad = page_of({row_text::trade().set("size", "-1").v1()});
  std::size_t named = 0;
  for (auto now = start_time; now < start_time + 12min; now += 1s)
    for (auto asked = watched.next_request(now); asked;
         asked = watched.next_request(now)) {
      const auto path = asked->path;
      const bool shows = path.find("start=") != std::string::npos &&
                         std::stoll(start_in(path)) <= 1'789'943'818 &&
                         now > start_time + 20s;
      const auto result = watched.apply(answered(shows ? bad : "[]", now), now);
      named += result.rows.set_aside.size();
      if (result.has_page)
        watched.note_recorded({});
    }
  CHECK(named == 1);
  REQUIRE(watched.doubtful().size() == 1);
  CHECK(watched.doubtful()[0].slug == "btc-updown-5m-1789943700");
}
