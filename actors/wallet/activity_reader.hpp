// SPDX-License-Identifier: MIT
// Decides which page of a wallet's activity to request next, which of its rows are new,
// and up to when the history is complete. Pure: pages are the input, events and queries
// the output.
#pragma once

#include "actors/wallet/activity_page.hpp"
#include "messages/wallet.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace tracker {

/// Counts the rows of each kind (`activity_kind`) and thereby determines which rows are
/// new.
///
/// Rows have no id, and twins are legitimate: 200 fills of one transaction can be equal
/// in every field. Only a view distinguishes a twin from a repetition. A view is the
/// content of one reply, in which the platform lists each row once. A kind that a view
/// lists n times therefore has at least n rows, and the number of rows booked is the
/// largest n over all views. The maximum does not depend on the order, repetition or
/// overlap of the views.
///
/// The caller, `activity_reader`, must guarantee that:
/// - no view contains a row twice, as two joined pages can if rows arrive between them:
///   otherwise a twin is booked that does not exist;
/// - every second is contained whole in some view: otherwise twins that a page boundary
///   separates are missed.
///
/// Memory: about 400 bytes per kind. The reader forgets kinds that it will not read
/// again, so these are the rows of the last minutes. A row that is read again all the
/// same, after an earlier start, is returned as new with its previous occurrence number;
/// the ledger recognizes it by its identity.
class activity_log {
public:
  /// Books a view. Returns its new rows, with their occurrence numbers, in the view's
  /// order.
  std::vector<activity_event> book(const std::vector<activity_event>& view);

  /// Forgets the kinds of rows older than `horizon`.
  void forget_before(timestamp horizon);

  /// Number of kinds kept.
  std::size_t size() const { return known_.size(); }

private:
  struct entry {
    std::uint32_t count = 0;
    timestamp time{};
  };
  std::unordered_map<std::string, entry> known_;
};

/// How recent a reply is.
struct page_facts {
  /// The host's time of the reply: `Date` less `Age`.
  timestamp answered_at{};
  /// Up to here the platform had indexed every row when it replied: its own figure (v2),
  /// or `answered_at` less the longest known indexing delay (v1).
  timestamp indexed_to{};
};

/// Irregularities of a page. None of them makes a booked row wrong.
struct page_notes {
  /// Not oldest first, or with rows from before the requested second.
  bool mis_sorted = false;
  /// The previous page was short although more rows were available.
  bool clamped = false;
  /// More rows than requested.
  bool oversized = false;
  /// Older than an earlier reply.
  bool stale = false;

  bool operator==(const page_notes&) const = default;
};

enum class next_step : std::uint8_t {
  /// There are more rows: request the next page at once.
  request_next,
  /// The pass is complete; the next pass starts with the next poll.
  wait,
  /// The page was not usable; request it again with the next poll.
  retry,
  /// One second holds more rows than the platform returns: the history ends here.
  blocked,
};

/// What a page added.
struct reading {
  /// Rows that were not known, of markets and of the account.
  std::vector<activity_event> events;
  std::vector<activity_event> account_events;
  /// Rows that were not set aside before.
  std::vector<set_aside_row> set_aside;
  page_notes notes;
  next_step next = next_step::wait;
};

/// Reads one wallet's activity, page by page, pass by pass.
///
/// A pass requests rows from a second on, oldest first. The next page starts at the last
/// second of the page before, which may have been cut off and is therefore read again,
/// whole. Each page is thus one view (see `activity_log`), offsets do not grow with the
/// history, and the platform's limit of offsets is not reached. A pass is complete when a
/// page has no row after its first second. A short page alone does not prove that,
/// because the platform clamps limits silently. A pass is also complete when it has
/// covered everything up to its own start: for a wallet that trades faster than pages are
/// read, no page is ever the last.
///
/// Only a second that fills a whole page is read with offsets or cursors. Its pages are
/// booked as one view only if the platform had indexed that second when it answered each
/// of them: then no row can have arrived between them.
///
/// The next pass starts at the end of the settled history: the time that was read when
/// the platform had indexed all of it. It thereby finds rows that were indexed late.
///
/// A page with unreadable rows is requested again; a row that is unreadable in a newer
/// reply, too, is set aside. A set-aside row that a later pass does not find is
/// removed.
class activity_reader {
public:
  /// Limit of set-aside rows. Beyond it, the oldest are dropped and counted, those of a
  /// market that another row keeps in doubt first.
  static constexpr std::size_t max_set_aside = 1000;

