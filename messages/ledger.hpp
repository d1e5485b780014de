// SPDX-License-Identifier: MIT
// What is said to the ledger, and what it answers.
#pragma once

#include "messages/activity.hpp"
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

/// How much is known of a window, the least first.
enum class coverage_kind : std::uint8_t {
  /// The tracker did not run, or could not ask; the platform's history was not read yet.
  missed,
  /// Graded afterwards from the platform's history.
  backfilled,
  /// Watched while it was open.
  watched,
  /// The platform says something of it that this program does not know (a version, a
  /// state): no grade until a later program does.
  unsupported,
};

/// watched, backfilled, missed, unsupported.
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
  }
  return "?";
}

/// What part of a window was seen, and how.
struct window_coverage {
  coverage_kind how = coverage_kind::missed;
  /// From when to when it was watched; the epoch twice where it was not.
  timestamp from{};
  timestamp to{};
  /// Why it was missed, is unsupported, or was seen in part; empty when there is nothing
  /// to say.
  std::string why;

  bool operator==(const window_coverage&) const = default;
};

/// Fact from a wallet actor: these rows, and what is now known of the wallet's history.
/// Booked in one transaction. A row that is known already (`activity_identity`) is not
/// booked again.
struct record_events {
  watched_wallet wallet;
  /// Never null.
  std::shared_ptr<const std::vector<activity_event>> events;
  /// Takes the place of the one before.
  history_span history;
  /// All rows in doubt: takes the place of those before. Never null.
  std::shared_ptr<const std::vector<doubtful_row>> doubtful;
};

/// Answer to `record_events`, once it is on disk and not earlier: who waits for it before
/// it asks for more can not outrun the disk.
struct events_recorded {
  /// The rows that were new, in the order given. Never null.
  std::shared_ptr<const std::vector<activity_event>> fresh;
};

/// Fact from a window actor: a grade, and its market once that is known. The grade with
/// the highest revision is the current one; the others are its history.
struct record_grade {
  /// Never null.
  std::shared_ptr<const grade> what;
  /// Null: not known yet.
  std::shared_ptr<const market> in;
};

/// Fact from a window actor: this much was seen of a window. It adds to what was known:
/// watched is more than back-filled, back-filled more than missed. "Unsupported" takes
/// the place of what was known, and what comes after it takes its place.
struct record_coverage {
  std::string series;
  window of;
  window_coverage seen;
};

/// Question of a wallet actor that starts: where did it stop?
struct recall_wallet {
  watched_wallet wallet;
};

/// Answer to `recall_wallet`.
struct wallet_memory {
  watched_wallet wallet;
  /// Nothing: the wallet is new.
  std::optional<history_span> history;
  /// Never null.
  std::shared_ptr<const std::vector<doubtful_row>> doubtful;
};

/// Question of a window actor that starts: which windows are not settled, or ended so
/// recently that a late row may still amend them?
struct recall_series {
  std::string series;
  /// Settled windows that ended at or after this are wanted too.
  timestamp ended_since{};
  /// The newest so many.
  std::size_t limit = 10'000;
};

/// Everything the ledger knows of one window.
struct remembered_window {
  window of;
  std::string series;
  /// Nothing: only its grades are known.
  std::optional<window_coverage> coverage;
  std::optional<market> in;
  /// The current ones, one a wallet.
  std::vector<grade> grades;
  /// Of all wallets, by time.
  std::vector<activity_event> events;

  bool operator==(const remembered_window&) const = default;
};

/// Answer to `recall_series`.
struct series_memory {
  std::string series;
  /// The youngest window of which anything was seen.
  std::optional<window> last_seen;
  /// The oldest first; behind them those that are no window yet and were traded, or whose
  /// rows were read, before any run has seen them: of them only the slug and the events
  /// are known. Never null.
  std::shared_ptr<const std::vector<remembered_window>> windows;
  /// Windows beyond the limit.
  std::uint64_t left_out = 0;
};

/// Question of whoever looks at windows of the past: what is known of these? Settled ones
/// too.
struct recall_windows {
  std::string series;
  std::vector<std::string> slugs;
};

/// Answer to `recall_windows`.
struct windows_memory {
  /// In the order of the question. Of one that no run has seen, only the slug and the
  /// events are known. Never null.
  std::shared_ptr<const std::vector<remembered_window>> windows;
};

/// Question for the totals of a day: the current grades of the windows that end after
/// `from`, and at or before `to`.
struct recall_grades {
  timestamp from{};
  timestamp to{};
};

/// Answer to `recall_grades`.
struct grades_memory {
  /// By the windows' ends. Never null.
  std::shared_ptr<const std::vector<grade>> grades;
};

} // namespace tracker
