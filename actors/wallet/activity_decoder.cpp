// SPDX-License-Identifier: MIT
#include "actors/wallet/activity_decoder.hpp"

#include "actors/platform/fields.hpp"
#include "actors/text/escaped_text.hpp"
#include "actors/wallet/activity_row.hpp"

#include <algorithm>

namespace tracker {

namespace {

/// A larger lag is refused or limited to this value.
constexpr std::int64_t max_lag_seconds = 1'000'000'000;
constexpr std::int64_t max_block = 1'000'000'000'000;
/// Upper limit of the network's block time: 1.5 s between the two recorded replies, 2.05
/// s in a report.
constexpr timespan block_time = std::chrono::milliseconds{2500};

activity_page read_page(const json_cursor& reply, std::string_view wallet,
                        timestamp now) {
  auto page = read_activity_rows(reply.at("data"), row_names_v2, wallet, now);
  auto end = read_page_end(reply);
  page.more = end.more;
  page.cursor = std::move(end.cursor);
  return page;
}

std::int64_t read_lag(const json_cursor& field) {
  const auto seconds = field.integer();
  if (seconds < 0 || seconds > max_lag_seconds)
    field.refuse("a number of seconds");
  return seconds;
}

std::int64_t read_block(const json_cursor& field) {
  const auto block = field.integer();
  if (block < 0 || block > max_block)
    field.refuse("a block number");
  return block;
}

/// Whether a delay of the mechanism delays activity rows. Balances and profits are
/// computed from the activity and do not.
bool feeds_activity(const std::string& mechanism) {
  return mechanism != "custody_balances" && mechanism != "pnl";
}

/// The delay of the served activity, in seconds.
std::int64_t serving_lag(const json_cursor& serving) {
  const auto total = read_lag(serving.at("lag_seconds"));
  const bool counts = !serving.has("worst") || feeds_activity(serving.at("worst").text());
  auto lag = counts ? total : 0;
  bool has_feed = false;
  const auto mechanisms = serving.at("mechanisms");
  for (const auto& mechanism : mechanisms.elements()) {
    const auto& name = mechanism.at("name").text();
    has_feed = has_feed || name == "activity_feed";
    if (feeds_activity(name))
      lag = std::max(lag, read_lag(mechanism.at("age_seconds")));
  }
  if (!has_feed)
    mechanisms.refuse("an entry activity_feed");
  return lag;
}

/// The distance in blocks between the most delayed cursor and the foremost one. The reply
/// lists only the worst cursors and does not say which of them carry activity, so all
/// count.
std::int64_t blocks_behind(const json_cursor& ingestion) {
  const auto newest = read_block(ingestion.at("max_synced_block"));
  const auto oldest = ingestion.at("min_synced_block");
  auto behind = newest - read_block(oldest);
  if (behind < 0)
    oldest.refuse("a block number up to max_synced_block");
  if (ingestion.has("most_lagged"))
    behind = std::max(behind, read_block(ingestion.at("most_lagged").at("behind_max")));
  if (ingestion.has("lagging"))
    for (const auto& cursor : ingestion.at("lagging").elements())
      behind = std::max(behind, read_block(cursor.at("behind_max")));
  return std::min(behind, max_lag_seconds);
}

timestamp read_freshness(const json_cursor& reply) {
  const auto data = reply.at("data");
  const auto computed = read_time_text(data.at("computed_at"));
  const auto lag = std::chrono::seconds{serving_lag(data.at("serving"))};
  // `serving` is the delay of the foremost cursor, `ingestion` the distance of the others
  // from it.
  const auto behind = block_time * blocks_behind(data.at("ingestion"));
  return std::max(computed - lag - behind, timestamp{});
}

} // namespace

page_end_v2 read_page_end(const json_cursor& reply) {
  const auto pagination = reply.at("pagination");
  page_end_v2 result;
  result.more = pagination.at("has_more").boolean();
  if (pagination.has("next_cursor"))
    result.cursor = pagination.at("next_cursor").text();
  if (result.more && result.cursor.empty())
    pagination.at("next_cursor").refuse("a cursor, because has_more is true");
  return result;
}

std::string cursor_parameter(std::string_view cursor) {
  return cursor.empty() ? std::string{} : "&cursor=" + percent_encoded(cursor);
}

std::string activity_path_v1(std::string_view wallet, const activity_query& query) {
  std::string path{"/activity?user="};
  path += wallet;
  path += "&limit=" + std::to_string(activity_rules_v1.limit);
  path += "&offset=" + std::to_string(query.offset);
  path += "&start=" + std::to_string(to_unix_seconds(query.start));
  return path + "&sortBy=TIMESTAMP&sortDirection=ASC";
}

decoded<activity_page> decode_activity_v1(std::string_view body, std::string_view wallet,
                                          timestamp now) {
  return decode(body, [&](const json_cursor& rows) {
    return read_activity_rows(rows, row_names_v1, wallet, now);
  });
}

std::string activity_path_v2(std::string_view wallet, const activity_query& query) {
  std::string path{"/v2/activity?user="};
  path += wallet;
  path += "&limit=" + std::to_string(activity_rules_v2.limit);
  path += "&start=" + std::to_string(to_unix_seconds(query.start));
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
