// SPDX-License-Identifier: MIT
#include "main/cli.hpp"

#include "main/config_bytes.hpp"
#include "main/setting_table.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

namespace tracker {

namespace {

constexpr const char* program = "performance_tracker";
constexpr int bad_usage = 2;
constexpr const char* config_file_summary =
    "read this configuration; without it ~/polybot/tracker.conf, if it is there";

struct command_entry {
  command what;
  const char* name;
  const char* summary;
};

/// A new command is a row here, and its name in `command`.
constexpr std::array<command_entry, 2> commands{
    {{command::run, "run", "observe until told to stop (the default)"},
     {command::check, "check",
      "read the configuration, print every effective value and where it came from"}}};

std::string settings_help() {
  std::string text = "Settings, --SECTION.KEY=VALUE, beat the configuration file:\n";
  for (const auto& row : setting_table())
    text += fmt::format("  --{}={}\n      {}\n      {}\n", row.key, row.preset, row.why,
                        row.field.allowed);
  return text + "  --scheduler.…, --logger.… and the other options of CAF, likewise";
}

/// `--http.timeout=3s`: every option with a dot in its name is a setting.
bool is_override(std::string_view argument) {
  return argument.starts_with("--") &&
         argument.substr(0, argument.find('=')).find('.') != std::string_view::npos;
}

cli_text wrong(const std::string& reason) {
  return {fmt::format("{0}: {1}\nSee {0} --help.\n", program, reason), bad_usage};
}

/// Takes `argument` apart into `overrides`; returns what is wrong with it.
std::optional<std::string> add_override(std::string_view argument,
                                        std::vector<setting_override>& overrides) {
  const auto equals = argument.find('=');
  const std::string key{
      argument.substr(2, equals == std::string_view::npos ? equals : equals - 2)};
  if (equals == std::string_view::npos)
    return fmt::format("--{0} has no value; allowed: --{0}=VALUE", printable(key));
  if (std::any_of(overrides.begin(), overrides.end(),
                  [&](const auto& earlier) { return earlier.key == key; }))
    return fmt::format("--{} is given twice; allowed: once", printable(key));
  overrides.push_back({key, std::string{argument.substr(equals + 1)}});
  return std::nullopt;
}

std::string unexpected(const std::string& argument, bool has_command) {
  const auto shown = printable(argument);
  if (argument.starts_with('-'))
    return fmt::format("there is no option {}{}", shown,
                       suggest(argument.substr(0, argument.find('=')),
                               {"--config-file", "--help", "--version"}));
  if (has_command)
    return fmt::format("the argument {} is one too many", shown);
  std::vector<std::string> names;
  for (const auto& entry : commands)
    names.emplace_back(entry.name);
  return fmt::format("there is no command {}{}", shown, suggest(argument, names));
}

class command_parser {
public:
  command_parser() {
    app_.set_version_flag("--version", version_text());
    app_.require_subcommand(0, 1);
    app_.allow_extras();
    file_ = app_.add_option("--config-file", config_file_, config_file_summary);
    file_->type_name("FILE");
    file_->multi_option_policy(CLI::MultiOptionPolicy::Throw);
    app_.footer(settings_help());
    for (const auto& entry : commands) {
      auto* sub = app_.add_subcommand(entry.name, entry.summary);
      sub->fallthrough();
      sub->footer(fmt::format("  --config-file FILE          {}\n\n{}",
                              config_file_summary, settings_help()));
    }
  }

  cli_result parse(std::vector<std::string> arguments,
                   std::vector<setting_override> overrides) {
    std::reverse(arguments.begin(), arguments.end());
    try {
      app_.parse(std::move(arguments));
    } catch (const CLI::CallForHelp&) {
      return cli_text{fmt::format("{}\n{}", version_text(), app_.help()), 0};
    } catch (const CLI::CallForVersion&) {
      return cli_text{version_text() + "\n", 0};
    } catch (const CLI::ParseError& error) {
      return wrong(printable(error.what()));
    }
    const auto chosen = app_.get_subcommands();
    const auto extras = app_.remaining(true);
    if (!extras.empty())
      return wrong(unexpected(extras.front(), !chosen.empty()));
    command_line result{command::run, {std::nullopt, std::move(overrides)}};
    for (const auto& entry : commands)
      if (!chosen.empty() && chosen.front()->get_name() == entry.name)
        result.what = entry.what;
    if (file_->count() > 0)
      result.configuration.config_file = config_file_;
    return result;
  }

private:
  CLI::App app_{
      "Watches Polymarket's short Up or Down windows and grades what a wallet did "
      "in them. It only reads.",
      program};
  std::string config_file_;
  CLI::Option* file_ = nullptr;
};

} // namespace

cli_result parse_command_line(const std::vector<std::string>& arguments) {
  std::vector<setting_override> overrides;
  std::vector<std::string> others;
  for (const auto& argument : arguments) {
    if (!is_override(argument))
      others.push_back(argument);
    else if (auto reason = add_override(argument, overrides))
      return wrong(*reason);
  }
  return command_parser{}.parse(std::move(others), std::move(overrides));
}

std::string version_text() {
  return fmt::format("{} {} \"Silent Observer\"", program, TRACKER_VERSION);
}

} // namespace tracker
