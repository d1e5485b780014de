// SPDX-License-Identifier: MIT
#include "tests/simulator/wallets/activity_page.hpp"

#include "tests/simulator/bodies/data_body.hpp"
#include "tests/simulator/data_routes.hpp"
#include "tests/simulator/market/ids.hpp"
#include "tests/simulator/market/value_text.hpp"

#include <algorithm>
#include <iterator>

namespace tracker::exchange {

namespace {

/// Far enough ahead, and still a timestamp in nanoseconds.
constexpr std::int64_t end_of_time = 9'000'000'000;
/// Like the platform's base64, it has to be encoded in a URL.
constexpr std::string_view cursor_end = "+/=";

std::int64_t count(const request& asked, const std::string& name,
                   std::int64_t otherwise) {
  return parse_count(parameter(asked, name)).value_or(otherwise);
}

bool admits(const std::vector<std::string>& list, const std::string& item) {
  return list.empty() || std::find(list.begin(), list.end(), item) != list.end();
}

activity_filter filter_of(const request& asked, const std::string& conditions) {
  activity_filter filter;
  const auto begin = std::min(count(asked, "start", 0), end_of_time);
  const auto end = std::min(count(asked, "end", end_of_time), end_of_time);
  filter.span = {from_unix_seconds(begin), from_unix_seconds(end)};
  filter.types = comma_separated(parameter(asked, "type"));
  filter.conditions = comma_separated(parameter(asked, conditions));
  filter.side = parameter(asked, "side");
  return filter;
}

/// Rows at the page's end that share its last second.
std::size_t count_last_second(const std::vector<history_row>& shown) {
  const auto second = shown.back().row.time;
  const auto first =
      std::find_if(shown.rbegin(), shown.rend(),
                   [&](const history_row& each) { return each.row.time != second; });
  return static_cast<std::size_t>(first - shown.rbegin());
}

/// The filters that a cursor is bound to; the page's size is none of them.
std::string filter_tag(const request& asked) {
  std::string filters;
  for (const auto* name :
       {"user", "start", "end", "type", "condition", "side", "sort_direction"})
    filters.append(name).append("=").append(parameter(asked, name)).append("&");
  return '#' + std::to_string(hash(filters, 0) % 1'000'000'000);
}

std::optional<cursor_place> parse_cursor(std::string_view text, const request& asked) {
  const auto end = filter_tag(asked).append(cursor_end);
  const auto colon = text.find(':');
  if (!text.ends_with(end) || colon == std::string_view::npos)
    return std::nullopt;
  text.remove_suffix(end.size());
  const auto second = parse_count(text.substr(0, colon));
  const auto rows = parse_count(text.substr(colon + 1));
  if (!second || !rows)
    return std::nullopt;
  return cursor_place{*second, static_cast<std::size_t>(*rows)};
}

} // namespace

std::vector<std::string> comma_separated(const std::string& text) {
  std::vector<std::string> result;
  std::size_t position = 0;
  while (position < text.size()) {
    const auto end = std::min(text.find(',', position), text.size());
    result.push_back(text.substr(position, end - position));
    position = end + 1;
  }
  return result;
}

activity_filter read_filter(const request& asked) {
  return filter_of(asked, "market");
}

activity_filter read_filter_v2(const request& asked) {
  return filter_of(asked, "condition");
}

std::vector<history_row> matching(std::vector<history_row> rows,
                                  const activity_filter& filter) {
  std::erase_if(rows, [&](const history_row& each) {
    const auto words = row_words(each.row.kind);
    return !admits(filter.types, std::string{words.type}) ||
           !admits(filter.conditions, each.market ? each.market->condition_id : "") ||
           (!filter.side.empty() && filter.side != words.side);
  });
  return rows;
}

void arrange(std::vector<history_row>& rows, const request& asked) {
  const auto order = parameter(asked, "sortBy");
  if (order == "TOKENS" || order == "CASH")
    std::stable_sort(
        rows.begin(), rows.end(), [&](const history_row& a, const history_row& b) {
          return order == "TOKENS" ? a.row.size < b.row.size : a.row.cash < b.row.cash;
        });
  if (parameter(asked, "sortDirection") != "ASC")
    std::reverse(rows.begin(), rows.end());
}

std::vector<history_row> cut(std::vector<history_row> rows, std::size_t offset,
                             std::size_t limit) {
  const auto first = std::min(offset, rows.size());
  const auto last = std::min(first + limit, rows.size());
  return {std::make_move_iterator(rows.begin() + static_cast<std::ptrdiff_t>(first)),
          std::make_move_iterator(rows.begin() + static_cast<std::ptrdiff_t>(last))};
}

offset_page read_offset_page(const request& asked, std::size_t largest) {
  offset_page page;
  page.limit = std::min(static_cast<std::size_t>(count(asked, "limit", 100)), largest);
  page.offset = static_cast<std::size_t>(count(asked, "offset", 0));
  return page;
}

std::optional<cursor_page> read_cursor_page(const request& asked) {
  cursor_page page;
  page.limit = static_cast<std::size_t>(count(asked, "limit", 100));
  page.ascending = parameter(asked, "sort_direction") == "ASC";
  const auto cursor = parameter(asked, "cursor");
  if (!cursor.empty())
    page.position = parse_cursor(cursor, asked);
  if (page.limit == 0 || page.limit > max_limit_v2 || (!cursor.empty() && !page.position))
    return std::nullopt;
  return page;
}

void skip_to(std::vector<history_row>& rows, const cursor_page& page) {
  if (!page.position)
    return;
  const auto second = from_unix_seconds(page.position->second);
  auto first = std::find_if(rows.begin(), rows.end(), [&](const history_row& each) {
    return page.ascending ? each.row.time >= second : each.row.time <= second;
  });
  for (auto left = page.position->rows;
       left > 0 && first != rows.end() && first->row.time == second; --left)
    ++first;
  rows.erase(rows.begin(), first);
}

std::string next_cursor(const std::vector<history_row>& shown, const cursor_page& page,
                        const request& asked) {
  const auto second = to_unix_seconds(shown.back().row.time);
  auto rows = count_last_second(shown);
  // A page that begins in the last second of the page before continues its count.
  if (rows == shown.size() && page.position && page.position->second == second)
    rows += page.position->rows;
  return std::to_string(second) + ':' + std::to_string(rows) +
         filter_tag(asked).append(cursor_end);
}

std::string with_filters_of(std::string_view cursor, const request& asked) {
  return std::string{cursor.substr(0, cursor.find('#'))} +
         filter_tag(asked).append(cursor_end);
}

} // namespace tracker::exchange
