// SPDX-License-Identifier: MIT
#include "actors/proof/rebates.hpp"

#include "actors/platform/fields.hpp"
#include "actors/platform/ids.hpp"
#include "actors/text/time_text.hpp"

#include <fmt/format.h>

#include <map>
#include <variant>

namespace tracker {

namespace {

constexpr std::size_t max_rows = 20'000;

std::string trade_day_text(timestamp day) {
  return day_text(day - day_length);
}

} // namespace

std::string rebates_path(std::string_view wallet, timestamp day) {
  return fmt::format("{}?date={}&maker_address={}", rebates_endpoint, trade_day_text(day),
                     wallet);
}

decoded<std::vector<market_rebate>>
decode_rebates(std::string_view body, std::string_view wallet, timestamp day) {
  return decode(body, [&](const json_cursor& reply) {
    std::vector<market_rebate> result;
    if (reply.value().is_null())
      return result;
    const auto rows = reply.elements();
    if (rows.size() > max_rows)
      reply.refuse(fmt::format("at most {} rows", max_rows));
    const auto date = trade_day_text(day);
    // Rows of one market may be in several currencies, each worth a dollar.
    std::map<std::string, usdc> markets;
    for (const auto& row : rows) {
      const auto maker = row.at("maker_address");
      if (lower_case(maker.text()) != lower_case(wallet))
        maker.refuse("the requested wallet");
      const auto of_day = row.at("date");
      if (of_day.text() != date && of_day.text() != date + "T00:00:00Z")
        of_day.refuse(date);
      markets[read_condition_id(row.at("condition_id"))] +=
          usdc::from_micros(read_amount(row.at("rebated_fees_usdc")));
    }
    for (const auto& [condition_id, amount] : markets)
      result.push_back({condition_id, amount});
    return result;
  });
}

} // namespace tracker
