// SPDX-License-Identifier: MIT
// The parameters of `/activity` and `/v2/activity`: filters, order, pages.
#pragma once

#include "tests/simulator/routes.hpp"
#include "tests/simulator/wallets/history.hpp"

#include <cstddef>

namespace tracker::exchange {

/// The largest offset that the first dialect answers.
inline constexpr std::size_t max_offset = 5000;
/// The largest page of the second.
inline constexpr std::size_t max_limit_v2 = 1000;

std::vector<std::string> comma_separated(const std::string& text);

/// The rows that a request admits. An empty list admits every row.
struct activity_filter {
  time_range span;
  std::vector<std::string> types;
  std::vector<std::string> conditions;
  std::string side;
};

activity_filter read_filter(const request& asked);
activity_filter read_filter_v2(const request& asked);

std::vector<history_row> matching(std::vector<history_row> rows,
                                  const activity_filter& filter);

/// Sorts by `sortBy` and `sortDirection`: newest first unless asked otherwise. Each
/// direction is the other one backwards.
void arrange(std::vector<history_row>& rows, const request& asked);

/// The page of `limit` rows behind the first `offset`.
std::vector<history_row> cut(std::vector<history_row> rows, std::size_t offset,
                             std::size_t limit);

struct offset_page {
  std::size_t limit = 100;
  std::size_t offset = 0;
};

/// A larger limit than `largest` is lowered to it, as the platform does silently.
offset_page read_offset_page(const request& asked, std::size_t largest);

/// A place between two rows: behind the first `rows` of a second.
struct cursor_place {
  std::int64_t second = 0;
  std::size_t rows = 0;
};

struct cursor_page {
  std::size_t limit = 100;
  bool ascending = false;
  std::optional<cursor_place> position;
};

/// Nothing for a limit above 1000, a cursor that was not handed out, or one that comes
/// without the filters it was handed out for: this dialect refuses them.
std::optional<cursor_page> read_cursor_page(const request& asked);

/// Removes the rows before the page's cursor. The rows are in the page's order.
void skip_to(std::vector<history_row>& rows, const cursor_page& page);

/// The cursor behind the page `shown`, which is not empty, for the filters of `asked`.
std::string next_cursor(const std::vector<history_row>& shown, const cursor_page& page,
                        const request& asked);

/// The same place for the filters of another request.
std::string with_filters_of(std::string_view cursor, const request& asked);

} // namespace tracker::exchange
