// SPDX-License-Identifier: MIT
#include "actors/wallet/wallet_tracker.hpp"

#include "actors/text/time_text.hpp"
#include "actors/wallet/activity_decoder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace tracker {

namespace {

constexpr const char* endpoint_v1 = "/activity";
constexpr const char* endpoint_v2 = "/v2/activity";
constexpr const char* freshness_endpoint = "/v2/status";
constexpr auto any_row_pause = std::chrono::minutes{1};
/// The least time from one complete reading to the next of a wallet that takes turns.
constexpr timespan turn_pause = std::chrono::seconds{1};
/// By how much a history may begin later than a watched window needs.
constexpr auto history_slack = std::chrono::hours{5};
/// Consecutive failures after which a reread is given up.
constexpr int max_reread_failures = 5;

} // namespace

wallet_tracker::wallet_tracker(watched_wallet wallet, wallet_rules rules)
    : wallet_{std::move(wallet)}, rules_{rules} {}

void wallet_tracker::resume(const history_span& known,
                            const std::vector<doubtful_row>& doubtful) {
  if (rules_.since && *rules_.since < known.from)
    return;
  auto again = known;
  again.to -= rules_.overlap;
  for (const auto& row : doubtful)
    again.to = std::min(again.to, row.near - std::chrono::seconds{1});
  reader_.emplace(paging(), again);
  confirmed_ = reader_->history().to;
}

std::optional<wallet_request> wallet_tracker::next_request(timestamp now) {
  if (is_pending_)
    return std::nullopt;
  adjust_to_clock(now);
  limit_reread_times(now);
  if (reread_has_turn_ && is_reread_due(now)) {
    begin_reread(now);
    return make_request(request_kind::reread_rows);
  }
  if (now < next_poll_)
    return std::nullopt;
  if (!reader_) {
    reader_.emplace(paging(), rules_.since.value_or(now - rules_.lookback));
    confirmed_ = reader_->history().to;
  }
  if (is_any_row_due(now)) {
    next_any_row_ = now + any_row_pause;
    return make_request(request_kind::any_row);
  }
  return make_request(rules_.dialect == data_dialect::v2 && !freshness_
                          ? request_kind::freshness
                          : request_kind::rows);
}

bool wallet_tracker::is_request_due(timestamp now) const {
  return !is_pending_ && (now >= next_poll_ || (reread_has_turn_ && is_reread_due(now)));
}

timespan wallet_tracker::poll_pause() const {
  return takes_turns_ ? std::min(turn_pause, rules_.poll_interval) : rules_.poll_interval;
}

/// Corrects the state after the wall clock was ahead, in this run or an earlier one: no
/// pause lasts until a time in the future, and reading restarts where its start was in
/// the future.
void wallet_tracker::adjust_to_clock(timestamp now) {
  next_any_row_ = std::min(next_any_row_, now + any_row_pause);
  if (now < std::exchange(last_now_, now))
    next_poll_ = std::min(next_poll_, now + poll_pause());
  if (!reader_)
    return;
  const auto known = reader_->history();
  // A history that starts before `first_start` covers every window that is open now.
  const auto first_start = rules_.since.value_or(now - rules_.lookback);
  // A longer series may have been added since: more than its slack is missing.
  const bool is_short =
      known.from > now || (known.from <= known.to && known.from > first_start &&
                           (known.from > now - std::chrono::hours{24} ||
                            known.from > first_start + history_slack));
  if (is_short)
    reader_.emplace(paging(), first_start);
  else if (known.to > now)
    reader_.emplace(paging(), history_span{known.from, now - rules_.overlap});
  else
    return;
  freshness_.reset();
}

/// Whether to request one row of any time, for a wallet without rows so far: is the
/// address correct? Not done for past windows.
bool wallet_tracker::is_any_row_due(timestamp now) const {
  return now >= next_any_row_ && has_complete_reading_ && rows_ == 0 &&
         any_row_tries_ > 0 && !rules_.since && reader_->is_between_passes() &&
         !freshness_;
}

