// SPDX-License-Identifier: MIT
#include "actors/notifier/drift/known_members.hpp"

#include <algorithm>

namespace tracker {

namespace {

// Both versions of the activity have these.
constexpr std::string_view activity_types =
    "TRADE SPLIT MERGE REDEEM CONVERSION REWARD MAKER_REBATE TAKER_REBATE "
    "REFERRAL_REWARD YIELD DEPOSIT MIGRATION TIP WITHDRAWAL";
constexpr std::string_view activity_sides = "BUY SELL IN OUT";

} // namespace

std::vector<known_member> members_of_clob() {
  return {
      {"accepting_order_timestamp", "ns"},
      {"accepting_orders", "nb"},
      {"active", "nb"},
      {"archived", "nb"},
      {"closed", "nb", "", true},
      {"condition_id", "ns", "", true},
      {"description", "ns"},
      {"enable_order_book", "nb"},
      {"end_date_iso", "ns"},
      {"fpmm", "ns"},
      {"game_start_time", "n"},
      {"icon", "ns"},
      {"image", "ns"},
      {"is_50_50_outcome", "nb"},
      {"maker_base_fee", "nd"},
      {"market_slug", "ns"},
      {"minimum_order_size", "nd"},
      {"minimum_tick_size", "nd"},
      {"neg_risk", "nb"},
      {"neg_risk_market_id", "ns"},
      {"neg_risk_request_id", "ns"},
      {"notifications_enabled", "nb"},
      {"question", "ns"},
      {"question_id", "ns"},
      {"rewards", "no"},
      {"rewards.max_spread", "nd"},
      {"rewards.min_size", "nd"},
      {"rewards.rates", "na"},
      {"rewards.rates[]", "no"},
      {"rewards.rates[].asset_address", "ns"},
      {"rewards.rates[].rewards_daily_rate", "nd"},
      {"seconds_delay", "nd"},
      {"tags", "na"},
      {"tags[]", "ns"},
      {"taker_base_fee", "nd"},
      {"tokens", "na", "", true},
      {"tokens[]", "no"},
      {"tokens[].outcome", "ns"},
      {"tokens[].price", "nd"},
      {"tokens[].token_id", "ns"},
      {"tokens[].winner", "nb"},
  };
}

std::vector<known_member> members_of_midpoint() {
  return {
      {"mid", "ns"},
      {"mid_price", "ns"},
  };
}

std::vector<known_member> members_of_resolutions() {
  return {
      {"data", "na", "", true},
      {"data[]", "no"},
      {"data[].condition_id", "ns", "", true},
      {"data[].expected_settlement_time", "ns"},
      {"data[].extended_review", "nb"},
      {"data[].last_update_timestamp", "ns"},
      {"data[].log_index", "ns"},
      {"data[].market_type", "ns"},
      {"data[].new_version_q", "nb"},
      {"data[].payouts", "na"},
      {"data[].payouts[]", "nd"},
      {"data[].price", "ns"},
      {"data[].proposed_price", "ns"},
      {"data[].question_id", "ns"},
      {"data[].reporter", "ns"},
      {"data[].reproposed_price", "ns"},
      {"data[].resolution_source", "ns"},
      {"data[].resolved_at", "ns"},
      {"data[].resolved_block", "nd"},
      {"data[].settlement_time_basis", "ns"},
      {"data[].status", "ns", resolution_states, true},
      {"data[].transaction_hash", "ns"},
      {"data[].was_arbitrated", "nb"},
      {"data[].was_disputed", "nb"},
  };
}

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

namespace {

std::vector<known_shape> all_shapes() {
  std::vector<known_shape> shapes{
      {"gamma", "/markets/slug", members_of_gamma()},
      {"clob", "/markets", members_of_clob()},
      {"clob", "/midpoint", members_of_midpoint()},
      {"data", "/v2/resolutions", members_of_resolutions()},
      {"data", "/v2/status", members_of_status()},
      {"data", "/v2/activity", members_of_activity()},
      {"data", "/activity", members_of_old_activity()},
      {"data", "/v2/trades", members_of_trades()},
      {"data", "/v2/positions", members_of_positions()},
      {"data", "/v2/user-volume", members_of_user_volume()},
      {"data", "/v2/user-pnl", members_of_user_pnl()},
      {"clob", "/rebates/current", members_of_rebates()},
      {"gamma", "/events/keyset", members_of_event_list()},
      {"gamma", "/series", members_of_series_list(), true},
  };
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
