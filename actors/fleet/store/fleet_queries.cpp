// SPDX-License-Identifier: MIT
#include "actors/fleet/store/fleet_queries.hpp"

#include "actors/fleet/store/fleet_schema.hpp"
#include "actors/ledger/tables/grade_columns.hpp"
#include "actors/ledger/tables/proof_columns.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <utility>

namespace tracker {

namespace {

constexpr const char* grade_names =
    "w.slug, g.start_s, g.end_s, s.name, a.name, a.address, ";
constexpr const char* grade_joins =
    "JOIN windows w ON w.id = g.window_id JOIN series s ON s.id = w.series_id "
    "JOIN wallets a ON a.id = g.wallet_id ";

/// The figures of a grade as reports show them.
std::string shown_figures() {
  std::string columns;
  const grade sample;
  visit_grade(sample,
              [&](const std::string& prefix, const char* name, const auto& /*member*/) {
                const auto column = prefix + name;
                columns += columns.empty() ? "" : ", ";
                columns += column == "status"   ? fleet_shown_status
                           : column == "reason" ? fleet_shown_reason
                                                : "g." + column;
              });
  return columns;
}

/// The condition of a filter; texts are parameters.
class condition {
public:
  void add_time(const std::string& column, const report_filter& filter) {
    if (filter.begin)
      add(fmt::format("{} > {}", column, to_unix_seconds(*filter.begin)));
    if (filter.end)
      add(fmt::format("{} <= {}", column, to_unix_seconds(*filter.end)));
  }
  void add_series(const std::string& column, const report_filter& filter) {
    if (!filter.series.empty())
      add(fmt::format("{} IN (SELECT id FROM series WHERE name = ANY({}))", column,
                      texts(filter.series)));
  }
  void add_wallets(const std::string& column, const report_filter& filter) {
    if (filter.wallets.empty())
      return;
    const auto names = texts(filter.wallets);
    add(fmt::format("{0} IN (SELECT id FROM wallets WHERE name = ANY({1}) OR "
                    "address = ANY({1}))",
                    column, names));
  }
  template <class Enumeration>
  void add_numbers(const std::vector<std::string>& columns,
                   const std::vector<Enumeration>& values) {
    if (values.empty())
      return;
    std::vector<std::int64_t> numbers;
    for (const auto value : values)
      numbers.push_back(static_cast<std::int64_t>(value));
    std::vector<std::string> choices;
    for (const auto& column : columns)
      choices.push_back(fmt::format("{} IN ({})", column, fmt::join(numbers, ", ")));
    add(fmt::format("({})", fmt::join(choices, " OR ")));
  }
  void add_texts(const std::string& column, const std::vector<std::string>& values) {
    if (!values.empty())
      add(fmt::format("{} = ANY({})", column, texts(values)));
  }

  /// `sql` with the condition in place of `{}`.
  fleet_query finish(const std::string& sql) {
    return {fmt::format(fmt::runtime(sql), text_.empty() ? "true" : text_),
            std::move(parameters_)};
  }

private:
  void add(const std::string& part) { text_ += (text_.empty() ? "" : " AND ") + part; }
  std::string texts(const std::vector<std::string>& values) {
    pg::array_text column;
    for (const auto& value : values)
      column.add(std::string_view{value});
    parameters_.emplace_back(column.take());
    return fmt::format("${}::text[]", parameters_.size());
  }

