// SPDX-License-Identifier: MIT
#include "actors/wallet/positions_v2.hpp"

#include "actors/platform/fields.hpp"
#include "actors/wallet/wallet_rows.hpp"

#include <algorithm>
#include <array>

namespace tracker {

namespace {

struct status_word {
  std::string_view word;
  position_status status;
};

constexpr std::array<status_word, 5> status_options{{
    {"OPEN", position_status::open},
    {"REDEEMABLE", position_status::redeemable},
    {"REDEEMABLE_LOST", position_status::redeemable_lost},
    {"MERGEABLE", position_status::mergeable},
    {"CLOSED", position_status::closed},
}};

position_status read_status(const json_cursor& field) {
  const auto& word = field.text();
  for (const auto& known : status_options)
    if (known.word == word)
      return known.status;
  field.refuse("OPEN, REDEEMABLE, REDEEMABLE_LOST, MERGEABLE or CLOSED");
}

std::string_view word_of(position_status status) {
  return std::find_if(status_options.begin(), status_options.end(),
                      [&](const status_word& each) { return each.status == status; })
      ->word;
}

position_v2 read_position(const json_cursor& row) {
  const auto amount = [&](std::string_view name) { return read_amount(row.at(name)); };
  const auto gain = [&](std::string_view name) {
    return usdc::from_micros(read_signed_amount(row.at(name)));
  };
  position_v2 result;
  result.condition_id = read_condition_id(row.at("condition_id"));
  result.asset = read_token_id(row.at("token_id"));
  result.status = read_status(row.at("status"));
  result.size = shares::from_micros(amount("current_size"));
  result.total_size = shares::from_micros(amount("total_size"));
  result.entry_fees = usdc::from_micros(amount("entry_fees_usdc"));
  result.realized_pnl = gain("realized_pnl");
  result.total_pnl = gain("total_pnl");
  result.last_event_at = read_unix_seconds(row.at("last_event_at"));
  return result;
}

} // namespace

std::string positions_path_v2(std::string_view wallet, std::string_view condition_id,
                              position_status status, std::string_view cursor) {
  std::string path{"/v2/positions?user="};
  path += wallet;
  path += "&condition=";
  path += condition_id;
  path += "&status=";
  path += word_of(status);
  return path += cursor_parameter(cursor);
}

decoded<positions_page_v2> decode_positions_v2(std::string_view body,
                                               std::string_view wallet) {
  return decode(body, [&](const json_cursor& reply) {
    return positions_page_v2{
        read_wallet_rows(reply.at("data"), "proxy_wallet", wallet, read_position),
        read_page_end(reply)};
  });
}

} // namespace tracker
