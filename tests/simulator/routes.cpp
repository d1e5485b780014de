// SPDX-License-Identifier: MIT
#include "tests/simulator/routes.hpp"

#include "tests/simulator/bodies/clob_body.hpp"
#include "tests/simulator/bodies/gamma_body.hpp"
#include "tests/simulator/data_routes.hpp"
#include "tests/simulator/market/calendar.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>
#include <cstdlib>

namespace tracker::exchange {

namespace {

using json = nlohmann::ordered_json;

/// A request with what its answer follows from. `rest` is the path behind the route.
struct question {
  const request& asked;
  std::string rest;
  const market_rules& rules;
  timestamp now;
};

bool is_slug(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '-' || c == '_' || c == '.';
  });
}

bool is_forgotten_by(platform_source source, const simulated_market& market,
                     timestamp now) {
  return market.stuck_source == source && market.is_forgotten && now >= market.end;
}

std::optional<simulated_market> listed_market(std::string_view slug,
                                              const question& ask) {
  auto market = find_market(slug, ask.rules);
  if (!market || ask.now < listed_at(*market) ||
      is_forgotten_by(platform_source::gamma, *market, ask.now))
    return std::nullopt;
  return market;
}

template <class Body>
reply gamma_by_slug(const question& ask, Body body) {
  if (!is_slug(ask.rest))
    return error_reply(host::gamma, 422, "slug is invalid");
  const auto market = listed_market(ask.rest, ask);
  return market ? json_reply(body(*market))
                : error_reply(host::gamma, 404, "slug not found");
}

/// A list has only what its filters name; the simulator supports the filter `slug`.
template <class Accept, class Body>
reply gamma_list(const question& ask, Accept accept, Body body) {
  auto list = json::array();
  const auto [first, last] = ask.asked.query.equal_range("slug");
  for (auto slug = first; slug != last; ++slug)
    if (const auto market = listed_market(slug->second, ask); market && accept(*market))
      list.push_back(body(*market));
  return json_reply(list);
}

reply gamma_market_by_slug(const question& ask) {
  return gamma_by_slug(ask, [&](const simulated_market& market) {
    return gamma_market(market, ask.now, parameter(ask.asked, "include_tag") == "true");
  });
}

reply gamma_event_by_slug(const question& ask) {
  return gamma_by_slug(
      ask, [&](const simulated_market& market) { return gamma_event(market, ask.now); });
}

reply gamma_markets(const question& ask) {
  // Since April 2026 a list of markets leaves out the closed ones unless it is told.
  const bool closed = parameter(ask.asked, "closed") == "true";
  return gamma_list(
      ask, [&](const auto& market) { return gamma_closed(market, ask.now) == closed; },
      [&](const auto& market) {
        return gamma_market(market, ask.now,
                            parameter(ask.asked, "include_tag") == "true");
      });
}

reply gamma_events(const question& ask) {
  const auto closed = parameter(ask.asked, "closed");
  return gamma_list(
      ask,
      [&](const auto& market) {
        return closed.empty() || gamma_closed(market, ask.now) == (closed == "true");
      },
      [&](const auto& market) { return gamma_event(market, ask.now); });
}

/// The time in a query, `2026-11-01T00:00:00Z`.
std::optional<timestamp> time_in(const question& ask, const char* name) {
  int year = 0;
  unsigned month = 0;
  unsigned day = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
  // NOLINTNEXTLINE(cert-err34-c)
  if (std::sscanf(parameter(ask.asked, name).c_str(), "%d-%u-%uT%d:%d:%dZ", &year, &month,
                  &day, &hour, &minute, &second) != 6)
    return std::nullopt;
  const std::chrono::sys_days date{std::chrono::year{year} / std::chrono::month{month} /
                                   std::chrono::day{day}};
  return timestamp{date} + std::chrono::hours{hour} + std::chrono::minutes{minute} +
         std::chrono::seconds{second};
}

