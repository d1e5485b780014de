// SPDX-License-Identifier: MIT
#include "main/commands/cli.hpp"

#include "main/commands/cli_arguments.hpp"
#include "main/config/config_bytes.hpp"
#include "main/config/setting_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>

namespace tracker {

namespace {

constexpr int bad_usage = 2;
constexpr std::string_view file_option = "--config-file";
constexpr std::string_view color_option = "--color";

/// `--http.timeout=3s`: every option with a dot in its name is a setting.
bool is_override(std::string_view argument) {
  return argument.starts_with("--") &&
         argument.substr(0, argument.find('=')).find('.') != std::string_view::npos;
}

bool is_file_option(std::string_view argument) {
  return argument.substr(0, argument.find('=')) == file_option;
}

bool is_color_option(std::string_view argument) {
  return argument.substr(0, argument.find('=')) == color_option;
}

std::string program_help(const std::vector<command>& commands) {
  auto text = fmt::format(
      "{}\n"
      "Watches Polymarket's short Up or Down windows and grades what a wallet did in "
      "them. It only reads.\n\n"
      "Usage: {} [COMMAND] [OPTIONS]\n\nCommands:\n",
      version_text, program_name);
  for (const auto& one : commands)
    text += fmt::format("  {:<10}  {}\n", one.name, one.summary);
  return text +
         fmt::format(
             "\nOptions:\n"
             "  -h,--help                   print this; COMMAND --help says more of "
             "a command\n"
             "  --version                   print the version\n{}",
             common_options_help());
}

/// Why reading ends early; nothing: it goes on.
using ending = std::optional<cli_text>;

/// Takes the arguments one by one.
class argument_reader {
public:
  argument_reader(const std::vector<std::string>& arguments,
                  const std::vector<command>& commands)
      : arguments_{arguments}, commands_{commands} {}

  cli_result read() {
    while (at_ < arguments_.size())
      if (auto text = take(arguments_[at_++]))
        return std::move(*text);
    if (result_.what == nullptr)
      result_.what = &commands_.front();
    if (!result_.what->has_arguments)
      if (auto text = refuse_arguments(*result_.what, result_.arguments))
        return std::move(*text);
    return std::move(result_);
  }

private:
  ending take(const std::string& argument) {
    if (is_override(argument))
      return take_override(argument);
    if (is_file_option(argument))
      return take_file(argument);
    if (is_color_option(argument))
      return take_override("--log.color" + (argument.size() > color_option.size()
                                                ? argument.substr(color_option.size())
                                                : std::string{"=always"}));
    if (result_.what == nullptr)
      return take_first(argument);
    result_.arguments.push_back(argument);
    return std::nullopt;
  }

  /// An argument before any command.
  ending take_first(const std::string& argument) {
    if (argument == "--help" || argument == "-h")
      return cli_text{program_help(commands_), 0};
    if (argument == "--version")
      return cli_text{fmt::format("{}\n", version_text), 0};
    if (argument.starts_with('-'))
      return refuse(unknown_option(argument, {"--help", "--version"}));
    return take_command(argument);
  }

  ending take_command(const std::string& name) {
    std::vector<std::string> names;
    for (const auto& one : commands_) {
      if (one.name == name) {
        result_.what = &one;
        return std::nullopt;
      }
      names.push_back(one.name);
    }
    return refuse(
        fmt::format("there is no command {}{}", printable(name), suggest(name, names)));
  }

  ending take_override(std::string_view argument) {
    const auto equals = argument.find('=');
    const std::string key{argument.substr(0, equals).substr(2)};
    auto& overrides = result_.configuration.overrides;
    if (equals == std::string_view::npos)
      return refuse(
          fmt::format("--{0} has no value; allowed: --{0}=VALUE", printable(key)));
    if (std::any_of(overrides.begin(), overrides.end(),
                    [&](const auto& earlier) { return earlier.key == key; }))
      return refuse_repetition("--" + key);
    overrides.push_back({key, std::string{argument.substr(equals + 1)}});
    return std::nullopt;
  }

  /// `--config-file=FILE`, or FILE is the next argument.
  ending take_file(const std::string& argument) {
    auto& file = result_.configuration.config_file;
    if (file)
      return refuse_repetition(std::string{file_option});
    if (argument.size() > file_option.size())
      file = argument.substr(file_option.size() + 1);
    else if (at_ < arguments_.size())
      file = arguments_[at_++];
    else
      return refuse(fmt::format("{0} has no value; allowed: {0}=FILE", file_option));
    return std::nullopt;
  }

  cli_text refuse_repetition(const std::string& option) const {
    return refuse(fmt::format("{} is given twice; allowed: once", printable(option)));
  }

  cli_text refuse(const std::string& reason) const {
    return wrong_usage(reason, result_.what == nullptr ? "" : result_.what->name);
  }

  const std::vector<std::string>& arguments_;
  const std::vector<command>& commands_;
  std::size_t at_ = 0;
  command_line result_;
};

} // namespace

cli_result parse_command_line(const std::vector<std::string>& arguments,
                              const std::vector<command>& commands) {
  return argument_reader{arguments, commands}.read();
}

std::string common_options_help() {
  std::string text = "  --config-file FILE          read this configuration; without it "
                     "~/polybot/tracker.conf, if it is there\n"
                     "  --color=auto|always|never   short for --log.color\n\n"
                     "Settings, --SECTION.KEY=VALUE, beat the configuration file:\n";
  for (const auto& row : setting_table())
    text += fmt::format("  --{}={}\n      {}\n      {}\n", row.key, row.default_value,
                        row.why, row.field.allowed);
  return text + "  --scheduler.…, --logger.… and the other options of CAF, likewise\n";
}

cli_text wrong_usage(const std::string& reason, const std::string& command) {
  return {fmt::format("{0}: {1}\nSee {0}{2} --help.\n", program_name, reason,
                      command.empty() ? "" : " " + command),
          bad_usage};
}

std::string unknown_option(const std::string& argument, std::vector<std::string> known) {
  known.emplace_back(file_option);
  known.emplace_back(color_option);
  return fmt::format("there is no option {}{}", printable(argument),
                     suggest(argument.substr(0, argument.find('=')), known));
}

} // namespace tracker
