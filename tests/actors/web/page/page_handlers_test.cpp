// SPDX-License-Identifier: MIT
#include "actors/web/page_handlers.hpp"
#include "actors/web/snapshots.hpp"
#include "tests/actors/web/web_rig.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/text_checks.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

using namespace tracker;
using namespace tracker::test;

namespace {

/// The names of the events that follow from a snapshot.
std::vector<std::string> names_of(const std::vector<stream_event>& events) {
  std::vector<std::string> names;
  for (const auto& event : events)
    names.push_back(event.name);
  return names;
}

using words = std::vector<std::string>;

} // namespace

TEST_CASE("The page and the summary have the figures of the ledger", "[page]") {
  web_rig rig;
  rig.commit({grade_entry(traded_grade(0, 1'500'001)),
              grade_entry(traded_grade(1, -400'000, grade_status::provisional)),
              coverage_entry(0, {coverage_kind::watched, {}, {}, ""})});
  rig.read_figures();
  const auto page = rig.get("/");
  CHECK(page.status == 200);
  CHECK(page.type == "text/html; charset=utf-8");
  CHECK(contains(page.body, "value=\"1.500001\""));
  CHECK(contains(page.body, "value=\"-0.400000\""));
  CHECK_FALSE(contains(page.body, "being added up"));
  CHECK_FALSE(contains(page.body, main_wallet.address));
  const auto summary = nlohmann::json::parse(rig.get("/api/v1/summary").body);
  const auto& today = summary["spans"][0];
  CHECK(today["settled_pnl"] == "1.500001");
  CHECK(today["provisional_pnl"] == "-0.400000");
  CHECK(today["pnl"] == "1.100001");
  const auto all =
      nlohmann::json::parse(rig.get("/api/v1/summary", {{"span", "all"}}).body);
  CHECK(all["pnl"] == "1.100001");
  CHECK(all["return_on_cost"] == "0.110000");
}

TEST_CASE("A wrong address of the page gets one line", "[page]") {
  web_rig rig;
  for (const auto* path : {"/", "/api/v1/summary", "/api/v1/attention"}) {
    const auto reply = rig.get(path, {{"wallet", "<b>\x1b"}});
    CHECK(reply.status == 400);
    CHECK(reply.type == text_type);
    CHECK(contains(reply.body, "wallet="));
    CHECK(contains(reply.body, "allowed: "));
    CHECK(std::count(reply.body.begin(), reply.body.end(), '\n') == 1);
    CHECK_FALSE(contains(reply.body, "\x1b"));
  }
}

TEST_CASE("The attention list is JSON", "[page]") {
  web_rig rig;
  auto amended = traded_grade(0, -3'850'000, grade_status::amended);
  amended.reason = "late row";
  rig.commit({grade_entry(amended)});
  const auto list = nlohmann::json::parse(rig.get("/api/v1/attention").body);
  const auto found = std::find_if(list.begin(), list.end(), [](const auto& item) {
    return item["kind"] == "amended";
  });
  REQUIRE(found != list.end());
  CHECK((*found)["severity"] == "high");
  CHECK((*found)["slug"] == amended.window.slug);
  CHECK(contains((*found)["text"].get<std::string>(), "late row"));
}

TEST_CASE("Events follow from new facts of the ledger", "[page]") {
  web_rig rig;
  rig.commit({grade_entry(traded_grade(11, 5))});
  CHECK(names_of(stream_events(rig.context, nullptr, rig.snapshot)) == words{"strip"});
  rig.read_figures();
  const auto previous = rig.snapshot;
  CHECK(names_of(stream_events(rig.context, nullptr, previous)) ==
        words{"strip", "live", "attention"});
  CHECK(names_of(stream_events(rig.context, &previous, previous)) == words{"strip"});
  rig.commit({grade_entry(traded_grade(10, 7))});
  rig.read_figures();
  const auto events = stream_events(rig.context, &previous, rig.snapshot);
  // Its winning tokens are to be redeemed.
  REQUIRE(names_of(events) == words{"strip", "attention", "grade"});
  const auto graded = nlohmann::json::parse(events[2].data);
  CHECK(graded["pnl"] == "0.000007");
  CHECK(graded["wallet"] != main_wallet.address);
}

TEST_CASE("Without its ledger the page names the problem", "[page]") {
  web_rig rig;
  const auto reply = trouble_page(rig.view(), "the disk is full");
  CHECK(reply.status == 503);
  CHECK(contains(reply.body, "the disk is full"));
}
