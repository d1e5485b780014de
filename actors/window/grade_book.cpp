// SPDX-License-Identifier: MIT
#include "actors/window/grade_book.hpp"

#include "actors/window/grade/completeness.hpp"
#include "actors/window/position_text.hpp"
#include "actors/window/series.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <utility>

namespace tracker {

namespace {

using namespace std::chrono_literals;

/// Wallets named in one status line.
constexpr std::size_t shown_wallets = 3;

/// The window of a slug of this series; nothing for any other slug.
std::optional<window> window_of_slug(const series& of, std::string_view slug) {
  if (slug.size() <= of.name.size() + 1 || !slug.starts_with(of.name) ||
      slug[of.name.size()] != '-')
    return std::nullopt;
  const auto digits = slug.substr(of.name.size() + 1);
  std::int64_t start = 0;
  const auto* last = digits.data() + digits.size();
  const auto [end, error] = std::from_chars(digits.data(), last, start);
  constexpr std::int64_t last_start = 9'000'000'000;
  if (error != std::errc{} || end != last || start < 0 || start > last_start)
    return std::nullopt;
  auto result = window_at(of, from_unix_seconds(start));
  return result.slug == slug ? std::optional{std::move(result)} : std::nullopt;
}

std::string rows_text(const std::vector<const activity_event*>& rows) {
  auto text = "late row: " + event_text(*rows.front());
  if (rows.size() > 1)
    text += fmt::format(" and {} more", rows.size() - 1);
  return text;
}

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

grade_book::grade_book(series of, std::vector<watched_wallet> wallets,
                       grade_book_rules rules)
    : series_{std::move(of)}
    , wallets_{std::move(wallets)}
    , known_(wallets_.size())
    , rules_{std::move(rules)} {
  if (wallets_.empty())
    wallets_.emplace_back();
}

// -- what happens ---------------------------------------------------------------------

std::vector<grade_book_event> grade_book::restore(const remembered_window& memory,
                                                  const std::string& why, timestamp now) {
  std::vector<grade_book_event> events;
  auto& at = keep(memory.of, events);
  const bool was_open = std::exchange(at.opened, true);
  if (!was_open)
    restore_grades(at, memory, now);
  std::vector<bool> has_news(wallets_.size(), !was_open);
  for (const auto& row : memory.events)
    for (std::size_t i = 0; i < wallets_.size(); ++i)
      if (wallets_[i].address == row.wallet && add(at, i, row))
        has_news[i] = true;
  if (at.known && !was_open)
    place_rows(at);
  for (std::size_t i = 0; i < wallets_.size(); ++i)
    if (has_news[i])
      regrade(at, i, why, now, events);
  return events;
}

/// The market, the winner and the grades as the ledger has them.
void grade_book::restore_grades(kept_window& at, const remembered_window& memory,
                                timestamp now) {
  if (memory.in) {
    at.known = std::make_shared<const market>(*memory.in);
    starts_[memory.in->condition_id] = at.of.start;
  }
  for (std::size_t i = 0; i < wallets_.size(); ++i) {
    auto& into = at.books[i];
    if (memory.in && !into.account) {
      into.account.emplace(*memory.in, memory.in->fees);
      for (const auto& row : std::exchange(into.waiting, {}))
        enter(at, into, row);
    }
    into.last = draw_up(at, i, {}, now);
  }
  for (const auto& last : memory.grades)
    for (std::size_t i = 0; i < wallets_.size(); ++i)
      if (wallets_[i].address == last.wallet.address)
        restore_grade(at.books[i], last);
  restore_winner(at, memory.grades, now);
}

std::vector<grade_book_event> grade_book::keep_rows(const remembered_window& memory,
                                                    timestamp seen_to) {
  std::vector<grade_book_event> events;
  const auto of = window_of_slug(series_, memory.of.slug);
  if (!of || of->end <= seen_to)
    return events;
  auto& at = keep(*of, events);
  for (const auto& row : memory.events)
    for (std::size_t i = 0; i < wallets_.size(); ++i)
      if (wallets_[i].address == row.wallet)
        add(at, i, row);
  return events;
}

void grade_book::restore_grade(book& into, const grade& last) const {
  into.last = last;
  into.was_settled = is_settled(last.status);
  into.amended = last.status == grade_status::amended;
  if (into.amended)
    into.amendment = last.reason;
}

std::vector<grade_book_event> grade_book::open(const window& of, timestamp now) {
  std::vector<grade_book_event> events;
  auto& at = keep(of, events);
  if (at.opened)
    return events;
  at.opened = true;
  for (std::size_t i = 0; i < wallets_.size(); ++i) {
    at.books[i].last = draw_up(at, i, {}, now);
    events.emplace_back(grade_made{at.books[i].last, at.known, grade_change::opened});
  }
  return events;
}

std::vector<grade_book_event> grade_book::learn(const market& what, timestamp now) {
  std::vector<grade_book_event> events;
  auto& at = keep({what.slug, what.start, what.end}, events);
  if (at.known) {
    at.known = std::make_shared<const market>(what);
    return events;
  }
  at.known = std::make_shared<const market>(what);
  for (auto& into : at.books) {
    into.account.emplace(what, what.fees);
    for (const auto& row : std::exchange(into.waiting, {}))
      enter(at, into, row);
  }
  starts_[what.condition_id] = at.of.start;
  place_rows(at);
  regrade_all(at, now, events);
  return events;
}

std::vector<grade_book_event> grade_book::resolve(const market& what,
                                                  std::vector<source_report> reports,
                                                  timestamp now) {
  auto events = learn(what, now);
  auto& at = *find({what.slug, what.start, what.end});
  at.reports = std::move(reports);
  regrade_all(at, now, events);
  return events;
}

std::vector<grade_book_event> grade_book::take(const wallet_activity& news,
                                               timestamp now) {
  std::vector<grade_book_event> events;
  const auto found = std::find(wallets_.begin(), wallets_.end(), news.wallet);
  if (found == wallets_.end() || known_.empty())
    return events;
  const auto wallet = static_cast<std::size_t>(found - wallets_.begin());
  known_[wallet] = {news.history, *news.doubtful, news.read_at};
  std::map<timestamp, std::vector<const activity_event*>> added;
  for (const auto& row : *news.events)
    if (auto* at = window_of(row, now, events)) {
      if (add(*at, wallet, row))
        added[at->of.start].push_back(&row);
    } else if (row.slug.empty()) {
      keep_unplaced(wallet, row);
    }
  for (auto& [start, at] : windows_) {
    const auto rows = added.find(start);
    const bool has_news = rows != added.end();
    const auto& last = at.books[wallet].last;
    if (has_news || (last.winner && !is_settled(last.status)))
      regrade(at, wallet, has_news ? rows_text(rows->second) : "", now, events);
  }
  return events;
}

void grade_book::close(timestamp now) {
  // No market is traded for longer before its window than this.
  std::erase_if(unplaced_, [&](const unplaced_row& one) {
    return one.row.at + market_lead + series_.length + rules_.keep_open < now;
  });
  std::erase_if(windows_, [&](const auto& entry) {
    const auto& at = entry.second;
    return now >= at.of.end + rules_.keep_open &&
           std::all_of(at.books.begin(), at.books.end(),
                       [](const book& of) { return is_settled(of.last.status); });
  });
  if (starts_.size() > 2 * windows_.size() + 64)
    std::erase_if(starts_,
                  [&](const auto& entry) { return !windows_.contains(entry.second); });
}

void grade_book::set_back(timestamp now) {
  std::erase_if(windows_, [&](const auto& entry) {
    const auto& books = entry.second.books;
    return entry.first > now &&
           std::all_of(books.begin(), books.end(),
                       [](const book& of) { return of.identities.empty(); });
  });
  for (auto entry = windows_.upper_bound(now); entry != windows_.end(); ++entry)
    entry->second.opened = false;
}

// -- rows and their windows -------------------------------------------------------------

grade_book::kept_window* grade_book::find(const window& of) {
  const auto found = windows_.find(of.start);
  return found == windows_.end() ? nullptr : &found->second;
}

const grade_book::kept_window* grade_book::find(const window& of) const {
  const auto found = windows_.find(of.start);
  return found == windows_.end() ? nullptr : &found->second;
}

grade_book::kept_window& grade_book::keep(const window& of,
                                          std::vector<grade_book_event>& events) {
  if (auto* at = find(of))
    return *at;
  if (windows_.size() >= rules_.max_windows) {
    events.emplace_back(grades_given_up{windows_.begin()->second.of});
    windows_.erase(windows_.begin());
  }
  kept_window fresh;
  fresh.of = of;
  fresh.books.resize(wallets_.size());
  return windows_.emplace(of.start, std::move(fresh)).first->second;
}

/// The books that the row belongs into; null, with a word on it where that is a loss,
/// when there are none.
grade_book::kept_window* grade_book::window_of(const activity_event& event, timestamp now,
                                               std::vector<grade_book_event>& events) {
  if (auto* at = window_of_condition(event.condition_id))
    return at;
  const auto of = window_of_slug(series_, event.slug);
  if (!of)
    return nullptr;
  if (auto* at = find(*of))
    return at;
  const bool to_come = of->end > now && of->start <= now + market_lead + 1h;
  if (to_come)
    return &keep(*of, events);
  auto* counted =
      events.empty() ? nullptr : std::get_if<rows_out_of_time>(&events.back());
  if (counted && counted->of == *of)
    ++counted->count;
  else
    events.emplace_back(rows_out_of_time{*of, {"", event.wallet}, 1, event_text(event)});
  return nullptr;
}

/// The window whose market is known by this condition id; null: there is none.
grade_book::kept_window*
grade_book::window_of_condition(const std::string& condition_id) {
  const auto start = starts_.find(condition_id);
  if (start == starts_.end())
    return nullptr;
  const auto found = windows_.find(start->second);
  const bool is_it = found != windows_.end() && found->second.known &&
                     found->second.known->condition_id == condition_id;
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
void grade_book::place_rows(kept_window& at) {
  std::erase_if(unplaced_, [&](const unplaced_row& one) {
    if (one.row.condition_id != at.known->condition_id)
      return false;
    add(at, one.wallet, one.row);
    return true;
  });
}

/// False when the row was booked before.
bool grade_book::add(kept_window& at, std::size_t wallet, const activity_event& event) {
  auto& into = at.books[wallet];
  if (into.identities.size() >= rules_.max_rows) {
    into.overflown = true;
    return false;
  }
  if (!into.identities.insert(activity_identity(event)).second)
    return false;
  if (into.account)
    enter(at, into, event);
  else
    into.waiting.push_back(event);
  return true;
}

void grade_book::enter(kept_window&, book& into, const activity_event& event) {
  if (!into.account->add(event))
    ++into.foreign;
  else if (event.type == activity_type::redeem)
    into.redeemed_at = std::min(into.redeemed_at.value_or(event.at), event.at);
}

std::size_t grade_book::rows() const {
  std::size_t count = 0;
  for (const auto& [start, at] : windows_)
    for (const auto& of : at.books)
      count += of.identities.size();
  return count;
}

// -- grades -----------------------------------------------------------------------------

/// The grade as the books stand, but for its status and revision.
grade grade_book::draw_up(const kept_window& at, std::size_t wallet, wallet_winner winner,
                          timestamp now) const {
  const auto& from = at.books[wallet];
  grade result;
  result.of = at.of;
  result.series = series_.name;
  result.wallet = wallets_[wallet];
  result.graded_at = now;
  if (winner.by && winner.by->winner) {
    result.winner = winner.by->winner;
    result.resolved_at = winner.by->time;
  }
  result.sources = std::move(winner.sources);
  if (from.account)
    result.figures = from.account->figures(result.winner, rules_.accounting);
  result.strategy =
      match_strategy(rules_.strategies, series_.name, at.of, result.figures);
  return result;
}

std::string grade_book::missing_in(const kept_window& at, std::size_t wallet,
                                   const wallet_winner& winner,
                                   const window_figures& figures) const {
  const auto& from = at.books[wallet];
  if (!winner.by->winner)
    return reports_text(winner.sources) + ", not graded";
  if (!at.known)
    return {};
  if (from.overflown)
    return fmt::format("it has more than {} rows", rules_.max_rows);
  if (from.foreign > 0)
    return fmt::format("{} of its rows name another market's id", from.foreign);
  const auto* known = known_.empty() ? nullptr : &known_[wallet];
  auto odd = what_is_odd(figures, *at.known, known);
  // A grade that was final never waits again.
  return !odd.empty() || from.was_settled ? odd
                                          : what_is_missing(*winner.by, *at.known, known);
}

void grade_book::regrade(kept_window& at, std::size_t wallet, const std::string& why,
                         timestamp now, std::vector<grade_book_event>& events) {
  if (!at.opened)
    return;
  auto& from = at.books[wallet];
  const auto winner = winner_of(at, from, now);
  note_dispute(at, from, winner, events);
  auto next = draw_up(at, wallet, winner, now);
  if (from.was_settled && !same_figures(next, from.last)) {
    from.amended = true;
    from.amendment = why;
  }
  if (winner.by)
    next.reason = missing_in(at, wallet, winner, next.figures);
  next.status = grade_status_of(winner.by, next.reason, from.amended);
  if (next.status == grade_status::amended || (next.reason.empty() && from.amended))
    next.reason = from.amendment;
  if (next.winner)
    if (const auto dissent = dissent_text(at.reports, *next.winner); !dissent.empty())
      next.reason += (next.reason.empty() ? "" : "; ") + dissent;
  const auto change = change_of(from.last, next);
  next.revision = from.last.revision + (makes_revision(change) ? 1 : 0);
  from.was_settled = from.was_settled || is_settled(next.status);
  const bool is_news =
      change != grade_change::touched || next.figures != from.last.figures ||
      next.reason != from.last.reason || next.sources != from.last.sources;
  if (!is_news)
    return;
  from.last = std::move(next);
  events.emplace_back(grade_made{from.last, at.known, change});
}

void grade_book::regrade_all(kept_window& at, timestamp now,
                             std::vector<grade_book_event>& events) {
  for (std::size_t i = 0; i < at.books.size(); ++i)
    regrade(at, i, "the winner's sources", now, events);
}

bool grade_book::is_graded(const window& of) const {
  const auto* at = find(of);
  return at && std::any_of(at->books.begin(), at->books.end(),
                           [](const book& from) { return from.last.winner.has_value(); });
}

const grade* grade_book::unsettled(const window& of) const {
  const auto* at = find(of);
  if (!at)
    return nullptr;
  const auto open = std::find_if(at->books.begin(), at->books.end(), [](const book& in) {
    return !is_settled(in.last.status);
  });
  return open == at->books.end() ? nullptr : &open->last;
}

std::vector<const grade*> grade_book::grades(const window& of) const {
  std::vector<const grade*> result;
  if (const auto* kept = find(of))
    for (const auto& each : kept->books)
      result.push_back(&each.last);
  return result;
}

// -- the open window --------------------------------------------------------------------

std::string grade_book::staleness(std::size_t wallet, timestamp now,
                                  timespan patience) const {
  if (known_.empty())
    return {};
  const auto read_at = known_[wallet].read_at;
  if (read_at == timestamp{})
    return "activity not read yet";
  if (now - read_at <= patience)
    return {};
  return fmt::format("stale {}s",
                     std::chrono::floor<std::chrono::seconds>(now - read_at).count());
}

/// What the books come to before anybody has won. The grade of a window that is open has
/// counted it already; it is asked for at every beat.
window_figures grade_book::open_figures(const kept_window& at, const book& from) const {
  return at.opened && !from.last.winner
             ? from.last.figures
             : from.account->figures(std::nullopt, rules_.accounting);
}

std::string grade_book::position(const window& of, timestamp now,
                                 timespan patience) const {
  const auto* at = find(of);
  std::vector<std::string> held;
  std::string stale;
  std::size_t stale_wallets = 0;
  for (std::size_t i = 0; i < wallets_.size(); ++i) {
    if (auto text = staleness(i, now, patience); !text.empty()) {
      stale = std::move(text);
      ++stale_wallets;
    }
    if (!at || !at->books[i].account)
      continue;
    auto text = position_text(open_figures(*at, at->books[i]));
    if (!text.empty())
      held.push_back(wallets_.size() == 1
                         ? text
                         : display_name(wallets_[i]) + ' ' + std::move(text));
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

std::string grade_book::positions(const window& of) const {
  const auto* kept = find(of);
  std::string text;
  for (std::size_t i = 0; kept && i < wallets_.size(); ++i) {
    if (!kept->books[i].account)
      continue;
    const auto held = position_text(open_figures(*kept, kept->books[i]));
    if (held.empty())
      continue;
    text += text.empty() ? "" : ", ";
    text += wallets_.size() == 1 ? held : display_name(wallets_[i]) + ' ' + held;
  }
  return text;
}

stale_reads grade_book::stale(timestamp now, timespan patience) const {
  stale_reads result{0, wallets_.size(), timespan{0}};
  for (const auto& wallet : known_) {
    const bool unread = wallet.read_at == timestamp{};
    if (!unread && now - wallet.read_at <= patience)
      continue;
    ++result.wallets;
    if (unread)
      result.longest.reset();
    else if (result.longest)
      result.longest = std::max(*result.longest, timespan{now - wallet.read_at});
  }
  return result;
}

std::optional<usdc> grade_book::open_pnl(const window& of, price up_midpoint) const {
  if (!is_held(of))
    return std::nullopt;
  usdc sum;
  const auto& at = *find(of);
  for (const auto& from : at.books) {
    const auto figures = open_figures(at, from);
    sum += figures.pnl + open_value(figures, up_midpoint);
  }
  return sum;
}

bool grade_book::is_held(const window& of) const {
  const auto* at = find(of);
  return at && std::any_of(at->books.begin(), at->books.end(), [&](const book& from) {
           if (!from.account)
             return false;
           const auto figures = open_figures(*at, from);
           return figures.up.held > shares{} || figures.down.held > shares{};
         });
}

} // namespace tracker
