// SPDX-License-Identifier: MIT
// The inside of the ledger store. Only ledger_store*.cpp include it.
#pragma once

#include "actors/ledger/outbox/outbox_table.hpp"
#include "actors/ledger/scans/grade_notes.hpp"
#include "actors/ledger/sql/sql_values.hpp"
#include "actors/ledger/store/ledger_store.hpp"
#include "actors/ledger/store/sqlite_file.hpp"
#include "actors/ledger/tables/alert_table.hpp"
#include "actors/ledger/tables/event_table.hpp"
#include "actors/ledger/tables/grade_table.hpp"
#include "actors/ledger/tables/kept_settings.hpp"
#include "actors/ledger/tables/ledger_ids.hpp"
#include "actors/ledger/tables/proof_table.hpp"
#include "actors/ledger/tables/wallet_table.hpp"
#include "actors/ledger/tables/window_table.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace tracker {

/// The connection and the statements that live on it.
class ledger_store::state {
  using shared_events = std::shared_ptr<const std::vector<activity_event>>;

public:
  state(std::string path, SQLite::Database opened, durability commits)
      : path_{std::move(path)}
      , file_{std::move(opened)}
      , identity_{identify_file(path_).value_or(file_identity{})}
      , commits_{commits} {}

  template <class Body>
  auto guard(Body body) {
    return guarded(path_, &file_, std::move(body));
  }

  /// Without `end_run` the open transaction is committed too, if the disk accepts it.
  ~state() {
    guard([&] {
      commit();
      return std::monostate{};
    });
  }
  state(const state&) = delete;
  state& operator=(const state&) = delete;

  const std::string& path() const { return path_; }
  const file_identity& identity() const { return identity_; }
  SQLite::Database& file() { return file_; }

  void begin_run(const std::string& version, timestamp started) {
    SQLite::Statement begin{file_, "INSERT INTO runs(version, started_ns) VALUES(?, ?)"};
    sql::run{begin, version, started}.change();
    run_ = file_.getLastInsertRowid();
  }
  std::monostate end_run(timestamp ended_at) {
    wallets_.book_held();
    SQLite::Statement end{file_, "UPDATE runs SET ended_ns = ?2 WHERE id = ?1"};
    sql::run{end, run_, ended_at}.change();
    commit();
    return {};
  }
  /// Commits the open transaction, if any.
  void commit() {
    if (!open_)
      return;
    open_->commit();
    open_.reset();
  }

  /// Runs `body` in one transaction. With `durability::process` the transaction spans the
  /// whole run.
  template <class Body>
  auto in_transaction(Body body) -> ledger_result<decltype(body())> {
    auto result = guard([&] {
      begin();
      auto value = body();
      if (commits_ != durability::process)
        commit();
      return value;
    });
    if (auto* error = std::get_if<ledger_error>(&result))
      undo(*error);
    return result;
  }

  /// True when the fact only moves the end of a known history: no write is needed yet.
  bool can_wait(const ledger_entry& fact) const {
    const auto* report = std::get_if<record_events>(&fact);
    return report != nullptr && report->events->empty() &&
           wallets_.can_wait(report->wallet, report->history, *report->doubtful);
  }
  booked hold(const ledger_entry& fact) {
    const auto& report = std::get<record_events>(fact);
    wallets_.hold(report.wallet, report.history);
    return {report.events, std::nullopt, false};
  }

  booked book(const record_events& fact) {
    std::vector<std::size_t> known;
    for (std::size_t number = 0; number < fact.events->size(); ++number)
      if (!events_.book((*fact.events)[number]))
        known.push_back(number);
    wallets_.book(fact.wallet, fact.history, *fact.doubtful);
    return {remove_known(fact.events, known), std::nullopt, false};
  }
  booked book(const record_grade& fact) {
    const auto window = windows_.book(fact.what->series, fact.what->window);
    if (fact.in)
      windows_.book(window, *fact.in);
    ids_.wallet(fact.what->wallet);
    auto before = grades_.book(window, tagged(*fact.what));
    const bool current = !before || before->revision <= fact.what->revision;
    return {nullptr, std::move(before), current};
  }
  booked book(const record_coverage& fact) {
    windows_.book(windows_.book(fact.series, fact.window), fact.seen);
    return {};
  }
  booked book(const record_proof& fact) {
    proofs_.book(fact);
    return {};
  }
  booked book(const record_position& fact) {
    positions_.book(*fact.check);
    return {};
  }

