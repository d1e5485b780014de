// SPDX-License-Identifier: MIT
#include "actors/window/series/series_table.hpp"

#include "actors/window/series/dated_slug.hpp"
#include "actors/window/series/series.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace tracker {

namespace {

using namespace std::chrono_literals;

enum class window_length : std::uint8_t { m5, m15, h1, h4, d1 };

struct length_row {
  window_length length;
  /// In plain names.
  std::string_view word;
  std::chrono::seconds span;
};

constexpr std::array lengths{
    length_row{window_length::m5, "5m", 5min},
    length_row{window_length::m15, "15m", 15min}, length_row{window_length::h1, "1h", 1h},
    length_row{window_length::h4, "4h", 4h}, length_row{window_length::d1, "1d", 24h}};

struct asset_row {
  /// In plain names and in slugs with a Unix start.
  std::string_view asset;
  /// In dated slugs.
  std::string_view slug_asset;
  /// In the names of price pairs.
  std::string_view symbol;
};

constexpr std::array assets{
    asset_row{"btc", "bitcoin", "BTC"},    asset_row{"eth", "ethereum", "ETH"},
    asset_row{"sol", "solana", "SOL"},     asset_row{"xrp", "xrp", "XRP"},
    asset_row{"doge", "dogecoin", "DOGE"}, asset_row{"bnb", "bnb", "BNB"},
    asset_row{"hype", "hype", "HYPE"},     asset_row{"zec", "zcash", "ZEC"}};

/// One series of the platform: its slug there, which follows no rule, and its id; 0: not
/// recorded.
struct series_row {
  std::string_view asset;
  window_length length;
  std::string_view listing;
  std::int64_t id;
};

using enum window_length;

// What gamma listed on 2026-09-17, with the ids that were recorded
// (platform-delta.md 6.1; those of the longer known assets checked against gamma in July
// 2026).
constexpr std::array table{series_row{"btc", m5, "btc-up-or-down-5m", 10684},
                           series_row{"btc", m15, "btc-up-or-down-15m", 10192},
                           series_row{"btc", h1, "btc-up-or-down-hourly", 10114},
                           series_row{"btc", h4, "btc-up-or-down-4h", 10331},
                           series_row{"btc", d1, "btc-up-or-down-daily", 41},
                           series_row{"eth", m5, "eth-up-or-down-5m", 10683},
                           series_row{"eth", m15, "eth-up-or-down-15m", 10191},
                           series_row{"eth", h1, "eth-up-or-down-hourly", 10117},
                           series_row{"eth", h4, "eth-up-or-down-4h", 10332},
                           series_row{"eth", d1, "eth-up-or-down-daily", 40},
                           series_row{"sol", m5, "sol-up-or-down-5m", 10686},
                           series_row{"sol", m15, "sol-up-or-down-15m", 10423},
                           series_row{"sol", h1, "solana-up-or-down-hourly", 10122},
                           series_row{"sol", h4, "sol-up-or-down-4h", 10333},
                           series_row{"sol", d1, "solana-up-or-down-daily", 10086},
                           series_row{"xrp", m5, "xrp-up-or-down-5m", 10685},
                           series_row{"xrp", m15, "xrp-up-or-down-15m", 10422},
                           series_row{"xrp", h1, "xrp-up-or-down-hourly", 10123},
                           series_row{"xrp", h4, "xrp-up-or-down-4h", 10327},
                           series_row{"xrp", d1, "xrp-up-or-down-daily", 10100},
                           series_row{"doge", m5, "doge-up-or-down-5m", 11325},
                           series_row{"doge", m15, "doge-up-or-down-15m", 11328},
                           series_row{"doge", h1, "doge-up-or-down-hourly", 0},
                           series_row{"doge", h4, "doge-up-or-down-4h", 11331},
                           series_row{"doge", d1, "dogecoin-up-or-down-daily", 0},
                           series_row{"bnb", m5, "bnb-up-or-down-5m", 0},
                           series_row{"bnb", m15, "bnb-up-or-down-15m", 11330},
                           series_row{"bnb", h1, "bnb-up-or-down-hourly", 11291},
                           series_row{"bnb", h4, "bnb-up-or-down-4h", 0},
                           series_row{"bnb", d1, "bnb-up-or-down-daily", 0},
                           series_row{"hype", m5, "hype-up-or-down-5m", 0},
                           series_row{"hype", m15, "hype-up-or-down-15m", 0},
                           series_row{"hype", h1, "hype-up-or-down-hourly", 11289},
                           series_row{"hype", h4, "hype-up-or-down-4h", 0},
                           series_row{"hype", d1, "hype-up-or-down-daily", 0},
                           series_row{"zec", m5, "zec-up-or-down-5m", 0},
                           series_row{"zec", m15, "zec-up-or-down-15m", 0},
                           series_row{"zec", h4, "zec-up-or-down-4h", 0}};

constexpr std::string_view every = "all";

std::string_view word_of(window_length length) {
  return lengths.at(static_cast<std::size_t>(length)).word;
}

const asset_row& asset_of(const series_row& row) {
  return *std::find_if(assets.begin(), assets.end(),
                       [&](const asset_row& each) { return each.asset == row.asset; });
}

bool is_dated(const series_row& row) {
  return row.length == h1 || row.length == d1;
}

std::string plain_name(const series_row& row) {
  return fmt::format("{}-{}", row.asset, word_of(row.length));
}

series series_of(const series_row& row) {
  series result;
  result.name = is_dated(row)
                    ? plain_name(row)
                    : fmt::format("{}-updown-{}", row.asset, word_of(row.length));
  result.length = lengths.at(static_cast<std::size_t>(row.length)).span;
  if (row.length == h4)
    result.alignment = window_alignment::new_york;
  if (row.length == d1)
    result.alignment = window_alignment::new_york_noon;
  if (is_dated(row))
    result.slug_asset = asset_of(row).slug_asset;
  result.listing = row.listing;
  result.listing_id = row.id;
  return result;
}

const series_row* row_named(std::string_view name) {
  const auto* found =
      std::find_if(table.begin(), table.end(),
                   [&](const series_row& row) { return series_of(row).name == name; });
  return found == table.end() ? nullptr : found;
}

} // namespace

