// SPDX-License-Identifier: MIT
#include "actors/proof/wallet_check.hpp"

#include "actors/ledger/days/day_comparison.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace tracker {

namespace {

constexpr std::uint32_t max_requests = 9;

/// The value; nothing, and the reason in `why`, for a reply that was refused.
template <class T>
std::optional<T> take(decoded<T>&& read, const char* endpoint, std::string& why,
                      host target = host::data) {
  if (auto* value = std::get_if<T>(&read))
    return std::move(*value);
  why = fmt::format("{} {}: {}", to_string(target), endpoint,
                    to_string(std::get<decode_error>(read)));
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
  earlier_ = found == nullptr ? std::nullopt : std::optional{*found};
  current_ = earlier_.value_or(day_proof{});
  current_.wallet = wallet_;
  current_.day = days_.front();
  current_.platform = {};
  current_.findings.clear();
  current_.missing.clear();
  roles_.reset();
  rebates_.reset();
  auto change = change_of_day(points_, current_.day);
  current_.platform.pnl = change.pnl;
  current_.platform.why = no_points_.empty() ? change.why : no_points_;
  clear_trades();
  // The request of the P/L.
  requests_ = 1;
}

void wallet_check::clear_trades() {
  trades_.clear();
  cursor_.clear();
  trades_pages_ = 0;
  is_too_long_ = false;
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
    return day_compared{{std::make_shared<const day_proof>(current_), roles_, rebates_}};
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
  case stage::rebates:
    ++requests_;
    return ask_platform{rebates_endpoint, rebates_path(wallet_.address, current_.day),
                        host::clob};
  case stage::takers:
    ++requests_;
    ++trades_pages_;
    return ask_platform{trades_endpoint, trades_path(wallet_.address, current_.day,
                                                     listed_fills::takers, cursor_)};
  default:
    ++requests_;
    ++trades_pages_;
    return ask_platform{trades_endpoint, trades_path(wallet_.address, current_.day,
                                                     listed_fills::all, cursor_)};
  }
}

void wallet_check::apply(const fetch_result& result, timestamp now) {
  const auto* reply = std::get_if<fetch_reply>(&result.value);
  const auto failure =
      reply == nullptr ? to_string(std::get<fetch_error>(result.value)) : std::string{};
  // The P/L belongs to no single day.
  if (stage_ != stage::pnl)
    note_unavailable(failure);
  switch (stage_) {
  case stage::pnl:
    no_points_ = failure;
    if (reply != nullptr)
      points_ = take(decode_user_pnl(*reply->body, wallet_.address), user_pnl_endpoint,
                     no_points_)
                    .value_or(std::vector<pnl_point>{});
    stage_ = stage::fills;
    break;
  case stage::fills:
    if (reply != nullptr)
      apply_fills(*reply);
    stage_ = stage::ledger;
    break;
  case stage::trades:
    if (reply != nullptr)
      apply_trades(*reply, now);
    else
      begin_takers();
    break;
  case stage::takers:
    if (reply != nullptr)
      apply_takers(*reply, now);
    else
      begin_rebates();
    break;
  case stage::rebates:
    if (reply != nullptr)
      apply_rebates(*reply);
    stage_ = stage::compared;
    break;
  default:
    break;
  }
}

void wallet_check::note_unavailable(const std::string& why) {
  auto& known = current_.platform.why;
  if (known.empty())
    known = why;
  else if (stage_ == stage::trades && !why.empty())
    known += "; " + why;
}

void wallet_check::apply_fills(const fetch_reply& reply) {
  std::string why;
  if (const auto count = take(decode_user_volume(*reply.body), user_volume_endpoint, why))
    current_.platform.fills = *count;
  if (!current_.platform.fills && why.empty())
    why = fmt::format("{}: trade_count is null", user_volume_endpoint);
  note_unavailable(why);
}

std::optional<bool> wallet_check::add_page(const fetch_reply& reply, timestamp now,
                                           std::uint32_t max_pages) {
  std::string why;
  auto page =
      take(decode_trades_v2(*reply.body, wallet_.address, now), trades_endpoint, why);
  if (!page) {
    note_unavailable(why);
    return std::nullopt;
  }
  trades_.insert(trades_.end(), page->trades.begin(), page->trades.end());
  cursor_ = page->end.cursor;
  if (page->end.more && trades_pages_ >= max_pages) {
    note_unavailable(
        fmt::format("data {}: more than {} pages", trades_endpoint, max_pages));
    is_too_long_ = true;
    return std::nullopt;
  }
  return !page->end.more;
}

