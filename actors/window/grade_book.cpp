// SPDX-License-Identifier: MIT
#include "actors/window/grade_book.hpp"

#include "actors/window/grade/grading.hpp"
#include "actors/window/series/series.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace tracker {

namespace {

using namespace std::chrono_literals;

std::string rows_text(const std::vector<const activity_event*>& rows) {
  auto text = "late row: " + event_text(*rows.front());
  if (rows.size() > 1)
    text += fmt::format(" and {} more", rows.size() - 1);
  return text;
}

/// The recorded grade of a wallet; null: there is none.
const grade* find_grade(const remembered_window& memory, const watched_wallet& wallet) {
  const auto found =
      std::find_if(memory.grades.begin(), memory.grades.end(), [&](const grade& last) {
        return last.wallet.address == wallet.address;
      });
  return found == memory.grades.end() ? nullptr : &*found;
}

} // namespace

grade_book::grade_book(series booked_series, std::vector<watched_wallet> wallets,
                       grade_book_rules rules)
    : series_{std::move(booked_series)}
    , wallets_{std::move(wallets)}
    , knowledge_(wallets_.size())
    , rules_{std::move(rules)} {
  if (wallets_.empty())
    wallets_.emplace_back();
}

// -- events ---------------------------------------------------------------------------

std::vector<grade_book_event> grade_book::restore(const remembered_window& memory,
                                                  const std::string& reason,
                                                  timestamp now) {
  std::vector<grade_book_event> events;
  auto& kept = keep(memory.window, events);
  const bool was_open = std::exchange(kept.opened, true);
  if (!was_open)
    restore_grades(kept, memory, now);
  std::vector<bool> is_changed(wallets_.size(), !was_open);
  for (std::size_t i = 0; i < wallets_.size(); ++i)
    if (!book_of(kept, i).is_restored) {
      restore_wallet(kept, i, memory, now);
      if (find_grade(memory, wallets_[i]) == nullptr)
        events.emplace_back(
            grade_made{book_of(kept, i).last, kept.market, grade_change::opened});
      is_changed[i] = true;
    }
  for (const auto& row : memory.events)
    for (std::size_t i = 0; i < wallets_.size(); ++i)
      if (wallets_[i].address == row.wallet && add(kept, i, row))
        is_changed[i] = true;
  if (kept.market && !was_open)
    place_rows(kept);
  for (std::size_t i = 0; i < wallets_.size(); ++i)
    if (is_changed[i])
      regrade(kept, i, reason, now, events);
  return events;
}

/// The market, the winner and the grades as the ledger has them.
void grade_book::restore_grades(kept_window& kept, const remembered_window& memory,
                                timestamp now) {
  if (memory.in) {
    kept.market = std::make_shared<const market>(*memory.in);
    open_accounts(kept);
  }
  for (std::size_t i = 0; i < wallets_.size(); ++i)
    restore_wallet(kept, i, memory, now);
  restore_winner(kept, memory.grades, now);
}

/// The grade of one wallet as the ledger has it.
void grade_book::restore_wallet(kept_window& kept, std::size_t wallet,
                                const remembered_window& memory, timestamp now) const {
  auto& book = make_book(kept, wallet);
  book.is_restored = true;
  book.last = make_grade(kept, wallet, {}, now);
  if (const auto* last = find_grade(memory, wallets_[wallet]))
    restore_grade(book, *last);
}

std::vector<grade_book_event> grade_book::keep_rows(const remembered_window& memory,
                                                    timestamp seen_to) {
  std::vector<grade_book_event> events;
  const auto window = window_of_slug(series_, memory.window.slug);
  if (!window || window->end <= seen_to)
    return events;
  auto& kept = keep(*window, events);
  for (const auto& row : memory.events)
    for (std::size_t i = 0; i < wallets_.size(); ++i)
      if (wallets_[i].address == row.wallet)
        add(kept, i, row);
  return events;
}

void grade_book::restore_grade(wallet_book& book, const grade& last) {
  book.last = last;
  book.was_settled = is_settled(last.status);
  book.amended = last.status == grade_status::amended;
  if (book.amended)
    book.amendment = last.reason;
}

