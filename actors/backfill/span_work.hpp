// SPDX-License-Identifier: MIT
// The past windows of a span: which are graded next, which are settled, and how far the
// activity of the wallets is known. Pure.
#pragma once

#include "messages/control.hpp"
#include "messages/ledger.hpp"
#include "messages/wallet.hpp"
#include "messages/window.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace tracker {

/// The windows that start at or after `start` and end at or before `end`.
struct window_span {
  timestamp start{};
  timestamp end{};

  bool operator==(const window_span&) const = default;
};

/// The first and the last window of a span.
struct span_ends {
  window first;
  window last;

  bool operator==(const span_ends&) const = default;
};

/// Nothing: the span holds no window.
std::optional<span_ends> ends_of(const series& series, const window_span& span);

/// Whether the window's grades of all wallets are settled; without a wallet, its one
/// grade.
bool is_settled_for_all(const remembered_window& memory,
                        const std::vector<watched_wallet>& wallets);

/// The windows of a span, the oldest first, in slices: the number of windows in work is
/// limited.
class span_work {
public:
  /// Limit of kept names of windows that could not be settled; further ones are only
  /// counted.
  static constexpr std::size_t max_names = 20;

  span_work(series graded_series, const window_span& span);

  /// The next windows, at most `limit` and up to the first that is not ready. They are
  /// open until `mark_settled` or `mark_left` is called for them.
  std::vector<window> start_next(std::size_t limit,
                                 const std::function<bool(const window&)>& is_ready);
  void mark_settled(const window& window);
  void mark_left(const window& window, const std::string& reason);

  /// Windows that were started and are neither settled nor left.
  std::size_t open() const { return open_.size(); }
  /// The next window to start; null: all were started.
  const window* next() const { return next_ ? &*next_ : nullptr; }
  /// True when the window was started and is closed.
  bool is_done_with(const window& window) const;
  bool is_over() const { return !next_ && open_.empty(); }
  span_progress progress() const;

private:
  series series_;
  std::optional<span_ends> ends_;
  std::optional<window> next_;
  /// By start.
  std::set<timestamp> open_;
  span_progress counts_;
};

/// The known history of each wallet, and when one of them changed last.
class wallet_histories {
public:
  explicit wallet_histories(std::vector<watched_wallet> wallets)
      : wallets_{std::move(wallets)} {}

  /// Keeps the history that came with a wallet's activity at `now`.
  void update(const wallet_activity& activity, timestamp now);

  bool contains(const watched_wallet& wallet) const {
    return histories_.contains(wallet.address);
  }

  /// True when the history of every wallet covers the window.
  bool covers(const window& window) const;

  /// True when no history has changed for `patience`. The first call starts the wait.
  bool are_stuck(timestamp now, timespan patience);

  /// The time up to which all histories are known; nothing: a wallet has sent none.
  std::optional<timestamp> read_to() const;

private:
  std::vector<watched_wallet> wallets_;
  /// By the wallet's address.
  std::map<std::string, history_span> histories_;
  timestamp changed_at_{};
};

} // namespace tracker
