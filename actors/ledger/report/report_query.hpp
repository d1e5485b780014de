// SPDX-License-Identifier: MIT
// What `report` is asked for: from the words of its options to values. Pure.
#pragma once

#include "actors/ledger/query/calendar.hpp"
#include "actors/ledger/query/report_filter.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace tracker {

/// What the grades in one row of a report have in common.
enum class report_grouping : std::uint8_t {
  day,
  week,
  series,
  wallet,
  type,
  strategy,
};

/// day, week, …, as `--by` has it.
const char* to_string(report_grouping by);

enum class report_format : std::uint8_t { table, csv, json };

/// The options of `report` as they were typed. Lists are separated by commas.
struct report_words {
  std::optional<std::string> from;
  std::optional<std::string> to;
  std::optional<std::string> series;
  std::optional<std::string> wallet;
  std::optional<std::string> status;
  std::optional<std::string> by;
  std::optional<std::string> format;
  std::optional<std::string> plot;
  bool coverage = false;
};

struct report_query {
  report_filter filter;
  /// Nothing: a row for each window and wallet.
  std::optional<report_grouping> by;
  report_format format = report_format::table;
  /// Only the coverage of the span.
  bool coverage_only = false;
  /// File for a picture; empty: none.
  std::string plot;

  bool operator==(const report_query&) const = default;
};

/// An option that can not be understood.
struct option_fault {
  /// `--from`.
  std::string option;
  std::string given;
  std::string allowed;

  bool operator==(const option_fault&) const = default;
};

/// `--by=month: allowed: window, day, …`.
std::string to_string(const option_fault& fault);

/// The forms of `parse_when`, for people.
inline constexpr const char* allowed_times =
    "today, yesterday, 7d (seven days ago), 2026-11-24, 2026-11-24T13:30 or "
    "2026-11-24T21:30:00Z";

/// Reads `today`, `yesterday`, `7d` (the day seven days before `now`'s) or a day, each
/// from its first instant in `zone` to its end, or an ISO 8601 time: one instant, from
/// itself to itself. Nothing: another form.
std::optional<time_bounds> parse_when(const std::string& text, timestamp now,
                                      const date::time_zone& zone);

/// Reads the options; `--from` and `--to` by `parse_when`. Behind `--from` a day means
/// its first instant, and behind `--to` its end: that day is in the report.
std::variant<report_query, option_fault>
parse_report_query(const report_words& words, timestamp now, const date::time_zone& zone);

} // namespace tracker
