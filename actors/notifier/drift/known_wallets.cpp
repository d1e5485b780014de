// SPDX-License-Identifier: MIT
// The members of replies about wallets, from the decoders and from recorded replies of
// 2026. A member that may be left out may be null as well.
#include "actors/notifier/drift/reply_shape.hpp"

#include <algorithm>
#include <utility>

namespace tracker {

namespace {

// Both versions of the activity have these.
constexpr std::string_view activity_types =
    "TRADE SPLIT MERGE REDEEM CONVERSION REWARD MAKER_REBATE TAKER_REBATE "
    "REFERRAL_REWARD YIELD DEPOSIT MIGRATION TIP WITHDRAWAL";
constexpr std::string_view activity_sides = "BUY SELL IN OUT";

std::vector<known_member> members_of_status() {
  return {
      {"data", "no", "", true},
      {"data.age_seconds", "nd"},
      {"data.computed_at", "ns"},
      {"data.ingestion", "no"},
      {"data.ingestion.chain_id", "nd"},
      {"data.ingestion.cursors", "nd"},
      {"data.ingestion.lagging", "na"},
      {"data.ingestion.lagging[]", "no"},
      {"data.ingestion.lagging[].behind_max", "nd"},
      {"data.ingestion.lagging[].block", "nd"},
      {"data.ingestion.lagging[].source", "ns"},
      {"data.ingestion.max_synced_block", "nd"},
      {"data.ingestion.min_synced_block", "nd"},
      {"data.ingestion.most_lagged", "no"},
      {"data.ingestion.most_lagged.behind_max", "nd"},
      {"data.ingestion.most_lagged.block", "nd"},
      {"data.ingestion.most_lagged.source", "ns"},
      {"data.ingestion.network", "ns"},
      {"data.serving", "no"},
      {"data.serving.lag_seconds", "nd"},
      {"data.serving.mechanisms", "na"},
      {"data.serving.mechanisms[]", "no"},
      {"data.serving.mechanisms[].age_seconds", "nd"},
      {"data.serving.mechanisms[].blocks_behind", "nd"},
      {"data.serving.mechanisms[].name", "ns"},
      {"data.serving.worst", "ns"},
  };
}

std::vector<known_member> members_of_activity() {
  return {
      {"data", "na", "", true},
      {"data[]", "no"},
      {"data[].amount_usdc", "nd"},
      {"data[].bio", "ns"},
      {"data[].block_number", "nd"},
      {"data[].combo_condition_id", "ns"},
      {"data[].combo_position_id", "ns"},
      {"data[].condition_id", "ns"},
      {"data[].event_slug", "ns"},
      {"data[].icon", "ns"},
      {"data[].id", "ns"},
      {"data[].is_combo", "nb"},
      {"data[].legs", "na"},
      {"data[].legs[]", "no"},
      {"data[].legs[].leg_condition_id", "ns"},
      {"data[].legs[].leg_current_price", "nd"},
      {"data[].legs[].leg_index", "nd"},
      {"data[].legs[].leg_outcome_index", "nd"},
      {"data[].legs[].leg_outcome_label", "ns"},
      {"data[].legs[].leg_position_id", "ns"},
      {"data[].legs[].leg_resolved_at", "ns"},
      {"data[].legs[].leg_status", "ns"},
      {"data[].legs[].market", "no"},
      {"data[].legs[].market.category", "ns"},
      {"data[].legs[].market.end_date", "ns"},
      {"data[].legs[].market.event", "no"},
      {"data[].legs[].market.event.event_id", "ns"},
      {"data[].legs[].market.event.event_image", "ns"},
      {"data[].legs[].market.event.event_slug", "ns"},
      {"data[].legs[].market.event.event_title", "ns"},
      {"data[].legs[].market.group_item_title", "ns"},
      {"data[].legs[].market.icon_url", "ns"},
      {"data[].legs[].market.image_url", "ns"},
      {"data[].legs[].market.line", "n"},
      {"data[].legs[].market.market_id", "ns"},
      {"data[].legs[].market.outcome", "ns"},
      {"data[].legs[].market.outcomes", "na"},
      {"data[].legs[].market.outcomes[]", "ns"},
      {"data[].legs[].market.question", "ns"},
      {"data[].legs[].market.slug", "ns"},
      {"data[].legs[].market.sports_market_type", "ns"},
      {"data[].legs[].market.subcategory", "ns"},
      {"data[].legs[].market.tags", "na"},
      {"data[].legs[].market.title", "ns"},
      {"data[].name", "ns"},
      {"data[].outcome", "ns"},
      {"data[].outcome_index", "nd"},
      {"data[].payout_usdc", "nd"},
      {"data[].price", "nd"},
      {"data[].profile_image", "ns"},
      {"data[].profile_image_optimized", "ns"},
      {"data[].proxy_wallet", "ns"},
      {"data[].pseudonym", "ns"},
      {"data[].side", "ns", activity_sides},
      // Rows of combos have none.
      {"data[].size", "nd"},
      {"data[].slug", "ns"},
      {"data[].timestamp", "nd", "", true},
      {"data[].title", "ns"},
      {"data[].token_id", "ns"},
      {"data[].transaction_hash", "ns"},
      {"data[].type", "ns", activity_types, true},
      {"data[].usdc_size", "nd"},
      {"pagination", "no", "", true},
      {"pagination.has_more", "nb"},
      {"pagination.limit", "nd"},
      {"pagination.next_cursor", "ns"},
      {"pagination.offset", "nd"},
  };
}

std::vector<known_member> members_of_old_activity() {
  return {
      {"[]", "no"},
      {"[].asset", "ns"},
      {"[].bio", "ns"},
      {"[].conditionId", "ns"},
      {"[].eventSlug", "ns"},
      {"[].icon", "ns"},
      {"[].isCombo", "nb"},
      {"[].name", "ns"},
      {"[].outcome", "ns"},
      {"[].outcomeIndex", "nd"},
      {"[].price", "nd"},
      {"[].profileImage", "ns"},
      {"[].profileImageOptimized", "ns"},
      {"[].proxyWallet", "ns"},
      {"[].pseudonym", "ns"},
      {"[].side", "ns", activity_sides},
      {"[].size", "nd", "", true},
      {"[].slug", "ns"},
      {"[].timestamp", "nd", "", true},
      {"[].title", "ns"},
      {"[].transactionHash", "ns"},
      {"[].type", "ns", activity_types, true},
      {"[].usdcSize", "nd"},
  };
}

std::vector<known_member> members_of_trades() {
  return {
      {"data", "na", "", true},
      {"data[]", "no"},
      {"data[].bio", "ns"},
      {"data[].condition_id", "ns"},
      {"data[].event_slug", "ns"},
      {"data[].icon", "ns"},
      {"data[].name", "ns"},
      {"data[].outcome", "ns"},
      {"data[].outcome_index", "nd"},
      {"data[].price", "nd"},
      {"data[].profile_image", "ns"},
      {"data[].profile_image_optimized", "ns"},
      {"data[].proxy_wallet", "ns"},
      {"data[].pseudonym", "ns"},
      {"data[].side", "ns", "BUY SELL", true},
      {"data[].size", "nd", "", true},
      {"data[].slug", "ns"},
      {"data[].timestamp", "nd", "", true},
      {"data[].title", "ns"},
      {"data[].token_id", "ns", "", true},
      {"data[].transaction_hash", "ns", "", true},
      {"pagination", "no", "", true},
      {"pagination.has_more", "nb"},
      {"pagination.limit", "nd"},
      {"pagination.next_cursor", "ns"},
      {"pagination.offset", "nd"},
  };
}

std::vector<known_member> members_of_positions() {
  return {
      {"data", "na", "", true},
      {"data[]", "no"},
      {"data[].archived", "nb"},
      {"data[].avg_price", "nd"},
      {"data[].condition_id", "ns", "", true},
      {"data[].current_price", "nd"},
      {"data[].current_size", "nd", "", true},
      {"data[].current_value", "nd"},
      {"data[].end_date", "ns"},
      {"data[].entry_cost_usdc", "nd"},
      {"data[].entry_fees_usdc", "nd"},
      {"data[].event_id", "ns"},
      {"data[].event_slug", "ns"},
      {"data[].first_entry_at", "nd"},
      {"data[].icon", "ns"},
      {"data[].last_event_at", "nd"},
      {"data[].mergeable", "nb"},
      {"data[].name", "ns"},
      {"data[].negative_risk", "nb"},
      {"data[].opposite_outcome", "ns"},
      {"data[].opposite_token_id", "ns"},
      {"data[].outcome", "ns"},
      {"data[].outcome_index", "nd"},
      {"data[].percent_pnl", "nd"},
      {"data[].percent_realized_pnl", "nd"},
      {"data[].profile_image", "ns"},
      {"data[].proxy_wallet", "ns", "", true},
      {"data[].realized_pnl", "nd"},
      {"data[].redeemable", "nb"},
      {"data[].slug", "ns"},
      {"data[].status", "ns", "OPEN REDEEMABLE REDEEMABLE_LOST MERGEABLE CLOSED"},
      {"data[].title", "ns"},
      {"data[].token_id", "ns", "", true},
      {"data[].total_cost_usdc", "nd"},
      {"data[].total_pnl", "nd"},
      {"data[].total_size", "nd"},
      {"data[].unrealized_pnl", "nd"},
      {"data[].verified", "nb"},
      {"pagination", "no"},
      {"pagination.has_more", "nb"},
      {"pagination.limit", "nd"},
      {"pagination.next_cursor", "ns"},
      {"pagination.offset", "nd"},
  };
}

std::vector<known_member> members_of_user_volume() {
  return {
      {"data", "no", "", true},
      {"data.trade_count", "nd"},
      {"data.volume", "nd"},
      {"data.volume_usdc", "nd"},
  };
}

std::vector<known_member> members_of_user_pnl() {
  return {
      {"data", "no", "", true},
      {"data.fidelity", "ns"},
      {"data.interval", "ns"},
      {"data.points", "na", "", true},
      {"data.points[]", "no"},
      {"data.points[].cashflow_net", "nd"},
      {"data.points[].deposits", "nd"},
      {"data.points[].economic_pnl", "nd"},
      {"data.points[].fees", "nd"},
      {"data.points[].fees_paid", "nd"},
      {"data.points[].fees_refunded", "nd"},
      {"data.points[].maker_rebate", "nd"},
      {"data.points[].position_pnl", "nd"},
      {"data.points[].realized_combo_pnl", "nd"},
      {"data.points[].realized_lp_pnl", "nd"},
      {"data.points[].realized_market_pnl", "nd"},
      {"data.points[].realized_pnl", "nd"},
      {"data.points[].referral_income", "nd"},
      {"data.points[].reward_income", "nd"},
      {"data.points[].settled_pnl", "nd"},
      {"data.points[].source_block", "nd"},
      {"data.points[].sponsored_income", "nd"},
      {"data.points[].taker_rebate", "nd"},
      {"data.points[].timestamp", "nd"},
      {"data.points[].trade_count", "nd"},
      {"data.points[].trade_pnl", "nd"},
      {"data.points[].unrealized_pnl", "nd"},
      {"data.points[].volume", "nd"},
      {"data.points[].volume_usdc", "nd"},
      {"data.points[].wallet_income", "nd"},
      {"data.points[].withdrawals", "nd"},
      {"data.points[].yield_income", "nd"},
      {"data.proxy_wallet", "ns"},
      {"data.source_fidelity", "ns"},
  };
}

std::vector<known_member> members_of_rebates() {
  return {
      {"[]", "no"},
      {"[].asset_address", "ns"},
      {"[].condition_id", "ns", "", true},
      {"[].date", "ns"},
      {"[].maker_address", "ns"},
      {"[].rebated_fees_usdc", "ns", "", true},
  };
}

std::vector<known_shape> all_shapes() {
  std::vector<known_shape> shapes{
      {"data", "/v2/status", members_of_status()},
      {"data", "/v2/activity", members_of_activity()},
      {"data", "/activity", members_of_old_activity()},
      {"data", "/v2/trades", members_of_trades()},
      {"data", "/v2/positions", members_of_positions()},
      {"data", "/v2/user-volume", members_of_user_volume()},
      {"data", "/v2/user-pnl", members_of_user_pnl()},
      {"clob", "/rebates/current", members_of_rebates()},
  };
  for (auto& shape : market_shapes())
    shapes.push_back(std::move(shape));
  for (auto& shape : shapes)
    std::sort(shape.members.begin(), shape.members.end(),
              [](const known_member& left, const known_member& right) {
                return left.path < right.path;
              });
  return shapes;
}

} // namespace

const std::vector<known_shape>& known_shapes() {
  static const auto shapes = all_shapes();
  return shapes;
}

} // namespace tracker
