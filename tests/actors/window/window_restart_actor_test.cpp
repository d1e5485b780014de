// SPDX-License-Identifier: MIT
// Windows that the ledger remembers from the run before.
#include "tests/actors/window/window_rig.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

using namespace tracker;
using namespace tracker::test;
using namespace tracker::test::window_rig;
using namespace std::chrono_literals;

TEST_CASE_METHOD(window_scene,
                 "a run continues from the windows that the ledger recalls") {
  remembered_window open;
  open.window = first;
  open.series = btc.name;
  open.coverage = window_coverage{coverage_kind::watched, first.start, first.start, ""};
  grade pending;
  pending.window = first;
  pending.series = btc.name;
  open.grades = {pending};
  book->series.windows =
      std::make_shared<const std::vector<remembered_window>>(std::vector{open});
  book->series.last_seen = first;
  script->answer = [](const fetch_request& asked) {
    const auto third = next_window(btc, next_window(btc, first));
    for (auto each = first; each.start <= third.start; each = next_window(btc, each)) {
      if (asked.path.find(each.slug) != std::string::npos)
        return ok(gamma_body(each, settlement::up));
      if (asked.path.find(condition_id_of(each)) != std::string::npos)
        return ok(clob_body(each, settlement::up));
    }
    return failed(fetch_error_kind::status, asked.target);
  };
  // Two windows later: the first was open when the run before ended, the second was
  // never seen.
  const auto second = next_window(btc, first);
  send_tick(second.end + 10s);
  send_tick(second.end + 11s);
  const auto graded = lines_of("window-graded");
  REQUIRE(graded.size() == 2);
  const auto covered_as = [&](const window& covered) {
    const auto found =
        std::find_if(book->coverage.rbegin(), book->coverage.rend(),
                     [&](const record_coverage& fact) { return fact.window == covered; });
    return found == book->coverage.rend() ? coverage_kind::missed : found->seen.how;
  };
  CHECK(covered_as(second) == coverage_kind::backfilled);
  CHECK(lines_of("window-opened").size() == 1);
}

TEST_CASE_METHOD(wallet_scene,
                 "a run does not continue from a window that a clock ahead has seen") {
  remembered_window future;
  future.window = window_at(btc, first.start + 8h);
  future.series = btc.name;
  future.coverage = window_coverage{coverage_kind::watched, future.window.start,
                                    future.window.start + 8s, ""};
  grade pending;
  pending.window = future.window;
  pending.series = btc.name;
  pending.wallet = owner;
  future.grades = {pending};
  book->series.last_seen = future.window;
  book->series.windows =
      std::make_shared<const std::vector<remembered_window>>(std::vector{future});
  script->answer = [](const fetch_request&) { return ok(gamma_body(first)); };
  send_tick(first.start + 10s);
  REQUIRE(lines_of("last-seen-ahead").size() == 1);
  CHECK(lines_of("last-seen-ahead")[0].level == log_level::warn);
  REQUIRE(lines_of("window-opened").size() == 1);
  CHECK(lines_of("window-opened")[0].text == "NEW WINDOW: " + first.slug);
  for (const auto& asked : script->asked)
    CHECK(asked.path.find(future.window.slug) == std::string::npos);
  settle_all(settlement::up);
  send_tick(first.end + 4s);
  CHECK(lines_of("window-graded").size() == 1);
}

TEST_CASE_METHOD(window_scene, "a restart recalls which source has reported") {
  remembered_window open;
  open.window = first;
  open.series = btc.name;
  open.coverage = window_coverage{coverage_kind::watched, first.start, first.end, ""};
  grade provisional;
  provisional.window = first;
  provisional.series = btc.name;
  provisional.status = grade_status::provisional;
  provisional.winner = settlement::up;
  provisional.revision = 1;
  provisional.sources = {{winner_source::gamma, settlement::up, first.end + 20s, {}}};
  open.grades = {provisional};
  market known;
  known.slug = first.slug;
  known.condition_id = condition_id_of(first);
  known.up_token = up_token_of(first);
  known.down_token = down_token_of(first);
  known.start = first.start;
  known.end = first.end;
  known.up_index = 0;
  open.in = known;
  book->series.windows =
      std::make_shared<const std::vector<remembered_window>>(std::vector{open});
  book->series.last_seen = first;
  script->answer = [](const fetch_request& asked) {
    return asked.target == host::data ? ok(resolution_body(first, settlement::up))
                                      : refused_with(404, asked.target);
  };
  run(60, 70);
  CHECK(last_of_first().status == grade_status::final);
  CHECK(last_of_first().sources.size() == 2);
  CHECK(std::none_of(script->asked.begin(), script->asked.end(),
                     [](const fetch_request& asked) {
                       return asked.path.find(first.slug) != std::string::npos;
                     }));
}
