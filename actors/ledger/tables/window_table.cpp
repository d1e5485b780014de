// SPDX-License-Identifier: MIT
#include "actors/ledger/tables/window_table.hpp"

#include "actors/ledger/query/report_coverage.hpp"
#include "actors/ledger/sql/sql_values.hpp"

namespace tracker {

window_writer::window_writer(SQLite::Database& file, ledger_ids& ids)
    : file_{file}
    , ids_{ids}
    , find_{file, "SELECT id, start_s, end_s FROM windows WHERE slug = ?"}
    , make_{file, "INSERT INTO windows(series_id, slug, start_s, end_s) "
                  "VALUES(?, ?, ?, ?)"}
    , move_{file, "UPDATE windows SET start_s = ?2, end_s = ?3 WHERE id = ?1"}
    , move_grades_{file, "UPDATE grades SET start_s = ?2, end_s = ?3 "
                         "WHERE window_id = ?1"}
    , set_market_{file, "UPDATE windows SET market_id = ?2 "
                        "WHERE id = ?1 AND market_id IS NOT ?2"}
    , set_details_{file, "UPDATE markets SET up_token = ?2, down_token = ?3, "
                         "start_ns = ?4, end_ns = ?5, closed = ?6, settled = ?7, "
                         "closed_at_ns = ?8, fee_rate_micros = ?9, fee_exponent = ?10, "
                         "up_index = ?11 "
                         "WHERE id = ?1"}
    , find_coverage_{file, "SELECT coverage, watched_from_ns, watched_to_ns, why "
                           "FROM windows WHERE id = ? AND coverage IS NOT NULL"}
    , set_coverage_{file, "UPDATE windows SET coverage = ?2, watched_from_ns = ?3, "
                          "watched_to_ns = ?4, why = ?5 WHERE id = ?1"} {}

std::int64_t window_writer::book(const std::string& series, const window& current) {
  std::int64_t id = 0;
  window known;
  if (sql::run found{find_, current.slug}; found.next())
    found.row(id, sql::seconds_into{known.start}, sql::seconds_into{known.end});
  const sql::seconds start{current.start};
  const sql::seconds end{current.end};
  if (id == 0) {
    sql::run{make_, ids_.series(series), current.slug, start, end}.change();
    return file_.getLastInsertRowid();
  }
  // The configured length of the series has changed.
  if (known.start != current.start || known.end != current.end) {
    sql::run{move_, id, start, end}.change();
    sql::run{move_grades_, id, start, end}.change();
  }
  return id;
}

void window_writer::book(std::int64_t window, const market& details) {
  auto& known = ids_.market(details.slug, details.condition_id);
  if (known.details != details)
    write_details(known, details);
  sql::run{set_market_, window, known.id}.change();
}

void window_writer::write_details(known_market& known, const market& details) {
  const auto up = ids_.token(known, details.up_token);
  const auto down = ids_.token(known, details.down_token);
  const auto rate = details.fees ? std::optional{details.fees->rate_micros}
                                 : std::optional<std::int64_t>{};
  const auto exponent = details.fees ? std::optional{details.fees->exponent}
                                     : std::optional<std::uint8_t>{};
  sql::run{set_details_,   known.id,        up,
           down,           details.start,   details.end,
           details.closed, details.settled, details.closed_at,
           rate,           exponent,        details.up_index}
      .change();
  known.details = details;
}

void window_writer::book(std::int64_t window, const window_coverage& coverage) {
  std::optional<window_coverage> known;
  if (sql::run found{find_coverage_, window}; found.next()) {
    known.emplace();
    found.row(known->how, known->from, known->to, known->why);
  }
  const auto now = known ? merge_coverage(*known, coverage) : coverage;
  if (known != now)
    sql::run{set_coverage_, window, now.how, now.from, now.to, now.why}.change();
}

window_reader::window_reader(SQLite::Database& file)
    : window_{file, "SELECT w.start_s, w.end_s, s.name, w.market_id, w.coverage, "
                    "w.watched_from_ns, w.watched_to_ns, w.why FROM windows w "
                    "JOIN series s ON s.id = w.series_id WHERE w.slug = ?"}
    , market_{file,
              "SELECT m.slug, m.condition_id, ifnull(u.token, ''), "
              "ifnull(d.token, ''), m.start_ns, m.end_ns, m.closed, m.settled, "
              "m.closed_at_ns, m.fee_rate_micros, m.fee_exponent, m.up_index "
              "FROM markets m "
              "LEFT JOIN tokens u ON u.market_id = m.id AND u.number = m.up_token "
              "LEFT JOIN tokens d ON d.market_id = m.id AND d.number = m.down_token "
              "WHERE m.id = ?"}
    , grades_{file, "WHERE g.window_id = (SELECT id FROM windows WHERE slug = ?) "
                    "ORDER BY a.address"}
    , events_{file} {}

std::optional<remembered_window> window_reader::of_slug(const std::string& slug) {
  remembered_window result;
  result.window.slug = slug;
  std::optional<std::int64_t> market_id;
  {
    sql::run found{window_, slug};
    if (!found.next())
      return std::nullopt;
    std::optional<coverage_kind> how;
    found.row(sql::seconds_into{result.window.start},
              sql::seconds_into{result.window.end}, result.series, market_id, how);
    if (how) {
      auto& coverage = result.coverage.emplace();
      coverage.how = *how;
      found.read_column(5, coverage.from);
      found.read_column(6, coverage.to);
      found.read_column(7, coverage.why);
    }
  }
  if (market_id) {
    sql::run found{market_, *market_id};
    found.next();
    auto& details = result.in.emplace();
    std::optional<std::int64_t> rate;
    std::uint8_t exponent = 0;
    found.row(details.slug, sql::hash_into{details.condition_id}, details.up_token,
              details.down_token, details.start, details.end, details.closed,
              details.settled, details.closed_at, rate, exponent, details.up_index);
    if (rate)
      details.fees = fee_schedule{*rate, exponent};
  }
  grades_.each([&](grade& row) { result.grades.push_back(std::move(row)); }, slug);
  result.events = events_.of_slug(slug);
  return result;
}

} // namespace tracker
