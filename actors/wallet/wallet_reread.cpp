// SPDX-License-Identifier: MIT
// The second reader of `wallet_tracker`: it reads the past again and confirms the
// history.
#include "actors/wallet/wallet_tracker.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace tracker {

void wallet_tracker::note_progress(const page_facts& facts, timestamp now) {
  const auto settled = reader_->history().to;
  confirmed_ =
      std::max(confirmed_, std::min(settled, facts.answered_at - rules_.confirm_age));
  if (reread_is_refused_)
    confirmed_ = std::max(confirmed_, settled);
  if (progress_.empty() || settled > progress_.back().settled)
    progress_.push_back({now, settled});
  // Of the entries that are old enough to be confirmed, only the newest is needed.
  while (progress_.size() > 1 && progress_[1].when + rules_.confirm_delay <= now)
    progress_.pop_front();
}

/// Delays the rereads after the first complete reading: what was just read is not read
/// again at once.
void wallet_tracker::plan_rereads(timestamp now) {
  next_reread_ = now + rules_.reread_interval;
  next_recent_ = now + rules_.recent_interval;
  next_distant_ = now + rules_.distant_interval;
}

/// After the wall clock was set back, or the first reader was restarted: limits the due
/// times and the progress to what is possible now, so that rereads do not stop.
void wallet_tracker::limit_reread_times(timestamp now) {
  next_reread_ = std::min(next_reread_, now + rules_.reread_interval);
  next_recent_ = std::min(next_recent_, now + rules_.recent_interval);
  next_distant_ = std::min(next_distant_, now + rules_.distant_interval);
  if (!reader_)
    return;
  const auto settled = reader_->history().to;
  confirmed_ = std::min(confirmed_, settled);
  while (!progress_.empty() &&
         (progress_.back().when > now || progress_.back().settled > settled))
    progress_.pop_back();
  if (reread_)
    reread_->covers_to = std::min(reread_->covers_to, settled);
}

void wallet_tracker::request_reread(timestamp since) {
  requested_reread_ = std::min(requested_reread_.value_or(since), since);
}

bool wallet_tracker::is_reread_due(timestamp now) const {
  if (reread_)
    return !reread_->complete;
  if (!has_complete_reading_ || !reader_->is_between_passes() || progress_.empty())
    return false;
  if (requested_reread_)
    return true;
  const bool is_rare_enough =
      polls_since_reread_ >= rules_.reread_polls ||
      (!takes_turns_ && now >= next_reread_ + rules_.reread_patience);
  if (now < next_reread_ || !is_rare_enough)
    return false;
  const bool can_confirm = progress_.front().when + rules_.confirm_delay <= now &&
                           progress_.front().settled > confirmed_;
  return now >= next_recent_ || now >= next_distant_ ||
         (can_confirm && !reread_is_refused_);
}

void wallet_tracker::begin_reread(timestamp now) {
  if (reread_)
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
  first = std::min(first, std::exchange(requested_reread_, std::nullopt).value_or(first));
  first =
      std::chrono::floor<std::chrono::seconds>(std::max(first, reader_->history().from));
  const auto& oldest = progress_.front();
  const auto covers_to =
      oldest.when + rules_.confirm_delay <= now ? oldest.settled : confirmed_;
  reread_.emplace(
      reread{activity_reader{paging(), first}, first, covers_to, 0, 0, {}, false});
  next_reread_ = now + rules_.reread_interval;
  polls_since_reread_ = 0;
}

poll_result wallet_tracker::apply_reread_rows(const fetch_reply& reply, timestamp now) {
  reread_has_turn_ = false;
  auto page = decode_page(*reply.body, now);
  if (const auto* refused = std::get_if<decode_error>(&page))
    return fail_side_request(
        fmt::format("data {}: {}", rows_endpoint(), to_string(*refused)), false, false);
  reread_was_answered_ = true;
  reread_is_refused_ = false;
  reread_->failures = 0;
  poll_result result;
  result.has_page = true;
  result.is_reread = true;
  had_complete_reading_ = has_complete_reading_;
  note_oddities(result, std::get<activity_page>(page));
  result.rows =
      reread_->reader.apply(std::get<activity_page>(page), facts_of(reply, now));
  result.rows.set_aside.clear();
  if (result.rows.next == next_step::wait) {
    reread_->complete = true;
    result.rows.set_aside = reader_->merge_set_aside(
        reread_->reader.set_aside(), reread_->first, reader_->history().to);
  } else if (result.rows.next == next_step::blocked ||
             reread_->pages >= rules_.reread_pages) {
    ++rereads_given_up_;
    reread_->complete = true;
    reread_->covers_to = confirmed_;
  }
  return result;
}

void wallet_tracker::note_recorded(const std::vector<activity_event>& fresh) {
  if (!reread_ || pending_kind_ != request_kind::reread_rows)
    return;
  for (const auto& row : fresh) {
    if (row.time > reread_->covers_to)
      continue;
    ++late_rows_;
    reread_->first_new = std::min(reread_->first_new.value_or(row.time), row.time);
  }
  if (!reread_->complete)
    return;
  // Before the first new row, this reread has found what the first reader had found. A
  // wallet that trades all the time, with rows that come late, would else never have a
  // confirmed window.
  const auto confirmed = reread_->first_new
                             ? *reread_->first_new - std::chrono::seconds{1}
                             : reread_->covers_to;
  confirmed_ = std::max(confirmed_, confirmed);
  reread_.reset();
}

} // namespace tracker
