// SPDX-License-Identifier: MIT
// The series that the platform lists, by plain names: `btc-15m`, `eth-1h`, `sol-1d`.
#pragma once

#include "messages/window.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tracker {

/// How the windows of a series are decided, in words, for explanations only: a winner
/// comes from the platform's own sources.
struct series_rule {
  /// `the Binance 1H candle of BTC/USDT, its close against its open, through UMA`.
  std::string decided_by;
  /// What equal prices settle to: `Up`, or `50-50`.
  std::string tie;
};

/// The series of a plain name: one for `btc-5m`, several for `all-5m` and `btc-all`.
/// Empty for any other name.
std::vector<series> find_series(std::string_view plain_name);

/// Every plain name, groups last.
std::vector<std::string> plain_names();

/// The plain name of a series: `btc-15m` of `btc-updown-15m`. Nothing for a series that
/// the table does not have.
std::optional<std::string> plain_name_of(const series& series);

/// The rule of a series that the table has.
std::optional<series_rule> rule_of(const series& series);

/// The table's series with this name, `btc-updown-15m` or `btc-1h`; nothing: none.
std::optional<series> series_named(std::string_view name);

/// The table's series that a market's slug belongs to; nothing: none, a market of another
/// kind.
std::optional<series> series_of_slug(std::string_view slug);

} // namespace tracker
