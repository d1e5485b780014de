// SPDX-License-Identifier: MIT
// Queue of facts that wait to be booked. Pure.
#pragma once

#include "actors/ledger/store/ledger_store.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace tracker {

/// Keeps facts in arrival order until they are booked.
///
/// The senders bound the events: each wallet waits for its answer. Grades and coverage
/// have no answer, so they are bounded here: beyond the limit a new fact is merged into a
/// waiting one about the same subject (an intermediate revision is lost) or, without one,
/// refused. Both are counted.
class entry_queue {
public:
  explicit entry_queue(std::size_t limit) : limit_{limit} {}

  /// Adds a fact; false when it is refused.
  bool push(ledger_entry fact);
  /// The oldest facts, `count` at most.
  std::span<const ledger_entry> oldest(std::size_t count) const;
  /// Removes the `count` oldest.
  void pop(std::size_t count);

  bool empty() const { return waiting_.empty(); }
  std::size_t size() const { return waiting_.size(); }
  /// The number of the oldest waiting fact: how many were removed before it.
  std::uint64_t first_number() const { return popped_; }
  /// The number of the next fact to be added.
  std::uint64_t next_number() const { return popped_ + waiting_.size(); }
  std::uint64_t merged() const { return merged_; }
  std::uint64_t refused() const { return refused_; }
  /// `5 facts booked, 1 merged, 0 refused`.
  std::string counts_text() const;

private:
  bool merge(const ledger_entry& fact);

  std::size_t limit_;
  std::vector<ledger_entry> waiting_;
  std::uint64_t popped_ = 0;
  std::uint64_t merged_ = 0;
  std::uint64_t refused_ = 0;
};

/// Describes facts for a log line: `2 grades (btc-updown-5m-1795571700, …), 1 coverage
/// record, 3 activity reports`; `nothing` without facts. Names the windows of up to four
/// grades.
std::string describe_facts(std::span<const ledger_entry> facts);

} // namespace tracker
