// SPDX-License-Identifier: MIT
// Compares the tokens that a wallet holds in an ended window with the platform's
// positions. Pure. Source: platform-delta.md 5, 12.6 and the recorded replies.
#pragma once

#include "actors/platform/json.hpp"
#include "actors/proof/official_figures.hpp"
#include "messages/fetch.hpp"
#include "messages/proof.hpp"

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tracker {

inline constexpr const char* positions_endpoint = "/v2/positions";

/// The tokens of one outcome.
struct open_position {
  std::string condition_id;
  std::string asset;
  shares size;

  bool operator==(const open_position&) const = default;
};

/// Reads a reply of `/v2/positions`. It is refused when a row is of another wallet or is
/// not as documented.
decoded<std::vector<open_position>> decode_positions_v2(std::string_view body,
                                                        std::string_view wallet);

/// When positions are compared.
struct position_rules {
  /// Pause between two searches for windows that are due: a search looks at each window
  /// of `patience`.
  timespan interval = std::chrono::minutes{5};
  /// Time after a window's end before its first check: rows are indexed by then.
  timespan first_delay = std::chrono::minutes{5};
  /// Age of the oldest window that is checked.
  timespan patience = std::chrono::hours{24};
  /// Pause before a check that differed is repeated, because a redemption may be on its
  /// way, and how many checks there are at most.
  timespan pause = std::chrono::minutes{10};
  std::uint32_t max_checks = 3;
  /// Windows of a wallet that are checked in one round.
  std::size_t limit = 30;
};

/// The request for the windows that are due at `now`.
recall_positions due_positions(const watched_wallet& wallet, timestamp now,
                               const position_rules& rules);

/// Goes through the due windows of one wallet, one request each.
class positions_round {
public:
  positions_round(watched_wallet wallet, const std::vector<due_position>& due);

  /// The next request; nothing: no window is left.
  std::optional<ask_platform> next() const;
  /// The comparison with the reply; nothing, and the reason in `problem`, where the reply
  /// gives none: the window is due again in the next round.
  std::optional<position_check> apply(const fetch_result& result, timestamp now,
                                      std::string& problem);

private:
  watched_wallet wallet_;
  std::deque<due_position> due_;
};

} // namespace tracker
