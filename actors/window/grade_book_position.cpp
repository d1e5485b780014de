// SPDX-License-Identifier: MIT
// What the wallets of a grade book hold in a window, for the status line.
#include "actors/window/grade_book.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

namespace tracker {

namespace {

/// Wallets named in one status line.
constexpr std::size_t shown_wallets = 3;

std::string side_text(const char* name, const side_figures& side) {
  if (side.held <= shares{})
    return {};
  auto text = name + (' ' + format_rounded(side.held.micros(), 1));
  if (side.average_entry)
    text += '@' + format_rounded(side.average_entry->micros(), 2);
  return text;
}

/// `UP 10.0@0.49 DN 10.0@0.47`: held tokens and their average entry, fees included. Empty
/// when nothing is held. Tokens that were never bought (split) have no entry: `UP 10.0`.
std::string position_text(const window_figures& figures) {
  auto text = side_text("UP", figures.up);
  auto down = side_text("DN", figures.down);
  if (!text.empty() && !down.empty())
    text += ' ';
  return text + down;
}

} // namespace

std::string grade_book::staleness(std::size_t wallet, timestamp now,
                                  timespan patience) const {
  if (knowledge_.empty())
    return {};
  const auto read_at = knowledge_[wallet].read_at;
  if (read_at == timestamp{})
    return "activity not read yet";
  if (now - read_at <= patience)
    return {};
  return fmt::format("stale {}s",
                     std::chrono::floor<std::chrono::seconds>(now - read_at).count());
}

/// The figures without a winner. The grade of an open window has them already; they are
/// needed in every tick.
window_figures grade_book::open_figures(const kept_window& kept,
                                        const wallet_book& book) const {
  return kept.opened && !book.last.winner
             ? book.last.figures
             : book.account->figures(std::nullopt, rules_.accounting);
}

/// What each wallet with tokens of the window holds, after its name if there are several.
std::vector<std::string> grade_book::held_texts(const window& window) const {
  std::vector<std::string> result;
  const auto* kept = find(window);
  for (std::size_t i = 0; kept && i < wallets_.size(); ++i) {
    const auto& book = book_of(*kept, i);
    if (!book.account)
      continue;
    auto text = position_text(open_figures(*kept, book));
    if (!text.empty())
      result.push_back(wallets_.size() == 1
                           ? std::move(text)
                           : display_name(wallets_[i]) + ' ' + std::move(text));
  }
  return result;
}

std::string grade_book::position(const window& window, timestamp now,
                                 timespan patience) const {
  const auto held = held_texts(window);
  std::string stale;
  std::size_t stale_wallets = 0;
  for (std::size_t i = 0; i < wallets_.size(); ++i)
    if (auto text = staleness(i, now, patience); !text.empty()) {
      stale = std::move(text);
      ++stale_wallets;
    }
  auto text = held.empty() ? std::string{"no pos"} : std::string{};
  const auto shown = std::min(held.size(), shown_wallets);
  text += fmt::format(
      "{}",
      fmt::join(held.begin(), held.begin() + static_cast<std::ptrdiff_t>(shown), ", "));
  if (held.size() > shown)
    text += fmt::format(", {} more wallets", held.size() - shown);
  if (stale_wallets == 0)
    return text;
  if (held.empty() && stale_wallets == wallets_.size())
    return stale;
  text += ", " + stale;
  if (wallets_.size() > 1)
    text += fmt::format(" ({} of {} wallets)", stale_wallets, wallets_.size());
  return text;
}

std::string grade_book::positions(const window& window) const {
  return fmt::format("{}", fmt::join(held_texts(window), ", "));
}

stale_reads grade_book::stale(timestamp now, timespan patience) const {
  stale_reads result{0, wallets_.size(), timespan{0}};
  for (const auto& wallet : knowledge_) {
    const bool is_unread = wallet.read_at == timestamp{};
    if (!is_unread && now - wallet.read_at <= patience)
      continue;
    ++result.wallets;
    if (is_unread)
      result.longest.reset();
    else if (result.longest)
      result.longest = std::max(*result.longest, timespan{now - wallet.read_at});
  }
  return result;
}

std::optional<usdc> grade_book::open_pnl(const window& window, price up_midpoint) const {
  if (!is_held(window))
    return std::nullopt;
  usdc sum;
  const auto& kept = *find(window);
  for (const auto& book : kept.books) {
    if (!book)
      continue;
    const auto figures = open_figures(kept, *book);
    sum += figures.pnl + open_value(figures, up_midpoint);
  }
  return sum;
}

bool grade_book::is_held(const window& window) const {
  const auto* kept = find(window);
  return kept &&
         std::any_of(kept->books.begin(), kept->books.end(), [&](const auto& book) {
           if (!book || !book->account)
             return false;
           const auto figures = open_figures(*kept, *book);
           return figures.up.held > shares{} || figures.down.held > shares{};
         });
}

} // namespace tracker
