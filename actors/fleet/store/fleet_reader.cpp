// SPDX-License-Identifier: MIT
#include "actors/fleet/store/fleet_reader.hpp"

#include "actors/fleet/store/fleet_queries.hpp"
#include "actors/fleet/store/fleet_schema.hpp"
#include "actors/fleet/store/fleet_values.hpp"

#include "actors/ledger/tables/grade_columns.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace tracker {

namespace {

using fleet::row_reader;
using fleet::whole_seconds_into;

/// A snapshot is taken by the first query.
constexpr const char* begin_snapshot =
    "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SELECT version FROM fleet";

/// A report may sum for a while before its first row.
constexpr std::chrono::minutes report_patience{5};

ledger_error_kind kind_of(pg::error_class kind) {
  switch (kind) {
  case pg::error_class::newer:
    return ledger_error_kind::newer;
  case pg::error_class::absent:
    return ledger_error_kind::absent;
  case pg::error_class::lost:
  case pg::error_class::conflict:
  case pg::error_class::full:
    return ledger_error_kind::busy;
  case pg::error_class::read_only:
  case pg::error_class::no_rights:
    return ledger_error_kind::read_only;
  default:
    return ledger_error_kind::unexpected;
  }
}

/// Reads the columns of `grade_columns_sql`.
void read_grade(row_reader& row, grade& output) {
  row.next(output.window.slug, whole_seconds_into{output.window.start},
           whole_seconds_into{output.window.end}, output.series, output.wallet.name,
           output.wallet.address);
  visit_grade(output, [&](const char*, const char*, auto& member) { row.next(member); });
}

void read_event(row_reader row, activity_event& event) {
  row.next(event.type, event.platform_type, event.wallet, event.condition_id, event.slug,
           event.asset, whole_seconds_into{event.time}, event.size, event.cash,
           event.at_price, event.quoted, event.transaction, event.occurrence, event.role);
}

/// Reads the columns of `market_columns_sql`.
market read_market(row_reader& row) {
  market result;
  std::optional<std::int64_t> rate;
  std::optional<std::uint8_t> exponent;
  row.next(result.slug, result.condition_id, result.up_token, result.down_token,
           result.start, result.end, result.closed, result.settled, result.closed_at,
           rate, exponent, result.up_index);
  if (rate)
    result.fees = fee_schedule{*rate, exponent.value_or(0)};
  return result;
}

} // namespace

class database_source final : public report_source {
public:
  database_source(pg::connection database, std::string place)
      : database_{std::move(database)}, place_{std::move(place)} {}

  failure each_grade(const report_filter& filter,
                     const std::function<void(const grade_row&)>& visit) override {
    const auto query = grade_rows_query(filter);
    return each(query, [&](row_reader row) {
      grade_row result;
      row.next(result.condition_id);
      read_grade(row, result.graded);
      visit(result);
    });
  }
  failure each_outline(const report_filter& filter, outline_detail detail,
                       const std::function<void(const grade_outline&)>& visit) override {
    const auto query = outline_query(filter, detail);
    grade_outline outline;
    return each(query, [&](row_reader row) {
      row.next(whole_seconds_into{outline.end}, whole_seconds_into{outline.start},
               outline.status, outline.winner, outline.kind, outline.one_sided_kind,
               outline.pnl, outline.arb_pnl, outline.capture_pnl, outline.directional_pnl,
               outline.fees, outline.fees_from, outline.rebates, outline.volume,
               outline.fills);
      if (detail != outline_detail::sums)
        row.next(outline.series, outline.wallet.name, outline.wallet.address,
                 outline.strategy);
      if (detail == outline_detail::with_cost)
        row.next(outline.cost);
      visit(outline);
    });
  }
  failure each_window(const report_filter& filter,
                      const std::function<void(const covered_window&)>& visit) override {
    const auto query = windows_query(filter);
    return each(query, [&](row_reader row) {
      covered_window window;
      std::optional<coverage_kind> how;
      row.next(window.series, whole_seconds_into{window.start},
               whole_seconds_into{window.end}, how, window.why);
      window.how = how.value_or(coverage_kind::missed);
      if (!how)
        window.why = "it was not recorded how this window was seen";
      else if (window.how == coverage_kind::watched ||
               window.how == coverage_kind::backfilled)
        window.why.clear();
      visit(window);
    });
  }
  failure
  each_account_row(const report_filter& filter,
                   const std::function<void(const account_row&)>& visit) override {
    const auto query = account_query(filter);
    return each(query, [&](row_reader row) {
      account_row result;
      row.next(result.wallet.name, result.wallet.address, result.type,
               result.platform_type, whole_seconds_into{result.time}, result.events,
               result.size, result.cash);
      visit(result);
    });
  }
  ledger_result<std::vector<wallet_doubt>> doubtful_rows() override {
    return collect<wallet_doubt>(
        {doubtful_sql}, [](row_reader row, wallet_doubt& result) {
          row.next(result.wallet.name, result.wallet.address, result.row.slug,
                   result.row.condition_id, result.row.near, result.row.why);
        });
  }
  ledger_result<known_names> names(bool with_strategies) override {
    return guard([&] {
      known_names result;
      must(each({"SELECT name FROM series ORDER BY name COLLATE \"C\""},
                [&](row_reader row) { row.next(result.series.emplace_back()); }));
      must(each({"SELECT name, address FROM wallets WHERE address <> '' "
                 "ORDER BY name COLLATE \"C\", address"},
                [&](row_reader row) {
                  auto& wallet = result.wallets.emplace_back();
                  row.next(wallet.name, wallet.address);
                }));
      if (with_strategies)
        must(each({"SELECT DISTINCT strategy FROM grades WHERE strategy <> ''"},
                  [&](row_reader row) { row.next(result.strategies.emplace_back()); }));
      return result;
    });
  }
  ledger_result<std::optional<remembered_window>> find(const std::string& slug) override {
    return guard([&] {
      std::optional<remembered_window> result;
      must(each({window_sql, {slug}}, [&](row_reader row) {
        auto& known = result.emplace();
        known.window.slug = slug;
        row.next(whole_seconds_into{known.window.start},
                 whole_seconds_into{known.window.end}, known.series);
        std::optional<coverage_kind> how;
        window_coverage coverage;
        row.next(how);
        if (how) {
          coverage.how = *how;
          row.next(coverage.from, coverage.to, coverage.why);
          known.coverage = coverage;
        } else {
          row.skip(3);
        }
        if (!row.is_null())
          known.in = read_market(row);
      }));
      if (!result)
        return result;
      must(each({window_grades_sql(), {slug}},
                [&](row_reader row) { read_grade(row, result->grades.emplace_back()); }));
      must(each({window_events_sql, {slug}},
                [&](row_reader row) { read_event(row, result->events.emplace_back()); }));
      return result;
    });
  }
  ledger_result<std::vector<other_market>> other_markets(timestamp since) override {
    return collect<other_market>(
        {other_markets_sql, {std::to_string(to_unix_seconds(since))}},
        [](row_reader row, other_market& result) {
          row.next(result.slug, result.wallet.name, result.wallet.address, result.events);
        });
  }
  ledger_result<std::vector<day_proof>> proofs() override {
    return collect<day_proof>({proofs_sql()}, read_proof);
  }
  ledger_result<std::vector<grade>> revisions(const std::string& slug) override {
    return collect<grade>({revisions_sql(), {slug}},
                          [](row_reader row, grade& result) { read_grade(row, result); });
  }

