// SPDX-License-Identifier: MIT
// Pagination of the data API's second dialect. Source: polymarket-api.md 5.5.
#pragma once

#include "actors/platform/json.hpp"

#include <string>
#include <string_view>

namespace tracker {

/// What a page states about the next one.
struct page_end_v2 {
  bool more = false;
  /// The cursor of the next page; empty: there is none.
  std::string cursor;
};

/// Reads the `pagination` of a reply. Throws `decode_error`.
page_end_v2 read_page_end(const json_cursor& reply);

/// The query parameter for the page at `cursor`, percent-encoded; empty for the first
/// page.
std::string cursor_parameter(std::string_view cursor);

} // namespace tracker
