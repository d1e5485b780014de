// SPDX-License-Identifier: MIT
#include "main/commands/cli/completion_command.hpp"

#include "main/commands/cli/cli_arguments.hpp"
#include "main/config/setting_table.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>

namespace tracker {

namespace {

/// A command as the scripts need it.
struct completed_command {
  std::string name;
  std::string summary;
  std::vector<option_row> options;
  /// Words for its positional arguments.
  std::vector<std::string> words;
};

bool takes_file(const option_row& row) {
  return row.value.starts_with("FILE") || row.name == "FILE" || row.name == "CAPTURE";
}

/// The words that may follow a command.
std::vector<std::string> words_of(const std::string& name) {
  if (name == "completion")
    return {"bash", "zsh", "fish"};
  if (name == "manual")
    return {program_name, "tracker.conf"};
  return {};
}

std::vector<completed_command> completed_commands(const std::vector<command>& commands) {
  std::vector<completed_command> result;
  std::vector<std::string> names;
  for (const auto& row : commands) {
    const auto words = words_of(row.name);
    result.push_back({row.name, row.summary,
                      row.options ? row.options() : std::vector<option_row>{},
                      words.empty() ? row.words : words});
    names.push_back(row.name);
  }
  for (const auto& row : built_in_commands())
    result.push_back(
        {row.name, row.summary, {}, row.name == "help" ? names : decltype(names){}});
  return result;
}

/// The options of every command, and a row for each setting.
std::vector<option_row> shared_options() {
  auto rows = common_options();
  // Each setting has a row of its own.
  std::erase_if(rows, [](const option_row& row) { return row.name == "--SECTION.KEY"; });
  rows.push_back({"--help", "", "print the help of the command"});
  rows.push_back({"--help-all", "", "print the help with every setting"});
  for (const auto& row : setting_table())
    rows.push_back({"--" + row.key, "VALUE", row.why});
  return rows;
}

/// `text` in single quotes, as bash and zsh read it.
std::string quoted(const std::string& text) {
  std::string result = "'";
  for (const char c : text)
    result += c == '\'' ? std::string{"'\\''"} : std::string{c};
  return result + "'";
}

// -- bash -----------------------------------------------------------------------------

std::string bash_words(const std::vector<option_row>& rows) {
  std::vector<std::string> words;
  for (const auto& row : rows)
    if (!row.is_positional())
      words.push_back(row.name + (row.value.empty() ? "" : "="));
  return fmt::format("{}", fmt::join(words, " "));
}

std::string bash_script(const std::vector<completed_command>& commands) {
  std::vector<std::string> names;
  std::string cases;
  for (const auto& row : commands) {
    names.push_back(row.name);
    auto words = bash_words(row.options);
    if (!row.words.empty())
      words += (words.empty() ? "" : " ") + fmt::format("{}", fmt::join(row.words, " "));
    if (!words.empty())
      cases += fmt::format("    {}) choices='{}' ;;\n", row.name, words);
  }
  return fmt::format(
      R"script(# bash completion: eval "$({0} completion bash)"
_{0}() {{
  local current=${{COMP_WORDS[COMP_CWORD]}} previous=${{COMP_WORDS[COMP_CWORD-1]}}
  local command='' word choices=''
  COMPREPLY=()
  # The value of an option: the names of files.
  [[ $current == '=' || $previous == '=' || $previous == --config-file ]] && return
  for word in "${{COMP_WORDS[@]:1:COMP_CWORD-1}}"; do
    case $word in
    {1}) command=$word; break ;;
    esac
  done
  case $command in
    '') choices='{2} --version' ;;
{3}  esac
  [[ $current == -* ]] && choices+=' {4}'
  COMPREPLY=($(compgen -W "$choices" -- "$current"))
  if [[ ${{#COMPREPLY[@]}} == 1 && ${{COMPREPLY[0]}} == *= ]]; then
    compopt -o nospace 2>/dev/null
  fi
}}
complete -o default -F _{0} {0}
)script",
      program_name, fmt::join(names, "|"), fmt::join(names, " "), cases,
      bash_words(shared_options()));
}

// -- zsh ------------------------------------------------------------------------------

/// `text` with the characters escaped that end a part of a specification.
std::string zsh_text(const std::string& text) {
  std::string result;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\')
      result += '\\';
    result += c;
  }
  return result;
}

std::string zsh_option(const option_row& row) {
  const std::string action = takes_file(row) ? "_files" : "";
  if (row.value.empty())
    return quoted(fmt::format("{}[{}]", row.name, zsh_text(row.text)));
  return quoted(fmt::format("{}=[{}]:{}:{}", row.name, zsh_text(row.text),
                            zsh_text(row.value), action));
}

/// The positional arguments: one for the rest of the line, or each at its place. The
/// first may have words.
std::string zsh_positionals(const std::vector<option_row>& rows,
                            std::vector<std::string> words, const std::string& indent) {
  std::vector<option_row> positionals;
  std::copy_if(rows.begin(), rows.end(), std::back_inserter(positionals),
               [](const option_row& row) { return row.is_positional(); });
  if (positionals.empty() && !words.empty())
    positionals.push_back({"argument", "", ""});
  std::string text;
  for (std::size_t i = 0; i < positionals.size(); ++i) {
    const auto place = positionals.size() == 1 ? "*" : std::to_string(i + 1);
    const auto action = !words.empty() ? fmt::format("({})", fmt::join(words, " "))
                        : takes_file(positionals[i]) ? "_files"
                                                     : "";
    words.clear();
    text +=
        indent +
        quoted(fmt::format("{}:{}:{}", place, zsh_text(positionals[i].name), action)) +
        "\n";
  }
  return text;
}

std::string zsh_options(const std::vector<option_row>& rows, const std::string& indent) {
  std::string text;
  for (const auto& row : rows)
    if (!row.is_positional())
      text += indent + zsh_option(row) + "\n";
  return text;
}

std::string zsh_script(const std::vector<completed_command>& commands) {
  std::string names;
  std::string cases;
  for (const auto& row : commands) {
    names += fmt::format("        {}\n",
                         quoted(zsh_text(row.name) + ":" + zsh_text(row.summary)));
    const auto options = zsh_options(row.options, "          ") +
                         zsh_positionals(row.options, row.words, "          ");
    if (!options.empty())
      cases += fmt::format("        {})\n          own=(\n{}          ) ;;\n", row.name,
                           options);
  }
  return fmt::format(
      R"script(#compdef {0}
# zsh completion: store it as _{0} in a folder of $fpath, or: eval "$({0} completion zsh)"
_{0}() {{
  local curcontext=$curcontext state state_descr line
  local -a shared own names
  typeset -A opt_args
  shared=(
{1}  )
  _arguments -C $shared '--version[print the version]' \
    '1:command:->command' '*::argument:->argument'
  case $state in
    command)
      names=(
{2}      )
      _describe command names ;;
    argument)
      case $words[1] in
{3}      esac
      _arguments $shared $own ;;
  esac
}}
if [[ $funcstack[1] == _{0} ]]; then _{0} "$@"; else compdef _{0} {0}; fi
)script",
      program_name, zsh_options(shared_options(), "    "), names, cases);
}