wallet_request wallet_tracker::make_request(request_kind kind) {
  is_pending_ = true;
  pending_kind_ = kind;
  switch (kind) {
  case request_kind::freshness:
    return {freshness_endpoint, freshness_endpoint, false};
  case request_kind::any_row:
    --any_row_tries_;
    return {rows_endpoint(),
            std::string{rows_endpoint()} + "?user=" + wallet_.address + "&limit=1",
            false};
  case request_kind::reread_rows:
    ++reread_->pages;
    return make_rows_request(reread_->reader.next_query(), true);
  case request_kind::rows:
    break;
  }
  return make_rows_request(reader_->next_query(), false);
}

wallet_request wallet_tracker::make_rows_request(const activity_query& query,
                                                 bool is_reread) const {
  return {rows_endpoint(),
          rules_.dialect == data_dialect::v1 ? activity_path_v1(wallet_.address, query)
                                             : activity_path_v2(wallet_.address, query),
          is_reread};
}

const paging_rules& wallet_tracker::paging() const {
  return rules_.dialect == data_dialect::v1 ? activity_rules_v1 : activity_rules_v2;
}

const char* wallet_tracker::rows_endpoint() const {
  return rules_.dialect == data_dialect::v1 ? endpoint_v1 : endpoint_v2;
}

poll_result wallet_tracker::apply(const fetch_result& result, timestamp now) {
  is_pending_ = false;
  const bool is_side_request = pending_kind_ == request_kind::reread_rows ||
                               pending_kind_ == request_kind::any_row;
  if (const auto* error = std::get_if<fetch_error>(&result.value)) {
    const bool away = is_unreachable(*error);
    return is_side_request ? fail_side_request(to_string(*error), away,
                                               error->kind == fetch_error_kind::refused)
                           : fail(to_string(*error), away, now);
  }
  const auto& reply = std::get<fetch_reply>(result.value);
  switch (pending_kind_) {
  case request_kind::freshness:
    return apply_freshness(reply, now);
  case request_kind::reread_rows:
    return apply_reread_rows(reply, now);
  case request_kind::any_row:
    return apply_any_row(reply, now);
  case request_kind::rows:
    break;
  }
  return apply_rows(reply, now);
}

poll_result wallet_tracker::fail(std::string reason, bool host_away, timestamp now) {
  if (failures_++ == 0)
    failing_since_ = now;
  freshness_.reset();
  next_poll_ = now + poll_pause();
  poll_result result;
  result.failure = poll_failure{std::move(reason), host_away, failures_,
                                now - failing_since_, poll_pause()};
  return result;
}

/// A failed request other than a poll: the polls continue, and the request is sent again
/// after the next one.
poll_result wallet_tracker::fail_side_request(std::string reason, bool host_away,
                                              bool refused) {
  if (pending_kind_ == request_kind::reread_rows) {
    reread_has_turn_ = false;
    reread_is_refused_ = refused && !reread_was_answered_;
    if (refused || ++reread_->failures >= max_reread_failures) {
      ++rereads_given_up_;
      reread_.reset();
    }
  }
  poll_result result;
  result.failure = poll_failure{std::move(reason), host_away, 0, {}, poll_pause()};
  return result;
}

poll_result wallet_tracker::apply_freshness(const fetch_reply& reply, timestamp now) {
  const auto read = decode_freshness_v2(*reply.body);
  if (const auto* refused = std::get_if<decode_error>(&read))
    return fail(fmt::format("data {}: {}", freshness_endpoint, to_string(*refused)),
                false, now);
  // A host's clock that is ahead must not mark the future as known.
  freshness_ = std::min(std::get<timestamp>(read), now) - reply.age;
  next_poll_ = now;
  poll_result result;
  result.indexed_to = freshness_;
  return result;
}

poll_result wallet_tracker::apply_rows(const fetch_reply& reply, timestamp now) {
  auto page = decode_page(*reply.body, now);
  if (const auto* refused = std::get_if<decode_error>(&page))
    return fail(fmt::format("data {}: {}", rows_endpoint(), to_string(*refused)), false,
                now);
  poll_result result;
  if (failures_ > 0)
    result.failed_for = now - failing_since_;
  failures_ = 0;
  const auto facts = facts_of(reply, now);
  result.has_page = true;
  had_complete_reading_ = has_complete_reading_;
  note_oddities(result, std::get<activity_page>(page));
  result.rows = reader_->apply(std::get<activity_page>(page), facts);
  rows_ += result.rows.events.size() + result.rows.account_events.size();
  result.complete = result.rows.next == next_step::wait;
  note_progress(facts, now);
  if (result.complete) {
    read_at_ = std::max(read_at_, facts.answered_at);
    if (!has_complete_reading_)
      plan_rereads(now);
    has_complete_reading_ = true;
    reread_has_turn_ = true;
    ++polls_since_reread_;
  }
  if (result.rows.next == next_step::request_next) {
    next_poll_ = now;
  } else {
    freshness_.reset();
    next_poll_ = now + poll_pause();
  }
  return result;
}

