// SPDX-License-Identifier: MIT
#include "actors/window/decode/book_decoder.hpp"

#include "actors/platform/fields.hpp"

#include <charconv>
#include <functional>

namespace tracker {

namespace {

/// Milliseconds in a string, up to the year 2262, where nanoseconds end.
timestamp read_milliseconds(const json_cursor& field) {
  constexpr std::int64_t last = 9'223'372'036'854;
  const auto& text = field.text();
  std::int64_t count = 0;
  const auto* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, count);
  if (error != std::errc{} || stop != end || count < 0 || count > last)
    field.refuse("milliseconds since 1970 in a string");
  return timestamp{std::chrono::milliseconds{count}};
}

book_level read_level(const json_cursor& level) {
  return {read_price(level.at("price")),
          shares::from_micros(read_amount(level.at("size")))};
}

/// The level that no other one is `better` than; a level without tokens offers nothing.
template <class Better>
std::optional<book_level> best_of(const json_cursor& levels, Better better) {
  std::optional<book_level> best;
  for (const auto& element : levels.elements()) {
    const auto level = read_level(element);
    if (level.size > shares{} && (!best || better(level.price, best->price)))
      best = level;
  }
  return best;
}

order_book_top read_book(const json_cursor& book, std::string_view token) {
  const auto asset = book.at("asset_id");
  if (asset.text() != token)
    asset.refuse('"' + std::string{token} + '"');
  order_book_top top;
  top.bid = best_of(book.at("bids"), std::greater<>{});
  top.ask = best_of(book.at("asks"), std::less<>{});
  top.changed_at = read_milliseconds(book.at("timestamp"));
  return top;
}

} // namespace

std::string book_path(std::string_view token) {
  return std::string{"/book?token_id="}.append(token);
}

decoded<order_book_top> decode_book(std::string_view body, std::string_view token) {
  return decode(body, [&](const json_cursor& book) { return read_book(book, token); });
}

std::optional<price> midpoint_of(const order_book_top& top) {
  if (!top.bid || !top.ask)
    return std::nullopt;
  return price::from_micros((top.bid->price.micros() + top.ask->price.micros()) / 2);
}

std::string midpoint_path(std::string_view token) {
  return std::string{"/midpoint?token_id="}.append(token);
}

decoded<price> decode_midpoint(std::string_view body) {
  return decode(body, [](const json_cursor& reply) {
    return read_price(reply.at(reply.has("mid_price") ? "mid_price" : "mid"));
  });
}

} // namespace tracker
