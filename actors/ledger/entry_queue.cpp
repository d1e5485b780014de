// SPDX-License-Identifier: MIT
#include "actors/ledger/entry_queue.hpp"

#include "actors/ledger/query/report_coverage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace tracker {

namespace {

/// Merges `newer` into a waiting fact about the same subject; false for another subject.
bool absorb(record_grade& waiting, const record_grade& newer) {
  if (waiting.what->window.slug != newer.what->window.slug ||
      waiting.what->wallet.address != newer.what->wallet.address)
    return false;
  if (newer.what->revision >= waiting.what->revision)
    waiting.what = newer.what;
  if (newer.in)
    waiting.in = newer.in;
  return true;
}

bool absorb(record_coverage& waiting, const record_coverage& newer) {
  if (waiting.window.slug != newer.window.slug)
    return false;
  waiting.seen = merge_coverage(waiting.seen, newer.seen);
  return true;
}

bool absorb(record_proof& waiting, const record_proof& newer) {
  if (waiting.proof->day != newer.proof->day ||
      waiting.proof->wallet.address != newer.proof->wallet.address)
    return false;
  waiting.proof = newer.proof;
  if (newer.roles)
    waiting.roles = newer.roles;
  if (newer.rebates)
    waiting.rebates = newer.rebates;
  return true;
}

bool absorb(record_position& waiting, const record_position& newer) {
  if (waiting.check->slug != newer.check->slug ||
      waiting.check->wallet.address != newer.check->wallet.address)
    return false;
  waiting.check = newer.check;
  return true;
}

bool absorb(record_events&, const record_events&) {
  return false;
}

} // namespace

bool entry_queue::push(ledger_entry fact) {
  if (waiting_.size() < limit_ || std::holds_alternative<record_events>(fact)) {
    waiting_.push_back(std::move(fact));
    return true;
  }
  if (merge(fact)) {
    ++merged_;
    return true;
  }
  ++refused_;
  return false;
}

bool entry_queue::merge(const ledger_entry& fact) {
  return std::visit(
      [&]<class Fact>(const Fact& newer) {
        return std::any_of(waiting_.rbegin(), waiting_.rend(), [&](ledger_entry& entry) {
          auto* waiting = std::get_if<Fact>(&entry);
          return waiting != nullptr && absorb(*waiting, newer);
        });
      },
      fact);
}

std::span<const ledger_entry> entry_queue::oldest(std::size_t count) const {
  return std::span{waiting_}.first(std::min(count, waiting_.size()));
}

void entry_queue::pop(std::size_t count) {
  waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(count));
  popped_ += count;
}

std::string entry_queue::counts_text() const {
  return fmt::format("{} facts booked, {} merged, {} refused", popped_, merged_,
                     refused_);
}

std::string describe_facts(std::span<const ledger_entry> facts) {
  constexpr std::size_t max_named = 4;
  std::size_t grades = 0;
  std::size_t coverage = 0;
  std::size_t proofs = 0;
  std::size_t positions = 0;
  std::string names;
  for (const auto& fact : facts) {
    coverage += std::holds_alternative<record_coverage>(fact) ? 1 : 0;
    proofs += std::holds_alternative<record_proof>(fact) ? 1 : 0;
    positions += std::holds_alternative<record_position>(fact) ? 1 : 0;
    const auto* graded = std::get_if<record_grade>(&fact);
    if (graded == nullptr)
      continue;
    if (++grades <= max_named)
      names += (grades == 1 ? "" : ", ") + graded->what->window.slug;
  }
  if (grades > max_named)
    names += ", …";
  std::string text;
  const auto add = [&](std::size_t count, const std::string& unit,
                       const std::string& details) {
    if (count > 0)
      text += fmt::format("{}{} {}{}{}", text.empty() ? "" : ", ", count, unit,
                          count == 1 ? "" : "s", details);
  };
  add(grades, "grade", " (" + names + ")");
  add(coverage, "coverage record", "");
  add(proofs, "proof", "");
  add(positions, "position check", "");
  add(facts.size() - grades - coverage - proofs - positions, "activity report", "");
  return text.empty() ? "nothing" : text;
}

} // namespace tracker
