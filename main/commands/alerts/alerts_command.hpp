// SPDX-License-Identifier: MIT
#pragma once

#include "main/commands/cli/cli.hpp"
#include "main/config/settings.hpp"

#include <iosfwd>
#include <string>
#include <variant>
#include <vector>

namespace tracker {

inline constexpr const char* alerts_summary =
    "the rules of the alerts and how far each is from firing";

struct alerts_options {
  /// The channel to send a test message to; empty: none.
  std::string test_channel;
  bool rules_as_prometheus = false;
  /// The differences of kept replies from the known shapes.
  bool drift = false;

  bool operator==(const alerts_options&) const = default;
};

/// Parses `[--test CHANNEL] [--rules-as-prometheus] [--drift]`.
std::variant<alerts_options, cli_text>
parse_alerts(const std::vector<std::string>& arguments);

std::vector<option_row> alerts_option_rows();

/// `alerts`: prints the rules with their present values by the ledger. Exit code 1, with
/// the reason on `err`, when the ledger cannot be read or the channel does not accept the
/// test message; 2 when the channel is not configured or its secret cannot be read.
int alerts_command(const settings& effective, const alerts_options& options,
                   std::ostream& out, std::ostream& err);

} // namespace tracker
