// SPDX-License-Identifier: MIT
#include "actors/window/resolution_decoder.hpp"

#include "actors/platform/fields.hpp"

#include <algorithm>
#include <utility>

namespace tracker {

namespace {

/// A payout is in millionths of a dollar.
price read_payout(const json_cursor& field) {
  const auto micros = field.integer();
  if (micros < 0 || micros > 1'000'000)
    field.refuse("a payout from 0 to 1000000");
  return price::from_micros(micros);
}

payouts read_payouts(const json_cursor& field) {
  const auto list = field.elements();
  if (list.size() != 2)
    field.refuse("two payouts");
  return {read_payout(list[0]), read_payout(list[1])};
}

bool is_reporter(const std::string& text) {
  constexpr std::size_t longest = 32;
  return text.size() <= longest && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
         });
}

market_resolution read_resolution(const json_cursor& row) {
  market_resolution result;
  result.condition_id = read_hash(row.at("condition_id"));
  result.status = row.at("status").text();
  if (row.has("payouts"))
    result.pays = read_payouts(row.at("payouts"));
  if (row.has("resolved_at"))
    result.resolved_at = read_time_text(row.at("resolved_at"));
  if (row.has("reporter"))
    if (auto reporter = row.at("reporter").text(); is_reporter(reporter))
      result.reporter = std::move(reporter);
  return result;
}

} // namespace

std::string resolutions_path_v2(std::string_view condition_id) {
  return std::string{"/v2/resolutions?condition="}.append(condition_id);
}

decoded<std::vector<market_resolution>> decode_resolutions_v2(std::string_view body) {
  return decode(body, [](const json_cursor& reply) {
    std::vector<market_resolution> result;
    for (const auto& row : reply.at("data").elements())
      result.push_back(read_resolution(row));
    return result;
  });
}

std::optional<settlement> settlement_of(const market_resolution& market, std::size_t up) {
  if (market.status != "resolved" || !market.pays)
    return std::nullopt;
  return settlement_by(*market.pays, up);
}

} // namespace tracker