poll_result wallet_tracker::apply_any_row(const fetch_reply& reply, timestamp now) {
  const auto page = decode_page(*reply.body, now);
  if (const auto* refused = std::get_if<decode_error>(&page))
    return fail_side_request(
        fmt::format("data {}: {}", rows_endpoint(), to_string(*refused)), false, false);
  any_row_tries_ = 0;
  poll_result result;
  result.never_active = std::get<activity_page>(page).rows == 0;
  return result;
}

/// Counts every drift, skipped row and combination, and reports each kind once.
void wallet_tracker::note_oddities(poll_result& result, activity_page& page) {
  const auto is_reported = [&](std::string kind) {
    return reported_.size() >= max_reported || !reported_.insert(std::move(kind)).second;
  };
  result.endpoint = rows_endpoint();
  drift_count_ += page.drift_count;
  skipped_count_ += page.skipped.size();
  for (auto& note : page.drift)
    if (!is_reported(fmt::format("{}/{}", static_cast<int>(note.kind), note.word)))
      result.drift.push_back(std::move(note));
  for (auto& row : page.skipped)
    if (!is_reported("skipped/" + row.kind + '/' + row.row.why.field))
      result.skipped.push_back(std::move(row));
  for (const auto& row : page.account_events)
    if (row.platform_type.starts_with("COMBO_") && !is_reported("combination"))
      result.combination = row;
}

decoded<activity_page> wallet_tracker::decode_page(const std::string& body,
                                                   timestamp now) const {
  return rules_.dialect == data_dialect::v1
             ? decode_activity_v1(body, wallet_.address, now)
             : decode_activity_v2(body, wallet_.address, now);
}

page_facts wallet_tracker::facts_of(const fetch_reply& reply, timestamp now) const {
  // A host's clock that is ahead must not mark the future as known.
  const auto answered = std::min(reply.date.value_or(now), now) - reply.age;
  return {answered, freshness_ ? *freshness_ : answered - rules_.indexing_delay};
}

history_span wallet_tracker::history() const {
  return reader_ ? history_span{reader_->history().from, confirmed_}
                 : history_span{{}, timestamp{} - timespan{1}};
}

std::vector<doubtful_row> wallet_tracker::doubtful() const {
  std::vector<doubtful_row> result;
  if (!reader_)
    return result;
  for (const auto& row : reader_->set_aside())
    result.push_back(
        {row.slug, row.condition_id, row.near, to_string(row.why), row.asset});
  return result;
}

std::string wallet_tracker::summary(timestamp now) const {
  if (!reader_)
    return "activity not requested yet";
  const auto known = history();
  auto text = known.to < known.from
                  ? fmt::format("{} rows, activity not read yet", rows_)
                  : fmt::format("{} rows, activity known from {} to {}", rows_,
                                format_utc(known.from), format_utc(known.to));
  if (read_at_ != timestamp{})
    text += fmt::format(", read {}s ago", std::chrono::floor<std::chrono::seconds>(
                                              std::max(now - read_at_, timespan{}))
                                              .count());
  if (!reader_->set_aside().empty())
    text += fmt::format(", {} rows set aside", reader_->set_aside().size());
  if (reader_->set_aside_dropped() > 0)
    text += fmt::format(", {} more dropped", reader_->set_aside_dropped());
  if (late_rows_ > 0)
    text += fmt::format(", {} rows indexed late", late_rows_);
  if (skipped_count_ > 0)
    text += fmt::format(", {} rows skipped that touch no window", skipped_count_);
  if (drift_count_ > 0)
    text += fmt::format(", {} unknown names in {}", drift_count_, rows_endpoint());
  if (rereads_given_up_ > 0)
    text += fmt::format(", {} rereads given up", rereads_given_up_);
  if (failures_ > 0)
    text += fmt::format(", {} failed polls in a row", failures_);
  return text;
}

} // namespace tracker
