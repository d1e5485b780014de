// SPDX-License-Identifier: MIT
#include "actors/ledger/days/day_figures.hpp"

#include "actors/window/grade/fees.hpp"
#include "messages/money.hpp"

#include <algorithm>
#include <utility>

namespace tracker {

namespace {

/// For markets whose schedule is not known: all crypto markets have the same one.
constexpr std::chrono::seconds usual_length{900};

/// Value of one outcome's tokens by a settlement; a half token is rounded down.
std::int64_t settled_value(shares size, outcome side, settlement winner) {
  if (winner == settlement::split)
    return size.micros() / 2;
  return (winner == settlement::up) == (side == outcome::up) ? size.micros() : 0;
}

} // namespace

void day_figures::add(const day_row& row) {
  if (!current_ || current_->market != row.market) {
    close_market();
    current_.emplace(market_state{});
    current_->market = row.market;
    current_->winner = row.winner;
    current_->settled_at = row.settled_at;
  }
  const bool is_on_day = row.event.time >= begin_;
  if (row.event.condition_id.empty() && row.event.slug.empty()) {
    if (is_on_day)
      add_income(row.event);
    return;
  }
  if (is_on_day && !current_->at_begin)
    current_->at_begin = current_->tokens;
  if (is_on_day)
    add_fill(row);
  const auto cash = move_tokens(row, is_on_day);
  if (is_on_day)
    current_->cash_on_day += cash;
}

void day_figures::add_income(const activity_event& event) {
  switch (event.type) {
  case activity_type::maker_rebate:
    sums_.income.maker_rebates += event.cash;
    break;
  case activity_type::taker_rebate:
    sums_.income.taker_rebates += event.cash;
    break;
  case activity_type::reward:
    sums_.income.rewards += event.cash;
    break;
  case activity_type::referral_reward:
    sums_.income.referrals += event.cash;
    break;
  case activity_type::yield:
    sums_.income.yield += event.cash;
    break;
  default:
    break;
  }
}

void day_figures::add_fill(const day_row& row) {
  const auto& event = row.event;
  if (event.type != activity_type::buy && event.type != activity_type::sell)
    return;
  ++sums_.fills;
  sums_.fees +=
      read_fee(event, row.fees.value_or(documented_schedule(usual_length, event.time)))
          .fee;
  fills_.push_back({event.slug, event.transaction, event.asset,
                    event.type == activity_type::sell, event.size, row.market, row.token,
                    event.at_price, event.cash, event.quoted, event.occurrence});
}

/// The holding of the row's token; null: none, or a third token of a market of two.
token_holding* day_figures::holding_of(const day_row& row) {
  if (row.side)
    return &current_->tokens.at(static_cast<std::size_t>(*row.side));
  if (row.event.asset.empty())
    return nullptr;
  current_->has_sides = false;
  auto& assets = current_->assets;
  const auto found = std::find(assets.begin(), assets.end(), row.event.asset);
  const auto number = static_cast<std::size_t>(found - assets.begin());
  if (number >= current_->tokens.size())
    return nullptr;
  if (found == assets.end())
    assets.push_back(row.event.asset);
  return &current_->tokens.at(number);
}

/// Removes tokens.
void day_figures::take(token_holding& holding, shares size, bool is_on_day) {
  const auto taken = std::min(holding.size, size);
  holding.basis -= usdc::from_micros(
      proportion(holding.basis.micros(), taken.micros(), holding.size.micros()));
  holding.size -= taken;
  holding.is_reduced = true;
  if (is_on_day)
    holding.missing += size - taken;
}

/// Returns the money in, negative: out.
usdc day_figures::move_tokens(const day_row& row, bool is_on_day) {
  const auto& event = row.event;
  auto* const holding = holding_of(row);
  auto& [first, second] = current_->tokens;
  switch (event.type) {
  case activity_type::buy:
    if (holding != nullptr) {
      holding->size += event.size;
      holding->basis += event.cash;
      holding->acquired += event.cash;
    }
    return -event.cash;
  case activity_type::sell:
    if (holding != nullptr)
      take(*holding, event.size, is_on_day);
    return event.cash;
  case activity_type::split: {
    const auto half = usdc::from_micros(event.cash.micros() / 2);
    first.basis += half;
    first.acquired += half;
    second.basis += event.cash - half;
    second.acquired += event.cash - half;
    for (auto* side : {&first, &second})
      side->size += event.size;
    return -event.cash;
  }
  case activity_type::merge:
    for (auto* side : {&first, &second})
      take(*side, event.size, is_on_day);
    return event.cash;
  case activity_type::redeem:
    // Before 2026-08-10 one row redeemed both outcomes.
    if (holding != nullptr)
      take(*holding, event.size, is_on_day);
    else
      for (auto* side : {&first, &second})
        take(*side, side->size, is_on_day);
    return event.cash;
  default:
    return {};
  }
}

void day_figures::close_market() {
  if (!current_)
    return;
  auto begin_tokens = current_->at_begin.value_or(current_->tokens);
  // What was given away without having been held was held at the start.
  for (std::size_t number = 0; number < begin_tokens.size(); ++number) {
    const auto missing = current_->tokens.at(number).missing;
    auto& holding = begin_tokens.at(number);
    holding.size += missing;
    holding.acquired += usdc::from_micros(missing.micros());
    holding.is_reduced |= missing > shares{};
  }
  const auto begin = value_of(*current_, begin_tokens, begin_);
  const auto end = value_of(*current_, current_->tokens, end_);
  sums_.pnl += current_->cash_on_day + end.middle - begin.middle;
  sums_.pnl_low += current_->cash_on_day + end.low - begin.high;
  sums_.pnl_high += current_->cash_on_day + end.high - begin.low;
  sums_.open_markets += begin.is_uncertain || end.is_uncertain ? 1 : 0;
  current_.reset();
}

/// The value of the tokens of a market at a time.
day_figures::value_range day_figures::value_of(const market_state& state,
                                               const token_pair& tokens, timestamp time) {
  value_range result;
  const auto& [first, second] = tokens;
  const auto most = std::max(first.size, second.size);
  if (most == shares{})
    return result;
  if (state.winner && state.settled_at < time && state.has_sides) {
    const auto value = settled_value(first.size, outcome::up, *state.winner) +
                       settled_value(second.size, outcome::down, *state.winner);
    result.middle = result.low = result.high = usdc::from_micros(value);
    return result;
  }
  result.middle = first.basis + second.basis;
  if (state.winner && state.has_sides) {
    // Open for certain: at its cost, which is certain unless a part was given away.
    for (const auto& side : tokens) {
      result.low += side.is_reduced ? usdc{} : side.basis;
      result.high += side.is_reduced ? side.acquired : side.basis;
      result.is_uncertain |= side.is_reduced && side.size > shares{};
    }
    return result;
  }
  // Open or settled. One token of each side is worth a dollar, so a pair has a certain
  // value.
  result.is_uncertain = true;
  result.low = std::min(result.middle,
                        usdc::from_micros(std::min(first.size, second.size).micros()));
  result.high = std::max(result.middle, usdc::from_micros(most.micros()));
  return result;
}

ledger_day day_figures::finish() {
  close_market();
  return sums_;
}

} // namespace tracker
