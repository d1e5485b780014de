// SPDX-License-Identifier: MIT
#pragma once

#include "actors/backfill/span_work.hpp"
#include "actors/ledger/report/report_query.hpp"
#include "main/commands/cli/cli.hpp"
#include "messages/control.hpp"

#include <cstddef>
#include <functional>
#include <iosfwd>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace tracker {

inline constexpr const char* backfill_summary =
    "grade past windows from the platform's history";

/// The options of `backfill` as they were typed; times as in `report`.
struct backfill_arguments {
  std::string begin;
  /// Nothing: up to now.
  std::optional<std::string> end;

  bool operator==(const backfill_arguments&) const = default;
};

/// Parses `--from T [--to T]`.
std::variant<backfill_arguments, cli_text>
parse_backfill(const std::vector<std::string>& arguments);

std::vector<option_row> backfill_option_rows();

/// The span of `backfill`; both times by `parse_when`. As `--from` a day is its first
/// instant, as `--to` its end; the span ends at `now` at the latest.
std::variant<window_span, option_fault>
parse_backfill_span(const backfill_arguments& typed, timestamp now,
                    const date::time_zone& zone);

/// The windows of `run --once`: those that started and ended in the 24 hours before
/// `now`. A window that is settled costs one look into the ledger.
window_span span_of_pass(timestamp now);

/// Grades a span and reports its progress to `listener`; returns its exit code
/// (`run_past`).
using backfill_run = std::function<int(
    const window_span&, const std::function<void(const span_progress&)>& listener)>;

/// The names of the wallets that did not trade in the windows of a span.
using idle_wallets = std::function<std::vector<std::string>(const window_span&)>;

/// Columns of the terminal now; 0: there is none.
using terminal_columns = std::function<std::size_t()>;

/// Runs the backfill of `series` series with its progress on `out`: one line that is
/// drawn over on a terminal, a line every few seconds elsewhere; at the end the windows
/// that were left and why, and the wallets without trades (`idle`, null: not checked).
///
/// Exit code 0: every window of the span is settled. 1: some are left, also where one
/// signal stopped it before its end. Another: that of `run`, which has printed the
/// reason.
int backfill_command(const window_span& span, const backfill_run& run, std::size_t series,
                     const terminal_columns& columns, std::ostream& out,
                     const idle_wallets& idle = nullptr);

} // namespace tracker
