// SPDX-License-Identifier: MIT
#include "actors/wallet/wallet_tracker.hpp"

#include "actors/text/time_text.hpp"
#include "actors/wallet/activity_v1.hpp"
#include "actors/wallet/activity_v2.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace tracker {

namespace {

constexpr const char* endpoint_v1 = "/activity";
constexpr const char* endpoint_v2 = "/v2/activity";
constexpr const char* freshness_endpoint = "/v2/status";
constexpr auto any_row_pause = std::chrono::minutes{1};
/// Answers in a row that bring nothing; then the second reading begins elsewhere.
constexpr int max_second_failures = 5;

const paging_rules& paging_of(data_dialect dialect) {
  return dialect == data_dialect::v1 ? activity_rules_v1 : activity_rules_v2;
}

bool is_away(const fetch_error& error) {
  const auto kind = error.kind;
  return error.host_paused || kind == fetch_error_kind::resolve ||
         kind == fetch_error_kind::connect || kind == fetch_error_kind::tls ||
         kind == fetch_error_kind::timeout || kind == fetch_error_kind::cancelled;
}

} // namespace

wallet_tracker::wallet_tracker(watched_wallet of, wallet_rules rules)
    : wallet_{std::move(of)}, rules_{rules} {}

void wallet_tracker::resume(const history_span& known,
                            const std::vector<doubtful_row>& doubtful) {
  if (rules_.since && *rules_.since < known.from)
    return;
  auto again = known;
  again.to -= rules_.overlap;
  for (const auto& row : doubtful)
    again.to = std::min(again.to, row.near - std::chrono::seconds{1});
  reader_.emplace(paging_of(rules_.dialect), again);
  confirmed_ = reader_->history().to;
}

std::optional<wallet_question> wallet_tracker::question(timestamp now) {
  if (asking_)
    return std::nullopt;
  follow_clock(now);
  clamp_second(now);
  if (second_has_turn_ && is_second_due(now)) {
    begin_second(now);
    return pose(subject::second_rows);
  }
  if (now < next_poll_)
    return std::nullopt;
  if (!reader_) {
    reader_.emplace(paging_of(rules_.dialect),
                    rules_.since.value_or(now - rules_.lookback));
    confirmed_ = reader_->history().to;
  }
  if (is_any_row_due(now)) {
    next_any_row_ = now + any_row_pause;
    return pose(subject::any_row);
  }
  return pose(rules_.dialect == data_dialect::v2 && !freshness_ ? subject::freshness
                                                                : subject::rows);
}

/// After a wall clock that was ahead, in this run or an earlier one: no pause lasts until
/// a time that was never reached, and what was not read because it lay before a start in
/// the future is read.
void wallet_tracker::follow_clock(timestamp now) {
  if (now < std::exchange(last_now_, now))
    next_poll_ = std::min(next_poll_, now + rules_.poll_interval);
  if (!reader_)
    return;
  const auto known = reader_->history();
  // A history that began in its time holds everything of the windows that are open now.
  const auto first_start = rules_.since.value_or(now - rules_.lookback);
  const bool is_short =
      known.from > now || (known.from <= known.to && known.from > first_start &&
                           known.from > now - std::chrono::hours{24});
  if (is_short)
    reader_.emplace(paging_of(rules_.dialect), first_start);
  else if (known.to > now)
    reader_.emplace(paging_of(rules_.dialect),
                    history_span{known.from, now - rules_.overlap});
  else
    return;
  freshness_.reset();
}

/// A wallet without a row in all that was read: has it ever had one? Not asked about
/// windows of the past.
bool wallet_tracker::is_any_row_due(timestamp now) const {
  return now >= next_any_row_ && has_complete_reading_ && rows_ == 0 &&
         any_row_tries_ > 0 && !rules_.since && reader_->is_between_passes() &&
         !freshness_;
}

