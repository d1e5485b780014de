// SPDX-License-Identifier: MIT
// Decides when to request a wallet's activity, and evaluates the replies. Pure: times and
// fetch results are the input, requests and poll results the output.
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
  /// Time from one complete reading to the next.
  timespan poll_interval = std::chrono::seconds{2};
  /// How far before the first tick reading starts: far enough for every row of a window
  /// that is open then.
  timespan lookback = std::chrono::hours{29};
  /// Where reading starts instead. A known history that starts later is discarded and
  /// read again from here, so that the history has no gap.
  std::optional<timestamp> since{};
  /// After a restart, reading resumes this long before the end of the known history: for
  /// rows that did not reach the windows or were indexed meanwhile.
  timespan overlap = std::chrono::hours{1};
  /// The longest delay after which rows appear, for the dialect that does not report it
  /// (v1; polymarket-api.md 9 measured seconds).
  timespan indexing_delay = std::chrono::seconds{60};
  /// A reread confirms what the first reader had read this long before the reread began.
  timespan confirm_delay = std::chrono::seconds{10};
  /// A reread starts this long before the end of the confirmed history.
  timespan confirm_overlap = std::chrono::seconds{60};
  /// Rows that are older than this when they are first read need no confirmation.
  timespan confirm_age = std::chrono::minutes{10};
  /// Between two rereads are at least this time and `reread_polls` polls; where polls are
  /// rare, `reread_patience` more time instead. Rereads thus take only a small part of
  /// the requests.
  timespan reread_interval = std::chrono::seconds{10};
  std::uint32_t reread_polls = 5;
  timespan reread_patience = std::chrono::seconds{50};
  /// Every `recent_interval`, a reread covers this much of the past, for rows that were
  /// indexed late.
  timespan recent = std::chrono::minutes{30};
  timespan recent_interval = std::chrono::minutes{4};
  /// Every `distant_interval`, a reread goes back this far, so that each window is read
  /// again an hour after its end.
  timespan distant = std::chrono::hours{2};
  timespan distant_interval = std::chrono::minutes{30};
  /// A reread that needs more pages than this is given up.
  std::uint32_t reread_pages = 64;
};

/// A request to the data host.
struct wallet_request {
  std::string endpoint;
  std::string path;
  /// A reread: the known history does not depend on its reply.
  bool is_reread = false;
};

/// Suffix of the owner of a reread's request. Captures of programs without rereads hold
/// no reply to it.
inline constexpr std::string_view reread_owner = ", second reading";

/// Why a request failed.
struct poll_failure {
  std::string reason;
  /// The host is unreachable or paused: the fetcher logs that once for all requesters.
  bool host_away = false;
  /// Consecutive failed polls; 0: the request was not a poll (a reread).
  std::uint64_t consecutive = 0;
  /// Time since the first of these failures.
  timespan duration{};
  /// Time until the next attempt.
  timespan retry_after{};
};

/// The evaluation of one fetch result.
struct poll_result {
  /// The reply was a page of rows; `rows` is what it added.
  bool has_page = false;
  /// The page belongs to a reread.
  bool is_reread = false;
  reading rows;
  std::optional<poll_failure> failure;
  /// Everything up to the platform's present has been read.
  bool complete = false;
  /// How long polls had failed before this page; empty: the previous poll succeeded.
  std::optional<timespan> failed_for;
  /// The platform has no row of this wallet, of any time.
  bool never_active = false;
  /// Up to when the platform has every row, by its own status; empty: not reported.
  std::optional<timestamp> indexed_to;
  /// The endpoint of the request.
  std::string endpoint;
  /// Drift and skipped rows of kinds that were not reported before.
  std::vector<drift_note> drift;
  std::vector<skipped_row> skipped;
  /// The first row of a combination of markets, kept as an account row.
  std::optional<activity_event> combination;
};

/// Tracks the activity of one wallet, with at most one pending request.
///
/// Two readers take turns. The first one reads from the end of the known history on, poll
/// by poll. The second one rereads the past, at most one page after each complete poll,
/// because a row can be indexed later than the platform's freshness report implies: the
/// last minute every 10 s, the last half hour every 4 minutes, the last two hours every
/// half hour. Time that the first reader has read becomes part of `history` when a reread
/// has found no new row in it, up to the first row that is new.
class wallet_tracker {
public:
  /// Limit of distinct unknown names and kinds of skipped rows that are reported, each
  /// once.
  static constexpr std::size_t max_reported = 64;

  wallet_tracker(watched_wallet wallet, wallet_rules rules);

  /// Resumes where an earlier run has stopped: `known` is complete except for the
  /// `doubtful` rows, which are read again. Call it before the first request only.
  void resume(const history_span& known, const std::vector<doubtful_row>& doubtful);

