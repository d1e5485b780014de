// SPDX-License-Identifier: MIT
#pragma once

#include "actors/ledger/query/ledger_error.hpp"
#include "actors/ledger/store/ledger_reader.hpp"
#include "main/commands/cli/cli.hpp"
#include "main/config/settings.hpp"

#include <functional>
#include <iosfwd>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace tracker {

inline constexpr const char* status_summary = "what the running tracker does now";

/// The options of `status`.
struct status_options {
  /// The rows of the actors, not the owner's screen.
  bool actors = false;
  bool json = false;
  /// Draw again every 2 s until the process is ended.
  bool watch = false;
  /// Only whether the tracker is ready, for scripts.
  bool ready = false;
  /// The trackers of the fleet instead of this one.
  bool fleet = false;

  bool operator==(const status_options&) const = default;
};

/// Parses `[--actors] [--json] [--watch] [--ready] [--fleet]`.
std::variant<status_options, cli_text>
parse_status(const std::vector<std::string>& arguments);

std::vector<option_row> status_option_rows();

/// Where the screen is drawn.
struct status_output {
  std::ostream& out;
  std::ostream& err;
  /// It is drawn over with `--watch`.
  bool terminal = false;
  bool colours = false;
  /// Waits before the next screen of `--watch`; false: none follows. Null: 2 s, or until
  /// standard output has lost its reader.
  std::function<bool()> pause = nullptr;
};

/// The message where no tracker runs: when the last one did, by the ledger. `last` is
/// nothing when no run is noted.
std::string not_running_text(const std::string& data_dir,
                             const ledger_result<std::optional<recorded_run>>& last);

/// `status`: requests the status of the tracker on the data directory and prints it with
/// the figures of the ledger. Exit code 1, with the reason on `err`, when none runs or it
/// does not answer; with `--ready` also while it is not ready, with a line for each
/// reason. With `--watch` only for the first screen, later ones show the reason.
int status_command(const settings& effective, const status_options& options,
                   const status_output& output);

} // namespace tracker
