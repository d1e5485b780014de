// SPDX-License-Identifier: MIT
// The past windows of a span: which are graded next, and which are settled. Pure.
#pragma once

#include "messages/control.hpp"
#include "messages/ledger.hpp"
#include "messages/window.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
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

/// Whether the window's grades of all wallets are settled; without a wallet, the one
/// grade that it has then.
bool is_settled_for_all(const remembered_window& memory,
                        const std::vector<watched_wallet>& wallets);

/// The windows of a span, the oldest first, a slice at a time: however long the span is,
/// few are in work.
class span_work {
public:
  /// Names kept of windows that could not be settled; further ones are only counted.
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

} // namespace tracker
