// SPDX-License-Identifier: MIT
#include "actors/window/decode/resolution_decoder.hpp"

#include "actors/platform/fields.hpp"

#include <algorithm>
#include <array>
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

/// Recorded: active, posed, proposed, disputed, resolved; the others are states of the
/// same oracles by their documents.
constexpr std::array<std::string_view, 12> states{
    "inactive",   "active",   "initialized", "requested", "posed",  "proposed",
    "reproposed", "disputed", "challenged",  "flagged",   "paused", "resolved"};

std::string read_status(const json_cursor& field) {
  const auto& word = field.text();
  if (std::find(states.begin(), states.end(), word) == states.end())
    field.refuse_unsupported("active, posed, proposed, disputed, resolved or another "
                             "documented state");
  return word;
}

bool is_reporter(const std::string& text) {
  constexpr std::size_t longest = 32;
  return text.size() <= longest && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
         });
}

market_resolution read_resolution(const json_cursor& row) {
  market_resolution result;
  result.condition_id = read_condition_id(row.at("condition_id"));
  result.status = read_status(row.at("status"));
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
