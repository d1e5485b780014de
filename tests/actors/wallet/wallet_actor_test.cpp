// SPDX-License-Identifier: MIT
#include "actors/wallet/wallet_actor.hpp"

#include "tests/actors/wallet/wallet_rig.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <regex>

using namespace tracker;
using namespace tracker::test;
using namespace tracker::test::wallet_rig;
using namespace std::chrono_literals;

TEST_CASE_METHOD(wallet_scene, "a wallet's rows go to the windows they belong to") {
  serve("[" + row_text::trade().v1() + "]");
  CHECK(current_tick(start_time).sequence == 1);
  // The page with the row, then the page that shows that no row follows.
  REQUIRE(script->asked.size() == 2);
  CHECK(script->asked[0].target == host::data);
  CHECK(script->asked[0].owner == "main");
  REQUIRE(five->size() == 2);
  CHECK(five->front().events->size() == 1);
  CHECK(five->front().read_at == timestamp{});
  CHECK(five->back().events->empty());
  CHECK(five->back().read_at == start_time);
  REQUIRE(fifteen->size() == 2);
  // Every series gets all rows, whatever their slug.
  CHECK(fifteen->front().events->size() == 1);
  CHECK(fifteen->back().history == five->back().history);
  CHECK(has_event(lines, "activity-read"));
}

TEST_CASE_METHOD(wallet_scene, "rows without a slug reach the windows") {
  serve("[" + row_text::trade().set("slug", "\"\"").v1() + "]");
  current_tick(start_time);
  REQUIRE(five->size() == 2);
  CHECK(five->front().events->size() == 1);
}

TEST_CASE_METHOD(wallet_scene,
                 "lasting failures of polls are logged once, and so is their end") {
  const auto count = [&](const std::string& event, log_level level) {
    return std::count_if(lines->begin(), lines->end(), [&](const log_line& line) {
      return line.event == event && line.level == level;
    });
  };
  const auto fail_with = [&](fetch_error_kind kind, bool paused) {
    script->answer = [kind, paused](const fetch_request&) {
      auto result = failed(kind, host::data);
      std::get<fetch_error>(result.value).host_paused = paused;
      return result;
    };
  };
  serve("[" + row_text::trade().v1() + "]");
  current_tick(start_time);
  // The fetcher itself logs that it has paused a host.
  fail_with(fetch_error_kind::status, true);
  for (int i = 1; i <= 10; ++i)
    current_tick(start_time + i * 2s);
  CHECK(count("poll-failed", log_level::warn) == 0);
  fail_with(fetch_error_kind::status, false);
  for (int i = 11; i <= 20; ++i)
    current_tick(start_time + i * 2s);
  CHECK(count("poll-failed", log_level::warn) == 1);
  serve("[]");
  for (int i = 21; i <= 23; ++i)
    current_tick(start_time + i * 2s);
  CHECK(count("poll-answered", log_level::info) == 1);
}

TEST_CASE_METHOD(wallet_scene, "a wallet without any activity is reported once") {
  serve("[]");
  for (int i = 0; i < 100; ++i)
    current_tick(start_time + i * 2s);
  const auto count =
      std::count_if(lines->begin(), lines->end(),
                    [](const log_line& line) { return line.event == "no-activity"; });
  CHECK(count == 1);
  const auto line = std::find_if(lines->begin(), lines->end(), [](const log_line& one) {
    return one.event == "no-activity";
  });
  CHECK(line->text == "wallet main has no activity on the platform yet: is "
                      "0xc2ad03f7…7d40ed the address that holds the positions?");
}

TEST_CASE_METHOD(wallet_scene, "an unknown field is logged once") {
  serve("[" + row_text::trade().with_field("foo", "1").v1() + "]");
  for (int i = 0; i < 10; ++i)
    current_tick(start_time + i * 2s);
  const auto count =
      std::count_if(lines->begin(), lines->end(),
                    [](const log_line& line) { return line.event == "drift"; });
  CHECK(count == 1);
}

TEST_CASE_METHOD(wallet_scene, "a failed poll sends nothing to the windows") {
  script->answer = [](const fetch_request&) {
    return failed(fetch_error_kind::status, host::data);
  };
  current_tick(start_time);
  CHECK(five->empty());
  CHECK(has_event(lines, "poll-failed"));
}

TEST_CASE_METHOD(wallet_scene,
                 "at most one request is pending, whatever the clock does") {
  for (int i = 0; i < 100; ++i)
    current_tick(start_time + i * 1s);
  CHECK(script->asked.size() == 1);
  CHECK(ask<actor_status>(wallet, status_request{}).held == 1);
}

TEST_CASE_METHOD(wallet_scene, "the last rows are read again for a new window") {
  serve("[" + row_text::trade().v1() + "]");
  current_tick(start_time);
  five->clear();
  book->wallet.history = history_span{start_time - 29h, start_time - 60s};
  // The actor that was started again after a crash.
  self->send(wallet, use_windows{{{"btc-updown-5m", spawn_listener(system, five)}}});
  drain();
  current_tick(start_time + 2s);
  REQUIRE_FALSE(five->empty());
  CHECK(five->front().events->size() == 1);
}

