// SPDX-License-Identifier: MIT
// How the sources of a grade lie in one column.
#pragma once

#include "messages/grade.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tracker {

/// `gamma UP 1768937403000000000;resolutions UP 1768937405000000000 CHAINLINK`: source,
/// settlement, nanoseconds since the Unix epoch and the reporter, where there is one.
std::string sources_text(const std::vector<source_report>& reports);

/// Reads `sources_text` back. Entries of another form are left out.
std::vector<source_report> read_sources(std::string_view text);

} // namespace tracker
