// SPDX-License-Identifier: MIT
// `reconcile`: compares days with the platform's own figures on demand.
#pragma once

#include "actors/ledger/report/report_query.hpp"
#include "actors/proof/proof_actor.hpp"
#include "main/commands/cli/cli.hpp"
#include "main/config/settings.hpp"

#include <functional>
#include <iosfwd>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace tracker {

inline constexpr const char* reconcile_summary =
    "compare days with the platform's own figures";

/// The options of `reconcile` as they were typed; times as in `report`.
struct reconcile_arguments {
  /// Nothing: the last seven days.
  std::optional<std::string> begin;
  /// Nothing: up to yesterday.
  std::optional<std::string> end;
  /// The reason why the differences of the span are accepted.
  std::optional<std::string> accepted;

  bool operator==(const reconcile_arguments&) const = default;
};

std::variant<reconcile_arguments, cli_text>
parse_reconcile(const std::vector<std::string>& arguments);

std::vector<option_row> reconcile_option_rows();

/// The finished UTC days that contain the span.
std::variant<day_span, option_fault>
parse_reconcile_span(const reconcile_arguments& typed, timestamp now,
                     const date::time_zone& zone);

/// Asks the platform about days (`run_past`); returns its exit code.
using reconcile_run = std::function<int(const day_span&)>;

/// Without a tracker on the data directory, asks the platform about the days of the span
/// that are not proven; with one, shows what it has recorded. Prints every day with all
/// figures; with a reason in `typed`, records it for the days that differ.
///
/// Exit code 0: every day is proven or accepted. 1: a day differs, is open or has no
/// proof; each is named. Another: that of `run`.
int reconcile_command(const settings& effective, const reconcile_arguments& typed,
                      const day_span& span, const reconcile_run& run, timestamp now,
                      std::ostream& out, std::ostream& err);

} // namespace tracker
