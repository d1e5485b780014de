// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

namespace tracker {

/// One thing that is wrong with the configuration, for people. Every part is printable,
/// and a wallet's address is never whole in it.
struct config_problem {
  /// `/etc/tracker.conf:12`, `command line`, `environment`.
  std::string where;
  /// `http.timeout`; empty when no key is to blame.
  std::string key;
  /// The value as it was given, shortened; empty when it is not to be shown.
  std::string value;
  /// What is wrong, and what is allowed.
  std::string reason;

  bool operator==(const config_problem&) const = default;
};

/// `/etc/tracker.conf:12: http.timeout = 3: …; allowed: a duration from 10ms to 10min`.
std::string to_string(const config_problem& problem);

/// A line per problem.
std::vector<std::string> to_lines(const std::vector<config_problem>& problems);

} // namespace tracker
