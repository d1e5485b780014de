// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

namespace tracker {

/// One error of the configuration, for a message. Every part is printable and contains no
/// whole wallet address.
struct config_problem {
  /// `/etc/tracker.conf:12`, `command line`, `environment`.
  std::string where;
  /// `http.timeout`; empty if the error belongs to no key.
  std::string key;
  /// The value as given, shortened; empty if it must not be shown.
  std::string value;
  /// The error, and what is allowed.
  std::string reason;

  bool operator==(const config_problem&) const = default;
};

/// `/etc/tracker.conf:12: http.timeout = 3: …; allowed: a duration from 10ms to 10min`.
std::string to_string(const config_problem& problem);

/// One line per problem.
std::vector<std::string> to_lines(const std::vector<config_problem>& problems);

} // namespace tracker
