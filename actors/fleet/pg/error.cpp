// SPDX-License-Identifier: MIT
#include "actors/fleet/pg/error.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace tracker::pg {

namespace {

struct state_class {
  /// A whole SQLSTATE or its first two characters.
  std::string_view state;
  error_class kind;
};

// Whole states come before the classes they belong to.
constexpr std::array states{
    state_class{fenced_state, error_class::fenced},
    // cannot_connect_now: the server starts or stops.
    state_class{"57P03", error_class::lost},
    state_class{lock_timeout_state, error_class::conflict},
    state_class{"40P01", error_class::conflict},
    state_class{"40001", error_class::conflict},
    state_class{"25006", error_class::read_only},
    // The server ended an idle transaction or session.
    state_class{"25P03", error_class::lost},
    state_class{"42501", error_class::no_rights},
    state_class{"3D000", error_class::absent},
    state_class{"3F000", error_class::absent},
    state_class{"08", error_class::lost},
    state_class{"57", error_class::lost},
    state_class{"58", error_class::lost},
    state_class{"53", error_class::full},
    state_class{"28", error_class::no_rights},
};

} // namespace

const char* to_string(error_class kind) {
  switch (kind) {
  case error_class::lost:
    return "lost";
  case error_class::conflict:
    return "conflict";
  case error_class::read_only:
    return "read-only";
  case error_class::full:
    return "full";
  case error_class::no_rights:
    return "no-rights";
  case error_class::absent:
    return "absent";
  case error_class::newer:
    return "newer";
  case error_class::taken:
    return "taken";
  case error_class::fenced:
    return "fenced";
  case error_class::unexpected:
    return "unexpected";
  }
  return "?";
}

error_class classify(const std::string& sqlstate) {
  const auto* found = std::find_if(states.begin(), states.end(), [&](const auto& entry) {
    return std::string_view{sqlstate}.substr(0, entry.state.size()) == entry.state;
  });
  return found == states.end() ? error_class::unexpected : found->kind;
}

} // namespace tracker::pg
