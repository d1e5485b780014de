// SPDX-License-Identifier: MIT
// What one command takes besides the options of every command, by CLI11 with the house's
// help and refusals:
//
//     const auto app = make_command_app("backfill", backfill_summary);
//     app->add_option("--from", words.from, "…")->required();
//     if (auto text = parse_arguments(*app, arguments))
//       return *text;
#pragma once

#include "main/commands/cli.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace tracker {

/// A parser for the command `name`, without options yet.
std::shared_ptr<CLI::App> make_command_app(const std::string& name,
                                           const std::string& summary);

/// Reads the arguments of a command into what `app` is bound to. Nothing: all is well;
/// otherwise its help, or what is wrong.
std::optional<cli_text> parse_arguments(CLI::App& app,
                                        const std::vector<std::string>& arguments);

/// The same for a command that takes none.
std::optional<cli_text> refuse_arguments(const command& of,
                                         const std::vector<std::string>& arguments);

} // namespace tracker
