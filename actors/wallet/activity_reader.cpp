// SPDX-License-Identifier: MIT
#include "actors/wallet/activity_reader.hpp"

#include <algorithm>
#include <utility>

namespace tracker {

namespace {

using std::chrono::seconds;

bool is_among(const set_aside_row& row, const std::vector<set_aside_row>& rows) {
  return std::find(rows.begin(), rows.end(), row) != rows.end();
}

void append_second(std::vector<activity_event>& to, const std::vector<activity_event>& of,
                   timestamp second) {
  std::copy_if(of.begin(), of.end(), std::back_inserter(to),
               [&](const activity_event& row) { return row.at == second; });
}

void append(std::vector<activity_event>& to, std::vector<activity_event> rows) {
  std::move(rows.begin(), rows.end(), std::back_inserter(to));
}

/// The last second of which the answer shows every row.
timestamp known_to(const page_facts& facts) {
  return std::chrono::floor<seconds>(std::min(facts.indexed_to, facts.answered_at));
}

/// A row without a time before it stands at the second that was asked for.
std::vector<set_aside_row> placed(std::vector<set_aside_row> rows, timestamp asked_from) {
  for (auto& row : rows)
    row.near = std::max(row.near, asked_from);
  return rows;
}

} // namespace

activity_reader::activity_reader(paging_rules rules, timestamp from)
    : rules_{rules}
    , from_{std::chrono::floor<seconds>(from)}
    , settled_{from_ - seconds{1}} {
  query_.from = from_;
}

activity_reader::activity_reader(paging_rules rules, const history_span& known)
    : activity_reader{rules, known.from} {
  settled_ = std::max<timestamp>(settled_, std::chrono::floor<seconds>(known.to));
  query_.from = std::max(from_, settled_);
}

reading activity_reader::take(const activity_page& page, const page_facts& facts) {
  reading result;
  if (!pass_began_)
    pass_began_ = facts.answered_at;
  result.notes = look_at(page, facts);
  result.events = log_.book(page.events);
  result.account_events = log_.book(page.account_events);
  auto bad_rows = placed(page.set_aside, query_.from);
  if (result.notes.mis_sorted || is_doubtful(bad_rows, facts) || !joins(page, facts)) {
    start_second_again();
    result.next = next_step::ask_again;
    return result;
  }
  result.set_aside = shelve(std::move(bad_rows), shown_to(page));
  if (!shows_newer(page) && could_be_cut(page)) {
    result.next = dig_on(page);
    return result;
  }
  append(result.events, log_.book(second_));
  append(result.account_events, log_.book(second_of_account_));
  start_second_again();
  result.next = go_on(page, facts);
  return result;
}

page_notes activity_reader::look_at(const activity_page& page, const page_facts& facts) {
  page_notes notes;
  notes.mis_sorted = !page.ascending || (page.rows > 0 && !page.newest) ||
                     (page.oldest && *page.oldest < query_.from);
  notes.oversized = page.rows > rules_.limit;
  notes.stale = facts.answered_at < last_answer_;
  notes.clamped =
      short_until_ &&
      std::any_of(page.events.begin(), page.events.end(), [&](const activity_event& row) {
        return row.at > query_.from && row.at <= *short_until_;
      });
  last_answer_ = std::max(last_answer_, facts.answered_at);
  largest_page_ = std::max(largest_page_, page.rows);
  short_until_.reset();
  return notes;
}

bool activity_reader::is_believed(const set_aside_row& row,
                                  const page_facts& facts) const {
  return is_among(row, set_aside_) ||
         std::any_of(suspects_.begin(), suspects_.end(), [&](const suspect& seen) {
           return seen.row == row && facts.answered_at > seen.answered_at;
         });
}

/// Whether the page has to be seen again before its bad rows are believed.
bool activity_reader::is_doubtful(const std::vector<set_aside_row>& rows,
                                  const page_facts& facts) {
  bool doubtful = false;
  for (const auto& row : rows) {
    if (is_believed(row, facts))
      continue;
    doubtful = true;
    if (suspects_.size() == max_set_aside)
      suspects_.clear();
    suspects_.push_back({row, facts.answered_at});
  }
  return doubtful;
}

/// Puts the bad rows of a page in the place of those that stood in its time before.
/// Returns the new ones.
std::vector<set_aside_row> activity_reader::shelve(std::vector<set_aside_row> rows,
                                                   timestamp to) {
  std::vector<set_aside_row> fresh;
  std::copy_if(rows.begin(), rows.end(), std::back_inserter(fresh),
               [&](const set_aside_row& row) { return !is_among(row, set_aside_); });
  if (!is_behind_a_page())
    std::erase_if(set_aside_, [&](const set_aside_row& row) {
      return row.near >= query_.from && row.near <= to;
    });
  for (auto& row : rows)
    if (!is_among(row, set_aside_))
      set_aside_.push_back(std::move(row));
  drop_excess();
  return fresh;
}

std::vector<set_aside_row> activity_reader::adopt(const std::vector<set_aside_row>& rows,
                                                  timestamp first, timestamp last) {
  // The other reader may have placed a row without a time elsewhere.
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
  if (set_aside_.size() > max_set_aside) {
    const auto excess = set_aside_.size() - max_set_aside;
    set_aside_.erase(set_aside_.begin(),
                     set_aside_.begin() + static_cast<std::ptrdiff_t>(excess));
    set_aside_forgotten_ += excess;
  }
}

/// Whether there are rows behind the second asked for.
bool activity_reader::shows_newer(const activity_page& page) const {
  return page.newest && *page.newest > query_.from;
}

bool activity_reader::is_last(const activity_page& page) const {
  return page.more ? !*page.more : !shows_newer(page);
}

/// The last second that the page shows whole.
timestamp activity_reader::shown_to(const activity_page& page) const {
  const auto newest = page.newest.value_or(query_.from);
  return is_last(page) ? newest : newest - seconds{1};
}

/// Whether the question leaves out rows of its second that another page has shown.
bool activity_reader::is_behind_a_page() const {
  return query_.offset > 0 || !query_.cursor.empty();
}

/// Adds the page to the view of the second it begins with. False when the two can not be
/// one view, because a row may have come between them.
bool activity_reader::joins(const activity_page& page, const page_facts& facts) {
  const bool is_quiet = known_to(facts) >= query_.from;
  second_is_quiet_ = is_quiet && (second_is_quiet_ || !is_behind_a_page());
  const bool shows_second = page.oldest && *page.oldest == query_.from;
  if (is_behind_a_page() && shows_second && !second_is_quiet_)
    return false;
  append_second(second_, page.events, query_.from);
  append_second(second_of_account_, page.account_events, query_.from);
  return true;
}

void activity_reader::start_second_again() {
  second_.clear();
  second_of_account_.clear();
  query_.offset = 0;
  query_.cursor.clear();
}

/// Whether a page that shows nothing behind its first second may hide the rest of it.
bool activity_reader::could_be_cut(const activity_page& page) const {
  if (page.more)
    return *page.more;
  return page.rows > 1 && (page.rows >= rules_.limit || page.rows >= largest_page_);
}

/// The next page of the same second.
next_step activity_reader::dig_on(const activity_page& page) {
  if (!page.cursor.empty()) {
    query_.cursor = page.cursor;
    return next_step::ask_on;
  }
  query_.offset += page.rows;
  if (query_.offset <= rules_.max_offset)
    return next_step::ask_on;
  start_second_again();
  return next_step::blocked;
}

/// The seconds behind, or the end of the pass.
next_step activity_reader::go_on(const activity_page& page, const page_facts& facts) {
  const bool last = is_last(page);
  settle(last ? timestamp::max() : shown_to(page), facts);
  log_.forget_before(settled_);
  if (last || shown_to(page) >= *pass_began_) {
    end_pass();
    return next_step::rest;
  }
  query_.from = *page.newest;
  if (page.rows < rules_.limit)
    short_until_ = facts.indexed_to;
  return next_step::ask_on;
}

void activity_reader::end_pass() {
  pass_began_.reset();
  contiguous_ = true;
  suspects_.clear();
  query_.from = std::max(from_, settled_);
}

/// The page has shown everything from the pass's second to `covered_to`.
void activity_reader::settle(timestamp covered_to, const page_facts& facts) {
  if (!contiguous_)
    return;
  const auto known = known_to(facts);
  settled_ = std::max(settled_, std::min(covered_to, known));
  contiguous_ = known >= covered_to;
}

} // namespace tracker