  /// The request due at `now`; its result must be passed to `apply`. Empty: none is due.
  std::optional<wallet_request> next_request(timestamp now);
  poll_result apply(const fetch_result& result, timestamp now);
  /// Notes that the ledger has recorded the last page; `fresh` are its rows that were new
  /// there. Call it for each page.
  void note_recorded(const std::vector<activity_event>& fresh);
  /// Whether other wallets decide when there is a request: polls then have no interval of
  /// their own, and rereads follow the number of polls alone.
  void take_turns(bool takes_turns) { takes_turns_ = takes_turns; }
  /// Whether `next_request` would return one.
  bool is_request_due(timestamp now) const;
  /// Makes the next reread go back to `since`, as soon as one is possible: the platform
  /// counts more rows there than were found.
  void request_reread(timestamp since);
  /// Whether there was a complete reading before the last page, so that the windows have
  /// every row that the ledger already had.
  bool had_complete_reading() const { return had_complete_reading_; }

  const watched_wallet& wallet() const { return wallet_; }
  /// The confirmed history; empty before the first reply.
  history_span history() const;
  /// Rows that were not booked.
  std::vector<doubtful_row> doubtful() const;
  /// The platform's time of the reply that completed the last reading; the epoch before
  /// the first complete reading.
  timestamp read_at() const { return read_at_; }
  bool has_pending_request() const { return is_pending_; }
  /// Whether the pending request belongs to a reread.
  bool has_pending_reread() const {
    return is_pending_ && pending_kind_ == request_kind::reread_rows;
  }
  /// One line for the status screen.
  std::string summary(timestamp now) const;

private:
  enum class request_kind : std::uint8_t { freshness, rows, reread_rows, any_row };

  /// A reread in progress.
  struct reread {
    activity_reader reader;
    timestamp first{};
    /// The reread confirms the history up to here.
    timestamp covers_to{};
    std::uint32_t pages = 0;
    /// Consecutive failures.
    int failures = 0;
    /// The time of the earliest row that was new in the ledger.
    std::optional<timestamp> first_new;
    /// Its last page was read and is being recorded.
    bool complete = false;
  };
  /// Up to when the first reader had read everything, at a time in the past.
  struct progress {
    timestamp when{};
    timestamp settled{};
  };

  wallet_request make_request(request_kind kind);
  wallet_request make_rows_request(const activity_query& query, bool is_reread) const;
  timespan poll_pause() const;
  bool is_any_row_due(timestamp now) const;
  void plan_rereads(timestamp now);
  void limit_reread_times(timestamp now);
  bool is_reread_due(timestamp now) const;
  void begin_reread(timestamp now);
  void adjust_to_clock(timestamp now);
  poll_result fail(std::string reason, bool host_away, timestamp now);
  poll_result fail_side_request(std::string reason, bool host_away, bool refused);
  poll_result apply_freshness(const fetch_reply& reply, timestamp now);
  poll_result apply_rows(const fetch_reply& reply, timestamp now);
  poll_result apply_reread_rows(const fetch_reply& reply, timestamp now);
  poll_result apply_any_row(const fetch_reply& reply, timestamp now);
  void note_progress(const page_facts& facts, timestamp now);
  void note_oddities(poll_result& result, activity_page& page);
  const paging_rules& paging() const;
  const char* rows_endpoint() const;
  decoded<activity_page> decode_page(const std::string& body, timestamp now) const;
  page_facts facts_of(const fetch_reply& reply, timestamp now) const;

  watched_wallet wallet_;
  wallet_rules rules_;
  bool takes_turns_ = false;
  /// Present from the first request on.
  std::optional<activity_reader> reader_;
  /// Up to when the platform has indexed all rows, for the current pass, where the
  /// dialect reports it.
  std::optional<timestamp> freshness_;
  request_kind pending_kind_ = request_kind::rows;
  bool is_pending_ = false;
  timestamp next_poll_{};
  /// The last `now` passed to `next_request`.
  timestamp last_now_{};
  timestamp read_at_{};
  std::uint64_t rows_ = 0;
  /// Consecutive failed polls, and the time of the first.
  std::uint64_t failures_ = 0;
  timestamp failing_since_{};
  bool has_complete_reading_ = false;
  bool had_complete_reading_ = false;

  std::optional<reread> reread_;
  /// One page of a reread may be requested before the next poll.
  bool reread_has_turn_ = false;
  std::deque<progress> progress_;
  timestamp confirmed_{};
  std::uint32_t polls_since_reread_ = 0;
  /// A reread from here on is due.
  std::optional<timestamp> requested_reread_;
  timestamp next_reread_{};
  timestamp next_recent_{};
  timestamp next_distant_{};
  /// The fetcher refuses rereads: a capture is replayed that was recorded by a version
  /// without rereads.
  bool reread_is_refused_ = false;
  bool reread_was_answered_ = false;
  std::uint64_t late_rows_ = 0;
  std::uint64_t rereads_given_up_ = 0;

  /// Attempts left of the request whether the wallet ever had a row.
  int any_row_tries_ = 3;
  timestamp next_any_row_{};
  std::set<std::string> reported_;
  /// Unknown names and skipped rows in all replies.
  std::uint64_t drift_count_ = 0;
  std::uint64_t skipped_count_ = 0;
};

} // namespace tracker