  /// Starts reading at `start`.
  activity_reader(paging_rules rules, timestamp start);
  /// Resumes where `known` ends; its last second is read again.
  activity_reader(paging_rules rules, const history_span& known);

  /// The page to request now. Unchanged until `apply` is called.
  const activity_query& next_query() const { return query_; }

  /// Applies the reply to `next_query()`.
  reading apply(const activity_page& page, const page_facts& facts);

  /// Replaces the set-aside rows from `first` to `last` by `rows`, which another reader
  /// has found there. Returns those that are new.
  std::vector<set_aside_row> merge_set_aside(const std::vector<set_aside_row>& rows,
                                             timestamp first, timestamp last);

  /// Whether the last pass is complete and the next one has not begun.
  bool is_between_passes() const { return !pass_began_; }

  /// The settled history. Empty (`to` before `from`) at first.
  history_span history() const { return {from_, settled_}; }
  const std::vector<set_aside_row>& set_aside() const { return set_aside_; }
  std::uint64_t set_aside_dropped() const { return set_aside_dropped_; }
  /// Number of kinds of rows kept for comparison.
  std::size_t known_kinds() const { return log_.size(); }

private:
  /// An unreadable row; it is set aside if a reply newer than `answered_at` has it too.
  struct suspect {
    set_aside_row row;
    timestamp answered_at{};
  };

  page_notes inspect(const activity_page& page, const page_facts& facts);
  bool is_confirmed(const set_aside_row& row, const page_facts& facts) const;
  bool has_unconfirmed(const std::vector<set_aside_row>& rows, const page_facts& facts);
  void keep_skipped(std::vector<set_aside_row> rows);
  std::vector<set_aside_row> replace_set_aside(std::vector<set_aside_row> rows,
                                               timestamp last);
  void drop_excess();
  bool shows_newer(const activity_page& page) const;
  bool is_last(const activity_page& page) const;
  timestamp shown_to(const activity_page& page) const;
  bool is_continuation() const;
  bool add_to_second(const activity_page& page, const page_facts& facts);
  void restart_second();
  bool could_be_cut(const activity_page& page) const;
  next_step continue_second(const activity_page& page);
  next_step continue_pass(const activity_page& page, const page_facts& facts);
  void settle(timestamp covered_to, const page_facts& facts);
  void end_pass();

  paging_rules rules_;
  timestamp from_;
  timestamp settled_;
  activity_query query_;
  activity_log log_;
  /// The time of the first reply of the pass; empty between two passes.
  std::optional<timestamp> pass_began_;
  /// The pass has settled everything before its current second.
  bool contiguous_ = true;
  /// The rows of the current second, when it needs several pages.
  std::vector<activity_event> second_;
  std::vector<activity_event> second_of_account_;
  /// The platform had indexed that second when it answered each of its pages.
  bool second_is_indexed_ = true;
  /// Rows of the largest page so far: the server does not clamp to less than that.
  std::size_t largest_page_ = 0;
  timestamp last_answer_{};
  /// The last page was short although everything up to this time was indexed.
  std::optional<timestamp> short_until_;
  std::vector<set_aside_row> set_aside_;
  std::uint64_t set_aside_dropped_ = 0;
  std::vector<suspect> suspects_;
  /// Unreadable rows that belong to no window, confirmed by a second reply; the newest.
  std::vector<set_aside_row> skipped_;
};

} // namespace tracker
