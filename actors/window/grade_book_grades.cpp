// SPDX-License-Identifier: MIT
// The grades of a grade book: the winner of each wallet's window, status, reason,
// revision.
#include "actors/window/grade_book.hpp"

#include "actors/window/grade/grading.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace tracker {

namespace {

grade_change change_of(const grade& before, const grade& after) {
  const bool same = same_figures(before, after);
  if (before.status == grade_status::pending)
    return after.status != grade_status::pending ? grade_change::graded
           : same                                ? grade_change::touched
                                                 : grade_change::counted;
  if (!same)
    return grade_change::corrected;
  return before.status != after.status ? grade_change::confirmed : grade_change::touched;
}

bool makes_revision(grade_change change) {
  return change == grade_change::graded || change == grade_change::confirmed ||
         change == grade_change::corrected;
}

} // namespace

void grade_book::restore_winner(kept_window& kept, const std::vector<grade>& grades,
                                timestamp now) const {
  kept.reports = platform_reports(grades);
  for (const auto& last : grades) {
    if (!last.winner || !last.sources.empty())
      continue;
    source_report report{
        winner_source::gamma, *last.winner, last.resolved_at.value_or(now), {}};
    put_report(kept.unrecorded, report);
    if (!is_settled(last.status))
      continue;
    report.source = winner_source::clob;
    put_report(kept.unrecorded, report);
  }
}

/// The winner that the wallet's own redemptions prove. Redemptions that paid nothing
/// confirm another source at most.
std::optional<source_report> grade_book::redemption_report(const kept_window& kept,
                                                           const wallet_book& book,
                                                           timestamp now) const {
  if (!book.account || !book.redeemed_at || now < kept.window.end)
    return std::nullopt;
  const auto figures = book.account->figures(std::nullopt, rules_.accounting);
  if (figures.redemptions != redemption_verdict::confirms || !figures.redeemed_as)
    return std::nullopt;
  const auto winner = *figures.redeemed_as;
  const auto& others = kept.reports.empty() ? kept.unrecorded : kept.reports;
  const bool is_named =
      std::any_of(others.begin(), others.end(),
                  [&](const source_report& report) { return report.winner == winner; });
  if (figures.payout == usdc{} && !is_named)
    return std::nullopt;
  return source_report{winner_source::redemption, winner, *book.redeemed_at, {}};
}

grade_book::wallet_winner grade_book::winner_of(const kept_window& kept,
                                                const wallet_book& book,
                                                timestamp now) const {
  wallet_winner result{std::nullopt, kept.reports};
  auto reports = kept.reports.empty() ? kept.unrecorded : kept.reports;
  if (const auto proof = redemption_report(kept, book, now)) {
    put_report(result.sources, *proof);
    put_report(reports, *proof);
  }
  result.resolved = resolve_winner(reports);
  // A settled grade was confirmed by two sources: only two others can change its winner.
  if (book.was_settled && book.last.winner &&
      !(result.resolved && result.resolved->confirmed))
    result.resolved =
        resolution{book.last.winner, true, book.last.resolved_at.value_or(now)};
  return result;
}

/// Reports once that the wallet's redemptions and the platform disagree. The window
/// tracker reports disagreements among the platform's sources.
void grade_book::report_dispute(const kept_window& kept, wallet_book& book,
                                const wallet_winner& winner,
                                std::vector<grade_book_event>& events) const {
  const bool is_disputed =
      winner.resolved && !winner.resolved->winner &&
      find_report(winner.sources, winner_source::redemption) != nullptr;
  auto text = is_disputed ? reports_text(winner.sources) : std::string{};
  if (text == book.dispute)
    return;
  book.dispute = std::move(text);
  if (is_disputed)
    events.emplace_back(
        redemption_disagrees{kept.window, book.last.wallet, book.dispute});
}

/// The grade by the current books, without its status and revision.
grade grade_book::make_grade(const kept_window& kept, std::size_t wallet,
                             wallet_winner winner, timestamp now) const {
  const auto& book = book_of(kept, wallet);
  grade result;
  result.window = kept.window;
  result.series = series_.name;
  result.wallet = wallets_[wallet];
  result.graded_at = now;
  if (winner.resolved && winner.resolved->winner) {
    result.winner = winner.resolved->winner;
    result.resolved_at = winner.resolved->time;
  }
  result.sources = std::move(winner.sources);
  if (book.account)
    result.figures = book.account->figures(result.winner, rules_.accounting);
  result.strategy =
      match_strategy(rules_.strategies, series_.name, kept.window, result.figures);
  return result;
}

