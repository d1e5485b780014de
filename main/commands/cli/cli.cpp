// SPDX-License-Identifier: MIT
#include "main/commands/cli/cli.hpp"

#include "actors/ledger/report/report_layout.hpp"
#include "main/commands/cli/cli_arguments.hpp"
#include "main/config/setting_table.hpp"
#include "main/config/syntax/config_bytes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <ostream>
#include <string_view>

namespace tracker {

namespace {

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
  auto text =
      fmt::format("{}\n"
                  "Grades what wallets did in Polymarket's Up or Down windows; it "
                  "only reads.\n\n"
                  "Usage: {} [COMMAND] [OPTIONS]\n\nCommands:\n",
                  version_text, program_name);
  std::vector<option_row> rows;
  for (const auto& row : commands)
    rows.push_back({row.name, "", row.summary});
  for (const auto& row : built_in_commands())
    rows.push_back({row.name, "", row.summary});
  text += option_lines(rows) + "\nOptions of every command:\n";
  rows = common_options();
  rows.push_back({"-h, --help", "", "print the help of the command"});
  rows.push_back({"--help-all", "", "print the help with every setting"});
  rows.push_back({"-V, --version", "", "print the version"});
  return text + option_lines(rows);
}

/// The text that ends the parse early; nothing: it continues.
using ending = std::optional<cli_text>;

class argument_reader {
public:
  argument_reader(const std::vector<std::string>& arguments,
                  const std::vector<command>& commands)
      : arguments_{arguments}, commands_{commands} {}

  cli_result read() {
    while (index_ < arguments_.size())
      if (auto text = parse(arguments_[index_++]))
        return std::move(*text);
    if (asks_for_help_ && result_.chosen == nullptr)
      return cli_text{program_help(commands_), 0};
    if (result_.chosen == nullptr)
      result_.chosen = &commands_.front();
    if (asks_for_help_)
      result_.arguments.emplace_back("--help");
    if (!result_.chosen->has_arguments)
      if (auto text = refuse_arguments(*result_.chosen, result_.arguments))
        return std::move(*text);
    return std::move(result_);
  }

private:
  ending parse(const std::string& argument) {
    if (is_override(argument))
      return parse_override(argument);
    if (is_file_option(argument))
      return parse_file(argument);
    if (is_color_option(argument))
      return parse_override("--log.color" + (argument.size() > color_option.size()
                                                 ? argument.substr(color_option.size())
                                                 : std::string{"=always"}));
    if (result_.chosen == nullptr)
      return parse_first(argument);
    result_.arguments.push_back(argument);
    return std::nullopt;
  }

  /// An argument before any command.
  ending parse_first(const std::string& argument) {
    if (argument == "--help" || argument == "-h")
      return cli_text{program_help(commands_), 0};
    if (argument == "--help-all")
      return cli_text{program_help(commands_) + "\n" + settings_help(), 0};
    if (argument == "--version" || argument == "-V" || argument == "version")
      return cli_text{version_details(), 0};
    if (argument == "help" && !asks_for_help_) {
      asks_for_help_ = true;
      return std::nullopt;
    }
    if (argument.starts_with('-'))
      return refuse(unknown_option(argument, {"--help", "--help-all", "--version"}));
    return parse_command(argument);
  }

  ending parse_command(const std::string& name) {
    std::vector<std::string> names;
    for (const auto& row : commands_) {
      if (row.name == name) {
        result_.chosen = &row;
        return std::nullopt;
      }
      names.push_back(row.name);
    }
    for (const auto& row : built_in_commands()) {
      if (row.name == name)
        return cli_text{program_help(commands_), 0};
      names.push_back(row.name);
    }
    return refuse(
        fmt::format("unknown command {}{}", printable(name), suggest(name, names)));
  }

  ending parse_override(std::string_view argument) {
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
  ending parse_file(const std::string& argument) {
    auto& file = result_.configuration.config_file;
    if (file)
      return refuse_repetition(std::string{file_option});
    if (argument.size() > file_option.size())
      file = argument.substr(file_option.size() + 1);
    else if (index_ < arguments_.size())
      file = arguments_[index_++];
    else
      return refuse(fmt::format("{0} has no value; allowed: {0}=FILE", file_option));
    return std::nullopt;
  }

  cli_text refuse_repetition(const std::string& option) const {
    return refuse(fmt::format("{} is given twice; allowed: once", printable(option)));
  }

  cli_text refuse(const std::string& reason) const {
    return wrong_usage(reason, result_.chosen == nullptr ? "" : result_.chosen->name);
  }

  const std::vector<std::string>& arguments_;
  const std::vector<command>& commands_;
  std::size_t index_ = 0;
  /// `help` came before the command.
  bool asks_for_help_ = false;
  command_line result_;
};

} // namespace

cli_result parse_command_line(const std::vector<std::string>& arguments,
                              const std::vector<command>& commands) {
  return argument_reader{arguments, commands}.read();
}

std::vector<command> built_in_commands() {
  return {{"help", "print this, or the help of a COMMAND", nullptr},
          {"version", "print the version", nullptr}};
}

std::vector<option_row> common_options() {
  return {
      {"--config-file", "FILE", "read this file, not ~/polybot/tracker.conf"},
      {"--SECTION.KEY", "VALUE", "a setting; it overrides the configuration file"},
      {"--color", "auto|always|never", "short for --log.color"},
  };
}

std::string settings_help() {
  std::string text =
      "Settings, --SECTION.KEY=VALUE; they override the configuration file:\n";
  for (const auto& row : setting_table())
    text += fmt::format("  --{}={}\n      {}\n      {}\n", row.key, row.default_value,
                        row.why, row.field.allowed);
  return text + "  --scheduler.…, --logger.… and the other options of CAF, likewise\n";
}

std::vector<std::string> wrap_words(const std::string& text, std::size_t width) {
  std::vector<std::string> lines{""};
  for (std::size_t begin = 0; begin < text.size();) {
    const auto end = std::min(text.find(' ', begin), text.size());
    const auto word = text.substr(begin, end - begin);
    auto& line = lines.back();
    if (!line.empty() && display_width(line) + 1 + display_width(word) > width)
      lines.push_back(word);
    else
      line += (line.empty() ? "" : " ") + word;
    begin = end + 1;
  }
  return lines;
}

std::string option_lines(const std::vector<option_row>& rows) {
  constexpr std::size_t columns = 80;
  std::size_t width = 0;
  std::vector<std::string> names;
  for (const auto& row : rows) {
    names.push_back(row.value.empty() ? row.name : row.name + "=" + row.value);
    width = std::max(width, display_width(names.back()));
  }
  const auto indent = width + 4;
  std::string text;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    auto left = "  " + names[i] + std::string(width - display_width(names[i]) + 2, ' ');
    for (const auto& line : wrap_words(rows[i].text, columns - indent)) {
      text += left + line + "\n";
      left.assign(indent, ' ');
    }
  }
  return text;
}

cli_text wrong_usage(const std::string& reason, const std::string& command) {
  return {fmt::format("{0}: {1}\nSee {0}{2} --help.\n", program_name, reason,
                      command.empty() ? "" : " " + command),
          wrong_usage_code};
}

int print_failure(std::ostream& err, const std::string& reason, int exit_code) {
  err << program_name << ": " << reason << '\n';
  return exit_code;
}

std::string unknown_option(const std::string& argument, std::vector<std::string> known) {
  known.emplace_back(file_option);
  known.emplace_back(color_option);
  return fmt::format("unknown option {}{}", printable(argument),
                     suggest(argument.substr(0, argument.find('=')), known));
}

} // namespace tracker
