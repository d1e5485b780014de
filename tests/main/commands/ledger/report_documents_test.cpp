// SPDX-License-Identifier: MIT
// `report --lots`, --journal and --statement for whole ledgers.
#include "main/commands/ledger/report_documents.hpp"

#include "actors/ledger/days/day_comparison.hpp"
#include "tests/actors/ledger/days/proof_samples.hpp"
#include "tests/actors/ledger/report/report_day.hpp"
#include "tests/actors/ledger/report/report_memory_source.hpp"
#include "tests/actors/ledger/report/report_times.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/text_checks.hpp"

#include <nlohmann/json.hpp>
#include <rapidcheck.h>

#include <sstream>

using namespace tracker;
using namespace tracker::test;

namespace {

const timestamp report_time = from_unix_seconds(september + 86'400 * 60);

struct document_result {
  std::optional<std::string> failure;
  std::string out;
  std::string notes;
};

document_result write(report_source& source, report_query query) {
  std::ostringstream out;
  std::ostringstream notes;
  auto failure =
      write_document(query, source, {report_time, los_angeles, {}}, out, notes);
  return {failure, out.str(), notes.str()};
}

report_query query_for(report_document document,
                       report_format format = report_format::json) {
  report_query query;
  query.document = document;
  query.format = format;
  return query;
}

/// Some trades in the market of a window, at most one split, merge and redemption each.
std::vector<activity_event> any_trades(const market& traded) {
  book trades;
  trades.market = traded;
  std::vector<activity_event> events;
  const auto size = [] { return std::to_string(*rc::gen::inRange(1, 400)) + ".000001"; };
  const auto any_price = [] {
    return "0." + std::to_string(*rc::gen::inRange(101, 999));
  };
  const auto add = [&](activity_event event) {
    events.push_back(later(std::move(event), *rc::gen::inRange(0, 800)));
  };
  for (auto count = *rc::gen::inRange(0, 4); count > 0; --count)
    add(trades.buy_up(size(), any_price()));
  for (auto count = *rc::gen::inRange(0, 3); count > 0; --count)
    add(trades.buy_down(size(), any_price()));
  if (*rc::gen::inRange(0, 3) == 0)
    add(trades.sell_up(size(), any_price()));
  if (*rc::gen::inRange(0, 4) == 0)
    add(trades.split(size()));
  if (*rc::gen::inRange(0, 4) == 0)
    add(trades.merge(size()));
  if (*rc::gen::inRange(0, 4) == 0)
    add(trades.redeem(outcome::up, "5", "5"));
  return events;
}

/// A month of windows, three a day, with grades of two wallets.
void fill_month(memory_source& source) {
  for (int number = 0; number < 90; ++number) {
    const auto start = september + 28'800 * number;
    const auto winner =
        *rc::gen::weightedElement<std::optional<settlement>>({{10, settlement::up},
                                                              {10, settlement::down},
                                                              {1, settlement::split},
                                                              {1, std::nullopt}});
    auto& window = source.remembered.emplace_back();
    window.in = market_at(start);
    window.window = {window.in->slug, window.in->start, window.in->end};
    for (const auto& wallet :
         {watched_wallet{"main", main_address}, watched_wallet{"", side_address}}) {
      auto events = any_trades(*window.in);
      for (auto& event : events)
        event.wallet = wallet.address;
      auto graded = grade_at(start, events, winner);
      graded.wallet = wallet;
      source.grades.push_back(graded);
      window.events.insert(window.events.end(), events.begin(), events.end());
    }
  }
}

usdc sum_of(const nlohmann::json& rows, const char* column) {
  usdc result;
  for (const auto& row : rows)
    result += usdc::from_micros(micros(row.at(column).get<std::string>()));
  return result;
}

} // namespace

TEST_CASE(
    "documents: the lots of a simulated month add up to its report to the micro-dollar",
    "[properties]") {
  CHECK(rc::check([] {
    memory_source source;
    fill_month(source);
    totals report;
    for (const auto& graded : source.grades)
      report.add(graded);
    const auto result = write(source, query_for(report_document::lots));
    RC_ASSERT(!result.failure);
    RC_ASSERT(result.notes.empty());
    const auto rows = nlohmann::json::parse(result.out);
    RC_ASSERT(sum_of(rows, "gain") == report.net.pnl);
    RC_ASSERT(sum_of(rows, "proceeds") - sum_of(rows, "basis") - sum_of(rows, "fee") ==
              report.net.pnl);
    RC_ASSERT(sum_of(rows, "fee") == report.fees());
    for (const auto& row : rows)
      RC_ASSERT(!row.at("date_sold").is_null());
  }));
}

TEST_CASE("documents: windows whose events do not give the grade are one row each") {
  const book trades;
  memory_source source;
  source.grades = {grade_at(september, {trades.buy_up("10", "0.49")}, settlement::up)};
  std::string note;
  SECTION("the events are rolled up") {
    auto& window = source.remembered.emplace_back();
    window.in = trades.market;
    window.window.slug = trades.market.slug;
    note = "the events of 1 traded grades are rolled up";
  }
  SECTION("the ledger has other events") {
    auto& window = source.remembered.emplace_back();
    window.in = trades.market;
    window.window.slug = trades.market.slug;
    window.events = {trades.buy_up("10", "0.48")};
    note = "1 traded grades do not lead to their P/L";
  }
  const auto result = write(source, query_for(report_document::lots, report_format::csv));
  CHECK(result.out ==
        "date_acquired,date_sold,proceeds,basis,fee,gain,quantity,outcome,token,slug,"
        "series,wallet,wallet_name,acquired_by,sold_by,status\r\n"
        "2026-09-20T22:31:00Z,2026-09-20T22:45:40Z,10.000000,4.900000,0.000000,5.100000,"
        "10.000000,,,btc-updown-15m-1789943400,btc-updown-15m," +
            main_address + ",main,SUMMED,SUMMED,FINAL\r\n");
  CHECK(result.notes.find(note) != std::string::npos);
}

TEST_CASE("documents: open lots are listed separately") {
  const book trades;
  memory_source source;
  const std::vector events{trades.buy_up("10", "0.49"),
                           later(trades.sell_up("4", "0.5"), 5)};
  source.grades = {grade_at(september, events, std::nullopt)};
  auto& window = source.remembered.emplace_back();
  window.in = trades.market;
  window.window.slug = trades.market.slug;
  window.events = events;
  CHECK(
      nlohmann::json::parse(write(source, query_for(report_document::lots)).out).empty());
  const auto rows =
      nlohmann::json::parse(write(source, query_for(report_document::open_lots)).out);
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].at("gain") == "0.040000");
  CHECK(rows[1].at("date_sold").is_null());
  CHECK(rows[1].at("gain").is_null());
  CHECK(rows[1].at("basis") == "2.940000");
  CHECK(rows[1].at("status") == "PENDING");
}

