// SPDX-License-Identifier: MIT
#include "actors/notifier/drift/drift_sentinel.hpp"
#include "actors/notifier/drift/reply_shape.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <random>
#include <set>

using namespace tracker;
using namespace tracker::test;
using nlohmann::json;

namespace {

const known_shape& shape_of(const std::string& source, const std::string& endpoint) {
  const auto* shape = find_shape(source, endpoint);
  REQUIRE(shape != nullptr);
  return *shape;
}

/// A market of gamma with the members that the decoder reads.
json plain_market() {
  return {{"slug", "btc-updown-15m-1"},
          {"conditionId", "0x1"},
          {"outcomes", "[\"Up\",\"Down\"]"},
          {"clobTokenIds", "[\"1\",\"2\"]"},
          {"closed", false},
          {"version", "v1"},
          {"umaResolutionStatus", "resolved"}};
}

json activity_page() {
  return json::parse(R"({"data": [{"type": "TRADE", "side": "BUY",
    "timestamp": 1790553600, "size": 1.5}],
    "pagination": {"has_more": false}})");
}

} // namespace

TEST_CASE("drift: an unknown member, kind and value, and a missing member", "[drift]") {
  const auto& shape = shape_of("gamma", "/markets/slug");
  auto market = plain_market();
  CHECK(find_differences(shape, market.dump()).empty());
  market["newField"] = 1;
  CHECK(find_differences(shape, market.dump()) ==
        std::vector<std::string>{"newField: unknown member"});
  market = plain_market();
  market["closed"] = "no";
  CHECK(find_differences(shape, market.dump()) ==
        std::vector<std::string>{"closed: string, known: null or boolean"});
  market = plain_market();
  market["version"] = "v3";
  CHECK(find_differences(shape, market.dump()) ==
        std::vector<std::string>{"version: unknown value \"v3\""});
  market = plain_market();
  market.erase("conditionId");
  CHECK(find_differences(shape, market.dump()) ==
        std::vector<std::string>{"conditionId: missing"});
}

TEST_CASE("drift: rows inside lists", "[drift]") {
  const auto& shape = shape_of("data", "/v2/activity");
  auto page = activity_page();
  CHECK(find_differences(shape, page.dump()) == std::vector<std::string>{});
  page["data"].push_back(page["data"][0]);
  page["data"][1]["type"] = "AIRDROP";
  page["data"][1]["size"] = false;
  const auto found = find_differences(shape, page.dump());
  CHECK(found.size() == 2);
}

TEST_CASE("drift: hostile bodies are bounded and printable", "[drift]") {
  const auto& shape = shape_of("gamma", "/markets/slug");
  CHECK(find_differences(shape, "not json").empty());
  json wide = plain_market();
  for (int i = 0; i < 500; ++i)
    wide["x" + std::to_string(i) + "\x1b\n"] = 1;
  const auto found = find_differences(shape, wide.dump());
  CHECK(found.size() == 50);
  for (const auto& text : found)
    CHECK(text.find_first_of("\x1b\n") == std::string::npos);
}

// Every subset of optional members.
TEST_CASE("drift: bodies of any known members match their shapes", "[drift]") {
  std::mt19937 random{20261129};
  const auto& shape = shape_of("gamma", "/markets/slug");
  for (int number = 0; number < 1'000; ++number) {
    json market = plain_market();
    for (const auto& member : shape.members) {
      if (member.path.find_first_of(".[") != std::string_view::npos ||
          random() % 2 == 0 || !member.values.empty() ||
          market.contains(std::string{member.path}))
        continue;
      const auto kind = member.kinds[random() % member.kinds.size()];
      auto& value = market[std::string{member.path}];
      switch (kind) {
      case 'n':
        value = nullptr;
        break;
      case 'b':
        value = random() % 2 == 0;
        break;
      case 'd':
        value = random() % 1000;
        break;
      case 's':
        value = "text";
        break;
      case 'a':
        value = json::array();
        break;
      default:
        value = json::object();
      }
    }
    const auto found = find_differences(shape, market.dump());
    if (!found.empty())
      FAIL(found.front());
  }
}

TEST_CASE("drift sentinel: each difference is reported once and kept in a bounded folder",
          "[drift]") {
  const temporary_directory folder;
  drift_sentinel sentinel{{"gamma /markets/slug: acknowledged"}, folder.path().string()};
  auto market = plain_market();
  market["acknowledged"] = 1;
  CHECK(sentinel.compare(host::gamma, "/markets/slug", market.dump()).empty());
  market["fresh"] = 1;
  CHECK(sentinel.compare(host::gamma, "/markets/slug", market.dump()) ==
        std::vector<std::string>{"gamma /markets/slug: fresh: unknown member"});
  CHECK(sentinel.compare(host::gamma, "/markets/slug", market.dump()).empty());
  CHECK(sentinel.compare(host::gamma, "/no/such", "{\"a\":1}").empty());
  CHECK(sentinel.count() == 1);
  REQUIRE(sentinel.readings().size() == 1);
  CHECK(sentinel.readings().front().level == reading_level::firing);
  for (int i = 0; i < 200; ++i) {
    market = plain_market();
    market[fmt::format("field{}", i)] = i;
    sentinel.compare(host::gamma, "/markets/slug", market.dump());
  }
  CHECK(sentinel.count() == drift_sentinel::max_news);
  std::size_t files = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator{drift_folder(folder.path().string())}) {
    ++files;
    CHECK((entry.status().permissions() & std::filesystem::perms::others_read) ==
          std::filesystem::perms::none);
  }
  CHECK(files == drift_sentinel::max_files);
}

TEST_CASE("drift sentinel: differences of an earlier run clear when they are known",
          "[drift]") {
  drift_sentinel sentinel{{"gamma /markets/slug: old"}, ""};
  alert_record known;
  known.key = {"drift", "gamma /markets/slug: old: unknown member", 1};
  auto unknown = known;
  unknown.key.subject = "gamma /markets/slug: other: unknown member";
  sentinel.restore({known, unknown});
  const auto readings = sentinel.readings();
  REQUIRE(readings.size() == 2);
  CHECK(readings[0].level == reading_level::firing);
  CHECK(readings[1].level == reading_level::clear);
}

TEST_CASE("drift: a kept reply is read back", "[drift]") {
  const kept_reply kept{"gamma", "/markets/slug", "{\n}"};
  const auto read = parse_kept_reply(to_text(kept));
  CHECK(read.source == kept.source);
  CHECK(read.endpoint == kept.endpoint);
  CHECK(read.body == kept.body);
  CHECK(parse_kept_reply("garbage").source.empty());
}
