// SPDX-License-Identifier: MIT
// Facts that the ledger stores, and requests for what it has stored.
#pragma once

#include "messages/grade.hpp"
#include "messages/time.hpp"
#include "messages/wallet.hpp"
#include "messages/window.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tracker {

/// How a window was covered, in increasing order of knowledge.
enum class coverage_kind : std::uint8_t {
  /// The tracker did not run or could not send requests, and the platform's history was
  /// not read yet.
  missed,
  /// Graded afterwards from the platform's history.
  backfilled,
  /// Watched while it was open.
  watched,
  /// The platform describes the window with a version or state that this program does not
  /// support: it gets no grade until a later program supports it.
  unsupported,
  /// The platform never listed the window: there was nothing to watch.
  not_offered,
};

/// watched, backfilled, missed, unsupported, not offered.
constexpr const char* to_string(coverage_kind how) {
  switch (how) {
  case coverage_kind::missed:
    return "missed";
  case coverage_kind::backfilled:
    return "backfilled";
  case coverage_kind::watched:
    return "watched";
  case coverage_kind::unsupported:
    return "unsupported";
  case coverage_kind::not_offered:
    return "not offered";
  }
  return "?";
}

/// How, and during which time, a window was covered.
struct window_coverage {
  coverage_kind how = coverage_kind::missed;
  /// Start and end of the time it was watched; both the epoch when it was not watched.
  timestamp from{};
  timestamp to{};
  /// Why the window was missed, is unsupported, was not offered or was watched only in
  /// part; otherwise empty.
  std::string why;

  bool operator==(const window_coverage&) const = default;
};

/// Fact from a wallet actor: rows of its activity, and the history that is now known. The
/// ledger books all of it in one transaction, and skips rows that it already has
/// (`activity_identity`).
struct record_events {
  watched_wallet wallet;
  /// Never null.
  std::shared_ptr<const std::vector<activity_event>> events;
  /// Replaces the history that was recorded before.
  history_span history;
  /// All doubtful rows; replaces those recorded before. Never null.
  std::shared_ptr<const std::vector<doubtful_row>> doubtful;
};

/// Answer to `record_events`, sent when the rows are on disk. A wallet actor waits for it
/// before it requests more, so reading never runs ahead of the disk.
struct events_recorded {
  /// The rows that were new to the ledger, in the order received. Never null.
  std::shared_ptr<const std::vector<activity_event>> fresh;
};

/// Fact from a window actor: a grade, and its market once that is known. The grade with
/// the highest revision is the current one; the others are its history.
struct record_grade {
  /// The grade. Never null.
  std::shared_ptr<const grade> what;
  /// The window's market. Null: not known yet.
  std::shared_ptr<const market> in;
};

/// Fact from a window actor: how a window was covered. Merged with the coverage on
/// record: watched supersedes back-filled, back-filled supersedes missed. "Unsupported"
/// replaces any coverage and is replaced by any. "Not offered" replaces missed and
/// unsupported, and is replaced by watched and back-filled.
struct record_coverage {
  std::string series;
  /// The covered window.
  tracker::window window;
  window_coverage seen;
};

/// Request of a wallet actor at its start: the state in which the last run stopped.
struct recall_wallet {
  watched_wallet wallet;
};

/// Answer to `recall_wallet`.
struct wallet_memory {
  watched_wallet wallet;
  /// Empty: the wallet is new.
  std::optional<history_span> history;
  /// Never null.
  std::shared_ptr<const std::vector<doubtful_row>> doubtful;
};

/// Request of a window actor at its start: the windows that are not settled, or ended so
/// recently that a late row may still amend them.
struct recall_series {
  std::string series;
  /// Settled windows that ended at or after this time are included.
  timestamp ended_since{};
  /// At most this number of windows, the newest ones.
  std::size_t limit = 10'000;
  /// `bitcoin-up-or-down-`: what dated slugs of the series begin with. Empty: slugs are
  /// made of the series' name.
  std::string dated_slugs{};
};

/// Everything that the ledger has about one window.
struct remembered_window {
  tracker::window window;
  std::string series;
  /// Empty: only grades or events are recorded.
  std::optional<window_coverage> coverage;
  /// The window's market. Empty: not known.
  std::optional<market> in;
  /// The current grades, one per wallet.
  std::vector<grade> grades;
  /// The events of all wallets, by time.
  std::vector<activity_event> events;

  bool operator==(const remembered_window&) const = default;
};

/// Answer to `recall_series`.
struct series_memory {
  std::string series;
  /// The newest window that any run has recorded.
  std::optional<window> last_seen;
  /// Recorded windows, oldest first, followed by windows that no run has recorded but
  /// that have events: of these only the slug and the events are known. Never null.
  std::shared_ptr<const std::vector<remembered_window>> windows;
  /// Windows left out because of the limit.
  std::uint64_t left_out = 0;
};

/// Request for what is recorded of past windows, settled ones included.
struct recall_windows {
  std::string series;
  std::vector<std::string> slugs;
};

/// Answer to `recall_windows`.
struct windows_memory {
  /// In the order of the request. Of a window that no run has recorded, only the slug and
  /// the events are known. Never null.
  std::shared_ptr<const std::vector<remembered_window>> windows;
};

/// Request for grades as reports show them: a settled grade of a window with missing
/// fills becomes provisional, with the reason. Answered in the same order.
struct recall_shown {
  /// Grades that were sent to the ledger before. Never null.
  std::shared_ptr<const std::vector<grade>> grades;
};

/// Answer to `recall_shown`.
struct grades_memory {
  /// Never null.
  std::shared_ptr<const std::vector<grade>> grades;
};

} // namespace tracker