/// The windows of a series, a hundred at a time by their starts. The cursor is the start
/// of the next one.
reply gamma_events_keyset(const question& ask) {
  const auto id = parameter(ask.asked, "series_id");
  const auto begin = time_in(ask, "end_date_min");
  const auto end = time_in(ask, "end_date_max");
  if (ask.asked.query.contains("offset") || id.empty() || !begin || !end)
    return error_reply(host::gamma, 422, "series_id, end_date_min and end_date_max");
  const auto cursor = parameter(ask.asked, "after_cursor");
  const auto limit = std::min<std::size_t>(
      static_cast<std::size_t>(std::atoi(parameter(ask.asked, "limit").c_str())), 100);
  json body{{"$schema",
             "https://gamma-api.polymarket.com/schemas/EventsKeysetListResponse.json"},
            {"events", json::array()}};
  for (const auto& name : gamma_series_names()) {
    if (std::to_string(gamma_series_id(gamma_series_named(name))) != id)
      continue;
    for (const auto& window :
         windows_between(name, *begin - std::chrono::hours{25}, *end, ask.rules)) {
      const auto ends = window.start + window.length;
      const auto place = "c_" + std::to_string(to_unix_seconds(window.start));
      const auto market = listed_market(window.slug, ask);
      if (ends < *begin || ends > *end || !market || (!cursor.empty() && place < cursor))
        continue;
      if (body["events"].size() == limit) {
        body["next_cursor"] = place;
        break;
      }
      body["events"].push_back(gamma_event(*market, ask.now));
    }
  }
  return json_reply(body);
}

reply gamma_series_list(const question& ask) {
  auto list = json::array();
  const auto slug = parameter(ask.asked, "slug");
  for (const auto& name : gamma_series_names())
    if (gamma_series_named(name) == slug)
      list.push_back(gamma_series(slug, ask.now));
  return json_reply(list);
}

reply data_ok(const question&) {
  return json_reply({{"data", "OK"}});
}

/// A route of the data host that `ask` is a call of.
template <reply (*Respond)(const request&, const market_rules&, timestamp)>
reply data_call(const question& ask) {
  // A frozen host answers with the data of that time.
  const auto last_known = ask.rules.data_frozen_since.value_or(ask.now);
  return Respond(ask.asked, ask.rules, std::min(last_known, ask.now));
}

/// The same for the first dialect, which may have been shut down.
template <reply (*Respond)(const request&, const market_rules&, timestamp)>
reply data_call_v1(const question& ask) {
  const auto status = ask.rules.data_v1_status;
  return status == 200 ? data_call<Respond>(ask)
                       : error_reply(host::data, status, "Not Found");
}

reply data_status(const question& ask) {
  return data_status_v2(ask.asked, ask.rules, ask.now);
}

reply clob_ok(const question&) {
  return json_reply("OK");
}

reply clob_time(const question& ask) {
  return json_reply(to_unix_seconds(ask.now));
}

reply clob_market_by_condition(const question& ask) {
  const auto market = market_of_condition(ask.rest, ask.rules);
  if (!market || ask.now < listed_at(*market) ||
      is_forgotten_by(platform_source::clob, *market, ask.now))
    return error_reply(host::clob, 404, "market not found");
  return json_reply(clob_market(*market, ask.now));
}

template <class Body>
reply clob_by_token(const question& ask, Body body) {
  const auto id = parameter(ask.asked, "token_id");
  if (id.empty() ||
      !std::all_of(id.begin(), id.end(), [](char c) { return c >= '0' && c <= '9'; }))
    return error_reply(host::clob, 400, "Invalid token id");
  const auto token = find_token(id, ask.rules);
  if (!token || !has_book(token->market, ask.now))
    return error_reply(host::clob, 404, "No orderbook exists for the requested token id");
  return json_reply(body(*token));
}

