// SPDX-License-Identifier: MIT
// Recorded bodies as text: what a decoder makes of one, or why it refuses it.
#pragma once

#include "actors/text/time_text.hpp"
#include "actors/wallet/activity_decoder.hpp"
#include "actors/wallet/trades.hpp"
#include "actors/window/decode/market_decoder.hpp"
#include "actors/window/decode/resolution_decoder.hpp"
#include "tests/support/catch.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

namespace tracker::test::recorded_readers {

using nlohmann::json;

inline const timestamp now = from_unix_seconds(1'800'000'000);

template <class T, class Show>
std::string shown(const decoded<T>& result, Show show) {
  if (const auto* refused = std::get_if<decode_error>(&result))
    return (refused->unsupported ? "unsupported: " : "refused: ") + to_string(*refused);
  return show(std::get<T>(result));
}

// -- markets ------------------------------------------------------------------------

inline std::string text_of(const gamma_market& market) {
  const auto fees =
      market.fees ? fmt::format("{}^{}", market.fees->rate_micros, market.fees->exponent)
                  : std::string{"unknown"};
  const auto prices = market.prices ? to_string((*market.prices)[0]) + "/" +
                                          to_string((*market.prices)[1])
                                    : std::string{"none"};
  return fmt::format("{} {} {} {}{} {} fees {}",
                     market.protocol == market_protocol::v2 ? "v2" : "v1", market.slug,
                     market.outcomes[0] + "/" + market.outcomes[1],
                     market.closed ? "closed" : "open",
                     market.resolved ? " resolved" : "", prices, fees);
}

inline std::string first_and_count(const std::vector<gamma_market>& list) {
  return fmt::format("{} of {}", list.empty() ? "none" : text_of(list[0]), list.size());
}

inline std::string gamma_one(const std::string& body) {
  return shown(decode_gamma_market(body), text_of);
}
inline std::string gamma_event(const std::string& body) {
  return shown(decode_gamma_event(body), first_and_count);
}
/// A page with its collector's wrapper.
inline std::string gamma_page(const std::string& body) {
  return shown(decode_gamma_markets(json::parse(body).at("markets").dump()),
               first_and_count);
}
/// The markets of the events of a page.
inline std::string gamma_events(const std::string& body) {
  std::string result;
  const auto page = json::parse(body);
  for (const auto& event : page.at("events"))
    result += (result.empty() ? "" : "; ") + gamma_event(event.dump());
  return result;
}

inline std::string clob_one(const std::string& body) {
  return shown(decode_clob_market(body), [](const clob_market& market) {
    std::string text = market.closed ? "closed" : "open";
    text += market.is_split ? " 50-50" : "";
    for (const auto& token : market.tokens)
      text += fmt::format(" {} {}{}", token.outcome, to_string(token.price),
                          token.winner ? " wins" : "");
    return text;
  });
}

inline std::string resolutions(const std::string& body) {
  const auto parsed = json::parse(body);
  const auto page = parsed.is_array() ? R"({"data":)" + body + "}" : body;
  return shown(decode_resolutions_v2(page), [](const auto& rows) {
    std::string text;
    for (const auto& row : rows) {
      text += text.empty() ? "" : ", ";
      text += row.condition_id.substr(0, 10) + " " + row.status;
      if (row.pays)
        text += " " + to_string((*row.pays)[0]) + "/" + to_string((*row.pays)[1]);
      text += row.reporter.empty() ? "" : " by " + row.reporter;
      text += row.resolved_at ? " " + format_utc(*row.resolved_at) : "";
    }
    return text;
  });
}

// -- wallets ------------------------------------------------------------------------

/// The wallet of the first row, in either dialect.
inline std::string owner_of(const json& rows) {
  if (!rows.is_array() || rows.empty())
    return "0x";
  return rows[0].contains("proxyWallet") ? rows[0].value("proxyWallet", "0x")
                                         : rows[0].value("proxy_wallet", "0x");
}

inline std::string text_of(const activity_page& page) {
  std::string text =
      fmt::format("{} rows: {} of markets, {} of the account, {} aside", page.rows,
                  page.events.size(), page.account_events.size(), page.set_aside.size());
  const auto& first = page.events.empty() ? page.account_events : page.events;
  if (!first.empty())
    text +=
        fmt::format("; {} {} for {} {}", to_string(first[0].type),
                    to_string(first[0].size), to_string(first[0].cash), first[0].slug);
  return text;
}

inline std::string activity_v1(const std::string& body) {
  return shown(decode_activity_v1(body, owner_of(json::parse(body)), now),
               [](const auto& page) { return text_of(page); });
}

/// Rows, a row or a page as a page of the second dialect.
inline json page_v2(const std::string& body) {
  auto parsed = json::parse(body);
  if (parsed.is_object() && (parsed.contains("data") || parsed.contains("error")))
    return parsed;
  auto rows = parsed.is_array() ? parsed : json::array({parsed});
  return {{"data", rows},
          {"pagination", {{"has_more", false}, {"next_cursor", nullptr}}}};
}

inline std::string activity_v2(const std::string& body) {
  const auto page = page_v2(body);
  const auto rows = page.value("data", json::array());
  // Rows of several wallets in one file: each is read as its owner's.
  std::set<std::string> owners;
  for (const auto& row : rows)
    owners.insert(row.value("proxy_wallet", "0x"));
  if (owners.size() <= 1)
    return shown(decode_activity_v2(page.dump(), owner_of(rows), now),
                 [](const auto& read) { return text_of(read); });
  std::string text;
  for (const auto& row : rows)
    text += (text.empty() ? "" : " | ") +
            shown(decode_activity_v2(page_v2(row.dump()).dump(),
                                     row.value("proxy_wallet", "0x"), now),
                  [](const auto& read) { return text_of(read); });
  return text;
}

template <class List>
std::string sizes(const List& list) {
  std::string text = std::to_string(list.size()) + ":";
  for (std::size_t i = 0; i < std::min<std::size_t>(list.size(), 2); ++i)
    text += " " + to_string(list[i].size);
  return text;
}

/// Trades of several wallets in one file: each is read as its owner's.
template <class ReadRow>
std::string trades(const json& rows, ReadRow read_row) {
  std::vector<wallet_trade> all;
  for (const auto& row : rows) {
    const auto read = read_row(row);
    if (const auto* refused = std::get_if<decode_error>(&read))
      return "refused: " + to_string(*refused);
    const auto& list = std::get<std::vector<wallet_trade>>(read);
    all.insert(all.end(), list.begin(), list.end());
  }
  return sizes(all);
}

inline std::string trades_v1(const std::string& body) {
  const auto parsed = json::parse(body);
  if (!parsed.is_array())
    return shown(decode_trades_v1(body, "0x", now), [](const auto&) { return "read"; });
  return trades(parsed, [](const json& row) {
    const auto list = json::array({row});
    return decode_trades_v1(list.dump(), owner_of(list), now);
  });
}

inline std::string trades_v2(const std::string& body) {
  const auto page = page_v2(body);
  return trades(
      page.at("data"), [](const json& row) -> decoded<std::vector<wallet_trade>> {
        const auto single = page_v2(row.dump());
        auto read = decode_trades_v2(single.dump(), owner_of(single["data"]), now);
        if (const auto* refused = std::get_if<decode_error>(&read))
          return *refused;
        return std::get<trades_page_v2>(read).trades;
      });
}

/// activity_recorded_test.cpp compares the value.
inline std::string status(const std::string& body) {
  return shown(decode_freshness_v2(body), [](const auto&) { return "read"; });
}

using reader = std::string (*)(const std::string&);

} // namespace tracker::test::recorded_readers
