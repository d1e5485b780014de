// SPDX-License-Identifier: MIT
// The books of a series: for each window and wallet the rows booked so far and the grade
// that results. Pure: events are the input, grades the output.
#pragma once

#include "actors/window/grade/accounting.hpp"
#include "actors/window/grade/grading.hpp"
#include "messages/grade.hpp"
#include "messages/ledger.hpp"
#include "messages/strategy.hpp"
#include "messages/wallet.hpp"
#include "messages/window.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <variant>
#include <vector>

namespace tracker {

struct grade_book_rules {
  accounting_rules accounting;
  std::vector<strategy> strategies;
  /// How long after its end a window whose grades are all settled still takes late rows.
  timespan keep_open = std::chrono::hours{2};
  /// Limit of rows of one wallet in one window; beyond it the window cannot be final.
  std::size_t max_rows = 100'000;
  /// Windows kept at once, future ones included; beyond it the oldest is dropped, counted
  /// and reported.
  std::size_t max_windows = 10'000;
  /// Rows without a slug, or with one that names two windows, kept for a market that is
  /// not known yet; beyond it the oldest is dropped and counted. Most are of other
  /// platforms' markets and never find one.
  std::size_t max_unplaced = 1'000;
};

/// How a grade has changed.
enum class grade_change : std::uint8_t {
  /// It is new, and pending: the window has opened.
  opened,
  /// Still pending, with other figures.
  counted,
  /// There is a winner: the window's row.
  graded,
  /// The row's status has changed, its figures have not.
  confirmed,
  /// The row's figures have changed.
  corrected,
  /// Neither has changed, only other details of the grade (tokens were redeemed).
  touched,
};

/// A new state of a grade.
struct grade_made {
  grade graded;
  /// Null while the market is not known.
  std::shared_ptr<const tracker::market> market;
  grade_change change = grade_change::opened;
};

/// Rows for a window without open books: it has ended, or is too far ahead. The ledger
/// has them.
struct rows_out_of_time {
  tracker::window window;
  watched_wallet wallet;
  std::uint64_t count = 0;
  /// `SELL 5.0 @ 0.60 for $3.00`: the first of them, for people.
  std::string first;
};

/// A window that is not graded: the limit of kept windows was reached.
struct grades_given_up {
  tracker::window window;
};

/// A wallet's redemptions and a source of the platform name different winners: the window
/// is not graded.
struct redemption_disagrees {
  tracker::window window;
  watched_wallet wallet;
  /// `gamma says UP, redemption says DOWN`.
  std::string text;
};

using grade_book_event =
    std::variant<grade_made, rows_out_of_time, grades_given_up, redemption_disagrees>;

/// Wallets whose activity is out of date.
struct stale_reads {
  std::size_t wallets = 0;
  /// Wallets in all.
  std::size_t watched = 0;
  /// The longest time since a reading; nothing: a wallet was never read.
  std::optional<timespan> longest;
};

/// Keeps the books of one series.
class grade_book {
public:
  /// With no wallet, windows are graded without trades.
  grade_book(series booked_series, std::vector<watched_wallet> wallets,
             grade_book_rules rules);

  /// Restores a window as the ledger has it, from an earlier run or after its books were
  /// closed. Rows that its grades do not include yet amend them, for `reason`; also when
  /// its books are open already.
  std::vector<grade_book_event> restore(const remembered_window& memory,
                                        const std::string& reason, timestamp now);
  /// Keeps the rows of a window that has not been opened, even if it has passed. Windows
  /// that end at or before `seen_to` are never opened and get no books.
  std::vector<grade_book_event> keep_rows(const remembered_window& memory,
                                          timestamp seen_to);
  /// Grades these wallets from now on; books of others are dropped. Returns whether one
  /// is new: its rows are booked, and it is graded once its recorded windows were
  /// restored and `finish_adding` was called.
  bool set_wallets(std::vector<watched_wallet> wallets, timestamp now);
  /// Grades the added wallets also in windows of which the ledger has nothing.
  std::vector<grade_book_event> finish_adding(timestamp now);
  void set_strategies(std::vector<strategy> strategies) {
    rules_.strategies = std::move(strategies);
  }
  /// The window has opened.
  std::vector<grade_book_event> open(const window& window, timestamp now);
  /// The window's market is known. Rows that wait for it are booked.
  std::vector<grade_book_event> set_market(const market& market, timestamp now);
  /// `reports` are all current reports of the platform's sources about the winner. A
  /// grade follows from it and from the wallet's own redemptions; without a winner, or
  /// where they disagree, a grade that was not settled is pending again.
  std::vector<grade_book_event>
  resolve(const market& market, std::vector<source_report> reports, timestamp now);
  /// A wallet's rows, and up to when they are known.
  std::vector<grade_book_event> add_activity(const wallet_activity& activity,
                                             timestamp now);
  /// Closes the books of windows that have long been settled.
  void close(timestamp now);
  /// The wall clock was set back to `now`: windows that have not begun are opened (again)
  /// in their time. Only their rows are kept.
  void set_back(timestamp now);

  /// `UP 10.0@0.49 DN 10.0@0.47`, `no pos`, with `stale 42s` behind it where a wallet was
  /// last read longer than `patience` ago. Of several wallets, those with a position.
  std::string position(const window& window, timestamp now, timespan patience) const;
  /// `main UP 10.0@0.49, alt DN 5.0@0.47`: every wallet that holds tokens of the window;
  /// empty without one.
  std::string positions(const window& window) const;
  /// The wallets whose activity was last read longer than `patience` ago.
  stale_reads stale(timestamp now, timespan patience) const;

