// SPDX-License-Identifier: MIT
#pragma once

#include "actors/capture/capture_record.hpp"
#include "main/commands/cli/cli.hpp"
#include "main/config/config.hpp"

#include <iosfwd>
#include <string>

namespace tracker {

inline constexpr const char* demo_summary =
    "three simulated windows in under a minute, no network, nothing left behind";

/// `demo`: the tracker on the recorded run conf/demo.cap at 60 times real time, on the
/// console, its ledger in a temporary folder; then the report, and what to do next.
/// Returns the exit code of the contract.
int demo_command(const command_line& line, std::ostream& out, std::ostream& err);

std::vector<option_row> demo_option_rows();

/// The settings of a demo that keeps its files below `folder`: those of the recording,
/// and those of `request` that neither the recording nor the demo sets; or what is wrong
/// with them. No configuration file is read.
load_result demo_settings(const capture_header& header, const config_request& request,
                          const std::string& folder);

} // namespace tracker
