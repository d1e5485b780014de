// SPDX-License-Identifier: MIT
// The measurements of a wallet actor, for /metrics and /ready. Pure.
#pragma once

#include "messages/metrics.hpp"
#include "messages/wallet.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tracker {

class wallet_meter {
public:
  explicit wallet_meter(const watched_wallet& wallet) : name_{display_name(wallet)} {}

  /// Everything up to the platform's present was read at `now`.
  void note_complete(timestamp now) { read_at_ = now; }
  /// The platform reported at `now` that it has every row up to `indexed_to`.
  void note_indexed(timestamp indexed_to, timestamp now) { lag_ = now - indexed_to; }
  /// The ledger has recorded these rows for the first time.
  void note_rows(const std::vector<activity_event>& fresh);
  /// With `is_shared`, `checks` is empty: the polls actor has one check for all wallets.
  void set_shared(bool is_shared) { is_shared_ = is_shared; }
  /// Whether the wallet has traded recently, or in a window that ended recently.
  bool is_active(timestamp now) const { return now < active_until_; }

  std::vector<metric_sample> metrics(std::size_t doubtful_rows) const;
  /// At most one: it fails before the first complete reading and a minute after the last.
  std::vector<health_check> checks(timestamp now) const;

private:
  std::string name_;
  bool is_shared_ = false;
  timestamp active_until_{};
  std::optional<timestamp> read_at_;
  /// The platform's delay by its last status.
  std::optional<timespan> lag_;
  std::map<activity_type, std::uint64_t> rows_;
};

} // namespace tracker