  void use_outbox(bool is_part_of_fleet) {
    if (is_part_of_fleet)
      outbox_.emplace(file_);
    else
      outbox_table::discard(file_);
  }
  outbox_batch take(const take_outbox& request) {
    return outbox_ ? outbox_->take(request) : outbox_batch{};
  }

  alert_table& alerts() { return alerts_; }
  alert_memory recall_alert_memory(timestamp since) {
    return {alerts_.last_episodes(), alerts_.recall_fills(since),
            alerts_.recall_coverage(since), recorded_proofs_.since("", timestamp{})};
  }

  wallet_memory recall(const recall_wallet& query) {
    return wallets_.recall(query.wallet);
  }
  series_memory recall(const recall_series& query);
  windows_memory recall(const recall_windows& query) {
    auto windows = std::make_shared<std::vector<remembered_window>>();
    for (const auto& slug : query.slugs) {
      auto known = remembered_.of_slug(slug);
      windows->push_back(known ? std::move(*known) : recall_unseen(slug, query.series));
    }
    return {std::move(windows)};
  }
  grades_memory recall_grades(timestamp from, timestamp to) {
    auto grades = std::make_shared<std::vector<grade>>();
    grades_between_.each([&](grade& row) { grades->push_back(std::move(row)); },
                         sql::seconds{from}, sql::seconds{to});
    return {std::move(grades)};
  }
  grades_memory show(const std::vector<grade>& grades) {
    auto shown = std::make_shared<std::vector<grade>>(grades);
    const grade_notes notes{file_, grades};
    for (auto& graded : *shown)
      notes.apply(graded);
    return {std::move(shown)};
  }
  std::int64_t count_not_final(timestamp from, timestamp to) {
    std::int64_t result = 0;
    if (sql::run found{not_final_, sql::seconds{from}, sql::seconds{to}}; found.next())
      found.row(result);
    return result;
  }
  proofs_memory recall(const recall_proofs& query) {
    return {wallets_.recall(query.wallet).history,
            std::make_shared<const std::vector<day_proof>>(
                recorded_proofs_.since(query.wallet.address, query.first_day))};
  }
  positions_memory recall(const recall_positions& query);
  day_memory recall(const recall_day& query) {
    return days_.of_day(query.wallet.address, query.day);
  }

  std::uint64_t tag(const std::vector<strategy>& strategies) {
    const auto changed = tracker::tag_grades(file_, strategies);
    strategies_ = strategies;
    return changed;
  }

  std::optional<timestamp> activity_known_to() {
    std::optional<timestamp> result;
    if (sql::run found{known_to_}; found.next())
      found.row(result);
    return result;
  }

  rolled_up roll_up(timestamp horizon, std::uint64_t at_least) {
    rolled_up result;
    result.events = roll_up_.sum_account(horizon);
    while (result.events < at_least) {
      const auto deleted = roll_up_.delete_market(horizon);
      result.complete = !deleted;
      if (result.complete)
        break;
      result.events += *deleted;
    }
    forget();
    return result;
  }

private:
  /// A grade that was made before the strategies changed may come after the change.
  grade tagged(const grade& graded) const {
    auto result = graded;
    if (strategies_)
      result.strategy =
          match_strategy(*strategies_, graded.series, graded.window, graded.figures);
    return result;
  }

  /// `all` without the indices `known` (ascending); `all` itself when `known` is empty.
  static shared_events remove_known(const shared_events& all,
                                    const std::vector<std::size_t>& known) {
    if (known.empty())
      return all;
    auto rest = std::make_shared<std::vector<activity_event>>();
    rest->reserve(all->size() - known.size());
    auto next = known.begin();
    for (std::size_t number = 0; number < all->size(); ++number)
      if (next != known.end() && *next == number)
        ++next;
      else
        rest->push_back((*all)[number]);
    return rest;
  }

