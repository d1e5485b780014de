// SPDX-License-Identifier: MIT
#include "actors/wallet/trades.hpp"

#include "actors/platform/fields.hpp"
#include "actors/platform/ids.hpp"
#include "actors/wallet/activity_row.hpp"

namespace tracker {

namespace {

wallet_trade read_trade(const json_cursor& row, const row_names& names, timestamp now) {
  wallet_trade result;
  result.side = read_trade_side(row.at("side"));
  result.condition_id = read_condition_id(row.at(names.condition_id));
  result.slug = row.at("slug").text();
  result.asset = read_token_id(row.at(names.asset));
  result.time = read_row_time(row.at("timestamp"), now);
  result.size = shares::from_micros(read_amount(row.at("size")));
  result.at_price = read_price(row.at("price"));
  result.transaction = read_hash(row.at(names.transaction));
  return result;
}

/// Throws `decode_error` also where a row belongs to another wallet: the platform answers
/// an address that it cannot read with the rows of all wallets.
std::vector<wallet_trade> read_trades(const json_cursor& list, const row_names& names,
                                      std::string_view wallet, timestamp now) {
  const auto expected = lower_case(wallet);
  std::vector<wallet_trade> result;
  for (const auto& row : list.elements()) {
    const auto owner = row.at(names.wallet);
    if (lower_case(owner.text()) != expected)
      owner.refuse("the requested wallet");
    result.push_back(read_trade(row, names, now));
  }
  return result;
}

} // namespace

decoded<std::vector<wallet_trade>>
decode_trades_v1(std::string_view body, std::string_view wallet, timestamp now) {
  return decode(body, [&](const json_cursor& list) {
    return read_trades(list, row_names_v1, wallet, now);
  });
}

decoded<trades_page_v2> decode_trades_v2(std::string_view body, std::string_view wallet,
                                         timestamp now) {
  return decode(body, [&](const json_cursor& reply) {
    return trades_page_v2{read_trades(reply.at("data"), row_names_v2, wallet, now),
                          read_page_end(reply)};
  });
}

} // namespace tracker
