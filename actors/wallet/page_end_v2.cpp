// SPDX-License-Identifier: MIT
#include "actors/wallet/page_end_v2.hpp"

#include "actors/text/escaped_text.hpp"

namespace tracker {

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

} // namespace tracker