std::vector<grade_book_event> grade_book::open(const window& window, timestamp now) {
  std::vector<grade_book_event> events;
  auto& kept = keep(window, events);
  if (kept.opened)
    return events;
  kept.opened = true;
  for (std::size_t i = 0; i < wallets_.size(); ++i) {
    auto& book = make_book(kept, i);
    book.last = make_grade(kept, i, {}, now);
    events.emplace_back(grade_made{book.last, kept.market, grade_change::opened});
  }
  return events;
}

std::vector<grade_book_event> grade_book::set_market(const tracker::market& market,
                                                     timestamp now) {
  std::vector<grade_book_event> events;
  auto& kept = keep({market.slug, market.start, market.end}, events);
  const bool was_known = kept.market != nullptr;
  kept.market = std::make_shared<const tracker::market>(market);
  // The platform's own slug, where the formula gave another.
  kept.window.slug = market.slug;
  if (was_known)
    return events;
  open_accounts(kept);
  place_rows(kept);
  regrade_all(kept, now, events);
  return events;
}

std::vector<grade_book_event> grade_book::resolve(const tracker::market& market,
                                                  std::vector<source_report> reports,
                                                  timestamp now) {
  auto events = set_market(market, now);
  auto& kept = *find({market.slug, market.start, market.end});
  kept.reports = std::move(reports);
  regrade_all(kept, now, events);
  return events;
}

std::vector<grade_book_event> grade_book::add_activity(const wallet_activity& activity,
                                                       timestamp now) {
  std::vector<grade_book_event> events;
  const auto found = std::find(wallets_.begin(), wallets_.end(), activity.wallet);
  if (found == wallets_.end() || knowledge_.empty())
    return events;
  const auto wallet = static_cast<std::size_t>(found - wallets_.begin());
  knowledge_[wallet] = {activity.history, *activity.doubtful, activity.read_at};
  std::map<timestamp, std::vector<const activity_event*>> added;
  for (const auto& row : *activity.events)
    if (auto* kept = window_of(row, now, events)) {
      if (add(*kept, wallet, row))
        added[kept->window.start].push_back(&row);
    } else if (row.slug.empty() || names_two_windows(series_, row.slug)) {
      keep_unplaced(wallet, row);
    }
  for (auto& [start, kept] : windows_) {
    const auto rows = added.find(start);
    const bool is_changed = rows != added.end();
    const auto& last = book_of(kept, wallet).last;
    if (is_changed || (last.winner && !is_settled(last.status)))
      regrade(kept, wallet, is_changed ? rows_text(rows->second) : "", now, events);
  }
  return events;
}

void grade_book::close(timestamp now) {
  // No market is traded for longer before its window than this.
  std::erase_if(unplaced_, [&](const unplaced_row& unplaced) {
    return unplaced.row.time + market_lead_of(series_) + series_.length +
               rules_.keep_open <
           now;
  });
  std::erase_if(windows_, [&](const auto& entry) {
    const auto& kept = entry.second;
    return now >= kept.window.end + rules_.keep_open &&
           std::all_of(kept.books.begin(), kept.books.end(), [](const auto& book) {
             return book && is_settled(book->last.status);
           });
  });
  if (starts_.size() > 2 * windows_.size() + 64)
    std::erase_if(starts_,
                  [&](const auto& entry) { return !windows_.contains(entry.second); });
}

void grade_book::set_back(timestamp now) {
  std::erase_if(windows_, [&](const auto& entry) {
    const auto& books = entry.second.books;
    return entry.first > now &&
           std::all_of(books.begin(), books.end(), [](const auto& book) {
             return !book || book->identities.empty();
           });
  });
  for (auto entry = windows_.upper_bound(now); entry != windows_.end(); ++entry)
    entry->second.opened = false;
}

// -- rows and their windows -------------------------------------------------------------

grade_book::kept_window* grade_book::find(const window& window) {
  const auto found = windows_.find(window.start);
  return found == windows_.end() ? nullptr : &found->second;
}

const grade_book::kept_window* grade_book::find(const window& window) const {
  const auto found = windows_.find(window.start);
  return found == windows_.end() ? nullptr : &found->second;
}

grade_book::kept_window& grade_book::keep(const window& window,
                                          std::vector<grade_book_event>& events) {
  if (auto* kept = find(window))
    return *kept;
  if (windows_.size() >= rules_.max_windows) {
    events.emplace_back(grades_given_up{windows_.begin()->second.window});
    windows_.erase(windows_.begin());
  }
  kept_window fresh;
  fresh.window = window;
  fresh.books.resize(wallets_.size());
  return windows_.emplace(window.start, std::move(fresh)).first->second;
}

