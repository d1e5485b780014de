// SPDX-License-Identifier: MIT
// When a wallet's activity is asked for, and what an answer brings. Pure: time and
// replies come in, questions and news come out.
#pragma once

#include "actors/wallet/activity_reader.hpp"
#include "messages/fetch.hpp"
#include "messages/wallet.hpp"

#include <cstdint>
#include <deque>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace tracker {

struct wallet_rules {
  data_dialect dialect = data_dialect::v1;
  /// From one complete reading to the next.
  timespan poll_interval = std::chrono::seconds{2};
  /// How far back reading starts: everything that can belong to a window that is open at
  /// the first tick.
  timespan lookback = std::chrono::hours{29};
  /// Where reading starts instead. Where what is known starts later, all of it is read
  /// again from there: what is known stays without a gap.
  std::optional<timestamp> since{};
  /// How far behind the end of what is known reading goes on after a restart: rows that
  /// were read and did not reach the windows, or were indexed meanwhile, are read.
  timespan overlap = std::chrono::hours{1};
  /// The longest delay with which rows are known to appear, where the dialect does not
  /// say (v1; polymarket-api.md 9 measured seconds).
  timespan indexing_delay = std::chrono::seconds{60};
  /// What was read once is known when a second reading, begun this long after the first,
  /// finds nothing new.
  timespan confirm_delay = std::chrono::seconds{10};
  /// How far behind the end of what is known that reading begins.
  timespan confirm_overlap = std::chrono::seconds{60};
  /// What is older than this when it is read for the first time needs no confirmation.
  timespan confirm_age = std::chrono::minutes{10};
  /// From one second reading to the next, at least. Between them are so many polls, or,
  /// where polls are rare, this time more: it never takes more than a small part of the
  /// requests.
  timespan reread_interval = std::chrono::seconds{10};
  std::uint32_t reread_polls = 5;
  timespan reread_patience = std::chrono::seconds{50};
  /// The recent past, read again for rows that were indexed late.
  timespan recent = std::chrono::minutes{30};
  timespan recent_interval = std::chrono::minutes{4};
  /// The same further back, so that each window is read again an hour after its end.
  timespan distant = std::chrono::hours{2};
  timespan distant_interval = std::chrono::minutes{30};
  /// Pages of one such reading; beyond it it is given up until the next one.
  std::uint32_t reread_pages = 64;
};

/// A question to the data host.
struct wallet_question {
  std::string endpoint;
  std::string path;
  /// Of the second reading: what is known does not depend on its reply.
  bool is_second = false;
};

/// What the owner of a second reading's request ends with. Captures of programs without
/// second readings hold no reply to it.
inline constexpr std::string_view second_reading_owner = ", second reading";

/// A question that brought nothing.
struct poll_failure {
  std::string reason;
  /// The host could not be asked, or is left alone for now: the fetcher reports that once
  /// for all requesters.
  bool host_away = false;
  /// Of the polls, in a row; 0: a question besides the polls (second reading).
  std::uint64_t in_a_row = 0;
  /// Since the first of them.
  timespan lasting{};
  /// When it is asked again, from now on.
  timespan next_try{};
};

/// What an answer brought.
struct wallet_news {
  /// It was a page of rows, and here is what it brought.
  bool has_page = false;
  /// It belongs to the second reading.
  bool is_second = false;
  reading rows;
  std::optional<poll_failure> failure;
  /// Everything up to the platform's present has been read.
  bool complete = false;
  /// How long polls had failed before this page; nothing: the one before was answered.
  std::optional<timespan> failed_before;
  /// The platform knows no row of this wallet, of whatever time.
  bool never_active = false;
  /// The endpoint asked, of which the next two were seen for the first time.
  std::string endpoint;
  std::vector<drift_note> drift;
  std::vector<skipped_row> skipped;
  /// The first row of a combination of markets, kept as an account row.
  std::optional<activity_event> combination;
};

/// Watches the activity of one wallet; one question is under way at a time.
///
/// Two readers share the questions. The first one reads on from the end of what is known,
/// poll by poll. The second one reads the past again, a page after each complete poll at
/// most, because a row can be indexed later than the platform's word on its freshness
/// lets expect: the last minute every 10 s, the last half hour every 4 minutes, the last
/// two hours every half hour. What the first one has read is known, and reported as
/// `history`, when the second one has found nothing new in it.
class wallet_tracker {
public:
  /// Distinct unknown words and kinds of skipped rows that are told, each once.
  static constexpr std::size_t max_told = 64;

  wallet_tracker(watched_wallet of, wallet_rules rules);