TEST_CASE_METHOD(wallet_scene, "rows of a removed series are those of another one") {
  self->send(wallet, use_windows{{{"eth-updown-5m", fives}}});
  drain();
  serve("[" + row_text::trade().v1() + "]");
  current_tick(start_time);
  const auto counts_others = [&] {
    return ask<actor_status>(wallet, status_request{})
               .summary.find("series that are not watched") != std::string::npos;
  };
  CHECK(counts_others());
  self->send(wallet,
             use_windows{{{"btc-updown-5m", fives}, {"btc-updown-15m", fifteens}}});
  drain();
  CHECK_FALSE(counts_others());
}

TEST_CASE_METHOD(wallet_scene, "rows go to the windows once they are on disk") {
  serve("[" + row_text::trade().v1() + "]");
  book->stuck = true;
  current_tick(start_time);
  REQUIRE(book->events.size() == 1);
  CHECK(book->events[0].events->size() == 1);
  CHECK(five->empty());
  // No request is sent while the ledger is behind.
  for (int i = 1; i < 100; ++i)
    current_tick(start_time + i * 1s);
  CHECK(script->asked.size() == 1);
  CHECK(ask<actor_status>(wallet, status_request{}).held == 1);
  book->stuck = false;
  ask<tick_handled>(ledger, tick{});
  REQUIRE_FALSE(five->empty());
  CHECK(five->front().events->size() == 1);
}

TEST_CASE_METHOD(wallet_scene, "a run resumes where the previous one stopped") {
  book->wallet.history = history_span{start_time - 240h, start_time - 1h};
  serve("[]");
  current_tick(start_time);
  REQUIRE(script->asked.size() == 1);
  CHECK(script->asked[0].path.find("start=" +
                                   std::to_string(to_unix_seconds(start_time - 2h))) !=
        std::string::npos);
  CHECK(book->events[0].history == history_span{start_time - 240h, start_time - 10min});
}

TEST_CASE_METHOD(wallet_scene, "a row that is not booked is logged once") {
  serve("[" + row_text::trade().set("size", "-1").v1() + "]");
  for (int i = 0; i < 10; ++i)
    current_tick(start_time + 2s * i);
  const auto named =
      std::count_if(lines->begin(), lines->end(),
                    [](const log_line& line) { return line.event == "row-set-aside"; });
  CHECK(named == 1);
  CHECK(five->back().doubtful->size() == 1);
}

TEST_CASE_METHOD(wallet_scene, "the wallet drains when its request is answered") {
  current_tick(start_time);
  REQUIRE(script->held.size() == 1);
  auto pending = self->request(wallet, caf::infinite, shutdown{});
  drain();
  CHECK_FALSE(has_event(lines, "drained"));
  self->send(fetcher, cancel_fetches{});
  drain();
  bool answered = false;
  pending.receive([&](const drained& answer) { answered = answer.handled > 0; },
                  [](const caf::error&) { FAIL("no answer"); });
  CHECK(answered);
  CHECK(script->asked.size() == 1);
}

TEST_CASE("a refused row of another wallet does not reveal its address in the log") {
  const std::string stranger = "0x5a1e0000cafe5a1e0000cafe5a1e0000cafe5a1e";
  const auto text = row_text::quoted(stranger);
  // The platform may put the address into any field, alone or within other text.
  const std::vector<std::string> values{
      text, row_text::quoted(stranger.substr(2)),
      row_text::quoted("https://host/u?user=" + stranger + "&x=" + stranger)};
  std::vector<row_text> rows;
  for (const auto* field :
       {"proxyWallet", "timestamp", "conditionId", "type", "size", "usdcSize",
        "transactionHash", "price", "asset", "side", "slug"})
    for (const auto& value : values) {
      rows.push_back(row_text::trade().set(field, value));
      // A row that is refused for another reason shows its readable fields.
      rows.push_back(row_text::trade().set(field, value).set("size", "-1"));
    }
  const std::regex whole_address{"[0-9a-fA-F]{40}"};
  const std::vector<std::pair<std::string, fetch_result>> replies{
      {"rows", ok(page_v1(rows))},
      {"not a list", ok(text)},
      {"an object", ok("{\"user\":" + text + "}")},
  };
  for (const auto& [name, reply] : replies) {
    INFO(name);
    wallet_scene scene;
    scene.script->answer = [&reply = reply](const fetch_request&) { return reply; };
    // A row is refused once several replies have shown it.
    for (int poll = 0; poll < 10; ++poll)
      scene.current_tick(start_time + poll * 30s);
    REQUIRE_FALSE(scene.lines->empty());
    CHECK(has_event(scene.lines, name == "rows" ? "row-set-aside" : "poll-failed"));
    for (const auto& line : *scene.lines) {
      // Hashes have 64 digits and are public: they are not addresses.
      auto shown = line.text;
      for (const auto& [key, value] : line.fields)
        if (key != "transaction")
          shown += ' ' + value;
      INFO(shown);
      CHECK_FALSE(std::regex_search(shown, whole_address));
    }
    for (const auto& news : *scene.five)
      for (const auto& row : *news.doubtful)
        CHECK_FALSE(std::regex_search(row.why, whole_address));
  }
}