grade_book::wallet_book& grade_book::make_book(kept_window& kept, std::size_t wallet) {
  auto& book = kept.books[wallet];
  if (!book) {
    book = std::make_unique<wallet_book>();
    if (kept.market)
      book->account.emplace(*kept.market, kept.market->fees);
  }
  return *book;
}

const grade_book::wallet_book& grade_book::book_of(const kept_window& kept,
                                                   std::size_t wallet) {
  static const wallet_book empty;
  return kept.books[wallet] ? *kept.books[wallet] : empty;
}

/// The books of the row's window. Null when there are none: a row of a closed window then
/// adds an event.
grade_book::kept_window* grade_book::window_of(const activity_event& event, timestamp now,
                                               std::vector<grade_book_event>& events) {
  if (auto* kept = window_of_condition(event.condition_id))
    return kept;
  const auto window = window_of_slug(series_, event.slug);
  if (!window)
    return nullptr;
  if (auto* kept = find(*window))
    return kept;
  const bool to_come =
      window->end > now && window->start <= now + market_lead_of(series_) + 1h;
  if (to_come)
    return &keep(*window, events);
  auto* counted =
      events.empty() ? nullptr : std::get_if<rows_out_of_time>(&events.back());
  if (counted && counted->window == *window)
    ++counted->count;
  else
    events.emplace_back(
        rows_out_of_time{*window, {"", event.wallet}, 1, event_text(event)});
  return nullptr;
}

/// The window whose market is known by this condition id; null: there is none.
grade_book::kept_window*
grade_book::window_of_condition(const std::string& condition_id) {
  const auto start = starts_.find(condition_id);
  if (start == starts_.end())
    return nullptr;
  const auto found = windows_.find(start->second);
  const bool is_it = found != windows_.end() && found->second.market &&
                     found->second.market->condition_id == condition_id;
  return is_it ? &found->second : nullptr;
}

void grade_book::keep_unplaced(std::size_t wallet, const activity_event& event) {
  if (event.condition_id.empty())
    return;
  unplaced_.push_back({wallet, event});
  if (unplaced_.size() <= rules_.max_unplaced)
    return;
  unplaced_.pop_front();
  ++unplaced_dropped_;
}

/// Books the rows that have waited for this market.
void grade_book::place_rows(kept_window& kept) {
  std::erase_if(unplaced_, [&](const unplaced_row& unplaced) {
    if (unplaced.row.condition_id != kept.market->condition_id)
      return false;
    add(kept, unplaced.wallet, unplaced.row);
    return true;
  });
}

/// Opens the accounts now that the market is known, and books the rows that waited.
void grade_book::open_accounts(kept_window& kept) {
  for (auto& book : kept.books) {
    if (!book || book->account)
      continue;
    book->account.emplace(*kept.market, kept.market->fees);
    for (const auto& row : std::exchange(book->waiting, {}))
      book_row(*book, row);
  }
  starts_[kept.market->condition_id] = kept.window.start;
}

/// False when nothing changes: the row was booked before, or the bound was exceeded
/// before.
bool grade_book::add(kept_window& kept, std::size_t wallet, const activity_event& event) {
  auto& book = make_book(kept, wallet);
  auto identity = activity_identity(event);
  if (book.identities.contains(identity))
    return false;
  if (book.identities.size() >= rules_.max_rows)
    return !std::exchange(book.overflowed, true);
  book.identities.insert(std::move(identity));
  if (book.account)
    book_row(book, event);
  else
    book.waiting.push_back(event);
  return true;
}

void grade_book::book_row(wallet_book& book, const activity_event& event) {
  if (!book.account->add(event))
    ++book.foreign;
  else if (event.type == activity_type::redeem)
    book.redeemed_at = std::min(book.redeemed_at.value_or(event.time), event.time);
}

std::size_t grade_book::rows() const {
  std::size_t count = 0;
  for (const auto& [start, kept] : windows_)
    for (const auto& book : kept.books)
      count += book ? book->identities.size() : 0;
  return count;
}

std::size_t grade_book::books() const {
  std::size_t count = 0;
  for (const auto& [start, kept] : windows_)
    count += kept.books.size() - static_cast<std::size_t>(std::count(
                                     kept.books.begin(), kept.books.end(), nullptr));
  return count;
}

} // namespace tracker