std::vector<series> find_series(std::string_view plain) {
  std::vector<series> result;
  const auto dash = plain.find('-');
  if (dash == std::string_view::npos)
    return result;
  const auto asset = plain.substr(0, dash);
  const auto length = plain.substr(dash + 1);
  if (asset == every && length == every)
    return result;
  for (const auto& row : table)
    if ((asset == every || asset == row.asset) &&
        (length == every || length == word_of(row.length)))
      result.push_back(series_of(row));
  return result;
}

std::vector<std::string> plain_names() {
  std::vector<std::string> result;
  result.reserve(table.size());
  for (const auto& row : table)
    result.push_back(plain_name(row));
  for (const auto& length : lengths)
    result.push_back(fmt::format("{}-{}", every, length.word));
  for (const auto& asset : assets)
    result.push_back(fmt::format("{}-{}", asset.asset, every));
  return result;
}

std::optional<std::string> plain_name_of(const series& series) {
  const auto* row = row_named(series.name);
  return row == nullptr ? std::nullopt : std::optional{plain_name(*row)};
}

std::optional<series_rule> rule_of(const series& series) {
  const auto* row = row_named(series.name);
  if (row == nullptr || series_of(*row).length != series.length)
    return std::nullopt;
  const auto symbol = asset_of(*row).symbol;
  switch (row->length) {
  case h1:
    return series_rule{fmt::format("the Binance 1H candle of {}/USDT, its close against "
                                   "its open, through UMA",
                                   symbol),
                       "Up"};
  case d1:
    return series_rule{fmt::format("the Binance 1-minute closes of {}/USDT at 12:00 in "
                                   "New York on both days, through UMA",
                                   symbol),
                       "50-50"};
  case m5:
  case m15:
  case h4:
    break;
  }
  return series_rule{
      fmt::format("the Chainlink stream of {}/USD, averaged over a minute (TWAP)",
                  symbol),
      "Up"};
}

std::optional<series> series_named(std::string_view name) {
  const auto* row = row_named(name);
  return row == nullptr ? std::nullopt : std::optional{series_of(*row)};
}

std::optional<series> series_of_slug(std::string_view slug) {
  if (const auto dated = parse_dated_slug(slug)) {
    for (const auto& row : table)
      if (row.length == (dated->is_daily ? d1 : h1) &&
          asset_of(row).slug_asset == dated->asset)
        return series_of(row);
    return std::nullopt;
  }
  const auto* row = row_named(slug.substr(0, std::min(slug.rfind('-'), slug.size())));
  if (row == nullptr)
    return std::nullopt;
  auto result = series_of(*row);
  return window_of_slug(result, slug) ? std::optional{std::move(result)} : std::nullopt;
}

} // namespace tracker
