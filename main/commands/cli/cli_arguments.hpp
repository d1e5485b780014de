// SPDX-License-Identifier: MIT
// The options of one command besides those of every command, parsed by CLI11, with our
// own help and refusals:
//
//     const auto app = make_command_app("backfill", backfill_summary, {"--from=7d"});
//     app->add_option("--from", options.from, "…")->required();
//     if (auto text = parse_arguments(*app, arguments))
//       return *text;
#pragma once

#include "main/commands/cli/cli.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace tracker {

/// A parser for the command `name`, without options yet. `examples` are the arguments of
/// command lines that its help shows.
std::shared_ptr<CLI::App> make_command_app(const std::string& name,
                                           const std::string& summary,
                                           const std::vector<std::string>& examples = {});

/// The options that `app` has, without its help.
std::vector<option_row> list_options(const CLI::App& app);

/// Parses the arguments of a command into the variables that `app` is bound to. Nothing:
/// they are well-formed; otherwise the help, or the reason of the refusal.
std::optional<cli_text> parse_arguments(CLI::App& app,
                                        const std::vector<std::string>& arguments);

/// The same for a command without arguments.
std::optional<cli_text> refuse_arguments(const command& row,
                                         const std::vector<std::string>& arguments);

} // namespace tracker
