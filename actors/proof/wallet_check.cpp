// SPDX-License-Identifier: MIT
#include "actors/proof/wallet_check.hpp"

#include "actors/ledger/days/day_comparison.hpp"

#include <fmt/format.h>

#include <utility>

namespace tracker {

namespace {

/// The value, or nothing and why.
template <class T>
std::optional<T> take(decoded<T>&& read, const char* endpoint, std::string& why) {
  if (auto* value = std::get_if<T>(&read))
    return std::move(*value);
  why = fmt::format("data {}: {}", endpoint, to_string(std::get<decode_error>(read)));
  return std::nullopt;
}

} // namespace

wallet_check::wallet_check(watched_wallet wallet, std::vector<timestamp> days,
                           std::vector<day_proof> recorded)
    : wallet_{std::move(wallet)}
    , days_{days.begin(), days.end()}
    , recorded_{std::move(recorded)} {}

void wallet_check::begin_day() {
  const auto* found = find_proof(recorded_, days_.front());
  current_ = found == nullptr ? day_proof{} : *found;
  current_.wallet = wallet_;
  current_.day = days_.front();
  current_.platform = {};
  current_.findings.clear();
  auto change = change_of_day(points_, current_.day);
  current_.platform.pnl = change.pnl;
  current_.platform.why = no_points_.empty() ? change.why : no_points_;
  trades_.clear();
  cursor_.clear();
  trades_pages_ = 0;
  // The request of the P/L.
  requests_ = 1;
}

void wallet_check::end_day(timestamp now) {
  current_.checked_at = now;
  ++current_.checks;
  current_.requests += requests_;
  days_.pop_front();
  stage_ = stage::fills;
}

check_step wallet_check::next(timestamp now) {
  if (stage_ == stage::compared) {
    end_day(now);
    return day_compared{current_};
  }
  if (days_.empty())
    return check_over{};
  switch (stage_) {
  case stage::pnl:
    return ask_platform{user_pnl_endpoint, user_pnl_path(wallet_.address)};
  case stage::fills:
    begin_day();
    ++requests_;
    return ask_platform{user_volume_endpoint,
                        user_volume_path(wallet_.address, current_.day)};
  case stage::ledger:
    return ask_ledger{current_.day};
  default:
    ++requests_;
    ++trades_pages_;
    return ask_platform{trades_endpoint,
                        trades_path(wallet_.address, current_.day, cursor_)};
  }
}

void wallet_check::apply(const fetch_result& result, timestamp now) {
  const auto* reply = std::get_if<fetch_reply>(&result.value);
  const auto failure =
      reply == nullptr ? to_string(std::get<fetch_error>(result.value)) : std::string{};
  switch (stage_) {
  case stage::pnl:
    no_points_ = failure;
    if (reply != nullptr)
      points_ = take(decode_user_pnl(*reply->body, wallet_.address), user_pnl_endpoint,
                     no_points_)
                    .value_or(std::vector<pnl_point>{});
    stage_ = stage::fills;
    break;
  case stage::fills: {
    std::string why = failure;
    if (reply != nullptr) {
      if (const auto count =
              take(decode_user_volume(*reply->body), user_volume_endpoint, why))
        current_.platform.fills = *count;
      if (!current_.platform.fills && why.empty())
        why = fmt::format("{}: trade_count is null", user_volume_endpoint);
    }
    if (current_.platform.why.empty())
      current_.platform.why = why;
    stage_ = stage::ledger;
    break;
  }
  case stage::trades:
    if (reply != nullptr)
      apply_trades(*reply, now);
    else
      stage_ = stage::compared;
    break;
  default:
    break;
  }
}

void wallet_check::apply_trades(const fetch_reply& reply, timestamp now) {
  std::string why;
  stage_ = stage::compared;
  auto page =
      take(decode_trades_v2(*reply.body, wallet_.address, now), trades_endpoint, why);
  if (!page)
    return;
  trades_.insert(trades_.end(), page->trades.begin(), page->trades.end());
  cursor_ = page->end.cursor;
  if (!page->end.more)
    current_.findings = describe_difference(*memory_.fills, trades_, current_.day);
  else if (trades_pages_ < max_trades_pages)
    stage_ = stage::trades;
}

void wallet_check::apply(const day_memory& memory) {
  memory_ = memory;
  current_.ours = memory.figures;
  const bool counts_differ =
      current_.platform.fills && *current_.platform.fills != current_.ours.fills;
  stage_ = counts_differ ? stage::trades : stage::compared;
}

} // namespace tracker
