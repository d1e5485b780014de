// SPDX-License-Identifier: MIT
// Parses the options of `report`. Pure.
#pragma once

#include "actors/ledger/query/calendar.hpp"
#include "actors/ledger/query/report_filter.hpp"

#include <date/tz.h>

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace tracker {

/// The grouping of the grades in one row of a report.
enum class report_grouping : std::uint8_t {
  /// Of the day, 0 to 23.
  hour,
  day,
  weekday,
  week,
  month,
  series,
  wallet,
  type,
  strategy,
};

/// `hour`, `day`, …, as in `--by`.
const char* to_string(report_grouping grouping);

enum class report_format : std::uint8_t { table, csv, json };

/// The order of rows. `time`: their natural order, by time or by name.
enum class report_order : std::uint8_t { time, pnl, fees, volume };

/// What a report is.
enum class report_document : std::uint8_t {
  /// Grades, groups or the coverage.
  rows,
  /// The statement of a month or a year, a page to print.
  statement,
  /// Lots of outcome tokens, first in, first out.
  lots,
  /// The lots of windows without a winner.
  open_lots,
  /// A journal for hledger.
  journal,
};

/// The options of `report` as they were typed. Lists are separated by commas.
struct report_options {
  std::optional<std::string> begin;
  std::optional<std::string> end;
  std::optional<std::string> series;
  std::optional<std::string> wallet;
  std::optional<std::string> status;
  std::optional<std::string> type;
  std::optional<std::string> strategy;
  std::optional<std::string> result;
  std::optional<std::string> sort;
  std::optional<std::string> last;
  std::optional<std::string> grouping;
  std::optional<std::string> format;
  std::optional<std::string> plot;
  std::optional<std::string> statement;
  std::optional<std::string> lots;
  std::optional<std::string> journal;
  std::optional<std::string> output;
  bool coverage = false;
  bool proof = false;
  bool roles = false;
  bool unredeemed = false;
  bool all = false;
  bool excel = false;
  bool open = false;
  /// From the fleet's database instead of the ledger file.
  bool fleet = false;
};

struct report_query {
  report_filter filter;
  /// Nothing: one row per window and wallet.
  std::optional<report_grouping> grouping;
  report_format format = report_format::table;
  report_order order = report_order::time;
  /// Largest first, or newest first.
  bool descending = false;
  /// Only this many rows, from the end of their natural order.
  std::optional<std::size_t> last;
  /// Leave out windows without trades: table only.
  bool traded_only = false;
  /// `filter.begin` is a day before now because the options give no span.
  bool default_span = false;
  /// CSV for spreadsheets.
  bool excel = false;
  /// Only the coverage of the span.
  bool coverage_only = false;
  /// Only the proofs of the span's days.
  bool proof_only = false;
  /// Only what was earned as maker and as taker.
  bool roles_only = false;
  /// Only the winning tokens that are not redeemed.
  bool unredeemed_only = false;
  /// File for the plot; empty: none.
  std::string plot;
  /// A statement has the period as its filter's span.
  report_document document = report_document::rows;
  /// Of a statement: `2026-11` or `2026`.
  std::string period{};
  /// File for the report; empty: standard output.
  std::string output{};

  bool operator==(const report_query&) const = default;
};

/// An invalid option.
struct option_fault {
  /// `--from`.
  std::string option;
  std::string given;
  std::string allowed;
  /// Valid values, for a suggestion.
  std::vector<std::string> choices{};
  /// The option has no value.
  bool is_flag = false;

  bool operator==(const option_fault&) const = default;
};

/// `--by=year: allowed: window, hour, …`.
std::string to_string(const option_fault& fault);

/// The parts of a list with commas, without blanks around them.
std::vector<std::string> split_list(const std::string& text);

/// The forms that `parse_when` accepts, for messages.
inline constexpr const char* allowed_times =
    "today, yesterday, 7d (seven days ago), 2026-11-24, 2026-11-24T13:30 or "
    "2026-11-24T21:30:00Z";

/// Reads `today`, `yesterday`, `7d` (the day seven days before `now`'s) or a day, each
/// from its first instant in `zone` to its end, or an ISO 8601 time, whose begin and end
/// are that instant. Nothing for another form.
std::optional<time_bounds> parse_when(const std::string& text, timestamp now,
                                      const date::time_zone& zone);

/// Reads `2026-11` or `2026`: from the first instant of the month or year in `zone` to
/// its end. Nothing for another form.
std::optional<time_bounds> parse_period(const std::string& text,
                                        const date::time_zone& zone);

/// Reads the options; `--from` and `--to` by `parse_when`. For `--from` a day means its
/// first instant, for `--to` its end, so that the day is included.
///
/// A table of windows leaves out those without trades unless `--all` or a type without
/// trades is given, and begins a day before `now` unless `--all`, `--last`, `--from`,
/// `--to` or `--plot` is given.
std::variant<report_query, option_fault> parse_report_query(const report_options& options,
                                                            timestamp now,
                                                            const date::time_zone& zone);

/// Reads `--statement`, `--lots`, `--open`, `--journal` and `--output` into `query`,
/// whose other options have been read. At most one document, with the options that it can
/// have. Throws the first option_fault.
void read_document(const report_options& options, const date::time_zone& zone,
                   report_query& query);

} // namespace tracker