  std::string text_;
  std::vector<pg::parameter> parameters_;
};

condition grade_condition(const report_filter& filter) {
  condition result;
  result.add_time("g.end_s", filter);
  result.add_series("g.series_id", filter);
  result.add_wallets("g.wallet_id", filter);
  result.add_numbers({fleet_shown_status}, filter.statuses);
  result.add_numbers({"g.kind"}, filter.kinds);
  result.add_numbers({"g.arb_result", "g.one_sided_result"}, filter.results);
  result.add_texts("g.strategy", filter.strategies);
  return result;
}

std::string proof_columns(const std::string& qualifier) {
  std::string text;
  const auto append = [&](const char* name, const auto& /*member*/) {
    text += ", " + qualifier + name;
  };
  const day_proof sample;
  visit_our_day(sample, append);
  const official_pnl pnl;
  visit_official(pnl, append);
  return text;
}

} // namespace

fleet_query grade_rows_query(const report_filter& filter) {
  return grade_condition(filter).finish(
      std::string{"SELECT coalesce(m.condition_id, ''), "} + grade_names +
      shown_figures() + " FROM grades g " + grade_joins + fleet_not_final_join +
      "LEFT JOIN markets m ON m.id = w.market_id WHERE {} "
      "ORDER BY g.end_s, s.name COLLATE \"C\", a.address");
}

fleet_query outline_query(const report_filter& filter, outline_detail detail) {
  std::string columns = "g.end_s, g.start_s, " + std::string{fleet_shown_status} +
                        ", g.winner, g.kind, "
                        "g.one_sided_kind, g.pnl, g.arb_pnl, g.capture_pnl, "
                        "g.directional_pnl, g.fees, g.fees_from, g.rebates, g.volume, "
                        "g.fills";
  std::string joins;
  std::string order = "g.end_s";
  if (detail != outline_detail::sums) {
    columns += ", s.name, a.name, a.address, g.strategy";
    joins = "JOIN series s ON s.id = g.series_id JOIN wallets a ON a.id = g.wallet_id ";
    order += ", s.name COLLATE \"C\", a.address";
  }
  if (detail == outline_detail::with_cost)
    columns += ", g.cost";
  return grade_condition(filter).finish("SELECT " + columns + " FROM grades g " +
                                        fleet_not_final_join + joins +
                                        "WHERE {} ORDER BY " + order);
}

fleet_query windows_query(const report_filter& filter) {
  condition result;
  result.add_time("w.end_s", filter);
  result.add_series("w.series_id", filter);
  return result.finish("SELECT s.name, w.start_s, w.end_s, c.kind, c.why FROM windows w "
                       "JOIN series s ON s.id = w.series_id " TRACKER_BEST_COVERAGE
                       "WHERE {} ORDER BY s.name COLLATE \"C\", w.end_s");
}

fleet_query account_query(const report_filter& filter) {
  condition result;
  result.add_time("x.at_s", filter);
  result.add_wallets("x.wallet_id", filter);
  return result.finish(
      "SELECT a.name, a.address, x.type, x.platform_type, x.at_s, x.events, x.size, "
      "x.cash FROM (SELECT wallet_id, at_s, type, platform_type, 1::bigint AS events, "
      "size, cash FROM events WHERE market_id = (SELECT id FROM markets WHERE key = '') "
      "UNION ALL SELECT wallet_id, quarter_s, type, platform_type, events, size, cash "
      "FROM account_sums) x JOIN wallets a ON a.id = x.wallet_id WHERE {} "
      "ORDER BY x.at_s, a.address, x.type, x.platform_type COLLATE \"C\"");
}

const std::string& window_grades_sql() {
  static const auto sql = std::string{"SELECT "} + grade_names + shown_figures() +
                          " FROM grades g " + grade_joins + fleet_not_final_join +
                          "WHERE w.slug = $1 ORDER BY a.address";
  return sql;
}

const std::string& revisions_sql() {
  static const auto sql =
      std::string{"SELECT w.slug, w.start_s, w.end_s, s.name, a.name, a.address, "} +
      grade_column_names("g.") + " FROM grade_revisions g " + grade_joins +
      "WHERE w.slug = $1 ORDER BY a.address, g.epoch, g.revision";
  return sql;
}

const std::string& proofs_sql() {
  static const auto sql =
      "SELECT a.name, a.address, p.day_s, p.platform_fills" + proof_columns("p.") +
      ", p.missing_windows FROM proofs p JOIN wallets a ON a.id = p.wallet_id "
      "ORDER BY p.day_s, a.address";
  return sql;
}

void read_proof(fleet::row_reader row, day_proof& result) {
  row.next(result.wallet.name, result.wallet.address,
           fleet::whole_seconds_into{result.day}, result.platform.fills);
  visit_our_day(result, [&](const char*, auto& member) { row.next(member); });
  official_pnl pnl;
  bool is_known = true;
  visit_official(pnl, [&](const char*, usdc& member) {
    std::optional<usdc> value;
    row.next(value);
    is_known = is_known && value;
    member = value.value_or(usdc{});
  });
  if (is_known)
    result.platform.pnl = pnl;
  std::string missing;
  row.next(missing);
  read_missing_windows(missing, result);
}

} // namespace tracker
