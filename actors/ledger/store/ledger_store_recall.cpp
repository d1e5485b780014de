// SPDX-License-Identifier: MIT
// What a ledger store returns of the facts it has.
#include "actors/ledger/store/ledger_store_state.hpp"

#include "actors/window/grade/accounting.hpp"

#include <algorithm>

namespace tracker {

namespace {

/// Windows with dated slugs are traded up to two days before their start.
constexpr std::int64_t dated_lead_days = 3;

} // namespace

series_memory ledger_store::state::recall(const recall_series& query) {
  series_memory result;
  result.series = query.series;
  if (sql::run found{last_seen_, query.series}; found.next()) {
    auto& last = result.last_seen.emplace();
    found.row(last.slug, sql::seconds_into{last.start}, sql::seconds_into{last.end});
  }
  std::vector<std::string> slugs;
  sql::run rows{unsettled_or_recent_, query.series, sql::seconds{query.ended_since}};
  while (rows.next()) {
    if (slugs.size() < query.limit)
      rows.row(slugs.emplace_back());
    else
      ++result.left_out;
  }
  auto windows = std::make_shared<std::vector<remembered_window>>();
  for (auto slug = slugs.rbegin(); slug != slugs.rend(); ++slug)
    windows->push_back(*remembered_.of_slug(*slug));
  // A run continues after the last window seen, however long ago that was.
  const auto unseen_from = result.last_seen ? result.last_seen->end : query.ended_since;
  std::vector<std::string> ahead;
  for (sql::run found{traded_ahead_, query.series, sql::seconds{unseen_from},
                      static_cast<std::int64_t>(query.limit)};
       found.next();)
    found.row(ahead.emplace_back());
  if (!query.dated_slugs.empty())
    for (sql::run found{dated_ahead_, query.dated_slugs,
                        sql::day_number(unseen_from) - dated_lead_days,
                        static_cast<std::int64_t>(query.limit)};
         found.next();)
      found.row(ahead.emplace_back());
  for (const auto& slug : ahead)
    windows->push_back(recall_unseen(slug, query.series));
  result.windows = std::move(windows);
  return result;
}

ledger_result<std::vector<alert_record>> ledger_store::recall_alerts(timestamp since) {
  return state_->guard([&] { return state_->alerts().recall(since); });
}

ledger_result<alert_memory> ledger_store::recall_alert_memory(timestamp since) {
  return state_->guard([&] { return state_->recall_alert_memory(since); });
}

ledger_result<wallet_memory> ledger_store::recall(const recall_wallet& query) {
  return state_->guard([&] { return state_->recall(query); });
}

ledger_result<series_memory> ledger_store::recall(const recall_series& query) {
  return state_->guard([&] { return state_->recall(query); });
}

ledger_result<windows_memory> ledger_store::recall(const recall_windows& query) {
  return state_->guard([&] { return state_->recall(query); });
}

ledger_result<grades_memory> ledger_store::recall_grades(timestamp from, timestamp to) {
  return state_->guard([&] { return state_->recall_grades(from, to); });
}

ledger_result<grades_memory> ledger_store::show(const std::vector<grade>& grades) {
  return state_->guard([&] { return state_->show(grades); });
}

ledger_result<std::int64_t> ledger_store::count_not_final(timestamp from, timestamp to) {
  return state_->guard([&] { return state_->count_not_final(from, to); });
}

ledger_result<proofs_memory> ledger_store::recall(const recall_proofs& query) {
  return state_->guard([&] { return state_->recall(query); });
}

positions_memory ledger_store::state::recall(const recall_positions& query) {
  auto due = std::make_shared<std::vector<due_position>>();
  const auto known = wallets_.recall(query.wallet).history;
  if (!known)
    return {std::move(due)};
  for (const auto& [slug, checks] :
       positions_.due(query, std::min(query.to, known->to))) {
    const auto window = remembered_.of_slug(slug);
    if (!window || !window->in)
      continue;
    auto events = window->events;
    std::erase_if(events, [&](const activity_event& event) {
      return event.wallet != query.wallet.address;
    });
    const auto& details = *window->in;
    const auto figures = account(details, details.fees, events, details.settled);
    due->push_back({slug,
                    details.condition_id,
                    details.up_token,
                    details.down_token,
                    {figures.up.held, figures.down.held},
                    checks});
  }
  return {std::move(due)};
}

ledger_result<positions_memory> ledger_store::recall(const recall_positions& query) {
  return state_->guard([&] { return state_->recall(query); });
}

ledger_result<day_memory> ledger_store::recall(const recall_day& query) {
  return state_->guard([&] { return state_->recall(query); });
}

} // namespace tracker
