// SPDX-License-Identifier: MIT
// Matches the acquisitions of a window's outcome tokens with what became of them. Pure:
// events in, lots out.
#pragma once

#include "messages/grade.hpp"
#include "messages/money.hpp"
#include "messages/wallet.hpp"
#include "messages/window.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace tracker {

/// How tokens were acquired.
enum class lot_origin : std::uint8_t {
  buy,
  /// A dollar became one Up and one Down token: half of the money for each.
  split,
  /// Disposed of without a known acquisition: a row is missing. Without a basis.
  unknown,
  /// The sum of a window whose events are not usable one by one.
  summed,
};

/// BUY, SPLIT, UNKNOWN, SUMMED.
const char* to_string(lot_origin origin);

/// How tokens were disposed of.
enum class lot_exit : std::uint8_t {
  /// Not yet.
  held,
  sale,
  /// One Up and one Down token became a dollar: half of the money for each.
  merge,
  redemption,
  /// Held when the market was settled and not redeemed.
  settlement,
  summed,
};

/// "", SELL, MERGE, REDEEM, SETTLEMENT, SUMMED.
const char* to_string(lot_exit exit);

/// Tokens of one outcome that were acquired at once and disposed of at once.
struct token_lot {
  /// Nothing: both (a sum).
  std::optional<outcome> side;
  lot_origin origin = lot_origin::buy;
  /// Nothing: not known.
  std::optional<timestamp> acquired;
  lot_exit exit = lot_exit::held;
  /// Nothing: not yet.
  std::optional<timestamp> disposed;
  shares size;
  /// Dollars received, before the fee of a sale.
  usdc proceeds;
  /// Dollars paid, before the fee of a buy.
  usdc basis;
  /// The lot's part of the fees of its buy and its sale (`fee_of`).
  usdc fee;

  usdc gain() const { return proceeds - basis - fee; }
  bool operator==(const token_lot&) const = default;
};

/// The lots of one wallet in one window.
struct window_lots {
  /// In the order of their disposal.
  std::vector<token_lot> closed;
  /// Still held; empty once the market is settled.
  std::vector<token_lot> open;

  /// The sum over the closed lots.
  usdc gain() const;
};

/// Matches the `events` of one wallet in the market `details`, first in, first out. What
/// is held when the market is settled as `winner` is disposed of at `settled_at` for what
/// the settlement pays; a losing token for nothing.
///
/// Every amount is divided by tokens, rounded down, with the remainder in the last part.
/// With a winner, the gain of all lots is `window_figures::pnl` of the same events, and
/// their fees are its fees. Without one, open lots remain.
window_lots match_lots(const market& details, const std::vector<activity_event>& events,
                       std::optional<settlement> winner, timestamp settled_at);

/// One lot for a whole window: its figures without dates of single events. Its gain is
/// `figures.pnl`.
token_lot summed_lot(const window_figures& figures, const window& window,
                     timestamp settled_at);

} // namespace tracker
