// SPDX-License-Identifier: MIT
// Windows of a series that gamma lists: found by their starts, or not offered.
#include "actors/text/time_text.hpp"
#include "actors/window/series/series.hpp"
#include "actors/window/series/series_table.hpp"
#include "actors/window/window_tracker.hpp"
#include "tests/actors/window/window_tracker_rig.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/market_bodies.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <functional>
#include <map>

using namespace tracker;
using namespace tracker::test;
using namespace tracker::test::window_tracker_rig;
using namespace std::chrono_literals;

namespace {

std::string listing_body(const std::vector<window>& windows, const std::string& cursor) {
  nlohmann::json events = nlohmann::json::array();
  for (const auto& each : windows)
    events.push_back({{"slug", each.slug},
                      {"markets",
                       {{{"slug", each.slug},
                         {"eventStartTime", format_utc(each.start)},
                         {"endDate", format_utc(each.end)}}}}});
  nlohmann::json body{{"events", events}};
  if (!cursor.empty())
    body["next_cursor"] = cursor;
  return body.dump();
}

/// A platform that lists the windows of a series, a hundred a page.
struct listing_scene {
  explicit listing_scene(const char* name, const char* begin)
      : watched_series{find_series(name).at(0)}
      , tracked{watched_series, {}}
      , now{*parse_time(begin)} {}

  series watched_series;
  window_tracker tracked;
  timestamp now;
  /// Windows that are not listed.
  std::function<bool(const window&)> is_hidden = [](const window&) { return false; };
  /// Windows that gamma does not know by their slug.
  std::function<bool(const window&)> is_unknown = [](const window&) { return false; };
  /// The platform's slug of a window, where it is not the formula's.
  std::map<timestamp, std::string> other_slugs;
  bool listing_fails = false;
  std::vector<window_event> events;
  std::vector<source_request> requests;

  window named(window each) const {
    if (const auto found = other_slugs.find(each.start); found != other_slugs.end())
      each.slug = found->second;
    return each;
  }
  fetch_result list(const std::string& path) const {
    if (listing_fails)
      return failed(fetch_error_kind::timeout);
    const auto value = [&](const std::string& key) {
      const auto place = path.find(key + "=");
      return place == std::string::npos
                 ? std::string{}
                 : path.substr(place + key.size() + 1,
                               path.find('&', place) - place - key.size() - 1);
    };
    std::vector<window> page;
    std::string next;
    const auto cursor = value("after_cursor");
    for (auto each = window_at(watched_series, *parse_time(value("end_date_min")) - 26h);
         each.end <= *parse_time(value("end_date_max"));
         each = next_window(watched_series, each)) {
      const auto place = std::to_string(to_unix_seconds(each.start));
      if (each.end < *parse_time(value("end_date_min")) || is_hidden(each) ||
          place < cursor)
        continue;
      if (page.size() == 100) {
        next = place;
        break;
      }
      page.push_back(named(each));
    }
    return ok(listing_body(page, next));
  }
  fetch_result reply_to(const source_request& request) {
    if (request.of_listing)
      return request.endpoint == "/series"
                 ? ok(R"([{"id":"7","slug":"doge-up-or-down-hourly"}])")
                 : list(request.path);
    if (request.source != host::gamma)
      return failed(fetch_error_kind::timeout, request.source);
    if (is_unknown(request.window))
      return refused_with(404, host::gamma);
    return ok(gamma_body(request.window));
  }
  void run_tick() {
    const auto keep = [&](std::vector<window_event> more) {
      events.insert(events.end(), more.begin(), more.end());
    };
    keep(tracked.advance(now));
    for (const auto& request : tracked.due_requests(now)) {
      requests.push_back(request);
      keep(tracked.apply_result(request, reply_to(request), now));
    }
  }
  void run(timespan span, timespan step = 10s) {
    for (const auto end = now + span; now < end; now += step)
      run_tick();
  }
  std::size_t listings() const {
    return static_cast<std::size_t>(
        std::count_if(requests.begin(), requests.end(),
                      [](const source_request& each) { return each.of_listing; }));
  }
};

} // namespace