std::string grade_book::missing_text(const kept_window& kept, std::size_t wallet,
                                     const wallet_winner& winner,
                                     const window_figures& figures) const {
  const auto& book = book_of(kept, wallet);
  if (!winner.resolved->winner)
    return reports_text(winner.sources) + ", not graded";
  if (!kept.market)
    return {};
  if (book.overflowed)
    return fmt::format("it has more than {} rows", rules_.max_rows);
  if (book.foreign > 0)
    return fmt::format("{} of its rows name another market's id", book.foreign);
  const auto* known = knowledge_.empty() ? nullptr : &knowledge_[wallet];
  auto odd = find_inconsistency(figures, *kept.market, known);
  // A grade that was final never waits again.
  return !odd.empty() || book.was_settled
             ? odd
             : find_missing(*winner.resolved, *kept.market, known);
}

void grade_book::regrade(kept_window& kept, std::size_t wallet, const std::string& reason,
                         timestamp now, std::vector<grade_book_event>& events) {
  if (!kept.opened || !book_of(kept, wallet).is_restored)
    return;
  auto& book = make_book(kept, wallet);
  const auto winner = winner_of(kept, book, now);
  report_dispute(kept, book, winner, events);
  auto next = make_grade(kept, wallet, winner, now);
  if (book.was_settled && !same_figures(next, book.last)) {
    book.amended = true;
    book.amendment = reason;
  }
  if (winner.resolved)
    next.reason = missing_text(kept, wallet, winner, next.figures);
  next.status = grade_status_of(winner.resolved, next.reason, book.amended);
  if (next.status == grade_status::amended || (next.reason.empty() && book.amended))
    next.reason = book.amendment;
  if (next.winner)
    if (const auto dissent = dissent_text(kept.reports, *next.winner); !dissent.empty())
      next.reason += (next.reason.empty() ? "" : "; ") + dissent;
  const auto change = change_of(book.last, next);
  next.revision = book.last.revision + (makes_revision(change) ? 1 : 0);
  book.was_settled = book.was_settled || is_settled(next.status);
  const bool is_news =
      change != grade_change::touched || next.figures != book.last.figures ||
      next.reason != book.last.reason || next.sources != book.last.sources;
  if (!is_news)
    return;
  book.last = std::move(next);
  events.emplace_back(grade_made{book.last, kept.market, change});
}

void grade_book::regrade_all(kept_window& kept, timestamp now,
                             std::vector<grade_book_event>& events) {
  for (std::size_t i = 0; i < kept.books.size(); ++i)
    regrade(kept, i, "the winner's sources", now, events);
}

bool grade_book::is_graded(const window& window) const {
  const auto* kept = find(window);
  return kept &&
         std::any_of(kept->books.begin(), kept->books.end(), [](const auto& book) {
           return book && book->last.winner.has_value();
         });
}

const grade* grade_book::unsettled(const window& window) const {
  const auto* kept = find(window);
  if (!kept)
    return nullptr;
  for (std::size_t i = 0; i < kept->books.size(); ++i)
    if (const auto& last = book_of(*kept, i).last; !is_settled(last.status))
      return &last;
  return nullptr;
}

std::vector<const grade*> grade_book::grades(const window& window) const {
  std::vector<const grade*> result;
  if (const auto* kept = find(window))
    for (std::size_t i = 0; i < kept->books.size(); ++i)
      result.push_back(&book_of(*kept, i).last);
  return result;
}

// -- the wallets, which come and go -----------------------------------------------------

bool grade_book::set_wallets(std::vector<watched_wallet> wallets, timestamp now) {
  std::vector<wallet_knowledge> knowledge(wallets.size());
  if (wallets.empty())
    wallets.emplace_back();
  // The earlier position of each wallet.
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
    auto books = std::exchange(kept.books, {});
    kept.books.resize(wallets_.size());
    for (std::size_t i = 0; i < wallets_.size(); ++i)
      if (before[i]) {
        kept.books[i] = std::move(books[*before[i]]);
      } else {
        auto& book = make_book(kept, i);
        book.is_restored = false;
        book.last = make_grade(kept, i, {}, now);
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
      if (book_of(kept, i).is_restored)
        continue;
      auto& book = *kept.books[i];
      book.is_restored = true;
      if (!kept.opened) {
        if (book.identities.empty())
          kept.books[i].reset();
        continue;
      }
      book.last = make_grade(kept, i, {}, now);
      events.emplace_back(grade_made{book.last, kept.market, grade_change::opened});
      regrade(kept, i, "", now, events);
    }
  return events;
}

} // namespace tracker
