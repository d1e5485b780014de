// SPDX-License-Identifier: MIT
#include "actors/wallet/activity_reader.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace tracker {

namespace {

bool is_among(const set_aside_row& row, const std::vector<set_aside_row>& rows) {
  return std::find(rows.begin(), rows.end(), row) != rows.end();
}

void append_second(std::vector<activity_event>& target,
                   const std::vector<activity_event>& rows, timestamp second) {
  std::copy_if(rows.begin(), rows.end(), std::back_inserter(target),
               [&](const activity_event& row) { return row.time == second; });
}

void append(std::vector<activity_event>& target, std::vector<activity_event> rows) {
  std::move(rows.begin(), rows.end(), std::back_inserter(target));
}

/// The last second of which the reply has every row.
timestamp known_to(const page_facts& facts) {
  return std::chrono::floor<std::chrono::seconds>(
      std::min(facts.indexed_to, facts.answered_at));
}

/// The row's text for its market; empty where it cannot be read.
const std::string& market_text(const set_aside_row& row) {
  if (!row.condition_id.empty())
    return row.condition_id;
  return row.asset.empty() ? row.slug : row.asset;
}

/// The rows, with the requested second as the time of those without one.
std::vector<set_aside_row> with_times(std::vector<set_aside_row> rows,
                                      timestamp requested) {
  for (auto& row : rows)
    row.near = std::max(row.near, requested);
  return rows;
}

} // namespace

std::vector<activity_event> activity_log::book(const std::vector<activity_event>& view) {
  std::vector<activity_event> fresh;
  std::unordered_map<std::string, std::uint32_t> shown;
  for (const auto& row : view) {
    auto kind = activity_kind(row);
    const auto occurrence = shown[kind]++;
    auto& known = known_[std::move(kind)];
    known.time = row.time;
    if (occurrence < known.count)
      continue;
    known.count = occurrence + 1;
    fresh.push_back(row);
    fresh.back().occurrence = occurrence;
  }
  return fresh;
}

void activity_log::forget_before(timestamp horizon) {
  std::erase_if(known_, [&](const auto& kind) { return kind.second.time < horizon; });
}

activity_reader::activity_reader(paging_rules rules, timestamp start)
    : rules_{rules}
    , from_{std::chrono::floor<std::chrono::seconds>(start)}
    , settled_{from_ - std::chrono::seconds{1}} {
  query_.start = from_;
}

activity_reader::activity_reader(paging_rules rules, const history_span& known)
    : activity_reader{rules, known.from} {
  settled_ =
      std::max<timestamp>(settled_, std::chrono::floor<std::chrono::seconds>(known.to));
  query_.start = std::max(from_, settled_);
}

reading activity_reader::apply(const activity_page& page, const page_facts& facts) {
  reading result;
  if (!pass_began_)
    pass_began_ = facts.answered_at;
  result.notes = inspect(page, facts);
  result.events = log_.book(page.events);
  result.account_events = log_.book(page.account_events);
  auto bad_rows = with_times(page.set_aside, query_.start);
  std::vector<set_aside_row> skipped;
  for (const auto& each : page.skipped)
    skipped.push_back(each.row);
  skipped = with_times(std::move(skipped), query_.start);
  if (result.notes.mis_sorted || has_unconfirmed(bad_rows, facts) ||
      has_unconfirmed(skipped, facts) || !add_to_second(page, facts)) {
    restart_second();
    result.next = next_step::retry;
    return result;
  }
  keep_skipped(std::move(skipped));
  result.set_aside = replace_set_aside(std::move(bad_rows), shown_to(page));
  if (!shows_newer(page) && could_be_cut(page)) {
    result.next = continue_second(page);
    return result;
  }
  append(result.events, log_.book(second_));
  append(result.account_events, log_.book(second_of_account_));
  restart_second();
  result.next = continue_pass(page, facts);
  return result;
}

page_notes activity_reader::inspect(const activity_page& page, const page_facts& facts) {
  page_notes notes;
  notes.mis_sorted = !page.ascending || (page.rows > 0 && !page.newest) ||
                     (page.oldest && *page.oldest < query_.start);
  notes.oversized = page.rows > rules_.limit;
  notes.stale = facts.answered_at < last_answer_;
  notes.clamped =
      short_until_ &&
      std::any_of(page.events.begin(), page.events.end(), [&](const activity_event& row) {
        return row.time > query_.start && row.time <= *short_until_;
      });
  last_answer_ = std::max(last_answer_, facts.answered_at);
  largest_page_ = std::max(largest_page_, page.rows);
  short_until_.reset();
  return notes;
}

bool activity_reader::is_confirmed(const set_aside_row& row,
                                   const page_facts& facts) const {
  return is_among(row, set_aside_) || is_among(row, skipped_) ||
         std::any_of(suspects_.begin(), suspects_.end(), [&](const suspect& seen) {
           return seen.row == row && facts.answered_at > seen.answered_at;
         });
}

/// Notes the unreadable rows that no earlier reply had. Returns whether there are any:
/// then the page must be requested again.
bool activity_reader::has_unconfirmed(const std::vector<set_aside_row>& rows,
                                      const page_facts& facts) {
  bool found = false;
  for (const auto& row : rows) {
    if (is_confirmed(row, facts))
      continue;
    found = true;
    if (suspects_.size() == max_set_aside)
      suspects_.clear();
    suspects_.push_back({row, facts.answered_at});
  }
  return found;
}

/// Keeps the skipped rows, so that later replies with them are not requested again.
void activity_reader::keep_skipped(std::vector<set_aside_row> rows) {
  for (auto& row : rows)
    if (!is_among(row, skipped_))
      skipped_.push_back(std::move(row));
  if (skipped_.size() > max_set_aside)
    skipped_.erase(skipped_.begin(),
                   skipped_.end() - static_cast<std::ptrdiff_t>(max_set_aside));
}

