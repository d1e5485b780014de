// SPDX-License-Identifier: MIT
#include "actors/ledger/entry_queue.hpp"

#include "actors/ledger/coverage.hpp"

#include <algorithm>
#include <utility>

namespace tracker {

namespace {

/// Takes `newer` into a waiting fact on the same subject; false: it is on another one.
bool absorb(record_grade& waiting, const record_grade& newer) {
  if (waiting.what->of.slug != newer.what->of.slug ||
      waiting.what->wallet.address != newer.what->wallet.address)
    return false;
  if (newer.what->revision >= waiting.what->revision)
    waiting.what = newer.what;
  if (newer.in)
    waiting.in = newer.in;
  return true;
}

bool absorb(record_coverage& waiting, const record_coverage& newer) {
  if (waiting.of.slug != newer.of.slug)
    return false;
  waiting.seen = together(waiting.seen, newer.seen);
  return true;
}

bool absorb(record_events&, const record_events&) {
  return false;
}

} // namespace

bool entry_queue::push(ledger_entry what) {
  if (waiting_.size() < limit_ || std::holds_alternative<record_events>(what)) {
    waiting_.push_back(std::move(what));
    return true;
  }
  if (merge(what)) {
    ++merged_;
    return true;
  }
  ++refused_;
  return false;
}

bool entry_queue::merge(const ledger_entry& what) {
  return std::visit(
      [&]<class Fact>(const Fact& newer) {
        return std::any_of(waiting_.rbegin(), waiting_.rend(), [&](ledger_entry& one) {
          auto* waiting = std::get_if<Fact>(&one);
          return waiting != nullptr && absorb(*waiting, newer);
        });
      },
      what);
}

std::span<const ledger_entry> entry_queue::oldest(std::size_t count) const {
  return std::span{waiting_}.first(std::min(count, waiting_.size()));
}

void entry_queue::pop(std::size_t count) {
  waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(count));
  popped_ += count;
}

} // namespace tracker
