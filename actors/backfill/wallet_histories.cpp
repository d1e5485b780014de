// SPDX-License-Identifier: MIT
#include "actors/backfill/wallet_histories.hpp"

#include "actors/window/grade/completeness.hpp"

#include <algorithm>

namespace tracker {

void wallet_histories::update(const wallet_activity& activity, timestamp now) {
  auto& known = histories_[activity.wallet.address];
  if (known == activity.history)
    return;
  known = activity.history;
  changed_at_ = now;
}

bool wallet_histories::covers(const window& window) const {
  return std::all_of(wallets_.begin(), wallets_.end(), [&](const watched_wallet& wallet) {
    const auto known = histories_.find(wallet.address);
    return known != histories_.end() && tracker::covers(known->second, window);
  });
}

bool wallet_histories::are_stuck(timestamp now, timespan patience) {
  if (changed_at_ == timestamp{})
    changed_at_ = now;
  return now - changed_at_ >= patience;
}

std::optional<timestamp> wallet_histories::read_to() const {
  if (histories_.size() < wallets_.size() || histories_.empty())
    return std::nullopt;
  const auto least = std::min_element(histories_.begin(), histories_.end(),
                                      [](const auto& left, const auto& right) {
                                        return left.second.to < right.second.to;
                                      });
  return least->second.to;
}

} // namespace tracker
