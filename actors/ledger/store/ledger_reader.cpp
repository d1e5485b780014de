// SPDX-License-Identifier: MIT
#include "actors/ledger/store/ledger_reader.hpp"

#include "actors/ledger/scans/grade_notes.hpp"
#include "actors/ledger/scans/table_scans.hpp"
#include "actors/ledger/sql/row_conditions.hpp"
#include "actors/ledger/sql/sql_values.hpp"
#include "actors/ledger/store/sqlite_file.hpp"
#include "actors/ledger/tables/alert_table.hpp"
#include "actors/ledger/tables/grade_table.hpp"
#include "actors/ledger/tables/kept_settings.hpp"
#include "actors/ledger/tables/proof_table.hpp"
#include "actors/ledger/tables/window_table.hpp"

#include <fmt/format.h>

#include <utility>
#include <variant>

#include <SQLiteCpp/SQLiteCpp.h>

namespace tracker {

namespace {

std::string account_sql(const std::string& condition) {
  return "SELECT a.name, a.address, x.type, x.platform_type, x.at_s, x.events, x.size, "
         "x.cash FROM (SELECT wallet_id, at_s, type, platform_type, 1 AS events, size, "
         "cash FROM events WHERE market_id = (SELECT id FROM markets WHERE slug = '' AND "
         "condition_id = '') UNION ALL SELECT wallet_id, quarter_s, type, platform_type, "
         "events, size, cash FROM account_sums) x "
         "JOIN wallets a ON a.id = x.wallet_id WHERE " +
         condition + " ORDER BY x.at_s, a.address, x.type, x.platform_type";
}

} // namespace

class ledger_reader::state {
public:
  state(std::string path, SQLite::Database opened)
      : path_{std::move(path)}, file_{std::move(opened)} {}

  template <class Body>
  auto guard(Body body) {
    return guarded(path_, &file_, std::move(body));
  }

  /// Runs `body` and returns its error, if any.
  template <class Body>
  failure attempt(Body body) {
    auto result = guard([&] {
      body();
      return std::monostate{};
    });
    auto* error = std::get_if<ledger_error>(&result);
    return error == nullptr ? std::nullopt : std::optional{std::move(*error)};
  }

