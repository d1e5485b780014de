// SPDX-License-Identifier: MIT
#include "actors/wallet/activity_v2.hpp"

#include "actors/platform/time_text.hpp"
#include "actors/wallet/activity_row.hpp"

#include <algorithm>

namespace tracker {

namespace {

constexpr row_names names{"proxy_wallet", "condition_id", "usdc_size", "transaction_hash",
                          "token_id"};
/// Nobody waits for a feed that is further behind than this.
constexpr std::int64_t max_lag_seconds = 1'000'000'000;

bool is_unreserved(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
         c == '-' || c == '.' || c == '_' || c == '~';
}

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string result;
  for (const char c : text) {
    if (is_unreserved(c)) {
      result += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    result += '%';
    result += digits[byte >> 4U];
    result += digits[byte & 15U];
  }
  return result;
}

activity_page read_page(const json_cursor& reply, std::string_view wallet,
                        timestamp now) {
  auto page = read_activity_rows(reply.at("data"), names, wallet, now);
  const auto pagination = reply.at("pagination");
  page.more = pagination.at("has_more").boolean();
  if (pagination.has("next_cursor"))
    page.cursor = pagination.at("next_cursor").text();
  if (*page.more && page.cursor.empty())
    pagination.at("next_cursor").refuse("a cursor, because has_more is true");
  return page;
}

std::int64_t read_lag(const json_cursor& field) {
  const auto seconds = field.integer();
  if (seconds < 0 || seconds > max_lag_seconds)
    field.refuse("a number of seconds");
  return seconds;
}

timestamp read_freshness(const json_cursor& reply) {
  const auto data = reply.at("data");
  const auto computed = data.at("computed_at");
  const auto at = parse_time(computed.text());
  if (!at)
    computed.refuse("a time with an offset");
  const auto serving = data.at("serving");
  for (const auto& mechanism : serving.at("mechanisms").elements())
    if (mechanism.at("name").text() == "activity_feed")
      return *at - std::chrono::seconds{read_lag(mechanism.at("age_seconds"))};
  return *at - std::chrono::seconds{read_lag(serving.at("lag_seconds"))};
}

} // namespace

std::string activity_path_v2(std::string_view wallet, const activity_query& query) {
  std::string path{"/v2/activity?user="};
  path += wallet;
  path += "&limit=" + std::to_string(activity_rules_v2.limit);
  path += "&start=" + std::to_string(to_unix_seconds(query.from));
  path += "&sort_direction=ASC";
  if (!query.cursor.empty())
    path += "&cursor=" + percent_encoded(query.cursor);
  return path;
}

decoded<activity_page> decode_activity_v2(std::string_view body, std::string_view wallet,
                                          timestamp now) {
  return decode(body,
                [&](const json_cursor& reply) { return read_page(reply, wallet, now); });
}

decoded<timestamp> decode_freshness_v2(std::string_view body) {
  return decode(body, read_freshness);
}

} // namespace tracker