/// Replaces the set-aside rows of the time that the page covers, up to `last`, by the
/// rows of the page. Returns those that are new.
std::vector<set_aside_row>
activity_reader::replace_set_aside(std::vector<set_aside_row> rows, timestamp last) {
  std::vector<set_aside_row> fresh;
  std::copy_if(rows.begin(), rows.end(), std::back_inserter(fresh),
               [&](const set_aside_row& row) { return !is_among(row, set_aside_); });
  if (!is_continuation())
    std::erase_if(set_aside_, [&](const set_aside_row& row) {
      return row.near >= query_.start && row.near <= last;
    });
  for (auto& row : rows)
    if (!is_among(row, set_aside_))
      set_aside_.push_back(std::move(row));
  drop_excess();
  return fresh;
}

std::vector<set_aside_row>
activity_reader::merge_set_aside(const std::vector<set_aside_row>& rows, timestamp first,
                                 timestamp last) {
  // The other reader may have given a row without a time another one.
  const auto is_in = [](const set_aside_row& row,
                        const std::vector<set_aside_row>& list) {
    return std::any_of(list.begin(), list.end(), [&](set_aside_row known) {
      known.near = row.near;
      return known == row;
    });
  };
  std::erase_if(set_aside_, [&](const set_aside_row& row) {
    return row.near >= first && row.near <= last && !is_in(row, rows);
  });
  std::vector<set_aside_row> fresh;
  for (const auto& row : rows)
    if (row.near >= first && row.near <= last && !is_in(row, set_aside_)) {
      fresh.push_back(row);
      set_aside_.push_back(row);
    }
  drop_excess();
  return fresh;
}

void activity_reader::drop_excess() {
  if (set_aside_.size() <= max_set_aside)
    return;
  auto excess = set_aside_.size() - max_set_aside;
  set_aside_dropped_ += excess;
  // A market is in doubt as long as one of its rows is kept.
  std::map<std::string, std::size_t> rows_of_market;
  for (const auto& row : set_aside_)
    ++rows_of_market[market_text(row)];
  std::erase_if(set_aside_, [&](const set_aside_row& row) {
    const auto market = market_text(row);
    if (excess == 0 || market.empty() || rows_of_market[market] == 1)
      return false;
    --rows_of_market[market];
    --excess;
    return true;
  });
  set_aside_.erase(set_aside_.begin(),
                   set_aside_.begin() + static_cast<std::ptrdiff_t>(excess));
}

/// Whether the page has rows after the requested second.
bool activity_reader::shows_newer(const activity_page& page) const {
  return page.newest && *page.newest > query_.start;
}

bool activity_reader::is_last(const activity_page& page) const {
  return page.more ? !*page.more : !shows_newer(page);
}

/// The last second that the page contains whole.
timestamp activity_reader::shown_to(const activity_page& page) const {
  const auto newest = page.newest.value_or(query_.start);
  return is_last(page) ? newest : newest - std::chrono::seconds{1};
}

/// Whether the query skips rows of its second that an earlier page had.
bool activity_reader::is_continuation() const {
  return query_.offset > 0 || !query_.cursor.empty();
}

/// Adds the page to the view of its first second. Returns false when they cannot be one
/// view, because a row may have arrived between the pages.
bool activity_reader::add_to_second(const activity_page& page, const page_facts& facts) {
  const bool is_indexed = known_to(facts) >= query_.start;
  second_is_indexed_ = is_indexed && (second_is_indexed_ || !is_continuation());
  const bool shows_second = page.oldest && *page.oldest == query_.start;
  if (is_continuation() && shows_second && !second_is_indexed_)
    return false;
  append_second(second_, page.events, query_.start);
  append_second(second_of_account_, page.account_events, query_.start);
  return true;
}

void activity_reader::restart_second() {
  second_.clear();
  second_of_account_.clear();
  query_.offset = 0;
  query_.cursor.clear();
}

/// Whether a page with only rows of its first second may lack further rows of it.
bool activity_reader::could_be_cut(const activity_page& page) const {
  if (page.more)
    return *page.more;
  return page.rows > 1 && (page.rows >= rules_.limit || page.rows >= largest_page_);
}

/// Moves on to the next page of the same second.
next_step activity_reader::continue_second(const activity_page& page) {
  if (!page.cursor.empty()) {
    query_.cursor = page.cursor;
    return next_step::request_next;
  }
  query_.offset += page.rows;
  if (query_.offset <= rules_.max_offset)
    return next_step::request_next;
  restart_second();
  return next_step::blocked;
}

/// Moves on to the following seconds, or ends the pass.
next_step activity_reader::continue_pass(const activity_page& page,
                                         const page_facts& facts) {
  const bool last = is_last(page);
  settle(last ? timestamp::max() : shown_to(page), facts);
  log_.forget_before(settled_);
  if (last || shown_to(page) >= *pass_began_) {
    end_pass();
    return next_step::wait;
  }
  query_.start = *page.newest;
  if (page.rows < rules_.limit)
    short_until_ = facts.indexed_to;
  return next_step::request_next;
}

void activity_reader::end_pass() {
  pass_began_.reset();
  contiguous_ = true;
  suspects_.clear();
  query_.start = std::max(from_, settled_);
}

/// Extends the settled history: the page has every row from the current second to
/// `covered_to`.
void activity_reader::settle(timestamp covered_to, const page_facts& facts) {
  if (!contiguous_)
    return;
  const auto known = known_to(facts);
  settled_ = std::max(settled_, std::min(covered_to, known));
  contiguous_ = known >= covered_to;
}

} // namespace tracker