TEST_CASE("a listed series is read with one request a day and its windows open") {
  listing_scene scene{"btc-1h", "2026-11-28T00:30:00Z"};
  scene.run(47h);
  CHECK(scene.listings() == 2);
  CHECK(scene.requests.front().path ==
        "/events/keyset?series_id=10114&end_date_min=2026-11-28T00:00:00Z"
        "&end_date_max=2026-11-29T00:00:00Z&limit=100&order=id&ascending=true");
  const auto opened = only<window_opened>(scene.events);
  REQUIRE(opened.size() == 48);
  CHECK(opened[0].window.slug == "bitcoin-up-or-down-november-27-2026-7pm-et");
  CHECK(only<window_not_offered>(scene.events).empty());
  CHECK(only<market_found>(scene.events).size() >= 48);
}

TEST_CASE("a day of 5m windows is three pages of one reading") {
  listing_scene scene{"btc-5m", "2026-11-28T00:00:30Z"};
  scene.run(23h);
  CHECK(scene.listings() == 3);
  CHECK(only<window_opened>(scene.events).size() == 277);
  CHECK(scene.requests[2].path.find("&after_cursor=") != std::string::npos);
}

TEST_CASE("the hour that New York's clocks repeat was not offered, and is not missed") {
  listing_scene scene{"btc-1h", "2026-11-01T03:30:00Z"};
  scene.is_hidden = [](const window& each) { return each.slug.starts_with("btc-1h-"); };
  scene.run(5h);
  const auto absent = only<window_not_offered>(scene.events);
  REQUIRE(absent.size() == 2);
  CHECK(absent[0].window.start == *parse_time("2026-11-01T05:00:00Z"));
  CHECK(absent[1].window.start == *parse_time("2026-11-01T06:00:00Z"));
  CHECK(absent[0].reason == "gamma's list of btc-up-or-down-hourly, read at "
                            "2026-11-01T06:00:00Z, does not have it");
  CHECK(only<window_passed>(scene.events).empty());
  // 11pm of the day before, 12am, 2am, 3am.
  CHECK(only<window_opened>(scene.events).size() == 4);
  // They have no slug, so that none is requested.
  CHECK(std::none_of(scene.requests.begin(), scene.requests.end(), [](const auto& each) {
    return each.path.find("btc-1h-") != std::string::npos ||
           each.path.find("-1am-") != std::string::npos;
  }));
}

TEST_CASE("a repeated hour that is listed has the platform's slug") {
  listing_scene scene{"btc-1h", "2026-11-01T04:30:00Z"};
  const auto second = *parse_time("2026-11-01T06:00:00Z");
  scene.other_slugs[second] = "bitcoin-up-or-down-november-1-2026-1am-et";
  scene.is_hidden = [&](const window& each) {
    return each.slug.starts_with("btc-1h-") && each.start != second;
  };
  scene.run(3h);
  const auto absent = only<window_not_offered>(scene.events);
  REQUIRE(absent.size() == 1);
  CHECK(absent[0].window.start == second - 1h);
  const auto opened = only<window_opened>(scene.events);
  CHECK(std::any_of(opened.begin(), opened.end(), [&](const window_opened& each) {
    return each.window.start == second &&
           each.window.slug == "bitcoin-up-or-down-november-1-2026-1am-et";
  }));
}

TEST_CASE("a window that is neither listed nor known by its slug was not offered") {
  listing_scene scene{"btc-15m", "2026-11-28T12:00:10Z"};
  const auto missing = *parse_time("2026-11-28T12:30:00Z");
  scene.is_hidden = [&](const window& each) { return each.start == missing; };
  scene.is_unknown = scene.is_hidden;
  scene.run(2h);
  const auto absent = only<window_not_offered>(scene.events);
  REQUIRE(absent.size() == 1);
  CHECK(absent[0].window.start == missing);
  CHECK(absent[0].reason.find("does not know btc-updown-15m-") != std::string::npos);
  CHECK(only<window_opened>(scene.events).size() == 8);
  // The day, and once more at the window's start and at its end.
  CHECK(scene.listings() == 3);
}