  failure run(const std::string& sql) {
    try {
      database_.run(sql);
      return std::nullopt;
    } catch (const pg::error& error) {
      return explain(error);
    }
  }
  ledger_result<std::uint64_t> count_batches() {
    return guard([&] {
      std::uint64_t batches = 0;
      must(each({"SELECT coalesce(sum(batch), 0)::bigint FROM trackers"},
                [&](row_reader row) { row.next(batches); }));
      return batches;
    });
  }
  ledger_result<std::vector<fleet_member>> members() {
    return collect<fleet_member>({members_sql}, [](row_reader row, fleet_member& result) {
      int connected = 0;
      row.next(result.name, result.version, result.waiting, connected, result.silent,
               result.behind, result.refused);
      result.is_connected = connected != 0;
    });
  }

private:
  template <class Visit>
  failure each(const fleet_query& query, Visit visit) {
    try {
      database_.each_row(
          query.sql, query.parameters,
          [&](std::span<const fleet::field> row) { visit(row_reader{row}); });
      return std::nullopt;
    } catch (const pg::error& error) {
      return explain(error);
    }
  }
  /// The rows of a query.
  template <class Row, class Read>
  ledger_result<std::vector<Row>> collect(const fleet_query& query, Read read) {
    std::vector<Row> result;
    if (auto error =
            each(query, [&](row_reader row) { read(row, result.emplace_back()); }))
      return std::move(*error);
    return result;
  }
  template <class Body>
  auto guard(Body body) -> ledger_result<decltype(body())> {
    try {
      return body();
    } catch (ledger_error& error) {
      return std::move(error);
    }
  }
  static void must(failure failed) {
    if (failed)
      throw ledger_error{std::move(*failed)};
  }
  ledger_error explain(const pg::error& error) const {
    return {kind_of(error.kind()), fmt::format("{}: {}", place_, error.what())};
  }

  pg::connection database_;
  std::string place_;
};

class fleet_reader::state {
public:
  state(pg::connection database, std::string place)
      : source{std::move(database), std::move(place)} {}

  database_source source;
};

fleet_reader::fleet_reader(std::unique_ptr<state> opened) : state_{std::move(opened)} {}
fleet_reader::~fleet_reader() = default;

ledger_result<std::unique_ptr<fleet_reader>> fleet_reader::open(const std::string& url,
                                                                fleet_use use) {
  const auto place = pg::describe_target(url);
  try {
    const bool is_report = use == fleet_use::report;
    pg::connection database{
        {url, is_report ? "performance_tracker report" : "performance_tracker page"}};
    inspect_fleet(database);
    if (is_report) {
      database.set_answer_limit(report_patience);
      database.run(
          "SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0");
    }
    database.run(begin_snapshot);
    return std::unique_ptr<fleet_reader>{
        new fleet_reader{std::make_unique<state>(std::move(database), place)}};
  } catch (const pg::error& error) {
    return ledger_error{kind_of(error.kind()),
                        fmt::format("{}: {}", place, error.what())};
  }
}

report_source& fleet_reader::source() {
  return state_->source;
}

report_source::failure fleet_reader::end_snapshot() {
  return state_->source.run("ROLLBACK");
}

report_source::failure fleet_reader::take_snapshot() {
  return state_->source.run(begin_snapshot);
}

ledger_result<std::uint64_t> fleet_reader::count_batches() {
  return state_->source.count_batches();
}

ledger_result<std::vector<fleet_member>> fleet_reader::members() {
  return state_->source.members();
}

} // namespace tracker
