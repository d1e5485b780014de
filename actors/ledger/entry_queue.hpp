// SPDX-License-Identifier: MIT
// Facts that wait for their transaction. Pure.
#pragma once

#include "actors/ledger/store/ledger_store.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace tracker {

/// Keeps facts in the order of their arrival until they are booked.
///
/// Events are bounded by who sends them: each wallet waits for its answer. Grades and
/// coverage have no answer, so they are bounded here: beyond the limit a newer fact takes
/// the place of one on the same subject (what is lost is a revision in between), and
/// where there is none, it is refused. Both are counted.
class entry_queue {
public:
  explicit entry_queue(std::size_t limit) : limit_{limit} {}

  /// Takes a fact; false: refused.
  bool push(ledger_entry fact);
  /// The oldest facts, `count` at most.
  std::span<const ledger_entry> oldest(std::size_t count) const;
  /// Forgets the `count` oldest.
  void pop(std::size_t count);

  bool empty() const { return waiting_.empty(); }
  std::size_t size() const { return waiting_.size(); }
  /// Facts taken before the oldest one that waits: it and those behind it are numbered
  /// from here on.
  std::uint64_t first_number() const { return popped_; }
  /// The number of the fact that is taken next.
  std::uint64_t next_number() const { return popped_ + waiting_.size(); }
  std::uint64_t merged() const { return merged_; }
  std::uint64_t refused() const { return refused_; }

private:
  bool merge(const ledger_entry& fact);

  std::size_t limit_;
  std::vector<ledger_entry> waiting_;
  std::uint64_t popped_ = 0;
  std::uint64_t merged_ = 0;
  std::uint64_t refused_ = 0;
};

/// What these facts are, for people: `2 grades (btc-updown-5m-1795571700, …), 1 coverage
/// record, 3 activity reports`; `nothing` without facts. Names the windows of up to four
/// grades.
std::string describe_facts(std::span<const ledger_entry> facts);

} // namespace tracker