  SQLite::Database& file() { return file_; }
  /// Prepared at its first use: a document of a year reads every traded window.
  window_reader& windows() {
    if (!windows_)
      windows_.emplace(file_);
    return *windows_;
  }
  const grade_notes& notes() {
    if (!notes_)
      notes_.emplace(file_);
    return *notes_;
  }

private:
  std::string path_;
  SQLite::Database file_;
  std::optional<window_reader> windows_;
  std::optional<grade_notes> notes_;
};

ledger_reader::ledger_reader(std::unique_ptr<state> opened) : state_{std::move(opened)} {}
ledger_reader::ledger_reader(ledger_reader&&) noexcept = default;
ledger_reader& ledger_reader::operator=(ledger_reader&&) noexcept = default;
ledger_reader::~ledger_reader() = default;

ledger_result<ledger_reader> ledger_reader::open(const std::string& path,
                                                 file_state mode) {
  auto opened = open_for_reading(path, mode);
  if (auto* error = std::get_if<ledger_error>(&opened))
    return std::move(*error);
  return guarded(path, nullptr, [&] {
    auto result =
        std::make_unique<state>(path, std::get<SQLite::Database>(std::move(opened)));
    // One snapshot for all queries, so that the totals of a report match its rows.
    result->file().exec("BEGIN; SELECT COUNT(*) FROM rolled_up");
    return ledger_reader{std::move(result)};
  });
}

ledger_reader::failure
ledger_reader::each_grade(const report_filter& filter,
                          const std::function<void(const grade&)>& visit) {
  return each_row(filter, [&](const grade_row& row) { visit(row.graded); });
}

ledger_reader::failure
ledger_reader::each_row(const report_filter& filter,
                        const std::function<void(const grade_row&)>& visit) {
  return state_->attempt([&] {
    grade_query rows{state_->file(), "WHERE " + grade_condition(state_->file(), filter) +
                                         " ORDER BY g.end_s, s.name, a.address"};
    const auto& notes = state_->notes();
    const rebate_notes rebates{state_->file()};
    rows.each_row([&](grade_row& row) {
      notes.apply(row.graded);
      row.maker_rebates = rebates.of_row(row);
      visit(row);
    });
  });
}

ledger_reader::failure
ledger_reader::each_outline(const report_filter& filter, outline_detail detail,
                            const std::function<void(const grade_outline&)>& visit) {
  return state_->attempt([&] {
    scan_outlines(state_->file(), grade_condition(state_->file(), filter), detail,
                  state_->notes(), visit);
  });
}

ledger_reader::failure
ledger_reader::each_window(const report_filter& filter,
                           const std::function<void(const covered_window&)>& visit) {
  return state_->attempt([&] {
    scan_coverage(state_->file(), window_condition(state_->file(), filter), visit);
  });
}

ledger_reader::failure
ledger_reader::each_account_row(const report_filter& filter,
                                const std::function<void(const account_row&)>& visit) {
  return state_->attempt([&] {
    SQLite::Statement statement{state_->file(),
                                account_sql(account_condition(state_->file(), filter))};
    sql::run rows{statement};
    while (rows.next()) {
      account_row row;
      rows.row(row.wallet.name, row.wallet.address, row.type, row.platform_type,
               sql::seconds_into{row.time}, row.events, row.size, row.cash);
      visit(row);
    }
  });
}

ledger_result<std::vector<wallet_doubt>> ledger_reader::doubtful_rows() {
  return state_->guard([&] {
    SQLite::Statement statement{state_->file(),
                                "SELECT a.name, a.address, d.slug, d.condition_id, "
                                "d.near_ns, d.why FROM doubtful_rows d "
                                "JOIN wallets a ON a.id = d.wallet_id "
                                "ORDER BY a.address, d.number"};
    sql::run rows{statement};
    std::vector<wallet_doubt> result;
    while (rows.next()) {
      auto& [wallet, row] = result.emplace_back();
      rows.row(wallet.name, wallet.address, row.slug, sql::hash_into{row.condition_id},
               row.near, row.why);
    }
    return result;
  });
}

ledger_reader::failure
ledger_reader::each_event(const report_filter& filter,
                          const std::function<void(const event_row&)>& visit) {
  return state_->attempt([&] {
    auto& file = state_->file();
    scan_events(file, event_condition(file, filter), visit);
    scan_account_sums(file, account_condition(file, filter), visit);
  });
}

ledger_result<known_names> ledger_reader::names(bool with_strategies) {
  return state_->guard([&] {
    known_names result;
    const auto each = [&](const char* query, auto visit) {
      SQLite::Statement statement{state_->file(), query};
      sql::run rows{statement};
      while (rows.next())
        visit(rows);
    };
    each("SELECT name FROM series ORDER BY name",
         [&](const sql::run& row) { row.row(result.series.emplace_back()); });
    each("SELECT name, address FROM wallets WHERE address <> '' ORDER BY name, address",
         [&](const sql::run& row) {
           auto& wallet = result.wallets.emplace_back();
           row.row(wallet.name, wallet.address);
         });
    if (with_strategies)
      each("SELECT DISTINCT strategy FROM grades WHERE strategy <> ''",
           [&](const sql::run& row) { row.row(result.strategies.emplace_back()); });
    return result;
  });
}

ledger_result<std::optional<std::string>> ledger_reader::tagging_rules() {
  return state_->guard([&] { return recorded_rules(state_->file()); });
}

ledger_result<std::vector<day_proof>> ledger_reader::proofs(timestamp first_day) {
  return state_->guard([&] { return proof_reader{state_->file()}.since("", first_day); });
}

ledger_result<std::optional<remembered_window>>
ledger_reader::find(const std::string& slug) {
  return state_->guard([&] {
    auto window = state_->windows().of_slug(slug);
    if (window)
      for (auto& graded : window->grades)
        state_->notes().apply(graded);
    return window;
  });
}

ledger_result<std::vector<window_note>> ledger_reader::notes(const std::string& slug) {
  return state_->guard([&] {
    std::vector<window_note> result;
    const auto window = state_->windows().of_slug(slug);
    if (!window)
      return result;
    const auto checks = read_position_checks(state_->file(), slug);
    const rebate_notes rebates{state_->file()};
    for (const auto& graded : window->grades) {
      auto& note = result.emplace_back();
      note.wallet = graded.wallet.address;
      note.maker_rebates =
          rebates.of_row({graded, window->in ? window->in->condition_id : ""});
      for (const auto& check : checks)
        if (check.wallet.address == graded.wallet.address)
          note.position = check;
    }
    return result;
  });
}

ledger_result<std::vector<grade>> ledger_reader::revisions(const std::string& slug) {
  return state_->guard([&] {
    std::vector<grade> result;
    grade_query rows{state_->file(), "WHERE w.slug = ? ORDER BY a.address, g.revision",
                     "grade_revisions"};
    rows.each([&](grade& row) { result.push_back(std::move(row)); }, slug);
    return result;
  });
}

ledger_result<std::vector<other_market>> ledger_reader::other_markets(timestamp since) {
  return state_->guard([&] {
    SQLite::Statement statement{
        state_->file(),
        "SELECT m.slug, a.name, a.address, COUNT(*) FROM markets m "
        "JOIN events e ON e.market_id = m.id JOIN wallets a ON a.id = e.wallet_id "
        "WHERE m.last_event_day >= ? AND m.slug <> '' "
        "AND NOT EXISTS (SELECT 1 FROM windows w WHERE w.slug = m.slug) "
        "GROUP BY m.id, e.wallet_id ORDER BY m.slug, a.address"};
    sql::run rows{statement, sql::day_number(since)};
    std::vector<other_market> result;
    while (rows.next()) {
      auto& row = result.emplace_back();
      rows.row(row.slug, row.wallet.name, row.wallet.address, row.events);
    }
    return result;
  });
}

ledger_result<std::vector<recorded_run>> ledger_reader::runs(std::size_t limit) {
  return state_->guard([&] {
    SQLite::Statement statement{state_->file(),
                                "SELECT version, started_ns, ended_ns FROM runs "
                                "ORDER BY id DESC LIMIT ?"};
    sql::run rows{statement, limit};
    std::vector<recorded_run> result;
    while (rows.next()) {
      auto& row = result.emplace_back();
      rows.row(row.version, row.started, row.ended);
    }
    return result;
  });
}

ledger_result<std::string> ledger_reader::check() {
  return state_->guard([&] { return whole_check_problem(state_->file()); });
}

ledger_result<alert_history> read_alert_history(const std::string& ledger_file,
                                                timestamp since) {
  auto opened = open_for_reading(ledger_file, file_state::live);
  if (auto* error = std::get_if<ledger_error>(&opened))
    return std::move(*error);
  auto& file = std::get<SQLite::Database>(opened);
  return guarded(ledger_file, &file, [&] {
    file.exec("BEGIN");
    alert_table rows{file};
    return alert_history{rows.recall(since), rows.channels(), rows.recall_fills(since)};
  });
}

} // namespace tracker
