// SPDX-License-Identifier: MIT
// Sample facts for ledger tests.
#pragma once

#include "actors/ledger/store/ledger_reader.hpp"
#include "actors/ledger/store/ledger_store.hpp"
#include "actors/ledger/tables/grade_columns.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace tracker::test {

inline constexpr std::int64_t first_start_s = 1'768'936'500;
inline constexpr std::int64_t quarter_s = 900;
inline const std::string series_name = "btc-updown-15m";
inline const timestamp run_start = from_unix_seconds(first_start_s - 60);
inline const watched_wallet main_wallet{"main",
                                        "0x1234567890123456789012345678901234abcdef"};
inline const watched_wallet other_wallet{"",
                                         "0xabcdefabcdefabcdefabcdefabcdefabcdefabcd"};

/// Returns the value; fails the test with the error text otherwise.
template <class Value>
Value must(ledger_result<Value> result) {
  if (const auto* error = std::get_if<ledger_error>(&result))
    FAIL(to_string(error->kind) << ": " << error->text);
  return std::get<Value>(std::move(result));
}

/// Returns the error; fails the test without one.
template <class Value>
ledger_error error_of(ledger_result<Value> result) {
  REQUIRE(std::holds_alternative<ledger_error>(result));
  return std::get<ledger_error>(std::move(result));
}

/// True when the text of the error contains `part`.
inline bool says(const ledger_error& error, const std::string& part) {
  return error.text.find(part) != std::string::npos;
}

inline ledger_store open_store(const std::string& path) {
  return must(ledger_store::open(path, "0.1.0", run_start));
}

/// `0x` and 64 hex digits that begin with `number`.
inline std::string hash_of(std::uint64_t number) {
  return fmt::format("0x{:016x}{:048x}", number, number * 0x9e3779b97f4a7c15U);
}

inline window window_number(std::int64_t number) {
  const auto start = first_start_s + number * quarter_s;
  return {fmt::format("{}-{}", series_name, start), from_unix_seconds(start),
          from_unix_seconds(start + quarter_s)};
}

inline std::string condition_of(std::int64_t window_number) {
  return hash_of(static_cast<std::uint64_t>(window_number) + 1'000'000);
}

inline std::string token_of(std::int64_t window_number, outcome side) {
  return fmt::format("{:077d}", 10 * window_number + 1 + static_cast<int>(side));
}

inline market market_number(std::int64_t number) {
  const auto window = window_number(number);
  market result;
  result.slug = window.slug;
  result.condition_id = condition_of(number);
  result.up_token = token_of(number, outcome::up);
  result.down_token = token_of(number, outcome::down);
  result.start = window.start;
  result.end = window.end;
  return result;
}