wallet_question wallet_tracker::pose(subject what) {
  asking_ = true;
  asked_ = what;
  switch (what) {
  case subject::freshness:
    return {freshness_endpoint, freshness_endpoint, false};
  case subject::any_row:
    --any_row_tries_;
    return {rows_endpoint(),
            std::string{rows_endpoint()} + "?user=" + wallet_.address + "&limit=1",
            false};
  case subject::second_rows:
    ++second_->pages;
    return pose_rows(second_->reader.next(), true);
  case subject::rows:
    break;
  }
  return pose_rows(reader_->next(), false);
}

wallet_question wallet_tracker::pose_rows(const activity_query& query,
                                          bool is_second) const {
  return {rows_endpoint(),
          rules_.dialect == data_dialect::v1 ? activity_path_v1(wallet_.address, query)
                                             : activity_path_v2(wallet_.address, query),
          is_second};
}

const char* wallet_tracker::rows_endpoint() const {
  return rules_.dialect == data_dialect::v1 ? endpoint_v1 : endpoint_v2;
}

wallet_news wallet_tracker::answer(const fetch_result& result, timestamp now) {
  asking_ = false;
  const bool is_besides = asked_ == subject::second_rows || asked_ == subject::any_row;
  if (const auto* error = std::get_if<fetch_error>(&result.value)) {
    const bool away = is_away(*error);
    return is_besides ? fail_besides(to_string(*error), away,
                                     error->kind == fetch_error_kind::refused)
                      : fail(to_string(*error), away, now);
  }
  const auto& reply = std::get<fetch_reply>(result.value);
  switch (asked_) {
  case subject::freshness:
    return take_freshness(reply, now);
  case subject::second_rows:
    return take_second_rows(reply, now);
  case subject::any_row:
    return take_any_row(reply, now);
  case subject::rows:
    break;
  }
  return take_rows(reply, now);
}

wallet_news wallet_tracker::fail(std::string reason, bool host_away, timestamp now) {
  if (failures_++ == 0)
    failing_since_ = now;
  freshness_.reset();
  next_poll_ = now + rules_.poll_interval;
  wallet_news news;
  news.failure = poll_failure{std::move(reason), host_away, failures_,
                              now - failing_since_, rules_.poll_interval};
  return news;
}

/// A question besides the polls: the polls go on, it is asked again after the next one.
wallet_news wallet_tracker::fail_besides(std::string reason, bool host_away,
                                         bool refused) {
  if (asked_ == subject::second_rows) {
    second_has_turn_ = false;
    second_is_refused_ = refused && !second_was_answered_;
    if (refused || ++second_->failures >= max_second_failures) {
      ++seconds_given_up_;
      second_.reset();
    }
  }
  wallet_news news;
  news.failure = poll_failure{std::move(reason), host_away, 0, {}, rules_.poll_interval};
  return news;
}

wallet_news wallet_tracker::take_freshness(const fetch_reply& reply, timestamp now) {
  const auto read = decode_freshness_v2(*reply.body);
  if (const auto* refused = std::get_if<decode_error>(&read))
    return fail(fmt::format("data {}: {}", freshness_endpoint, to_string(*refused)),
                false, now);
  // A clock that is ahead of ours must not make rows known that are still to come.
  freshness_ = std::min(std::get<timestamp>(read), now) - reply.age;
  next_poll_ = now;
  return {};
}

wallet_news wallet_tracker::take_rows(const fetch_reply& reply, timestamp now) {
  auto page = read(*reply.body, now);
  if (const auto* refused = std::get_if<decode_error>(&page))
    return fail(fmt::format("data {}: {}", rows_endpoint(), to_string(*refused)), false,
                now);
  wallet_news news;
  if (failures_ > 0)
    news.failed_before = now - failing_since_;
  failures_ = 0;
  const auto facts = facts_of(reply, now);
  news.has_page = true;
  had_complete_reading_ = has_complete_reading_;
  note_oddities(news, std::get<activity_page>(page));
  news.rows = reader_->take(std::get<activity_page>(page), facts);
  rows_ += news.rows.events.size() + news.rows.account_events.size();
  news.complete = news.rows.next == next_step::rest;
  note_progress(facts, now);
  if (news.complete) {
    read_at_ = std::max(read_at_, facts.answered_at);
    if (!has_complete_reading_)
      plan_second(now);
    has_complete_reading_ = true;
    second_has_turn_ = true;
    ++polls_since_second_;
  }
  if (news.rows.next == next_step::ask_on) {
    next_poll_ = now;
  } else {
    freshness_.reset();
    next_poll_ = now + rules_.poll_interval;
  }
  return news;
}

