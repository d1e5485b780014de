// SPDX-License-Identifier: MIT
#include "actors/ledger/store/ledger_check.hpp"

#include "actors/ledger/store/schema.hpp"
#include "actors/ledger/store/sqlite_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace tracker {

namespace {

/// The first version whose grades have outlines.
constexpr std::int32_t first_with_outlines = 2;

std::int64_t number(SQLite::Database& file, const std::string& query) {
  return file.execAndGet(query).getInt64();
}

/// `3 grades, the first one of btc-updown-15m-…`; empty without a grade `g` for which the
/// condition holds.
std::string grades_with(SQLite::Database& file, const std::string& condition) {
  SQLite::Statement found{
      file, "SELECT COUNT(*), ifnull(MIN(w.slug), 'an unknown window') FROM grades g "
            "LEFT JOIN windows w ON w.id = g.window_id WHERE " +
                condition};
  found.executeStep();
  const auto count = found.getColumn(0).getInt64();
  if (count == 0)
    return {};
  return fmt::format("{} {}, the first one of {}", count, count == 1 ? "grade" : "grades",
                     found.getColumn(1).getString());
}

/// Rows that refer to a row that does not exist.
std::string lost_references(SQLite::Database& file) {
  SQLite::Statement rows{file, "SELECT \"table\", COUNT(*) FROM pragma_foreign_key_check "
                               "GROUP BY 1 ORDER BY 1"};
  std::string result;
  while (rows.executeStep())
    result += fmt::format("{}{} of {}", result.empty() ? "" : ", ",
                          rows.getColumn(1).getInt64(), rows.getColumn(0).getString());
  return result;
}

void check_content(SQLite::Database& file, checked_ledger& result) {
  const auto check = [&](const char* name, std::string problem) {
    result.parts.push_back({name, std::move(problem)});
  };
  check("references between tables", lost_references(file));
  check("sums of the grades",
        grades_with(file, "g.pnl <> g.proceeds + g.payout + g.value - g.cost OR "
                          "g.residual <> 0 OR "
                          "g.pnl <> g.arb_pnl + g.capture_pnl + g.directional_pnl"));
  check("winners of the grades",
        grades_with(file, "(g.status = 0) <> (g.winner IS NULL)"));
  check("settled windows",
        grades_with(file, "w.id IS NULL OR w.settled <> NOT EXISTS (SELECT 1 FROM grades "
                          "x WHERE x.window_id = g.window_id AND x.status < 2)"));
  if (result.version < first_with_outlines)
    return;
  add_packing(file);
  check("outlines that reports read",
        grades_with(file,
                    "g.outline <> packed(g.status, ifnull(g.winner, -1), g.kind, "
                    "g.one_sided_kind, g.pnl, g.arb_pnl, g.capture_pnl, "
                    "g.directional_pnl, g.fees, g.fees_from, g.rebates, g.up_cost + "
                    "g.down_cost + g.up_proceeds + g.down_proceeds, g.fills)"));
}

} // namespace

bool checked_ledger::is_sound() const {
  return std::all_of(parts.begin(), parts.end(),
                     [](const checked_part& part) { return part.problem.empty(); });
}

ledger_result<checked_ledger> check_ledger(const std::string& path, file_state state) {
  auto opened = open_any_version(path, state);
  if (auto* error = std::get_if<ledger_error>(&opened))
    return std::move(*error);
  auto& file = std::get<SQLite::Database>(opened);
  return guarded(path, &file, [&] {
    // All checks see the same rows.
    file.exec("BEGIN");
    checked_ledger result;
    result.version = static_cast<std::int32_t>(number(file, "PRAGMA user_version"));
    result.bytes = number(file, "PRAGMA page_count") * number(file, "PRAGMA page_size");
    result.parts.push_back({"pages and indexes", whole_check_problem(file)});
    if (!result.is_sound())
      return result;
    result.windows = number(file, "SELECT COUNT(*) FROM windows");
    result.grades = number(file, "SELECT COUNT(*) FROM grades");
    result.events = number(file, "SELECT COUNT(*) FROM events");
    check_content(file, result);
    return result;
  });
}

} // namespace tracker
