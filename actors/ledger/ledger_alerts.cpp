// SPDX-License-Identifier: MIT
#include "actors/ledger/ledger_alerts.hpp"

#include <utility>

namespace tracker {

namespace {

constexpr std::size_t max_news = 1000;

bool is_fill(const activity_event& event) {
  return event.type == activity_type::buy || event.type == activity_type::sell;
}

} // namespace

std::optional<ledger_error> ledger_alerts::restore(ledger_store& store, timestamp now) {
  if (!options_ || desk_)
    return std::nullopt;
  const auto since = now - figure_span;
  auto memory = store.recall_alert_memory(since);
  if (auto* error = std::get_if<ledger_error>(&memory))
    return std::move(*error);
  auto known = store.recall_grades(since, timestamp::max());
  if (auto* error = std::get_if<ledger_error>(&known))
    return std::move(*error);
  auto& desk = desk_.emplace(*options_);
  const auto& grades = *std::get<grades_memory>(known).grades;
  const auto& [episodes, fills, coverage, proofs] = std::get<alert_memory>(memory);
  desk.restore(episodes, grades);
  for (const auto& [wallet, time] : fills)
    desk.book_fill(wallet, time);
  for (const auto& seen : coverage)
    desk.restore_coverage(seen);
  for (const auto& proof : proofs)
    desk.book(proof);
  return std::nullopt;
}

void ledger_alerts::set_watched(const std::vector<watched_wallet>& wallets) {
  if (options_)
    options_->wallets = wallets;
  if (desk_)
    desk_->set_watched(wallets);
}

void ledger_alerts::book(const ledger_entry& fact, const booked& result, timestamp now) {
  if (const auto* graded = std::get_if<record_grade>(&fact)) {
    if (result.current)
      desk_->book(result.before, *graded->what, now);
  } else if (const auto* coverage = std::get_if<record_coverage>(&fact)) {
    desk_->book(*coverage);
  } else if (const auto* proof = std::get_if<record_proof>(&fact)) {
    desk_->book(*proof->proof);
  } else if (result.fresh) {
    for (const auto& event : *result.fresh)
      if (is_fill(event))
        desk_->book_fill(std::get<record_events>(fact).wallet, event.time);
  }
}

alert_source ledger_alerts::source(std::span<const ledger_entry> facts, timestamp now) {
  if (!desk_)
    return {};
  return [this, facts, now](std::span<const booked> results) {
    for (std::size_t i = 0; i < facts.size(); ++i)
      book(facts[i], results[i], now);
    uncommitted_ = desk_->advance(now);
    return uncommitted_;
  };
}

void ledger_alerts::end_commit(bool failed) {
  const auto alerts = std::exchange(uncommitted_, {});
  if (failed) {
    desk_.reset();
    return;
  }
  for (const auto& alert : alerts)
    if (alert.state != alert_state::silent)
      news_.push_back(alert);
  if (news_.size() > max_news) {
    news_.clear();
    must_recall_ = true;
  }
}

std::optional<ledger_error> ledger_alerts::commit(ledger_store& store,
                                                  std::vector<alert_record> alerts,
                                                  const std::vector<alert_mark>& marks) {
  if (alerts.empty() && marks.empty())
    return std::nullopt;
  uncommitted_ = std::move(alerts);
  auto stored = store.commit(uncommitted_, marks);
  auto* error = std::get_if<ledger_error>(&stored);
  end_commit(error != nullptr);
  return error == nullptr ? std::nullopt : std::optional{std::move(*error)};
}

std::optional<ledger_error> ledger_alerts::advance(ledger_store& store, timestamp now) {
  if (!options_)
    return std::nullopt;
  if (auto error = restore(store, now))
    return error;
  return commit(store, desk_->advance(now), {});
}

ledger_result<alerts_synced>
ledger_alerts::sync(ledger_store& store, const sync_alerts& request, timestamp now) {
  if (!options_)
    return alerts_synced{};
  if (auto error = restore(store, now))
    return std::move(*error);
  alerts_synced result;
  if (request.recall) {
    auto channels = store.assign_channels(request.channels, now);
    if (auto* error = std::get_if<ledger_error>(&channels))
      return std::move(*error);
    result.channels = std::get<std::vector<alert_channel>>(std::move(channels));
  }
  if (auto error = commit(store, desk_->advance(now, request.readings), request.marks))
    return std::move(*error);
  if (request.recall || std::exchange(must_recall_, false)) {
    auto all = store.recall_alerts(now - alert_lifetime);
    if (auto* error = std::get_if<ledger_error>(&all))
      return std::move(*error);
    result.alerts = std::get<std::vector<alert_record>>(std::move(all));
    news_.clear();
  } else {
    result.alerts = std::exchange(news_, {});
  }
  return result;
}

actor_status ledger_alerts::with_samples(actor_status status) const {
  if (desk_)
    for (const auto& [rule, count] : desk_->episodes().open_by_rule())
      status.metrics.push_back(count_sample("alerts_firing", count, {{"rule", rule}}));
  return status;
}

} // namespace tracker
