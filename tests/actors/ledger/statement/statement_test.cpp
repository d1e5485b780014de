// SPDX-License-Identifier: MIT
#include "actors/ledger/statement/journal.hpp"
#include "actors/ledger/statement/statement.hpp"
#include "actors/text/shown_cents.hpp"
#include "tests/actors/ledger/report/report_day.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"
#include "tests/support/text_checks.hpp"

#include <rapidcheck.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>

using namespace tracker;
using namespace tracker::test;

namespace {

account_row reward(std::int64_t second, std::int64_t micros,
                   activity_type type = activity_type::maker_rebate) {
  account_row row;
  row.wallet = {"main", main_address};
  row.type = type;
  row.time = from_unix_seconds(second);
  row.cash = usdc::from_micros(micros);
  return row;
}

std::vector<grade> sorted_by_end(std::vector<grade> grades) {
  std::stable_sort(grades.begin(), grades.end(), [](const auto& left, const auto& right) {
    return left.window.end < right.window.end;
  });
  return grades;
}

statement_figures figures_of(const std::vector<grade>& grades) {
  statement_data data{los_angeles};
  for (const auto& graded : grades)
    data.add(outline_of(graded));
  return data.figures();
}

statement_amounts sum(const std::vector<statement_row>& rows) {
  statement_amounts result;
  for (const auto& row : rows) {
    result.before_fees += row.shown.before_fees;
    result.fees += row.shown.fees;
    result.net += row.shown.net;
    result.rebates += row.shown.rebates;
    result.volume += row.shown.volume;
  }
  return result;
}

std::string journal_of(const std::vector<grade>& grades,
                       const std::vector<account_row>& rewards) {
  journal_writer writer{los_angeles};
  for (const auto& row : rewards)
    writer.add(row);
  auto text = writer.begin("performance_tracker");
  for (const auto& graded : grades)
    text += writer.add(graded);
  return text + writer.end();
}

/// The sum of the postings to accounts that begin with `account`.
usdc posted(const std::string& journal, const std::string& account) {
  usdc result;
  std::istringstream lines{journal};
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words{line};
    std::string name;
    std::string amount;
    if (line.starts_with("    ") && words >> name >> amount && name.starts_with(account))
      result += usdc::from_micros(micros(amount));
  }
  return result;
}

bool hledger_is_installed() {
  return std::system("command -v hledger >/dev/null 2>&1") == 0;
}

} // namespace

TEST_CASE("statement: days add up to wallets, wallets to the report, in cents",
          "[properties]") {
  CHECK(rc::check([] {
    const auto grades = sorted_by_end(any_grades());
    const auto figures = figures_of(grades);
    totals report;
    for (const auto& graded : grades)
      report.add(graded);
    RC_ASSERT(figures.sums == report);
    const auto cents_of = [](usdc amount) { return shown_cents({amount}).front(); };
    RC_ASSERT(figures.total.shown.net == cents_of(report.net.pnl));
    RC_ASSERT(figures.total.shown.fees == cents_of(report.fees()));
    std::vector<statement_row> wallets;
    for (const auto& wallet : figures.wallets) {
      RC_ASSERT(sum(wallet.days) == wallet.sums.shown);
      wallets.push_back(wallet.sums);
    }
    if (!grades.empty())
      RC_ASSERT(sum(wallets) == figures.total.shown);
    for (const auto& row : wallets)
      RC_ASSERT(row.shown.before_fees - row.shown.fees == row.shown.net);
  }));
}

