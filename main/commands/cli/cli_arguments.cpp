// SPDX-License-Identifier: MIT
#include "main/commands/cli/cli_arguments.hpp"

#include "actors/ledger/report/report_layout.hpp"
#include "main/config/syntax/config_bytes.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace tracker {

namespace {

constexpr std::size_t columns = 80;

std::string refuse_argument(const CLI::App& app, const std::string& argument) {
  if (!argument.starts_with('-'))
    return fmt::format("the argument {} is one too many", printable(argument));
  std::vector<std::string> names{"--help", "--help-all"};
  for (const auto& row : list_options(app))
    if (!row.is_positional())
      names.push_back(row.name);
  return unknown_option(argument, std::move(names));
}

/// The error of an option with too few or too many values: `text` is CLI11's, which
/// begins with the option's name.
std::string refuse_values(const CLI::App& app, std::string_view text) {
  const std::string name{text.substr(0, text.find(':'))};
  for (const auto& row : list_options(app))
    if (row.name == name && text.ends_with(" missing"))
      return fmt::format("{0} has no value; allowed: {0}={1}", name, row.value);
    else if (row.name == name && text.find("received") != std::string_view::npos)
      return fmt::format("{} is given twice; allowed: once", name);
  return printable(text);
}

std::string usage(const CLI::App& app) {
  std::string positionals;
  bool has_options = false;
  for (const auto& row : list_options(app)) {
    if (!row.is_positional()) {
      has_options = true;
      continue;
    }
    const bool is_required = app.get_option(row.name)->get_required();
    positionals += is_required ? " " + row.name : " [" + row.name + "]";
  }
  return fmt::format("Usage: {} {}{}{}", program_name, app.get_name(), positionals,
                     has_options ? " [OPTIONS]" : "");
}

/// One screen: usage, options and examples.
std::string command_help(const CLI::App& app) {
  auto text = usage(app);
  const auto summary = app.get_description();
  text += (text.size() + 2 + display_width(summary) > columns ? "\n" : ": ") + summary;
  auto rows = list_options(app);
  rows.push_back(
      {"--help-all", "", "print the options of every command and the settings too"});
  text += "\n\n" + option_lines(rows);
  if (const auto examples = app.get_footer(); !examples.empty())
    text += "\nExamples:\n" + examples;
  return text;
}

} // namespace

std::shared_ptr<CLI::App> make_command_app(const std::string& name,
                                           const std::string& summary,
                                           const std::vector<std::string>& examples) {
  auto app = std::make_shared<CLI::App>(summary, name);
  app->set_help_flag("-h,--help", "");
  app->set_help_all_flag("--help-all", "");
  app->allow_extras();
  app->option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::Throw);
  std::string lines;
  for (const auto& arguments : examples)
    lines += fmt::format("  {} {}{}{}\n", program_name, name,
                         arguments.empty() ? "" : " ", arguments);
  app->footer(lines);
  return app;
}

std::vector<option_row> list_options(const CLI::App& app) {
  std::vector<option_row> rows;
  for (const auto* option : app.get_options()) {
    if (option == app.get_help_ptr() || option == app.get_help_all_ptr())
      continue;
    const auto name = option->get_single_name();
    const bool is_flag = option->get_type_size() == 0;
    if (option->get_positional())
      rows.push_back({name, "", option->get_description()});
    else
      rows.push_back({"--" + name, is_flag ? "" : option->get_type_name(),
                      option->get_description()});
  }
  return rows;
}

std::optional<cli_text> parse_arguments(CLI::App& app,
                                        const std::vector<std::string>& arguments) {
  const auto name = app.get_name();
  std::vector<std::string> reversed{arguments.rbegin(), arguments.rend()};
  std::optional<std::string> reason;
  try {
    app.parse(std::move(reversed));
  } catch (const CLI::CallForHelp&) {
    return cli_text{command_help(app), 0};
  } catch (const CLI::CallForAllHelp&) {
    return cli_text{fmt::format("{}\nOptions of every command:\n{}\n{}",
                                command_help(app), option_lines(common_options()),
                                settings_help()),
                    0};
  } catch (const CLI::ArgumentMismatch& error) {
    reason = refuse_values(app, error.what());
  } catch (const CLI::ParseError& error) {
    reason = printable(error.what());
  }
  // An unknown option explains why a required one is missing.
  if (const auto extras = app.remaining(); !extras.empty())
    reason = refuse_argument(app, extras.front());
  return reason ? std::optional{wrong_usage(*reason, name)} : std::nullopt;
}

std::optional<cli_text> refuse_arguments(const command& row,
                                         const std::vector<std::string>& arguments) {
  return parse_arguments(*make_command_app(row.name, row.summary), arguments);
}

} // namespace tracker