reply clob_book_of_token(const question& ask) {
  auto result = clob_by_token(
      ask, [&](const simulated_token& token) { return clob_book(token, ask.now); });
  result.body += '\n';
  return result;
}

reply clob_midpoint_of_token(const question& ask) {
  return clob_by_token(
      ask, [&](const simulated_token& token) { return clob_midpoint(token, ask.now); });
}

/// A documented route. Below a route that ends in a parameter there is one more segment.
struct route {
  host destination;
  std::string_view path;
  bool takes_segment;
  reply (*respond)(const question&);
};

constexpr std::array routes = {
    route{host::gamma, "/markets/slug", true, gamma_market_by_slug},
    route{host::gamma, "/markets", false, gamma_markets},
    route{host::gamma, "/events/slug", true, gamma_event_by_slug},
    route{host::gamma, "/events", false, gamma_events},
    route{host::gamma, "/events/keyset", false, gamma_events_keyset},
    route{host::gamma, "/series", false, gamma_series_list},
    route{host::data, "/", false, data_ok},
    route{host::data, "/activity", false, data_call_v1<data_activity>},
    route{host::data, "/positions", false, data_call_v1<data_positions>},
    route{host::data, "/v2/activity", false, data_call<data_activity_v2>},
    route{host::data, "/v2/resolutions", false, data_call<data_resolutions_v2>},
    route{host::data, "/v2/status", false, data_status},
    route{host::data, "/v2/trades", false, data_call<data_trades_v2>},
    route{host::data, "/v2/positions", false, data_call<data_positions_v2>},
    route{host::clob, "/rebates/current", false, data_call<clob_rebates>},
    route{host::data, "/v2/user-volume", false, data_call<data_user_volume>},
    route{host::data, "/v2/user-pnl", false, data_call<data_user_pnl>},
    route{host::data, "/books", false, data_call<data_books>},
    route{host::clob, "/", false, clob_ok},
    route{host::clob, "/time", false, clob_time},
    route{host::clob, "/markets", true, clob_market_by_condition},
    route{host::clob, "/book", false, clob_book_of_token},
    route{host::clob, "/midpoint", false, clob_midpoint_of_token},
};

bool is_call_of(const request& asked, const route& candidate) {
  if (asked.destination != candidate.destination)
    return false;
  const std::string_view path = asked.path;
  if (!candidate.takes_segment)
    return path == candidate.path;
  return path.size() > candidate.path.size() + 1 &&
         path.substr(0, candidate.path.size()) == candidate.path &&
         path.find('/', candidate.path.size()) == candidate.path.size() &&
         path.find('/', candidate.path.size() + 1) == std::string_view::npos;
}

const route* find_route(const request& asked) {
  const auto* found =
      std::find_if(routes.begin(), routes.end(),
                   [&](const route& candidate) { return is_call_of(asked, candidate); });
  return found == routes.end() ? nullptr : found;
}

const char* gamma_error_type(int status) {
  if (status == 404)
    return "not found error";
  return status < 500 ? "validation error" : "internal error";
}

} // namespace

reply json_reply(const json& body) {
  reply result;
  result.body = body.dump();
  return result;
}

std::string endpoint_of(const request& asked) {
  const auto* call = find_route(asked);
  return std::string{to_string(asked.destination)} + ' ' +
         std::string{call == nullptr ? "other" : call->path};
}

reply answer(const request& asked, const market_rules& rules, timestamp now) {
  const auto* call = find_route(asked);
  if (call == nullptr)
    return error_reply(asked.destination, 404, "not found");
  const auto rest = call->takes_segment ? asked.path.substr(call->path.size() + 1) : "";
  return call->respond({asked, rest, rules, now});
}

reply error_reply(host source, int status, std::string_view text) {
  json body;
  if (source == host::gamma)
    body["type"] = gamma_error_type(status);
  body["error"] = text;
  auto result = json_reply(body);
  result.status = status;
  return result;
}

} // namespace tracker::exchange
