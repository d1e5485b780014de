// SPDX-License-Identifier: MIT
// The figures of the page, report, /api/v1, /metrics and the totals of the log agree to
// the micro-dollar.
#include "actors/ledger/output/report_run.hpp"
#include "actors/ledger/report/report_figures.hpp"
#include "actors/ledger/report/totals_text.hpp"
#include "actors/ledger/running_totals.hpp"
#include "actors/web/measure/metrics_text.hpp"
#include "actors/web/metrics.hpp"
#include "tests/actors/web/web_rig.hpp"

#include <nlohmann/json.hpp>
#include <rapidcheck.h>

#include <sstream>

using namespace tracker;
using namespace tracker::test;

namespace {

/// A grade that the tracker could make: its parts add up to the whole.
grade arbitrary_grade(std::int64_t number, const watched_wallet& wallet) {
  auto result =
      grade_of(number, *rc::gen::element(grade_status::pending, grade_status::provisional,
                                         grade_status::final, grade_status::amended));
  result.wallet = wallet;
  auto& figures = result.figures;
  const auto amount = [] {
    return usdc::from_micros(*rc::gen::inRange<std::int64_t>(-9'000'001, 9'000'001));
  };
  figures.kind = *rc::gen::element(trade_kind::none, trade_kind::arb, trade_kind::capture,
                                   trade_kind::directional);
  if (figures.kind != trade_kind::none) {
    figures.arb.pnl = figures.kind == trade_kind::arb ? amount() : usdc{};
    figures.capture_pnl = figures.kind == trade_kind::capture ? amount() : usdc{};
    figures.directional_pnl = figures.kind == trade_kind::directional ? amount() : usdc{};
    figures.one_sided.kind =
        figures.kind == trade_kind::arb ? trade_kind::none : figures.kind;
    figures.pnl = figures.arb.pnl + figures.capture_pnl + figures.directional_pnl;
    figures.cost = usdc::from_micros(*rc::gen::inRange<std::int64_t>(1, 9'000'001));
    figures.up.cost = figures.cost;
    figures.fees = usdc::from_micros(*rc::gen::inRange<std::int64_t>(0, 100'001));
    figures.fees_from = *rc::gen::element(fee_source::observed, fee_source::modelled);
    figures.rebates = usdc::from_micros(*rc::gen::inRange<std::int64_t>(0, 1001));
    figures.fills = *rc::gen::inRange<std::uint64_t>(1, 9);
  }
  return result;
}

/// The value of a metric in micros, summed over the rows whose labels contain `part`.
std::int64_t metric_of(const std::string& text, const std::string& name,
                       const std::string& part) {
  std::int64_t sum = 0;
  std::istringstream stream{text};
  for (std::string line; std::getline(stream, line);)
    if (line.starts_with("performance_tracker_" + name + "{") &&
        line.find(part) != std::string::npos)
      sum += parse_micros(line.substr(line.rfind(' ') + 1)).value();
  return sum;
}

std::int64_t micros_of(const nlohmann::json& value) {
  return parse_micros(value.get<std::string>()).value();
}

/// The exact amount of the page's first `<data>` after `mark`.
std::int64_t amount_after(const std::string& page, const std::string& mark) {
  const std::string attribute = " value=\"";
  const auto begin = page.find(attribute, page.find(mark)) + attribute.size();
  return parse_micros(page.substr(begin, page.find('"', begin) - begin)).value();
}

/// The sum of `name` over the rows that `report --format=json` writes.
std::int64_t report_sum(web_rig& rig, report_options options, const char* name) {
  auto reader = must(ledger_reader::open(rig.path));
  source_over<ledger_reader&> source{reader};
  const report_setting setting{rig.snapshot.now, *rig.context.zone, rig.context.series};
  options.format = "json";
  const auto query = parse_report_query(options, setting.now, setting.zone);
  std::ostringstream out;
  RC_ASSERT(!write_report_rows(std::get<report_query>(query), source, setting, out));
  std::int64_t sum = 0;
  for (const auto& row : nlohmann::json::parse(out.str()))
    if (row[name].is_string())
      sum += micros_of(row[name]);
  return sum;
}

/// The totals that the log prints when the grades arrive in any order, each pending
/// first.
running_totals logged_totals(const web_rig& rig, const std::vector<grade>& grades) {
  running_totals result{run_start - std::chrono::hours{1}, *rig.context.zone};
  result.follow_day(rig.snapshot.now, [](const time_bounds&) {
    return std::optional{std::vector<grade>{}};
  });
  std::vector<std::size_t> order(grades.size());
  for (std::size_t i = 0; i < order.size(); ++i)
    order[i] = i;
  for (std::size_t i = order.size(); i > 1; --i)
    std::swap(order[i - 1], order[*rc::gen::inRange<std::size_t>(0, i)]);
  for (const auto number : order) {
    auto first = grades[number];
    first.status = grade_status::pending;
    first.winner.reset();
    result.book(std::nullopt, first);
    result.book(first, grades[number]);
  }
  return result;
}

} // namespace

TEST_CASE("page, report, api and metrics agree to the micro-dollar", "[web]") {
  CHECK(rc::check("figures agree", [] {
    web_rig rig;
    rig.context.wallets = {main_wallet, other_wallet};
    std::vector<ledger_entry> entries;
    const auto count = *rc::gen::inRange(1, 12);
    for (int i = 0; i < count; ++i)
      for (const auto& wallet : {main_wallet, other_wallet})
        if (*rc::gen::arbitrary<bool>())
          entries.push_back(grade_entry(arbitrary_grade(i, wallet)));
    entries.push_back(coverage_entry(0, {coverage_kind::watched, {}, {}, ""}));
    rig.commit(entries);
    rig.read_figures();
    const auto text = write_metrics(collect_samples(rig.view()), exposition::prometheus);

    // Every row of the ledger, from /api/v1/windows.
    const auto rows =
        nlohmann::json::parse(rig.get("/api/v1/windows", {{"limit", "1000"}}).body);
    for (const auto& wallet : {main_wallet, other_wallet}) {
      const auto label = "wallet=\"" + display_name(wallet) + "\"";
      std::int64_t settled = 0;
      std::int64_t provisional = 0;
      std::int64_t fees = 0;
      for (const auto& row : rows) {
        if (row["wallet"] != mask_address(wallet.address) &&
            row["wallet_name"] != display_name(wallet))
          continue;
        if (row["status"] == "PENDING")
          continue;
        (row["status"] == "PROVISIONAL" ? provisional : settled) += micros_of(row["pnl"]);
        fees += micros_of(row["fees"]);
      }
      RC_ASSERT(metric_of(text, "pnl_usdc", label) == settled);
      RC_ASSERT(metric_of(text, "pnl_provisional_usdc", label) == provisional);
      RC_ASSERT(metric_of(text, "fees_usdc_total", label) == fees);
      // The group of `report --by=wallet`.
      const auto groups =
          nlohmann::json::parse(rig.get("/api/v1/strategies", {{"by", "wallet"}}).body);
      for (const auto& group : groups)
        if (group["wallet"] == mask_address(wallet.address))
          RC_ASSERT(micros_of(group["pnl"]) == settled + provisional);
    }
    // The sums of the days, and the totals in the log.
    std::int64_t days = 0;
    for (const auto& day : nlohmann::json::parse(rig.get("/api/v1/days").body))
      days += micros_of(day["pnl"]);
    RC_ASSERT(days == metric_of(text, "pnl_usdc", "") +
                          metric_of(text, "pnl_provisional_usdc", ""));
    auto reader = must(ledger_reader::open(rig.path));
    const auto grades = grades_of(reader, {});
    totals sums;
    for (const auto& row : grades)
      sums.add(row);
    RC_ASSERT(sums.net.pnl.micros() == days);
    const auto logged = logged_totals(rig, grades);
    RC_ASSERT(logged.session().sums == sums);
    // All windows are on one day.
    RC_ASSERT(logged.today().sums == sums);
    RC_ASSERT(totals_line("today", logged.today().sums)
                  .starts_with("TOTALS today | " + format_pnl(sums.net.pnl) + " net | "));
    // The output of report, ungrouped and grouped.
    report_options by_day;
    by_day.grouping = "day";
    by_day.all = true;
    RC_ASSERT(report_sum(rig, by_day, "pnl") == days);
    RC_ASSERT(report_sum(rig, by_day, "rebates") == sums.rebates.micros());
    // The page shows settled and unsettled amounts separately.
    const auto page = rig.get("/").body;
    const auto settled = metric_of(text, "pnl_usdc", "");
    RC_ASSERT(amount_after(page, "<h3>Today</h3>") == settled);
    const auto today = page.substr(page.find("<h3>Today</h3>"));
    if (sums.provisional > 0)
      RC_ASSERT(amount_after(today, "class=\"note\"") == days - settled);
    RC_ASSERT(amount_after(page, "<h3>Fees today</h3>") == sums.fees().micros());
    for (const auto* span : {">7 days</b>", ">30 days</b>", ">all</b>"})
      RC_ASSERT(amount_after(page, span) == settled);
  }));
}

TEST_CASE("drawdown and streak equal those of report", "[web]") {
  CHECK(rc::check("drawdown", [] {
    web_rig rig;
    const auto amounts = *rc::gen::container<std::vector<int>>(rc::gen::inRange(-9, 9));
    std::vector<ledger_entry> entries;
    for (std::size_t i = 0; i < amounts.size(); ++i)
      entries.push_back(
          grade_entry(traded_grade(static_cast<std::int64_t>(i), amounts[i])));
    rig.commit(entries);
    rig.snapshot.now = window_number(200).end;
    const auto& figures = rig.read_figures();
    RC_ASSERT(figures.wallets.size() == 1U);
    const auto& wallet = figures.wallets.front();
    auto reader = must(ledger_reader::open(rig.path));
    equity_curve curve;
    for (const auto& row : grades_of(reader, {}))
      curve.add(outline_of(row));
    const auto largest = largest_drawdown(curve.points());
    RC_ASSERT(wallet.largest_drawdown == (largest ? largest->amount : usdc{}));
    std::int64_t streak = 0;
    for (const auto amount : amounts)
      streak = amount < 0 ? streak + 1 : amount > 0 ? 0 : streak;
    RC_ASSERT(wallet.losing_streak == streak);
  }));
}

TEST_CASE("figures count each window once and every wallet by itself", "[web]") {
  web_rig rig;
  auto pending = traded_grade(1, -2'000'000, grade_status::pending);
  auto other = pending;
  other.wallet = other_wallet;
  rig.commit({grade_entry(traded_grade(0, 5)), grade_entry(pending), grade_entry(other),
              events_entry({reward_at(window_number(0).end, 77)}),
              coverage_entry(0, {coverage_kind::watched, {}, {}, ""}),
              coverage_entry(2, {coverage_kind::missed, {}, {}, "off"})});
  rig.snapshot.now = window_number(2).end;
  const auto& figures = rig.read_figures();
  REQUIRE(figures.wallets.size() == 2);
  CHECK(figures.wallets[0].wallet == main_wallet);
  CHECK(figures.wallets[0].unrealized_cost == usdc::from_micros(5'000'000));
  CHECK(figures.wallets[0].account.at(activity_type::reward) == usdc::from_micros(77));
  CHECK(figures.wallets[0].grades.at(grade_status::pending) == 1);
  REQUIRE(figures.series.size() == 1);
  CHECK(figures.series[0].unresolved == 1);
  CHECK(figures.series[0].oldest_unresolved == window_number(1).end);
  CHECK(figures.series[0].coverage.watched == 1);
  // One window was recorded as missed, the one between the two is absent.
  CHECK(figures.series[0].coverage.missed == 2);
  CHECK(figures.today.contains(rig.snapshot.now));
}