  /// The events of a market without a recorded window.
  remembered_window recall_unseen(const std::string& slug, const std::string& series) {
    remembered_window result;
    result.window.slug = slug;
    result.series = series;
    result.events = remembered_.events_of_slug(slug);
    return result;
  }

  void begin() {
    if (!open_)
      open_.emplace(file_, SQLite::TransactionBehavior::IMMEDIATE);
  }
  /// With one transaction for the whole run a rollback loses all earlier facts, so a
  /// retry cannot help.
  void undo(ledger_error& why) {
    open_.reset();
    forget();
    if (commits_ == durability::process)
      why.kind = ledger_error_kind::unexpected;
  }
  void forget() {
    ids_.clear();
    events_.clear();
    wallets_.clear();
    if (outbox_)
      outbox_->clear();
  }

  std::string path_;
  SQLite::Database file_;
  /// Identity of the file at `path_` when it was opened.
  file_identity identity_;
  durability commits_;
  std::optional<SQLite::Transaction> open_;
  std::int64_t run_ = 0;
  /// Nothing: grades keep the tags they come with.
  std::optional<std::vector<strategy>> strategies_;
  ledger_ids ids_{file_};
  event_writer events_{file_, ids_};
  window_writer windows_{file_, ids_};
  grade_writer grades_{file_, ids_};
  wallet_table wallets_{file_, ids_};
  proof_writer proofs_{file_, ids_};
  proof_reader recorded_proofs_{file_};
  day_reader days_{file_};
  position_table positions_{file_, ids_};
  window_reader remembered_{file_};
  grade_query grades_between_{file_, "WHERE g.end_s > ? AND g.end_s <= ? "
                                     "ORDER BY g.end_s, w.slug, a.address"};
  event_roll_up roll_up_{file_};
  alert_table alerts_{file_};
  /// Nothing: this run is not part of a fleet.
  std::optional<outbox_table> outbox_;
  SQLite::Statement known_to_{file_, "SELECT MAX(history_to_ns) FROM wallets"};
  SQLite::Statement not_final_{
      file_, "SELECT COUNT(*) FROM (SELECT DISTINCT window_id, wallet_id "
             "FROM v_not_final WHERE end_s > ? AND end_s <= ?)"};
  SQLite::Statement unsettled_or_recent_{
      file_, "SELECT slug FROM windows WHERE id IN ("
             "SELECT w.id FROM series s JOIN windows w ON w.series_id = s.id "
             "WHERE s.name = ?1 AND w.end_s >= ?2 "
             "UNION SELECT w.id FROM series s JOIN windows w ON w.series_id = s.id "
             "WHERE s.name = ?1 AND w.settled = 0 AND w.coverage IS NOT 0 "
             "AND w.coverage IS NOT 4) ORDER BY end_s DESC"};
  /// Slugs end in the start time, ten digits since 2001, so they sort by time.
  SQLite::Statement traded_ahead_{
      file_, "SELECT m.slug FROM markets m WHERE m.slug >= ?1 || '-' || ?2 "
             "AND m.slug < ?1 || '.' AND m.last_event_day IS NOT NULL "
             "AND NOT EXISTS (SELECT 1 FROM windows w WHERE w.slug = m.slug) "
             "ORDER BY m.slug LIMIT ?3"};
  /// The same of dated slugs, by the day of their youngest event.
  SQLite::Statement dated_ahead_{
      file_, "SELECT m.slug FROM markets m WHERE m.slug >= ?1 AND m.slug < ?1 || '~' "
             "AND m.last_event_day >= ?2 "
             "AND NOT EXISTS (SELECT 1 FROM windows w WHERE w.slug = m.slug) "
             "ORDER BY m.slug LIMIT ?3"};
  SQLite::Statement last_seen_{file_,
                               "SELECT w.slug, w.start_s, w.end_s FROM series s "
                               "JOIN windows w ON w.series_id = s.id WHERE s.name = ? "
                               "AND w.coverage IS NOT 0 ORDER BY w.end_s DESC LIMIT 1"};
};

} // namespace tracker
