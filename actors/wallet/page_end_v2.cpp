// SPDX-License-Identifier: MIT
#include "actors/wallet/page_end_v2.hpp"

namespace tracker {

namespace {

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

} // namespace tracker
