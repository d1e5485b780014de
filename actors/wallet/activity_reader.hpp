// SPDX-License-Identifier: MIT
// Which page of a wallet's activity to ask for next, what its rows add to the books, and
// up to when the history is complete. Pure: replies come in, events and questions out.
#pragma once

#include "actors/wallet/activity_log.hpp"
#include "actors/wallet/activity_page.hpp"
#include "actors/wallet/activity_query.hpp"
#include "messages/wallet.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace tracker {

/// What a reply says of its own age.
struct page_facts {
  /// The host's time of the answer: `Date` less `Age`.
  timestamp answered_at{};
  /// Up to here the platform knew every row when it answered: its own figure (v2), or
  /// `answered_at` less the longest delay with which it is known to index (v1).
  timestamp indexed_to{};
};

/// What was odd about a page. None of it makes a booked row wrong.
struct page_notes {
  /// Not oldest first, or rows from before the second asked for.
  bool mis_sorted = false;
  /// The page before held less than a full page, and yet not all there was.
  bool clamped = false;
  /// More rows than were asked for.
  bool oversized = false;
  /// Older than an answer that was there already.
  bool stale = false;

  bool operator==(const page_notes&) const = default;
};

enum class next_step : std::uint8_t {
  /// There is more: ask on at once.
  ask_on,
  /// The pass is complete; the next one is due with the next poll.
  rest,
  /// This page did not do; the same question is due with the next poll.
  ask_again,
  /// One second holds more rows than the platform hands out: the history ends here.
  blocked,
};

/// What a page brought.
struct reading {
  /// Rows that were not known, of markets and of the account.
  std::vector<activity_event> events;
  std::vector<activity_event> account_events;
  /// Rows that were not set aside before.
  std::vector<set_aside_row> set_aside;
  page_notes notes;
  next_step next = next_step::rest;
};

/// Reads one wallet's activity, page by page, pass by pass.
///
/// A pass asks for rows from a second on, oldest first, and goes on from the last second
/// that the page shows: that second may have been cut, so it is read again, whole. So
/// every page stands for itself as one view (see `activity_log`), no offset grows with
/// the history, and the platform's offset cap is out of reach. A pass is complete when a
/// page shows nothing behind its first second; a short page alone proves nothing, because
/// limits are clamped without a word. It is complete as well when it has shown all that
/// happened before it began: behind a wallet that trades faster than pages come, no page
/// is ever the last.
///
/// Only a second that fills a page by itself is read with offsets or cursors. Its pages
/// are booked as one view only when the platform had indexed that second when they were
/// answered: no row can have come between them.
///
/// The next pass starts at the second up to which the history is settled, that is, was
/// read when the platform knew all of it. Rows that are indexed late are caught by that.
///
/// A page with rows that are set aside is asked for again; what stands there a second
/// time is believed. When a later pass no longer finds such a row, it is healed.
class activity_reader {
public:
  /// Set-aside rows kept; beyond it the oldest is forgotten and counted.
  static constexpr std::size_t max_set_aside = 1000;

  /// Starts reading at `from`.
  activity_reader(paging_rules rules, timestamp from);
  /// Goes on where `known` ends; its last second is read again.
  activity_reader(paging_rules rules, const history_span& known);

  /// What to ask now. The same until a page is taken.
  const activity_query& next() const { return query_; }

  /// Takes the reply to `next()`.
  reading take(const activity_page& page, const page_facts& facts);

  /// Takes over what another reader found out about the rows between `first` and `last`
  /// that can not be read: `rows` are all there are now. Returns those that are new.
  std::vector<set_aside_row> adopt(const std::vector<set_aside_row>& rows,
                                   timestamp first, timestamp last);

  /// Whether the last pass is complete and the next one has not begun.
  bool is_between_passes() const { return !pass_began_; }

  /// What is complete. Empty (`to` before `from`) at first.
  history_span history() const { return {from_, settled_}; }
  const std::vector<set_aside_row>& set_aside() const { return set_aside_; }
  std::uint64_t set_aside_forgotten() const { return set_aside_forgotten_; }
  /// Kinds of rows remembered.
  std::size_t remembered() const { return log_.size(); }

private:
  /// A row that will be set aside if an answer younger than this has it again.
  struct suspect {
    set_aside_row row;
    timestamp answered_at{};
  };

  page_notes look_at(const activity_page& page, const page_facts& facts);
  bool is_believed(const set_aside_row& row, const page_facts& facts) const;
  bool is_doubtful(const std::vector<set_aside_row>& rows, const page_facts& facts);
  std::vector<set_aside_row> shelve(std::vector<set_aside_row> rows, timestamp to);
  void drop_excess();
  bool shows_newer(const activity_page& page) const;
  bool is_last(const activity_page& page) const;
  timestamp shown_to(const activity_page& page) const;
  bool is_behind_a_page() const;
  bool joins(const activity_page& page, const page_facts& facts);
  void start_second_again();
  bool could_be_cut(const activity_page& page) const;
  next_step dig_on(const activity_page& page);
  next_step go_on(const activity_page& page, const page_facts& facts);
  void settle(timestamp covered_to, const page_facts& facts);
  void end_pass();

  paging_rules rules_;
  timestamp from_;
  timestamp settled_;
  activity_query query_;
  activity_log log_;
  /// When the first page of the pass was answered; nothing between two passes.
  std::optional<timestamp> pass_began_;
  /// The pass has settled everything before the second it is at.
  bool contiguous_ = true;
  /// The pages of the second under way, when it needs several.
  std::vector<activity_event> second_;
  std::vector<activity_event> second_of_account_;
  /// Every page of it was answered when the platform had indexed that second.
  bool second_is_quiet_ = true;
  /// Rows of the largest page so far: a server that gave so many does not clamp to less.
  std::size_t largest_page_ = 0;
  timestamp last_answer_{};
  /// The last page was short, and nothing was behind it up to here.
  std::optional<timestamp> short_until_;
  std::vector<set_aside_row> set_aside_;
  std::uint64_t set_aside_forgotten_ = 0;
  std::vector<suspect> suspects_;
};

} // namespace tracker
