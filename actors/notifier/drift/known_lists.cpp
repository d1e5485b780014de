// SPDX-License-Identifier: MIT
#include "actors/notifier/drift/known_members.hpp"

#include <utility>

namespace tracker {

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

std::vector<known_member> members_of_event_list() {
  const std::string event = "events[]";
  std::vector<known_member> members{
      {"$schema", "ns"},
      {"events", "na", "", true},
      {"events[]", "no"},
      {"events[].$schema", "ns"},
      {"events[].markets", "na", "", true},
      {"events[].markets[]", "no"},
      {"events[].series[].commentsEnabled", "nb"},
      {"events[].series[].competitive", "ns"},
      {"events[].series[].createdBy", "ns"},
      {"events[].series[].layout", "ns"},
      {"events[].series[].new", "nb"},
      {"events[].series[].publishedAt", "ns"},
      {"events[].series[].updatedBy", "ns"},
      {"next_cursor", "ns"},
  };
  for (auto& member : members_of_gamma()) {
    // A market has its event inside, here an event has its markets inside.
    if (member.path == "events" || member.path == event)
      continue;
    member.is_required = false;
    if (member.path.starts_with(event)) {
      members.push_back(std::move(member));
      continue;
    }
    if (member.path.starts_with("tags"))
      members.push_back({event + '.' + member.path, member.kinds});
    member.path = event + ".markets[]." + member.path;
    members.push_back(std::move(member));
  }
  return members;
}

std::vector<known_member> members_of_series_list() {
  return {
      {"[]", "o"},
      {"[].id", "s", "", true},
      {"[].slug", "s", "", true},
  };
}

} // namespace tracker