// -- fish -----------------------------------------------------------------------------

/// `text` in single quotes, as fish reads it.
std::string fish_quoted(const std::string& text) {
  std::string result = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\')
      result += '\\';
    result += c;
  }
  return result + "'";
}

std::string fish_options(const std::vector<option_row>& rows,
                         const std::string& condition) {
  std::string text;
  for (const auto& row : rows) {
    if (row.is_positional()) {
      if (takes_file(row))
        text += fmt::format("complete -c {}{} -F\n", program_name, condition);
      continue;
    }
    text += fmt::format("complete -c {}{} -l {}{} -d {}\n", program_name, condition,
                        row.name.substr(2),
                        row.value.empty() ? ""
                        : takes_file(row) ? " -r -F"
                                          : " -x",
                        fish_quoted(row.text));
  }
  return text;
}

std::string fish_script(const std::vector<completed_command>& commands) {
  auto text = fmt::format("# fish completion: {0} completion fish | source\n"
                          "complete -c {0} -f\n",
                          program_name);
  for (const auto& row : commands)
    text += fmt::format("complete -c {} -n __fish_use_subcommand -a {} -d {}\n",
                        program_name, row.name, fish_quoted(row.summary));
  text += fmt::format("complete -c {} -n __fish_use_subcommand -l version -s V -d "
                      "'print the version'\n",
                      program_name);
  for (const auto& row : commands) {
    const auto condition = fmt::format(" -n '__fish_seen_subcommand_from {}'", row.name);
    text += fish_options(row.options, condition);
    if (!row.words.empty())
      text += fmt::format("complete -c {}{} -a '{}'\n", program_name, condition,
                          fmt::join(row.words, " "));
  }
  return text + fish_options(shared_options(), "");
}

struct typed_shell {
  std::string name;
};

std::shared_ptr<CLI::App> make_app(typed_shell& typed) {
  auto app =
      make_command_app("completion", completion_summary, {"bash", "fish | source"});
  app->add_option("SHELL", typed.name, "bash, zsh or fish")->required();
  return app;
}

} // namespace

std::variant<shell_kind, cli_text>
parse_completion(const std::vector<std::string>& arguments) {
  typed_shell typed;
  if (auto text = parse_arguments(*make_app(typed), arguments))
    return std::move(*text);
  if (typed.name == "bash")
    return shell_kind::bash;
  if (typed.name == "zsh")
    return shell_kind::zsh;
  if (typed.name == "fish")
    return shell_kind::fish;
  return wrong_usage("no completion exists for this shell; allowed: bash, zsh, fish",
                     "completion");
}

std::vector<option_row> completion_option_rows() {
  typed_shell unused;
  return list_options(*make_app(unused));
}

std::string completion_script(shell_kind shell, const std::vector<command>& commands) {
  const auto rows = completed_commands(commands);
  switch (shell) {
  case shell_kind::bash:
    return bash_script(rows);
  case shell_kind::zsh:
    return zsh_script(rows);
  case shell_kind::fish:
    return fish_script(rows);
  }
  return {};
}

} // namespace tracker
