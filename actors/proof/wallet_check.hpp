// SPDX-License-Identifier: MIT
// The check of the due days of one wallet, a step at a time. Pure.
#pragma once

#include "actors/proof/fill_comparison.hpp"
#include "actors/proof/official_figures.hpp"
#include "messages/fetch.hpp"
#include "messages/proof.hpp"

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace tracker {

/// The ledger's figures of the day are needed next.
struct ask_ledger {
  timestamp day{};
};
/// A day is compared.
struct day_compared {
  record_proof fact;
  const day_proof& proof() const { return *fact.proof; }
};
/// No day is left.
struct check_over {};
using check_step = std::variant<ask_platform, ask_ledger, day_compared, check_over>;

/// Requests the platform's P/L once, and then for each day:
///
/// - the platform's count of fills and the ledger's figures;
/// - where the counts differ, the list of all fills, unless an earlier check has named
/// the
///   difference;
/// - the list of taker fills, unless all roles are known, the list is too long, or it
///   would be the tenth request;
/// - the markets of the day's maker rebates, unless they are known.
///
/// A day of fewer than 6,000 taker fills takes under ten requests with each check.
class wallet_check {
public:
  /// `recorded` are the earlier proofs of this wallet.
  wallet_check(watched_wallet wallet, std::vector<timestamp> days,
               std::vector<day_proof> recorded);

  /// The next step; the answer to a request must be applied before the next call.
  check_step next(timestamp now);
  void apply(const fetch_result& result, timestamp now);
  void apply(const day_memory& memory);

private:
  enum class stage : std::uint8_t {
    pnl,
    fills,
    ledger,
    trades,
    takers,
    rebates,
    compared
  };

  void begin_day();
  void clear_trades();
  void end_day(timestamp now);
  /// Keeps the day's first reason, and why its fills were not listed.
  void note_unavailable(const std::string& why);
  void apply_fills(const fetch_reply& reply);
  void apply_trades(const fetch_reply& reply, timestamp now);
  void apply_takers(const fetch_reply& reply, timestamp now);
  void apply_rebates(const fetch_reply& reply);
  /// Adds a page to `trades_` and returns whether it was the last one; nothing: the page
  /// was refused, or there are too many.
  std::optional<bool> add_page(const fetch_reply& reply, timestamp now,
                               std::uint32_t max_pages);
  void begin_trades();
  /// Whether an earlier check has named what differs.
  bool is_named() const;
  void begin_takers();
  void begin_rebates();
  bool needs_rebates() const;
  void lower_settled();

  watched_wallet wallet_;
  std::deque<timestamp> days_;
  std::vector<day_proof> recorded_;
  std::vector<pnl_point> points_;
  /// Why there are no points; otherwise empty.
  std::string no_points_;
  stage stage_ = stage::pnl;
  /// The day in work.
  day_proof current_;
  /// Its last proof, if there is one.
  std::optional<day_proof> earlier_;
  day_memory memory_;
  std::shared_ptr<const std::vector<observed_fill>> roles_;
  std::shared_ptr<const std::vector<market_rebate>> rebates_;
  std::vector<wallet_trade> trades_;
  std::string cursor_;
  std::uint32_t trades_pages_ = 0;
  /// The list of fills has more pages than are read.
  bool is_too_long_ = false;
  /// Requests of the current day; that of the P/L counts for each day.
  std::uint32_t requests_ = 0;
};

} // namespace tracker
