// SPDX-License-Identifier: MIT
#include "actors/window/grade/completeness.hpp"

namespace tracker {

namespace {

// Markets open 23 h 53 min before their window (polymarket-api.md 7.2): within
// market_lead.

/// Fills reach a block a few seconds behind the match (polymarket-api.md 9).
constexpr auto block_delay = std::chrono::seconds{10};

} // namespace

bool covers(const history_span& known, const window& window) {
  return known.from <= window.start - market_lead && known.to >= window.end + block_delay;
}

bool may_touch(const doubtful_row& row, const market& market) {
  if (!row.condition_id.empty())
    return row.condition_id == market.condition_id;
  if (!row.asset.empty())
    return row.asset == market.up_token || row.asset == market.down_token;
  if (!row.slug.empty())
    return row.slug == market.slug;
  return row.near >= market.start - market_lead && row.near <= market.end + block_delay;
}

} // namespace tracker