TEST_CASE("statement: the page has the report's totals and no active content") {
  auto grades = a_day();
  for (auto& graded : grades)
    graded.wallet.name = "<script>alert('x')</script>&\"";
  statement_data data{los_angeles};
  for (const auto& graded : grades)
    data.add(outline_of(graded));
  auto foreign = reward(september, 1'234'567, activity_type::other);
  foreign.platform_type = "<b>BONUS</b>";
  data.add(foreign);
  statement_heading heading;
  heading.period = "2026-09";
  heading.zone = los_angeles.name();
  heading.filters = {"wallet <i>"};
  heading.complete = false;
  const auto figures = data.figures();
  const auto page = draw_statement(heading, figures);
  CHECK(contains(page, "<h1>Statement 2026-09</h1>"));
  CHECK(contains(page, "+$3.94"));
  CHECK(contains(page, "P/L         : +$3.94 net, +$4.14 before fees, fees $0.20"));
  CHECK(contains(page, "<td>2026-09-20</td>"));
  CHECK(contains(page, "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;&quot;"));
  CHECK(contains(page, "&lt;b&gt;BONUS&lt;/b&gt;"));
  CHECK(contains(page, "$1.23"));
  CHECK(contains(page, "The period is not over"));
  CHECK(contains(page, "default-src 'none'"));
  CHECK(contains(page, "@media print"));
  for (const auto* part : {"<script", "<i>", "<b>", "javascript:", "http://", "https://",
                           " src=", " href=", " onload"})
    CHECK_FALSE(contains(page, part));
}

TEST_CASE("journal: a transaction for each traded window, rewards by day, totals") {
  const auto journal =
      journal_of(a_day(), {reward(september, 250'000), reward(september + 60, 1)});
  CHECK(contains(journal, "\n2026-09-20 * maker_rebate\n"
                          "    assets:polymarket:main                                "
                          "0.250001 USDC\n"));
  CHECK(contains(journal,
                 "\n2026-09-20 * btc-updown-15m-1789943400  ; outcome:UP, type:ARB, "
                 "status:FINAL\n"));
  CHECK(contains(journal, "\n2026-09-20 ! btc-updown-15m-1789944300  ;"));
  CHECK(contains(journal, "account expenses:polymarket:fees\n"));
  CHECK(contains(journal, "; Net P/L 3.936300, fees 0.203700, rebates 0.000000, rewards "
                          "0.250001, all in USDC.\n"
                          "; 1 traded windows without a winner are left out.\n"));
}

TEST_CASE("journal: postings balance and are the sums of the report", "[properties]") {
  CHECK(rc::check([] {
    const auto grades = sorted_by_end(any_grades());
    const auto journal = journal_of(grades, {reward(september, 77)});
    totals report;
    for (const auto& graded : grades)
      report.add(graded);
    RC_ASSERT(posted(journal, "") == usdc{});
    RC_ASSERT(posted(journal, "assets:") ==
              report.net.pnl + report.rebates + usdc::from_micros(77));
    RC_ASSERT(posted(journal, "expenses:polymarket:fees") == report.fees());
    RC_ASSERT(posted(journal, "income:polymarket:trading") == -report.before_fees());
  }));
}

TEST_CASE("journal: hledger accepts it with any names") {
  if (!hledger_is_installed()) {
    WARN("skipped: hledger (Debian package hledger) is not installed");
    return;
  }
  auto grades = a_day();
  grades[0].wallet.name = "main ; x:y  1.00 EUR\n2026-01-01 z";
  grades[1].wallet.name.clear();
  grades[2].wallet = {"\xc3\xa4", side_address};
  grades[2].figures.rebates = usdc::from_micros(5);
  auto foreign = reward(september + 86'400, 3, activity_type::other);
  foreign.platform_type = "BONUS; x\n  y";
  const auto journal = journal_of(grades, {reward(september - 86'400, -4), foreign});
  const temporary_directory folder;
  const auto file = folder.path() / "tracker.journal";
  std::ofstream{file} << journal;
  const auto run = [&](const std::string& command) {
    return std::system(
        ("LC_ALL=C hledger -f '" + file.string() + "' " + command + " >&2").c_str());
  };
  CHECK(run("check --strict ordereddates") == 0);
  // A wrong amount is noticed: the check can fail.
  std::ofstream{file, std::ios::app} << "\n2026-09-30 * x\n    assets:polymarket:main  "
                                        "1.000000 USDC\n";
  CHECK(run("check --strict 2>/dev/null") != 0);
}