TEST_CASE("an unlisted window that gamma knows by its slug is watched") {
  listing_scene scene{"btc-15m", "2026-11-28T12:00:10Z"};
  scene.is_hidden = [&](const window& each) {
    return each.start == *parse_time("2026-11-28T12:30:00Z");
  };
  scene.run(1h);
  CHECK(only<window_not_offered>(scene.events).empty());
  CHECK(only<window_opened>(scene.events).size() == 5);
}

TEST_CASE("without a list the formula's slugs are requested, and no window counts as not "
          "offered") {
  listing_scene scene{"btc-1h", "2026-11-01T03:30:00Z"};
  scene.listing_fails = true;
  scene.run(5h);
  CHECK(only<window_not_offered>(scene.events).empty());
  // The repeated hour has no slug, so that it stays unknown.
  CHECK(only<window_opened>(scene.events).size() == 4);
  const auto failures = only<listing_failed>(scene.events);
  REQUIRE(failures.size() > 2);
  CHECK_FALSE(failures[0].repeated);
  CHECK(failures[1].repeated);
  CHECK(failures[0].host_away);
}

TEST_CASE("an unknown id of a series is requested once") {
  listing_scene scene{"doge-1h", "2026-11-28T00:30:00Z"};
  scene.run(30h);
  CHECK(scene.requests[0].path == "/series?slug=doge-up-or-down-hourly");
  CHECK(scene.requests[1].path.starts_with("/events/keyset?series_id=7&"));
  CHECK(scene.listings() == 3);
}

TEST_CASE("a series given as a slug prefix is not listed") {
  window_tracker tracked{*parse_series("btc-updown-15m"), {}};
  const auto now = *parse_time("2026-11-28T12:00:10Z");
  tracked.advance(now);
  const auto requests = tracked.due_requests(now);
  REQUIRE(requests.size() == 1);
  CHECK(requests[0].path == "/markets/slug/btc-updown-15m-1795867200");
}

TEST_CASE("a list without an end, of another form or with odd events harms only itself") {
  const auto btc = find_series("btc-15m").at(0);
  series_listing listing{btc};
  const auto start = *parse_time("2026-11-28T12:00:00Z");
  listing.want(start, {});
  const auto real = window_at(btc, start);
  auto odd = real;
  odd.slug = "eth-updown-15m-1795867200";
  auto long_one = next_window(btc, real);
  long_one.end += 1s;
  SECTION("odd events") {
    REQUIRE(listing.next_request(start));
    CHECK_FALSE(listing.apply_result(ok(listing_body({odd, long_one, real}, "")), start));
    CHECK(*listing.slug_of(start) == real.slug);
    CHECK(listing.slug_of(long_one.start) == nullptr);
  }
  SECTION("the same cursor each time") {
    REQUIRE(listing.next_request(start));
    CHECK_FALSE(listing.apply_result(ok(listing_body({real}, "x")), start));
    REQUIRE(listing.next_request(start));
    CHECK(listing.apply_result(ok(listing_body({real}, "x")), start));
    CHECK_FALSE(listing.read_at(start));
  }
  SECTION("a new cursor each time") {
    auto now = start;
    std::optional<std::string> refusal;
    for (int page = 0; page < 20 && !refusal; ++page) {
      REQUIRE(listing.next_request(now));
      refusal =
          listing.apply_result(ok(listing_body({real}, "c" + std::to_string(page))), now);
    }
    CHECK(refusal);
  }
  SECTION("another form") {
    for (const auto* body : {"[]", "{}", R"({"events":{}})", R"({"events":[1]})",
                             R"({"events":[],"next_cursor":7})", "x"}) {
      const auto read = decode_listing(body, btc);
      const auto* page = std::get_if<listing_page>(&read);
      CHECK((page == nullptr || page->windows.empty()));
    }
  }
}
