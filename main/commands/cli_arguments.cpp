// SPDX-License-Identifier: MIT
#include "main/commands/cli_arguments.hpp"

#include "main/config/config_bytes.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace tracker {

namespace {

std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const auto* option : app.get_options())
    if (!option->get_positional())
      names.push_back(option->get_name());
  return names;
}

std::string unexpected(const CLI::App& app, const std::string& argument) {
  if (argument.starts_with('-'))
    return unknown_option(argument, option_names(app));
  return fmt::format("the argument {} is one too many", printable(argument));
}

} // namespace

std::shared_ptr<CLI::App> make_command_app(const std::string& name,
                                           const std::string& summary) {
  auto app = std::make_shared<CLI::App>(summary + "\n", name);
  app->set_help_flag("-h,--help", "print this");
  app->allow_extras();
  app->option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::Throw);
  return app;
}

std::optional<cli_text> parse_arguments(CLI::App& app,
                                        const std::vector<std::string>& arguments) {
  const auto name = app.get_name();
  std::vector<std::string> reversed{arguments.rbegin(), arguments.rend()};
  std::optional<std::string> reason;
  try {
    app.parse(std::move(reversed));
  } catch (const CLI::CallForHelp&) {
    auto own_help = app.help(program_name);
    own_help.erase(own_help.find_last_not_of('\n') + 1);
    return cli_text{
        fmt::format("{}\n{}\n{}", version_text, own_help, common_options_help()), 0};
  } catch (const CLI::ParseError& error) {
    reason = printable(error.what());
  }
  // An option that nobody knows explains why another is missing.
  if (const auto extras = app.remaining(); !extras.empty())
    reason = unexpected(app, extras.front());
  return reason ? std::optional{wrong_usage(*reason, name)} : std::nullopt;
}

std::optional<cli_text> refuse_arguments(const command& of,
                                         const std::vector<std::string>& arguments) {
  return parse_arguments(*make_command_app(of.name, of.summary), arguments);
}

} // namespace tracker
