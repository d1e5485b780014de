// SPDX-License-Identifier: MIT
#include "actors/proof/positions.hpp"

#include "actors/platform/fields.hpp"
#include "actors/platform/ids.hpp"

#include <fmt/format.h>

#include <utility>
#include <variant>

namespace tracker {

namespace {

/// The request for the open positions in a market; one that is settled and not redeemed
/// is open.
std::string positions_path(std::string_view wallet, std::string_view condition_id) {
  return fmt::format("{}?user={}&condition={}&limit=10", positions_endpoint, wallet,
                     condition_id);
}

} // namespace

decoded<std::vector<open_position>> decode_positions_v2(std::string_view body,
                                                        std::string_view wallet) {
  return decode(body, [&](const json_cursor& reply) {
    const auto expected = lower_case(wallet);
    std::vector<open_position> result;
    for (const auto& row : reply.at("data").elements()) {
      const auto owner = row.at("proxy_wallet");
      if (lower_case(owner.text()) != expected)
        owner.refuse("the requested wallet");
      open_position position;
      position.condition_id = read_condition_id(row.at("condition_id"));
      position.asset = read_token_id(row.at("token_id"));
      position.size = shares::from_micros(read_amount(row.at("current_size")));
      result.push_back(std::move(position));
    }
    return result;
  });
}

recall_positions due_positions(const watched_wallet& wallet, timestamp now,
                               const position_rules& rules) {
  return {
      wallet,           now - rules.patience, now - rules.first_delay, now - rules.pause,
      rules.max_checks, rules.limit};
}

positions_round::positions_round(watched_wallet wallet,
                                 const std::vector<due_position>& due)
    : wallet_{std::move(wallet)}, due_{due.begin(), due.end()} {}

std::optional<ask_platform> positions_round::next() const {
  if (due_.empty())
    return std::nullopt;
  return ask_platform{positions_endpoint,
                      positions_path(wallet_.address, due_.front().condition_id)};
}

std::optional<position_check>
positions_round::apply(const fetch_result& result, timestamp now, std::string& problem) {
  const auto asked = std::move(due_.front());
  due_.pop_front();
  if (const auto* error = std::get_if<fetch_error>(&result.value)) {
    problem = to_string(*error);
    return std::nullopt;
  }
  const auto& reply = std::get<fetch_reply>(result.value);
  const auto read = decode_positions_v2(*reply.body, wallet_.address);
  if (const auto* error = std::get_if<decode_error>(&read)) {
    problem = fmt::format("data {}: {}", positions_endpoint, to_string(*error));
    return std::nullopt;
  }
  position_check check;
  check.wallet = wallet_;
  check.slug = asked.slug;
  check.ours = asked.ours;
  check.checked_at = now;
  check.checks = asked.checks + 1;
  for (const auto& position : std::get<std::vector<open_position>>(read)) {
    if (position.condition_id != asked.condition_id)
      continue;
    if (position.asset == asked.up_token)
      check.platform_up = position.size;
    else if (position.asset == asked.down_token)
      check.platform_down = position.size;
  }
  return check;
}

} // namespace tracker
