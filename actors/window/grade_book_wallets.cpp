// SPDX-License-Identifier: MIT
// The wallets of a grade book that come and go while it is in use.
#include "actors/window/grade_book.hpp"

#include <algorithm>
#include <utility>

namespace tracker {

bool grade_book::set_wallets(std::vector<watched_wallet> wallets, timestamp now) {
  std::vector<wallet_knowledge> knowledge(wallets.size());
  if (wallets.empty())
    wallets.emplace_back();
  /// The earlier position of each wallet.
  std::vector<std::optional<std::size_t>> before;
  for (const auto& wallet : wallets) {
    const auto found =
        std::find_if(wallets_.begin(), wallets_.end(), [&](const watched_wallet& known) {
          return known.address == wallet.address;
        });
    before.push_back(found == wallets_.end() ? std::nullopt
                                             : std::optional{static_cast<std::size_t>(
                                                   found - wallets_.begin())});
    if (before.back() && *before.back() < knowledge_.size() &&
        before.size() <= knowledge.size())
      knowledge[before.size() - 1] = std::move(knowledge_[*before.back()]);
  }
  wallets_ = std::move(wallets);
  knowledge_ = std::move(knowledge);
  for (auto& [start, kept] : windows_) {
    auto books = std::exchange(kept.books, std::vector<wallet_book>(wallets_.size()));
    for (std::size_t i = 0; i < wallets_.size(); ++i)
      if (before[i]) {
        kept.books[i] = std::move(books[*before[i]]);
      } else {
        kept.books[i].is_restored = false;
        kept.books[i].last = make_grade(kept, i, {}, now);
      }
    if (kept.market)
      open_accounts(kept);
  }
  std::erase_if(unplaced_, [&](unplaced_row& unplaced) {
    const auto found = std::find(before.begin(), before.end(), unplaced.wallet);
    unplaced.wallet = static_cast<std::size_t>(found - before.begin());
    return found == before.end();
  });
  return std::any_of(before.begin(), before.end(),
                     [](const auto& position) { return !position; });
}

std::vector<grade_book_event> grade_book::finish_adding(timestamp now) {
  std::vector<grade_book_event> events;
  for (auto& [start, kept] : windows_)
    for (std::size_t i = 0; i < kept.books.size(); ++i) {
      auto& book = kept.books[i];
      if (std::exchange(book.is_restored, true) || !kept.opened)
        continue;
      book.last = make_grade(kept, i, {}, now);
      events.emplace_back(grade_made{book.last, kept.market, grade_change::opened});
      regrade(kept, i, "", now, events);
    }
  return events;
}

} // namespace tracker