void wallet_check::apply_trades(const fetch_reply& reply, timestamp now) {
  const auto is_last = add_page(reply, now, max_trades_pages);
  if (is_last && !*is_last)
    return;
  if (is_last) {
    const auto& platform = *current_.platform.fills;
    const auto lacked = std::max(platform, current_.ours.fills) - current_.ours.fills;
    auto difference =
        with_unlisted(compare_fills(*memory_.fills, trades_, current_.day), lacked);
    current_.findings = std::move(difference.text);
    current_.missing = std::move(difference.missing);
  }
  begin_takers();
}

void wallet_check::apply_takers(const fetch_reply& reply, timestamp now) {
  const auto is_last = add_page(reply, now, max_taker_pages);
  if (is_last && !*is_last)
    return;
  if (is_last) {
    auto observed = observe_roles(*memory_.fills, trades_, current_.day);
    current_.roles = observed.counts;
    roles_ =
        std::make_shared<const std::vector<observed_fill>>(std::move(observed.fills));
  } else if (is_too_long_) {
    // It is as long at every check: the roles stay unknown, and it is not read again.
    current_.roles = role_counts{0, 0, current_.ours.fills};
  }
  begin_rebates();
}

void wallet_check::apply_rebates(const fetch_reply& reply) {
  std::string why;
  auto rebates = take(decode_rebates(*reply.body, wallet_.address, current_.day),
                      rebates_endpoint, why, host::clob);
  if (!rebates) {
    note_unavailable(why);
    return;
  }
  attributed_rebates sum;
  for (const auto& rebate : *rebates)
    sum.amount += rebate.amount;
  sum.markets = static_cast<std::uint32_t>(rebates->size());
  current_.attributed = sum;
  rebates_ = std::make_shared<const std::vector<market_rebate>>(std::move(*rebates));
}

void wallet_check::apply(const day_memory& memory) {
  memory_ = memory;
  current_.ours = memory.figures;
  if (current_.platform.fills && *current_.platform.fills != current_.ours.fills)
    begin_trades();
  else
    begin_takers();
}

void wallet_check::begin_trades() {
  const auto fills = *current_.platform.fills;
  if (is_named()) {
    current_.findings = earlier_->findings;
    current_.missing = earlier_->missing;
    begin_takers();
  } else if (pages_of(fills) > max_trades_pages) {
    current_.findings = fmt::format("{} fills are too many to compare one by one", fills);
    begin_takers();
  } else {
    stage_ = stage::trades;
  }
}

bool wallet_check::is_named() const {
  if (!earlier_ || earlier_->findings.empty() ||
      earlier_->platform.fills != current_.platform.fills ||
      earlier_->ours.fills != current_.ours.fills)
    return false;
  // The list may have been late too: with every second check it is read again.
  return !lacks_fills(current_) || !earlier_->missing.empty() || current_.checks % 2 == 1;
}

void wallet_check::begin_takers() {
  lower_settled();
  clear_trades();
  const auto fills = current_.ours.fills;
  const bool is_known =
      fills == 0 || (current_.roles && current_.roles->fills() == fills);
  // After a list of all fills, a long list of taker fills waits for the next check, when
  // the missing ones may be there.
  const bool is_too_much =
      requests_ > 2 &&
      requests_ + pages_of(fills) + (needs_rebates() ? 1 : 0) > max_requests;
  if (is_known || is_too_much)
    begin_rebates();
  else
    stage_ = stage::takers;
}

bool wallet_check::needs_rebates() const {
  return current_.ours.income.maker_rebates > usdc{} && !current_.attributed;
}

void wallet_check::begin_rebates() {
  stage_ = needs_rebates() ? stage::rebates : stage::compared;
}

/// Grades of windows that lack fills do not count as settled.
void wallet_check::lower_settled() {
  if (!lacks_fills(current_) || !current_.accepted.empty())
    return;
  const auto& settled = memory_.settled;
  const auto is_named = [&](const std::string& slug) {
    return std::binary_search(settled.begin(), settled.end(), slug);
  };
  current_.ours.settled_grades -=
      current_.missing.empty()
          ? current_.ours.settled_grades
          : static_cast<std::uint64_t>(std::count_if(current_.missing.begin(),
                                                     current_.missing.end(), is_named));
}

} // namespace tracker
