// SPDX-License-Identifier: MIT
#include "actors/window/grade/completeness.hpp"

#include <string_view>

namespace tracker {

namespace {

// Markets open 23 h 53 min before their window, hourly ones 48 h (polymarket-api.md 7.2):
// within the lead. `market_lead_of` has the same ones by series.
constexpr auto market_lead = std::chrono::hours{24};
constexpr auto hourly_lead = std::chrono::hours{49};

bool is_hourly(std::string_view slug, timespan length) {
  return length == std::chrono::hours{1} &&
         slug.find("-updown-") == std::string_view::npos;
}

timespan lead_of(std::string_view slug, timespan length) {
  return is_hourly(slug, length) ? hourly_lead : market_lead;
}

/// Fills reach a block a few seconds behind the match (polymarket-api.md 9).
constexpr auto block_delay = std::chrono::seconds{10};

} // namespace

bool covers(const history_span& known, const window& window) {
  return known.from <= window.start - lead_of(window.slug, window.end - window.start) &&
         known.to >= window.end + block_delay;
}

bool may_touch(const doubtful_row& row, const market& market) {
  if (!row.condition_id.empty())
    return row.condition_id == market.condition_id;
  if (!row.asset.empty())
    return row.asset == market.up_token || row.asset == market.down_token;
  if (!row.slug.empty())
    return row.slug == market.slug;
  return row.near >= market.start - lead_of(market.slug, market.end - market.start) &&
         row.near <= market.end + block_delay;
}

} // namespace tracker