  /// Goes on where an earlier run has stopped: `known` is complete but for the rows in
  /// doubt, which are read again. Before the first question only.
  void resume(const history_span& known, const std::vector<doubtful_row>& doubtful);

  /// The question due at `now`, which wants one `answer`.
  std::optional<wallet_question> question(timestamp now);
  wallet_news answer(const fetch_result& result, timestamp now);
  /// The page just answered is in the ledger; `fresh` are its rows that were new there.
  /// Wants to be called for each page.
  void note_recorded(const std::vector<activity_event>& fresh);
  /// Whether a complete reading came before the page just answered, so that rows which
  /// the ledger knows were handed on.
  bool had_complete_reading() const { return had_complete_reading_; }

  const watched_wallet& of() const { return wallet_; }
  /// Up to when everything is known (second reading included); empty before the first
  /// answer.
  history_span history() const;
  /// Rows that were not booked.
  std::vector<doubtful_row> doubtful() const;
  /// The platform's time of the answer that completed the last reading; the epoch before.
  timestamp read_at() const { return read_at_; }
  bool is_asking() const { return asking_; }
  /// Whether the question under way belongs to the second reading.
  bool is_asking_second() const { return asking_ && asked_ == subject::second_rows; }
  /// One line for people.
  std::string summary(timestamp now) const;

private:
  enum class subject : std::uint8_t { freshness, rows, second_rows, any_row };

  /// A second reading under way.
  struct second_reading {
    activity_reader reader;
    timestamp first{};
    /// Up to here the first reader had read everything when it began, some time ago.
    timestamp covers_to{};
    std::uint32_t pages = 0;
    /// In a row.
    int failures = 0;
    bool found_new = false;
    /// The last page is being recorded.
    bool complete = false;
  };
  /// Where the first reader was, and when.
  struct progress {
    timestamp when{};
    timestamp settled{};
  };

  wallet_question pose(subject what);
  wallet_question pose_rows(const activity_query& query, bool is_second) const;
  bool is_any_row_due(timestamp now) const;
  void plan_second(timestamp now);
  void clamp_second(timestamp now);
  bool is_second_due(timestamp now) const;
  void begin_second(timestamp now);
  void follow_clock(timestamp now);
  wallet_news fail(std::string reason, bool host_away, timestamp now);
  wallet_news fail_besides(std::string reason, bool host_away, bool refused);
  wallet_news take_freshness(const fetch_reply& reply, timestamp now);
  wallet_news take_rows(const fetch_reply& reply, timestamp now);
  wallet_news take_second_rows(const fetch_reply& reply, timestamp now);
  wallet_news take_any_row(const fetch_reply& reply, timestamp now);
  void note_progress(const page_facts& facts, timestamp now);
  void note_oddities(wallet_news& news, activity_page& page);
  const char* rows_endpoint() const;
  decoded<activity_page> read(const std::string& body, timestamp now) const;
  page_facts facts_of(const fetch_reply& reply, timestamp now) const;

  watched_wallet wallet_;
  wallet_rules rules_;
  /// From the first question on.
  std::optional<activity_reader> reader_;
  /// Where the dialect says how fresh it is: up to when the pass under way is complete.
  std::optional<timestamp> freshness_;
  subject asked_ = subject::rows;
  bool asking_ = false;
  timestamp next_poll_{};
  /// Of the last question that was due or not.
  timestamp last_now_{};
  timestamp read_at_{};
  std::uint64_t rows_ = 0;
  /// In a row, and since when.
  std::uint64_t failures_ = 0;
  timestamp failing_since_{};
  bool has_complete_reading_ = false;
  bool had_complete_reading_ = false;

  std::optional<second_reading> second_;
  /// One page of the second reading may be asked for before the next poll.
  bool second_has_turn_ = false;
  std::deque<progress> progress_;
  timestamp confirmed_{};
  std::uint32_t polls_since_second_ = 0;
  timestamp next_second_{};
  timestamp next_recent_{};
  timestamp next_distant_{};
  /// Second readings are refused here without being sent: a capture that was made before
  /// there were any is replayed.
  bool second_is_refused_ = false;
  bool second_was_answered_ = false;
  std::uint64_t late_rows_ = 0;
  std::uint64_t seconds_given_up_ = 0;

  /// Tries left of the question whether the wallet ever had a row.
  int any_row_tries_ = 3;
  timestamp next_any_row_{};
  std::set<std::string> told_;
  /// Unknown words, and rows skipped, in all replies of the endpoint.
  std::uint64_t drift_count_ = 0;
  std::uint64_t skipped_count_ = 0;
};

} // namespace tracker
