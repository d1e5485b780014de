// SPDX-License-Identifier: MIT
// When a wallet's activity is asked for, and what an answer brings. Pure: time and
// replies come in, questions and news come out.
#pragma once

#include "actors/wallet/activity_reader.hpp"
#include "messages/fetch.hpp"
#include "messages/wallet.hpp"

#include <cstdint>
#include <optional>
#include <string>
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
  /// were read and did not reach the windows any more are read again.
  timespan overlap = std::chrono::minutes{10};
  /// The longest delay with which rows are known to appear, where the dialect does not
  /// say (v1; polymarket-api.md 9 measured seconds).
  timespan indexing_delay = std::chrono::seconds{60};
};

/// A question to the data host.
struct wallet_question {
  std::string endpoint;
  std::string path;
};

/// A question that brought nothing. It is asked again with the next poll.
struct poll_failure {
  std::string reason;
  /// The host could not be asked at all (the fetcher reports that once for everybody).
  bool host_away = false;
};

/// What an answer brought.
struct wallet_news {
  /// It was a page of rows, and here is what it brought.
  bool has_page = false;
  reading rows;
  std::optional<poll_failure> failure;
  /// Everything up to the platform's present has been read.
  bool complete = false;
};

/// Watches the activity of one wallet; one question is under way at a time.
class wallet_watch {
public:
  wallet_watch(watched_wallet of, wallet_rules rules);

  /// Goes on where an earlier run has stopped: `known` is complete but for the rows in
  /// doubt, which are read again. Before the first question only.
  void resume(const history_span& known, const std::vector<doubtful_row>& doubtful);

  /// The question due at `now`, which wants one `answer`.
  std::optional<wallet_question> question(timestamp now);
  wallet_news answer(const fetch_result& result, timestamp now);

  const watched_wallet& of() const { return wallet_; }
  /// Up to when everything is known; empty before the first answer.
  history_span history() const;
  /// Rows that were not booked.
  std::vector<doubtful_row> doubtful() const;
  /// The platform's time of the answer that completed the last reading; the epoch before.
  timestamp read_at() const { return read_at_; }
  bool is_asking() const { return asking_; }
  /// One line for people.
  std::string summary(timestamp now) const;

private:
  enum class subject : std::uint8_t { freshness, rows };

  wallet_question pose();
  wallet_news fail(std::string reason, bool host_away, timestamp now);
  wallet_news take_freshness(const fetch_reply& reply, timestamp now);
  wallet_news take_rows(const fetch_reply& reply, timestamp now);
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
  timestamp read_at_{};
  std::uint64_t rows_ = 0;
  /// In a row.
  std::uint64_t failures_ = 0;
};

} // namespace tracker
