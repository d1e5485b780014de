// SPDX-License-Identifier: MIT
// Compares a day of the ledger, and the tokens of a window, with the figures of the
// platform. Pure.
#pragma once

#include "messages/proof.hpp"

#include <string>
#include <vector>

namespace tracker {

/// The figures of a day, one line each: fills, P/L, fees, then the kinds of income that
/// are not 0 on both sides. Amounts agree when they differ by less than half a cent: the
/// platform adds up floating-point numbers.
///
/// The P/L agrees when it equals the realized P/L (settled when resolved, open at cost)
/// or the position P/L, which counts unredeemed positions in any case and marks open
/// ones. Otherwise the realized P/L may be within what is not certain about open
/// positions: the cost of those that were sold in part, and the settlement of markets
/// that are not watched. Source: platform-delta.md 11.
std::vector<proof_line> proof_lines(const ledger_day& ours, const platform_day& platform);

proof_state state_of(const std::vector<proof_line>& lines);
proof_state state_of(const day_proof& proof);

/// Whether the day is proven, but its P/L only within what is not certain about open
/// positions (the sign ≈).
bool is_near(const day_proof& proof);

/// Whether nothing is left to compare: the day is proven, or its difference accepted.
bool is_settled(const day_proof& proof);

/// The proof of the day that starts at `day`; null: there is none.
const day_proof* find_proof(const std::vector<day_proof>& proofs, timestamp day);

/// How far the figures of a day are apart where they differ.
struct day_difference {
  /// The largest of the amounts, zero or more: a missing fill changes the P/L and the
  /// fees at once.
  usdc amount;
  std::uint64_t fills = 0;
};
day_difference difference_of(const day_proof& proof);

/// Whether the platform counts more fills than the ledger has.
bool lacks_fills(const day_proof& proof);

/// Whether everything that the platform says of the day is known: the roles of its fills,
/// and the markets of its maker rebates.
bool is_complete(const day_proof& proof);

/// Which windows are not final while the ledger lacks fills of the day, and until when;
/// empty: none because of this day.
std::string not_final_text(const day_proof& proof);

/// Where the counts of fills differ and the list that names the fills could not be read:
/// that, and why; otherwise empty.
std::string unread_text(const day_proof& proof);

/// One line of the log: `2026-11-28 main | fills 1,204 = 1,204 | P/L +$41.27 = +$41.27 |
/// FINAL 96 of 96`. Further figures follow when they are not equal.
std::string proof_text(const day_proof& proof);

/// Everything about the day, a line each: all figures, the way from our P/L to the number
/// of the profile page, why a figure is unavailable, and what the user has accepted.
std::vector<std::string> proof_details(const day_proof& proof);

/// When days are checked.
struct proof_rules {
  /// Time after the end of a day before its first check.
  timespan first_delay = std::chrono::minutes{30};
  /// Pause after the first checks, and after `early_checks` of them.
  timespan early_pause = std::chrono::minutes{10};
  timespan pause = std::chrono::hours{1};
  std::uint32_t early_checks = 3;
  /// Age after which a day is closed with its last check, and of the oldest day that is
  /// checked for the first time.
  timespan patience = std::chrono::hours{24 * 7};
};

/// The days that the platform must be asked about at `now`, oldest first: finished days
/// of which the whole activity is known. `recorded` has the proofs of one wallet. A day
/// that is open or differs is checked again, soon at first, then every hour, and closed
/// after a week.
std::vector<timestamp> days_to_check(const history_span& known,
                                     const std::vector<day_proof>& recorded,
                                     timestamp now, const proof_rules& rules);

/// True when the check of this day at `now` is its last one.
bool is_last_check(timestamp day, timestamp now, const proof_rules& rules);

/// Whether the ledger holds something else than the platform says. The platform rounds to
/// four decimals, and lists no position below a tenth of a token.
bool differs(const position_check& check);

/// `as the platform says: UP 5.0 DN 0.0`; `the platform says UP none DN 5.0, the ledger
/// UP 4.0 DN 5.0`.
std::string position_text(const position_check& check);

} // namespace tracker