/// A buy of Up in a window; `number` makes it unique.
inline activity_event buy_in(std::int64_t window, std::uint64_t number) {
  activity_event result;
  result.type = activity_type::buy;
  result.wallet = main_wallet.address;
  result.slug = window_number(window).slug;
  result.condition_id = condition_of(window);
  result.asset = token_of(window, outcome::up);
  result.time = window_number(window).start + std::chrono::seconds{number % 900};
  result.size = shares::from_micros(10'000'000);
  result.at_price = price::from_micros(490'000);
  result.cash = usdc::from_micros(4'900'000);
  result.quoted = usdc::from_micros(4'900'000);
  result.transaction = hash_of(number);
  return result;
}

/// A reward without a market.
inline activity_event reward_at(timestamp time, std::int64_t cash_micros) {
  activity_event result;
  result.type = activity_type::reward;
  result.wallet = main_wallet.address;
  result.time = time;
  result.cash = usdc::from_micros(cash_micros);
  result.transaction = hash_of(static_cast<std::uint64_t>(cash_micros));
  return result;
}

inline ledger_entry events_entry(std::vector<activity_event> events,
                                 std::vector<doubtful_row> doubtful = {},
                                 history_span history = {run_start, run_start}) {
  return record_events{
      main_wallet, std::make_shared<const std::vector<activity_event>>(std::move(events)),
      history, std::make_shared<const std::vector<doubtful_row>>(std::move(doubtful))};
}

inline ledger_entry grade_entry(grade graded,
                                std::optional<market> details = std::nullopt) {
  return record_grade{std::make_shared<const grade>(std::move(graded)),
                      details ? std::make_shared<const market>(*details) : nullptr};
}

inline ledger_entry coverage_entry(std::int64_t window, window_coverage seen) {
  return record_coverage{series_name, window_number(window), std::move(seen)};
}

/// Gives every figure, including optional ones, a different value.
class distinct_values {
public:
  template <class Value>
  void operator()(const char*, const char*, Value& member) {
    set(member);
  }

private:
  template <class Value>
  void set(std::optional<Value>& member) {
    set(member.emplace());
  }
  void set(std::vector<source_report>& member) {
    member = {{winner_source::clob,
               settlement::up,
               from_unix_seconds(first_start_s + ++last_) + timespan{last_},
               {}},
              {winner_source::resolutions, settlement::split,
               from_unix_seconds(first_start_s + ++last_), "CHAINLINK"}};
  }
  template <class Tag>
  void set(micro<Tag>& member) {
    member = micro<Tag>::from_micros(++last_ * 1'000'003);
  }
  template <class Value>
  void set(Value& member) {
    ++last_;
    if constexpr (std::is_enum_v<Value>)
      member = static_cast<Value>(1);
    else if constexpr (std::is_same_v<Value, std::string>)
      member = fmt::format("text '{}' \u2713", last_);
    else if constexpr (std::is_same_v<Value, timestamp>)
      member = from_unix_seconds(first_start_s + last_) + timespan{last_};
    else
      member = Value(last_);
  }

  std::int64_t last_ = 0;
};

/// A grade of a window without trades.
inline grade grade_of(std::int64_t window, grade_status status = grade_status::pending,
                      std::uint32_t revision = 0) {
  grade result;
  result.window = window_number(window);
  result.series = series_name;
  result.wallet = main_wallet;
  result.status = status;
  result.revision = revision;
  if (status != grade_status::pending)
    result.winner = settlement::up;
  result.graded_at = result.window.end + std::chrono::seconds{revision};
  return result;
}

/// A grade with a value in every member.
inline grade full_grade(std::int64_t window) {
  auto result = grade_of(window);
  visit_grade(result, distinct_values{});
  return result;
}

/// The grades that a reader visits.
inline std::vector<grade> grades_of(ledger_reader& reader, const report_filter& filter) {
  std::vector<grade> result;
  const auto failed =
      reader.each_grade(filter, [&](const grade& row) { result.push_back(row); });
  REQUIRE_FALSE(failed);
  return result;
}

/// The outlines that a reader visits.
inline std::vector<grade_outline>
outlines_of(ledger_reader& reader, const report_filter& filter, outline_detail detail) {
  std::vector<grade_outline> result;
  const auto failed = reader.each_outline(
      filter, detail, [&](const grade_outline& row) { result.push_back(row); });
  REQUIRE_FALSE(failed);
  return result;
}

/// Everything that a reader finds, to compare two ledgers.
struct ledger_content {
  std::vector<remembered_window> windows;
  std::vector<grade> revisions;
  std::vector<account_row> account;

  bool operator==(const ledger_content&) const = default;
};

inline ledger_content content_of(const std::string& path) {
  auto reader = must(ledger_reader::open(path));
  ledger_content result;
  SQLite::Database file{path};
  SQLite::Statement windows{file, "SELECT slug FROM windows ORDER BY end_s, series_id"};
  while (windows.executeStep()) {
    const std::string slug = windows.getColumn(0).getString();
    result.windows.push_back(must(reader.find(slug)).value());
    for (auto& old : must(reader.revisions(slug)))
      result.revisions.push_back(std::move(old));
  }
  REQUIRE_FALSE(reader.each_account_row(
      {}, [&](const account_row& row) { result.account.push_back(row); }));
  return result;
}

/// An open ledger in a temporary folder.
struct store_rig {
  temporary_directory folder;
  std::string path = (folder.path() / "tracker.db").string();
  std::optional<ledger_store> store{open_store(path)};

  std::vector<booked> commit(const std::vector<ledger_entry>& entries) {
    return must(store->commit(entries));
  }
  ledger_reader reader() const { return must(ledger_reader::open(path)); }
  remembered_window find(std::int64_t window) {
    auto opened = reader();
    return must(opened.find(window_number(window).slug)).value();
  }
  void reopen() {
    store.reset();
    store.emplace(open_store(path));
  }
};

} // namespace tracker::test
