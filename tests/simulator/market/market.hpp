// SPDX-License-Identifier: MIT
#pragma once

#include "messages/time.hpp"
#include "messages/window.hpp"
#include "tests/simulator/wallets/wallet_rules.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tracker::exchange {

/// The platform's three sources of a winner: gamma, clob's tokens, `/v2/resolutions`.
enum class platform_source : std::uint8_t { gamma, clob, resolutions };

/// The behaviour of the simulated platform without faults. All its data about a market
/// follow from these rules, the market's slug and the time.
struct market_rules {
  std::uint64_t seed = 1;
  /// Overrides the length that the slug's suffix names (`15m`); 0: no override.
  std::chrono::seconds window_length{0};
  /// The time from a window's end until gamma names its winner: at least this, at most
  /// `resolution_spread` more.
  std::chrono::milliseconds resolution_delay{500};
  std::chrono::milliseconds resolution_spread{0};
  /// How much later the clob and `/v2/resolutions` name the winner.
  std::chrono::milliseconds clob_lag{0};
  std::chrono::milliseconds resolutions_lag{0};
  /// Percentage of windows that are markets of Protocol V2; the others are V1.
  unsigned protocol2_percent = 0;
  /// Percentage of windows whose version is `odd_version` in gamma.
  unsigned odd_version_percent = 0;
  std::string odd_version = "v3";
  /// Percentage of windows whose winner one of the three sources, another from window to
  /// window, never names: it leaves the market open, or does not know it.
  unsigned stuck_source_percent = 0;
  /// Percentage of windows for which one of the three sources names the other winner.
  unsigned disagreeing_percent = 0;
  /// From this time on the data host answers 200 with the data of this time.
  std::optional<timestamp> data_frozen_since{};
  /// The status of all replies of the first dialect; 200: regular replies.
  int data_v1_status = 200;
  /// Percentage of windows that the platform never lists.
  unsigned unlisted_percent = 0;
  /// Percentage of windows that settle 50/50.
  unsigned split_percent = 0;
  /// Percentage of windows whose outcomes are listed as Down, Up.
  unsigned swapped_percent = 0;
  /// Percentage of windows that are never resolved.
  unsigned stuck_percent = 0;
  /// Percentage of windows whose price is near 1 for the loser until they are resolved.
  unsigned misleading_percent = 0;
  /// Percentage of windows with another fee schedule than the usual one, or with none.
  unsigned other_fees_percent = 0;
  wallet_rules wallets{};
};

/// One window of the simulated platform, and the truth about it.
struct simulated_market {
  /// `btc-updown-15m-1768936500`.
  std::string slug;
  /// `btc`.
  std::string asset;
  /// `15m`, `1h`, `1d`.
  std::string duration;
  timestamp start{};
  timestamp end{};
  std::string condition_id;
  std::string question_id;
  std::string up_token;
  std::string down_token;
  /// A market of Protocol V2, by its ids and in gamma.
  bool is_protocol2 = false;
  /// Gamma's `version`.
  std::string version = "v1";
  /// Whether a host lists Down before Up.
  bool gamma_swapped = false;
  bool clob_swapped = false;
  /// Whether the price favours the loser until the resolution.
  bool misleading = false;
  settlement winner = settlement::up;
  /// What it charges takers.
  fee_schedule fees{};
  /// The true time of its settlement; nothing: never.
  std::optional<timestamp> settles;
  /// When a source begins to name the winner; nothing: never.
  std::optional<timestamp> gamma_resolves;
  std::optional<timestamp> clob_resolves;
  std::optional<timestamp> data_resolves;
  /// The source that never names the winner of a settled window.
  std::optional<platform_source> stuck_source;
  /// Whether the stuck source does not know the market after its end.
  bool is_forgotten = false;
  /// The source that names another winner than the true one.
  std::optional<platform_source> wrong_source;
};

/// The winner that a source names.
settlement word_of(const simulated_market& market, platform_source source);

/// Whether windows that the rules do not list are found.
enum class listing_rule : std::uint8_t { followed, ignored };

/// The market of a slug `{asset}-updown-{duration}-{start}` whose start is a multiple of
/// the window's length (4h: a full hour, since they follow New York time), or of an
/// hourly or daily window (calendar.hpp). Nothing for any other, and for one that the
/// platform never lists.
std::optional<simulated_market>
find_market(std::string_view slug, const market_rules& rules,
            listing_rule listing = listing_rule::followed);

/// Whether the platform never lists the window of this slug.
bool is_unlisted(std::string_view slug, const market_rules& rules);

/// The market of a condition id that these rules produce.
std::optional<simulated_market> market_of_condition(std::string_view condition_id,
                                                    const market_rules& rules);

/// One outcome token of a market.
struct simulated_token {
  simulated_market market;
  outcome side = outcome::up;
};

/// The token of a token id that these rules produce.
std::optional<simulated_token> find_token(std::string_view token_id,
                                          const market_rules& rules);

inline outcome opposite(outcome side) {
  return side == outcome::up ? outcome::down : outcome::up;
}

/// When a market appears: a day before its start, hourly ones two.
timestamp listed_at(const simulated_market& market);

/// The best prices of an outcome's book, in thousandths of a dollar.
struct quote {
  int bid = 0;
  int ask = 0;
};

/// The book of `side`: both sides mirror one another, and the price moves towards the
/// winner (towards the loser in a misleading window) as the end comes near.
quote quote_of(const simulated_market& market, outcome side, timestamp now);

} // namespace tracker::exchange
