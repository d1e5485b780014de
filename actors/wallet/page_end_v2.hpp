// SPDX-License-Identifier: MIT
// How pages of the data API's second dialect follow one another. Source:
// polymarket-api.md 5.5.
#pragma once

#include "actors/platform/json.hpp"

#include <string>
#include <string_view>

namespace tracker {

/// What a page says of the next one.
struct page_end_v2 {
  bool more = false;
  /// Where it goes on; empty: nowhere.
  std::string cursor;
};

/// Reads the `pagination` of a reply. Throws `decode_error`.
page_end_v2 read_page_end(const json_cursor& reply);

/// The parameter that asks for the page at `cursor`, percent-encoded; empty for the
/// first.
std::string cursor_parameter(std::string_view cursor);

} // namespace tracker