  /// What all wallets together hold and have paid in a window, at a midpoint of Up:
  /// profit so far. Nothing when no wallet holds tokens.
  std::optional<usdc> open_pnl(const window& window, price up_midpoint) const;
  /// Whether a wallet holds tokens of the window.
  bool is_held(const window& window) const;

  /// Whether the window's books are open.
  bool keeps(const window& window) const { return find(window) != nullptr; }
  /// Whether a grade of the window has a winner.
  bool is_graded(const window& window) const;
  /// A grade of the window that is not settled; null: all are.
  const grade* unsettled(const window& window) const;
  /// The window's grades, one for each wallet; none of a window that is not kept.
  std::vector<const grade*> grades(const window& window) const;
  /// Closes the window's books.
  void drop(const window& window) { windows_.erase(window.start); }

  /// Windows and rows kept.
  std::size_t windows() const { return windows_.size(); }
  /// Rows without a slug that wait for their market, and those that were dropped.
  std::size_t unplaced() const { return unplaced_.size(); }
  std::uint64_t unplaced_dropped() const { return unplaced_dropped_; }
  std::size_t rows() const;
  /// Books of single wallets. Of a window that has not opened only wallets with rows have
  /// one: with a thousand wallets, empty ones took a gigabyte.
  std::size_t books() const;

private:
  /// One wallet's books of one window.
  struct wallet_book {
    /// Once the market is known.
    std::optional<window_account> account;
    /// Rows that arrived before the market was known.
    std::vector<activity_event> waiting;
    std::unordered_set<std::string> identities;
    /// Rows of this window's slug and another market's id.
    std::uint64_t foreign = 0;
    bool overflowed = false;
    grade last;
    /// False: its wallet was added, and its records have not been read from the ledger
    /// yet.
    bool is_restored = true;
    /// It was settled once; it has changed since then; the reason of the change.
    bool was_settled = false;
    bool amended = false;
    std::string amendment;
    /// Block time of the first redemption.
    std::optional<timestamp> redeemed_at;
    /// The last `redemption_disagrees`.
    std::string dispute;
  };
  struct unplaced_row {
    std::size_t wallet = 0;
    activity_event row;
  };
  struct kept_window {
    tracker::window window;
    bool opened = false;
    std::shared_ptr<const tracker::market> market;
    /// The reports of the platform's sources.
    std::vector<source_report> reports;
    /// Assumed reports for a grade of a version that recorded no sources: gamma named the
    /// winner, CLOB confirmed it.
    std::vector<source_report> unrecorded;
    /// One for each wallet; null before the window opens: the wallet has no rows.
    std::vector<std::unique_ptr<wallet_book>> books;
  };
  /// The winner of a window for one wallet, and the reports of all its sources.
  struct wallet_winner {
    std::optional<resolution> resolved;
    std::vector<source_report> sources;
  };

  kept_window* find(const window& window);
  const kept_window* find(const window& window) const;
  kept_window& keep(const window& window, std::vector<grade_book_event>& events);
  /// The wallet's book; a new one where it has none.
  static wallet_book& make_book(kept_window& kept, std::size_t wallet);
  /// The wallet's book; an empty one where it has none.
  static const wallet_book& book_of(const kept_window& kept, std::size_t wallet);
  void restore_grades(kept_window& kept, const remembered_window& memory, timestamp now);
  static void restore_grade(wallet_book& book, const grade& last);
  void restore_wallet(kept_window& kept, std::size_t wallet,
                      const remembered_window& memory, timestamp now) const;
  void restore_winner(kept_window& kept, const std::vector<grade>& grades,
                      timestamp now) const;
  kept_window* window_of(const activity_event& event, timestamp now,
                         std::vector<grade_book_event>& events);
  kept_window* window_of_condition(const std::string& condition_id);
  void open_accounts(kept_window& kept);
  void keep_unplaced(std::size_t wallet, const activity_event& event);
  void place_rows(kept_window& kept);
  bool add(kept_window& kept, std::size_t wallet, const activity_event& event);
  static void book_row(wallet_book& book, const activity_event& event);
  std::optional<source_report> redemption_report(const kept_window& kept,
                                                 const wallet_book& book,
                                                 timestamp now) const;
  wallet_winner winner_of(const kept_window& kept, const wallet_book& book,
                          timestamp now) const;
  grade make_grade(const kept_window& kept, std::size_t wallet, wallet_winner winner,
                   timestamp now) const;
  window_figures open_figures(const kept_window& kept, const wallet_book& book) const;
  std::string missing_text(const kept_window& kept, std::size_t wallet,
                           const wallet_winner& winner,
                           const window_figures& figures) const;
  void report_dispute(const kept_window& kept, wallet_book& book,
                      const wallet_winner& winner,
                      std::vector<grade_book_event>& events) const;
  void regrade(kept_window& kept, std::size_t wallet, const std::string& reason,
               timestamp now, std::vector<grade_book_event>& events);
  void regrade_all(kept_window& kept, timestamp now,
                   std::vector<grade_book_event>& events);
  std::vector<std::string> held_texts(const window& window) const;
  std::string staleness(std::size_t wallet, timestamp now, timespan patience) const;

  series series_;
  std::vector<watched_wallet> wallets_;
  std::vector<wallet_knowledge> knowledge_;
  grade_book_rules rules_;
  /// By start.
  std::map<timestamp, kept_window> windows_;
  /// Starts of windows by their market's condition id, dropped windows included.
  std::unordered_map<std::string, timestamp> starts_;
  /// Rows that name neither a market that is known nor a slug; the oldest first.
  std::deque<unplaced_row> unplaced_;
  std::uint64_t unplaced_dropped_ = 0;
};

} // namespace tracker
