// SPDX-License-Identifier: MIT
#pragma once

#include "main/commands/report_command.hpp"

#include <iosfwd>
#include <optional>
#include <string>

namespace tracker {

/// Writes what `query` asks for on `out`, and its picture into its file. Every name in
/// its filter exists. Returns why it could not be done; nothing: it is done.
std::optional<std::string> write_report(const report_query& query, report_source& source,
                                        const report_setting& setting, std::ostream& out);

} // namespace tracker
