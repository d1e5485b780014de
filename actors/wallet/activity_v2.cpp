// SPDX-License-Identifier: MIT
#include "actors/wallet/activity_v2.hpp"

#include "actors/platform/fields.hpp"
#include "actors/wallet/activity_row.hpp"
#include "actors/wallet/page_end_v2.hpp"

namespace tracker {

namespace {

/// Nobody waits for a feed that is further behind than this.
constexpr std::int64_t max_lag_seconds = 1'000'000'000;

activity_page read_page(const json_cursor& reply, std::string_view wallet,
                        timestamp now) {
  auto page = read_activity_rows(reply.at("data"), row_names_v2, wallet, now);
  auto after = read_page_end(reply);
  page.more = after.more;
  page.cursor = std::move(after.cursor);
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
  const auto at = read_time_text(data.at("computed_at"));
  const auto serving = data.at("serving");
  for (const auto& mechanism : serving.at("mechanisms").elements())
    if (mechanism.at("name").text() == "activity_feed")
      return at - std::chrono::seconds{read_lag(mechanism.at("age_seconds"))};
  return at - std::chrono::seconds{read_lag(serving.at("lag_seconds"))};
}

} // namespace

std::string activity_path_v2(std::string_view wallet, const activity_query& query) {
  std::string path{"/v2/activity?user="};
  path += wallet;
  path += "&limit=" + std::to_string(activity_rules_v2.limit);
  path += "&start=" + std::to_string(to_unix_seconds(query.from));
  path += "&sort_direction=ASC";
  return path += cursor_parameter(query.cursor);
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