TEST_CASE("documents: a statement has the rewards of its month, a journal of its span") {
  memory_source source;
  source.grades = a_day();
  const auto reward = [&](std::int64_t time_s, std::int64_t micros) {
    account_row row;
    row.wallet = {"main", main_address};
    row.type = activity_type::reward;
    row.time = from_unix_seconds(time_s);
    row.cash = usdc::from_micros(micros);
    source.account.push_back(row);
  };
  // The first instant of September in Los Angeles, and of October.
  reward(1'788'246'000, 1'000'000);
  reward(1'790'838'000, 7'000'000);
  auto query = query_for(report_document::statement, report_format::table);
  query.period = "2026-09";
  const auto month = parse_period("2026-09", los_angeles).value();
  CHECK(month.begin == from_unix_seconds(1'788'246'000));
  CHECK(month.end == from_unix_seconds(1'790'838'000));
  query.filter.begin = month.begin;
  query.filter.end = month.end;
  const auto page = write(source, query).out;
  CHECK(page.find("<td>REWARD</td><td>1</td><td>$1.00</td>") != std::string::npos);
  CHECK(page.find("+$3.94") != std::string::npos);
  query.document = report_document::journal;
  const auto journal = write(source, query).out;
  CHECK(journal.find("2026-09-01 * reward") != std::string::npos);
  CHECK(journal.find("2026-10-01") == std::string::npos);
  // Rewards belong to no series.
  query.filter.series = {"btc-updown-15m"};
  CHECK(write(source, query).out.find("reward\n") == std::string::npos);
}

TEST_CASE("documents: a statement has the proofs of its dates, and marks open ones",
          "[proof]") {
  memory_source source;
  source.grades = a_day();
  const watched_wallet wallet{"main", main_address};
  const auto month = parse_period("2026-09", los_angeles).value();
  auto query = query_for(report_document::statement, report_format::table);
  query.period = "2026-09";
  query.filter.begin = month.begin;
  query.filter.end = month.end;
  CHECK(write(source, query).out.find("No day of the period is compared.") !=
        std::string::npos);
  const auto first = day_of(month.begin);
  source.day_proofs = {proven_day(wallet, first - day_length), open_day(wallet, first),
                       different_day(wallet, first + day_length, 1'000'000),
                       proven_day(wallet, day_of(month.end) - day_length),
                       proven_day(wallet, day_of(month.end))};
  const auto page = write(source, query).out;
  CHECK(page.find("2026-08-31 main") == std::string::npos);
  CHECK(page.find("2026-10-01 main") == std::string::npos);
  for (std::size_t i = 1; i < 4; ++i)
    CHECK(page.find(proof_text(source.day_proofs[i]) + "\n") != std::string::npos);
  CHECK(page.find("| fills 12 ? unavailable") != std::string::npos);
  CHECK(page.find("3 days: 1 proven, 1 differ (0 of them accepted), 1 open\n") !=
        std::string::npos);
  // The platform has no figures of a series.
  query.filter.series = {"btc-updown-15m"};
  CHECK(write(source, query).out.find("2026-09-01 main") == std::string::npos);
}

TEST_CASE("documents: a ledger that cannot be read is an error") {
  memory_source source;
  source.broken = ledger_error{ledger_error_kind::io, "the disk is gone"};
  for (const auto document :
       {report_document::statement, report_document::lots, report_document::journal})
    CHECK(write(source, query_for(document)).failure == "the disk is gone");
}

TEST_CASE("documents: options that a document does not have are refused") {
  const auto fault = [](auto change) {
    report_options options;
    change(options);
    const auto parsed = parse_report_query(options, report_time, los_angeles);
    return std::holds_alternative<option_fault>(parsed)
               ? to_string(std::get<option_fault>(parsed))
               : "";
  };
  CHECK(fault([](auto& options) { options.statement = "2026-13"; }) ==
        "--statement=2026-13: allowed: a month, 2026-11, or a year, 2026");
  CHECK(fault([](auto& options) { options.statement = "2026"; }).empty());
  CHECK(fault([](auto& options) { options.lots = "lifo"; }) ==
        "--lots=lifo: allowed: fifo");
  CHECK(fault([](auto& options) { options.open = true; }) ==
        "--open: allowed: together with --lots=fifo");
  const auto refuses = [&](auto change, const char* option) {
    return fault(change).starts_with(option);
  };
  CHECK(refuses(
      [](auto& options) {
        options.lots = "fifo";
        options.journal = "hledger";
      },
      "--journal"));
  CHECK(refuses(
      [](auto& options) {
        options.lots = "fifo";
        options.format = "table";
      },
      "--format"));
  CHECK(refuses(
      [](auto& options) {
        options.statement = "2026-11";
        options.begin = "7d";
      },
      "--from"));
  CHECK(refuses(
      [](auto& options) {
        options.journal = "hledger";
        options.coverage = true;
      },
      "--coverage"));
}
