// SPDX-License-Identifier: MIT
// The list of what needs the owner's attention, the most severe first.
#pragma once

#include "actors/web/page/span_figures.hpp"
#include "messages/grade.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace tracker {

enum class attention_kind : std::uint8_t {
  /// A grade whose rows or payouts are not explained.
  unexplained,
  /// A finished day differs from the platform's own figures, and is not accepted.
  difference,
  /// A final grade changed.
  amended,
  /// A row of the platform is not booked because its meaning is uncertain.
  doubtful,
  /// A lopsided window has lost more than the limit.
  lopsided,
  /// A position was given up at more than the limit's loss.
  bail,
  /// A window ended over an hour ago and has no winner.
  stuck,
  /// Windows were neither watched nor back-filled.
  missed,
  /// Tokens of a settled winner are not redeemed.
  unclaimed,
};

/// `unexplained`, `amended`, …: stable names for scripts.
const char* to_string(attention_kind kind);

enum class attention_severity : std::uint8_t { critical, high, medium, info };

/// `critical`, `high`, `medium`, `info`.
const char* to_string(attention_severity severity);

attention_severity severity_of(attention_kind kind);

struct attention_item {
  attention_kind kind = attention_kind::unexplained;
  /// When it happened: the end of its window, or the time of its row.
  timestamp time{};
  /// The window to explain; empty: the item is about several windows or none.
  std::string slug;
  /// Empty: the item is not about a wallet.
  watched_wallet wallet;
  /// One sentence: what happened, the amount, what to do.
  std::string text;

  bool operator==(const attention_item&) const = default;
};

struct attention_rules {
  /// A loss of at least this much is listed.
  usdc lopsided_loss = usdc::from_micros(5'000'000);
  usdc bail_loss = usdc::from_micros(5'000'000);
  /// Time after the end of a window without a winner from which it counts as stuck.
  timespan stuck_after = std::chrono::hours{1};
  /// How long amended, lopsided, bailed and missed windows are listed.
  timespan recent = std::chrono::hours{24};
  /// How far back unredeemed winners are added up.
  timespan unclaimed_for = std::chrono::hours{24 * 7};
  /// Time after the end of a window before unredeemed winners of it are listed.
  timespan unclaimed_after = std::chrono::hours{1};
};

/// Reads the list: by severity, then the newest first.
ledger_result<std::vector<attention_item>> read_attention(report_source& source,
                                                          const page_reading& reading,
                                                          const attention_rules& rules);

} // namespace tracker
