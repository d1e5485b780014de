// SPDX-License-Identifier: MIT
// Each row booked once, however often and in whatever order it is seen.
#pragma once

#include "messages/activity.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace tracker {

/// Counts how often each kind of row was seen, and so knows which rows are new.
///
/// Rows carry no id, and twins are legitimate: 200 fills of one transaction can be the
/// same in every field. What tells a twin from a repetition is the view it stands in. A
/// view is what one reply shows, and the platform shows a row once in it. So a kind that
/// a view shows n times happened at least n times, and the number booked is the largest n
/// over all views. A maximum does not care about order, repetition or overlap: that is
/// why pages can come as they like.
///
/// What remains for the caller, `activity_reader`:
/// - nothing may be booked as one view that can hold a row twice (two pages joined while
///   rows arrived between them), or a twin is booked that never was;
/// - every second must be shown whole by some view, or twins that were cut apart are
///   missing.
///
/// Memory: the kinds not yet forgotten, about 400 bytes each. The reader forgets what it
/// will not read again, so these are the rows of the last minutes. A row that is read
/// again nevertheless (by an older start) comes out as new, with the occurrence number it
/// had before: the ledger knows it by its identity.
class activity_log {
public:
  /// Books a view. The rows that were not known, with their occurrence numbers, in the
  /// view's order.
  std::vector<activity_event> book(const std::vector<activity_event>& view);

  /// Forgets rows older than `horizon`.
  void forget_before(timestamp horizon);

  /// Kinds of rows it remembers.
  std::size_t size() const { return known_.size(); }

private:
  struct entry {
    std::uint32_t count = 0;
    timestamp at{};
  };
  std::unordered_map<std::string, entry> known_;
};

} // namespace tracker