// -- the second reading -----------------------------------------------------------------

void wallet_tracker::note_progress(const page_facts& facts, timestamp now) {
  const auto settled = reader_->history().to;
  confirmed_ =
      std::max(confirmed_, std::min(settled, facts.answered_at - rules_.confirm_age));
  if (second_is_refused_)
    confirmed_ = std::max(confirmed_, settled);
  if (progress_.empty() || settled > progress_.back().settled)
    progress_.push_back({now, settled});
  // All but the newest that is old enough to be confirmed are of no use.
  while (progress_.size() > 1 && progress_[1].when + rules_.confirm_delay <= now)
    progress_.pop_front();
}

/// What the first reading has just read is not read again at once.
void wallet_tracker::plan_second(timestamp now) {
  next_second_ = now + rules_.reread_interval;
  next_recent_ = now + rules_.recent_interval;
  next_distant_ = now + rules_.distant_interval;
}

/// Behind a wall clock that was set back, or a first reader that was begun anew, the
/// second reading waits for no time that will not come.
void wallet_tracker::clamp_second(timestamp now) {
  next_second_ = std::min(next_second_, now + rules_.reread_interval);
  next_recent_ = std::min(next_recent_, now + rules_.recent_interval);
  next_distant_ = std::min(next_distant_, now + rules_.distant_interval);
  next_any_row_ = std::min(next_any_row_, now + any_row_pause);
  if (!reader_)
    return;
  const auto settled = reader_->history().to;
  confirmed_ = std::min(confirmed_, settled);
  while (!progress_.empty() &&
         (progress_.back().when > now || progress_.back().settled > settled))
    progress_.pop_back();
  if (second_)
    second_->covers_to = std::min(second_->covers_to, settled);
}

bool wallet_tracker::is_second_due(timestamp now) const {
  if (second_)
    return !second_->complete;
  if (!has_complete_reading_ || !reader_->is_between_passes() || progress_.empty())
    return false;
  const bool is_rare_enough = polls_since_second_ >= rules_.reread_polls ||
                              now >= next_second_ + rules_.reread_patience;
  if (now < next_second_ || !is_rare_enough)
    return false;
  const bool can_confirm = progress_.front().when + rules_.confirm_delay <= now &&
                           progress_.front().settled > confirmed_;
  return now >= next_recent_ || now >= next_distant_ ||
         (can_confirm && !second_is_refused_);
}

void wallet_tracker::begin_second(timestamp now) {
  if (second_)
    return;
  auto first = confirmed_ - rules_.confirm_overlap;
  if (now >= next_distant_) {
    first = std::min(first, now - rules_.distant);
    next_distant_ = now + rules_.distant_interval;
    next_recent_ = now + rules_.recent_interval;
  } else if (now >= next_recent_) {
    first = std::min(first, now - rules_.recent);
    next_recent_ = now + rules_.recent_interval;
  }
  first =
      std::chrono::floor<std::chrono::seconds>(std::max(first, reader_->history().from));
  const auto& oldest = progress_.front();
  const auto covers_to =
      oldest.when + rules_.confirm_delay <= now ? oldest.settled : confirmed_;
  second_.emplace(second_reading{activity_reader{paging_of(rules_.dialect), first}, first,
                                 covers_to, 0, 0, false, false});
  next_second_ = now + rules_.reread_interval;
  polls_since_second_ = 0;
}

