// SPDX-License-Identifier: MIT
// Books each activity row once, however often and in whatever order pages show it.
#pragma once

#include "messages/wallet.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace tracker {

/// Counts the rows of each kind (`activity_kind`) and thereby determines which rows are
/// new.
///
/// Rows have no id, and twins are legitimate: 200 fills of one transaction can be equal
/// in every field. Only a view distinguishes a twin from a repetition. A view is the
/// content of one reply, in which the platform lists each row once. A kind that a view
/// lists n times therefore has at least n rows, and the number of rows booked is the
/// largest n over all views. The maximum does not depend on the order, repetition or
/// overlap of the views.
///
/// The caller, `activity_reader`, must guarantee that:
/// - no view can contain a row twice, as two pages can that were joined while rows
/// arrived
///   between them: otherwise a twin is booked that does not exist;
/// - every second is contained whole in some view: otherwise twins that a page boundary
///   separates are missed.
///
/// Memory: about 400 bytes per kind. The reader forgets kinds that it will not read
/// again, so these are the rows of the last minutes. A row that is read again all the
/// same, after an earlier start, is returned as new with its previous occurrence number;
/// the ledger recognizes it by its identity.
class activity_log {
public:
  /// Books a view. Returns its new rows, with their occurrence numbers, in the view's
  /// order.
  std::vector<activity_event> book(const std::vector<activity_event>& view);

  /// Forgets the kinds of rows older than `horizon`.
  void forget_before(timestamp horizon);

  /// Number of kinds kept.
  std::size_t size() const { return known_.size(); }

private:
  struct entry {
    std::uint32_t count = 0;
    timestamp time{};
  };
  std::unordered_map<std::string, entry> known_;
};

} // namespace tracker
