// SPDX-License-Identifier: MIT
#include "tests/system/support/simulated_truth.hpp"

#include "actors/text/time_text.hpp"
#include "tests/simulator/market/calendar.hpp"
#include "tests/simulator/wallets/books.hpp"
#include "tests/support/catch.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <thread>
#include <utility>

namespace tracker::test {

namespace {

using exchange::market_rules;
using exchange::row_kind;
using exchange::simulated_market;
using exchange::simulated_row;
using exchange::wallet_books;
using json = nlohmann::json;

/// The pause between two polls of a tracker.
constexpr auto pause = std::chrono::milliseconds{700};

/// `["a","b"]`
std::string list_of(const std::vector<std::string>& names) {
  return json(names).dump();
}

json word(const std::string& text) {
  return text.empty() ? json{} : json(text);
}

template <class Tag>
std::string text(micro<Tag> amount) {
  return to_string(amount);
}

const char* status_of(const wallet_books& books) {
  return books.settled == settlement::split ? "VOID" : "FINAL";
}

bool is_settled_row(const json& row) {
  return row["status"] != "PENDING" && row["status"] != "PROVISIONAL";
}

/// The fields of `row` that `truth` names.
json same_fields(const json& row, const json& truth) {
  json result;
  for (const auto& [name, value] : truth.items())
    result[name] = row.value(name, json{"absent"});
  return result;
}

const char* word_of(row_kind kind) {
  switch (kind) {
  case row_kind::buy:
    return "BUY";
  case row_kind::sell:
    return "SELL";
  case row_kind::split:
    return "SPLIT";
  case row_kind::merge:
    return "MERGE";
  case row_kind::redeem:
  case row_kind::redeem_all:
    return "REDEEM";
  case row_kind::maker_rebate:
    return "MAKER_REBATE";
  case row_kind::taker_rebate:
    return "TAKER_REBATE";
  case row_kind::reward:
    return "REWARD";
  }
  return "?";
}

/// One event as a line, for the comparison of two sources.
std::string line_of(const std::string& slug, const std::string& wallet,
                    const simulated_row& row) {
  const auto* side = !row.side ? "" : *row.side == outcome::up ? "UP" : "DOWN";
  return slug + ' ' + wallet + ' ' + format_utc(row.time) + ' ' + word_of(row.kind) +
         ' ' + side + ' ' + text(row.size) + ' ' + text(row.cash) + ' ' + row.transaction;
}

std::multiset<std::string> true_events(const market_rules& rules, const stretch& span) {
  std::multiset<std::string> result;
  for (const auto& market : markets_of(rules, span))
    for (const auto& wallet : exchange::simulated_wallets(rules)) {
      for (const auto& row : exchange::simulated_activity(wallet, market, rules))
        result.insert(line_of(market.slug, wallet, row));
      if (const auto row = exchange::simulated_rebate(wallet, market, rules))
        result.insert(line_of("", wallet, *row));
    }
  return result;
}

/// The ledger's events of the span's windows, and of the account in its time.
std::multiset<std::string> booked_events(SQLite::Database& file,
                                         const market_rules& rules, const stretch& span) {
  std::set<std::string> slugs;
  for (const auto& market : markets_of(rules, span))
    slugs.insert(market.slug);
  std::multiset<std::string> result;
  SQLite::Statement rows{file, "SELECT slug, wallet, at, type, ifnull(side, ''), size, "
                               "cash, tx FROM v_events"};
  while (rows.executeStep()) {
    const auto slug = rows.getColumn(0).getString();
    const auto time = parse_time(rows.getColumn(2).getString());
    const bool of_account = slug.empty() && *time >= span.start && *time < span.end;
    if (!of_account && !slugs.contains(slug))
      continue;
    auto line = slug;
    for (int i = 1; i < rows.getColumnCount(); ++i)
      line += ' ' + rows.getColumn(i).getString();
    result.insert(std::move(line));
  }
  return result;
}

std::vector<std::string> missing_lines(const std::multiset<std::string>& all,
                                       const std::multiset<std::string>& known) {
  std::vector<std::string> result;
  std::set_difference(all.begin(), all.end(), known.begin(), known.end(),
                      std::back_inserter(result));
  return result;
}

std::size_t count_grades(const market_rules& rules, const stretch& span) {
  return markets_of(rules, span).size() * rules.wallets.count;
}

} // namespace

stretch next_windows(const market_rules& rules, timestamp now, std::int64_t count) {
  const auto length = rules.window_length.count();
  const auto first = (to_unix_seconds(now) / length + 1) * length;
  return {from_unix_seconds(first), from_unix_seconds(first + count * length)};
}

std::vector<std::string> follow_all(const market_rules& rules) {
  return {"tracker.wallets=" + list_of(exchange::simulated_wallets(rules)),
          "tracker.series=" + list_of(rules.wallets.series),
          "tracker.window-length=" + std::to_string(rules.window_length.count()) + 's'};
}

std::vector<simulated_market> markets_of(const market_rules& rules, const stretch& span) {
  std::vector<simulated_market> result;
  for (const auto& series : rules.wallets.series) {
    if (rules.window_length > std::chrono::seconds{0})
      continue;
    for (const auto& window :
         exchange::windows_between(series, span.start, span.end, rules))
      if (window.start + window.length <= span.end)
        result.push_back(*exchange::find_market(window.slug, rules));
  }
  if (!result.empty() || rules.window_length == std::chrono::seconds{0})
    return result;
  for (const auto& series : rules.wallets.series)
    for (auto start = span.start; start < span.end; start += rules.window_length)
      result.push_back(*exchange::find_market(
          series + '-' + std::to_string(to_unix_seconds(start)), rules));
  return result;
}

std::vector<std::string> span_options(const stretch& span) {
  return {"--from=" + format_utc(span.start), "--to=" + format_utc(span.end)};
}

json true_row(const std::string& wallet, const simulated_market& market,
              const market_rules& rules) {
  const auto books = simulated_books(wallet, market, rules);
  const bool captures = books.rest_type == "99C_CAPTURE";
  return {
      {"slug", market.slug},
      {"start", format_utc(market.start)},
      {"end", format_utc(market.end)},
      {"wallet", wallet},
      {"status", status_of(books)},
      {"outcome", to_string(market.winner)},
      {"trade_type", books.trade_type},
      {"result", word(books.trade_type == "ARB" ? books.arb_result : books.rest_result)},
      {"up_bought", text(books.up.bought)},
      {"down_bought", text(books.down.bought)},
      {"up_held", text(books.up.held)},
      {"down_held", text(books.down.held)},
      {"cost", text(books.cost)},
      {"proceeds", text(books.proceeds)},
      {"payout", text(books.payout + books.value)},
      {"fees", text(books.fees)},
      {"rebates", text(usdc{})},
      {"arb_pnl", text(books.arb_pnl)},
      {"capture_pnl", text(captures ? books.rest_pnl : usdc{})},
      {"pnl", text(books.pnl)},
      {"fills", books.fills}};
}

bool wait_until_settled(const tracker_run& run, const stretch& span,
                        std::chrono::seconds limit) {
  auto options = span_options(span);
  options.emplace_back("--status=FINAL,VOID,AMENDED");
  const auto wanted = count_grades(run.rules(), span);
  const auto deadline = std::chrono::steady_clock::now() + limit;
  while (std::chrono::steady_clock::now() < deadline) {
    if (run.report(options).size() >= wanted)
      return true;
    std::this_thread::sleep_for(pause);
  }
  return false;
}

void check_grades(const json& report, const market_rules& rules, const stretch& span) {
  std::map<std::pair<std::string, std::string>, json> rows;
  for (const auto& row : report) {
    INFO(row.dump());
    CHECK(rows.emplace(std::pair{row["slug"], row["wallet"]}, row).second);
    if (!is_settled_row(row))
      continue;
    const auto market = exchange::find_market(row["slug"].get<std::string>(), rules);
    REQUIRE(market);
    auto truth = true_row(row["wallet"], *market, rules);
    // Final, and corrected by a row that was indexed later.
    if (row["status"] == "AMENDED" && truth["status"] == "FINAL")
      truth["status"] = "AMENDED";
    CHECK(same_fields(row, truth) == truth);
  }
  for (const auto& market : markets_of(rules, span))
    for (const auto& wallet : exchange::simulated_wallets(rules)) {
      INFO(market.slug << ' ' << wallet);
      const auto row = rows.find({market.slug, wallet});
      REQUIRE(row != rows.end());
      INFO(row->second.dump());
      CHECK(is_settled_row(row->second));
    }
}

void check_grades(const tracker_run& run, const stretch& span) {
  check_grades(run.report({}), run.rules(), span);
}

void check_events(const std::filesystem::path& ledger, const market_rules& rules,
                  const stretch& span) {
  SQLite::Database file{ledger.string(), SQLite::OPEN_READONLY, 2000};
  CHECK(file.execAndGet("PRAGMA integrity_check").getString() == "ok");
  const auto truth = true_events(rules, span);
  const auto booked = booked_events(file, rules, span);
  CHECK_FALSE(truth.empty());
  CHECK(missing_lines(truth, booked) == std::vector<std::string>{});
  CHECK(missing_lines(booked, truth) == std::vector<std::string>{});
}

void check_events(const tracker_run& run, const stretch& span) {
  check_events(run.ledger_file(), run.rules(), span);
}

} // namespace tracker::test