wallet_news wallet_tracker::take_second_rows(const fetch_reply& reply, timestamp now) {
  second_has_turn_ = false;
  auto page = read(*reply.body, now);
  if (const auto* refused = std::get_if<decode_error>(&page))
    return fail_besides(fmt::format("data {}: {}", rows_endpoint(), to_string(*refused)),
                        false, false);
  second_was_answered_ = true;
  second_is_refused_ = false;
  second_->failures = 0;
  wallet_news news;
  news.has_page = true;
  news.is_second = true;
  had_complete_reading_ = has_complete_reading_;
  note_oddities(news, std::get<activity_page>(page));
  news.rows = second_->reader.take(std::get<activity_page>(page), facts_of(reply, now));
  news.rows.set_aside.clear();
  if (news.rows.next == next_step::rest) {
    second_->complete = true;
    news.rows.set_aside = reader_->adopt(second_->reader.set_aside(), second_->first,
                                         reader_->history().to);
  } else if (news.rows.next == next_step::blocked ||
             second_->pages >= rules_.reread_pages) {
    ++seconds_given_up_;
    second_->complete = true;
    second_->covers_to = confirmed_;
  }
  return news;
}

void wallet_tracker::note_recorded(const std::vector<activity_event>& fresh) {
  if (!second_ || asked_ != subject::second_rows)
    return;
  const auto late =
      std::count_if(fresh.begin(), fresh.end(), [&](const activity_event& row) {
        return row.at <= second_->covers_to;
      });
  late_rows_ += static_cast<std::uint64_t>(late);
  second_->found_new = second_->found_new || late > 0;
  if (!second_->complete)
    return;
  if (!second_->found_new)
    confirmed_ = std::max(confirmed_, second_->covers_to);
  second_.reset();
}

wallet_news wallet_tracker::take_any_row(const fetch_reply& reply, timestamp now) {
  const auto page = read(*reply.body, now);
  if (const auto* refused = std::get_if<decode_error>(&page))
    return fail_besides(fmt::format("data {}: {}", rows_endpoint(), to_string(*refused)),
                        false, false);
  any_row_tries_ = 0;
  wallet_news news;
  news.never_active = std::get<activity_page>(page).rows == 0;
  return news;
}

/// Tells each kind of oddity once, and counts all of them.
void wallet_tracker::note_oddities(wallet_news& news, activity_page& page) {
  const auto is_told = [&](std::string what) {
    return told_.size() >= max_told || !told_.insert(std::move(what)).second;
  };
  news.endpoint = rows_endpoint();
  drift_count_ += page.drift_count;
  skipped_count_ += page.skipped.size();
  for (auto& note : page.drift)
    if (!is_told(fmt::format("{}/{}", static_cast<int>(note.kind), note.word)))
      news.drift.push_back(std::move(note));
  for (auto& row : page.skipped)
    if (!is_told("skipped/" + row.kind + '/' + row.why.field))
      news.skipped.push_back(std::move(row));
  for (const auto& row : page.account_events)
    if (row.platform_type.starts_with("COMBO_") && !is_told("combination"))
      news.combination = row;
}

decoded<activity_page> wallet_tracker::read(const std::string& body,
                                            timestamp now) const {
  return rules_.dialect == data_dialect::v1
             ? decode_activity_v1(body, wallet_.address, now)
             : decode_activity_v2(body, wallet_.address, now);
}

page_facts wallet_tracker::facts_of(const fetch_reply& reply, timestamp now) const {
  // A host's clock that is ahead of ours must not make rows known that are still to come.
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
    return "activity not asked for yet";
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
  if (late_rows_ > 0)
    text += fmt::format(", {} rows indexed late", late_rows_);
  if (skipped_count_ > 0)
    text += fmt::format(", {} rows skipped that touch no window", skipped_count_);
  if (drift_count_ > 0)
    text += fmt::format(", {} unknown words in {}", drift_count_, rows_endpoint());
  if (seconds_given_up_ > 0)
    text += fmt::format(", {} second readings given up", seconds_given_up_);
  if (failures_ > 0)
    text += fmt::format(", {} failed questions in a row", failures_);
  return text;
}

} // namespace tracker
