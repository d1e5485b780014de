// SPDX-License-Identifier: MIT
#include "main/commands/cli/run_command.hpp"

#include "main/commands/cli/cli_arguments.hpp"
#include "main/config/syntax/config_bytes.hpp"
#include "main/config/syntax/config_value.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace tracker {

namespace {

using namespace std::chrono_literals;

constexpr timespan longest_limit = 8760h;

struct typed_options {
  bool once = false;
  std::optional<std::string> limit;
};

std::shared_ptr<CLI::App> make_app(typed_options& typed) {
  auto app = make_command_app("run", run_summary, {"", "--for=1h", "--once"});
  auto* once =
      app->add_flag("--once", typed.once,
                    "one pass: grade the windows that ended in the last 24 hours, then "
                    "end with 0 if all are settled and with 1 if some are not");
  app->add_option("--for", typed.limit,
                  "drain and end after this time, such as 90s or 1h")
      ->type_name("DURATION")
      ->excludes(once);
  return app;
}

std::optional<timespan> parse_limit(const std::string& text) {
  const auto parsed = parse_config_value(text);
  const auto* value = std::get_if<config_value>(&parsed);
  const auto* span = value == nullptr ? nullptr : std::get_if<timespan>(&value->data);
  if (span == nullptr || *span < 1s || *span > longest_limit)
    return std::nullopt;
  return *span;
}

} // namespace

std::variant<run_command_options, cli_text>
parse_run(const std::vector<std::string>& arguments) {
  typed_options typed;
  if (auto text = parse_arguments(*make_app(typed), arguments))
    return std::move(*text);
  run_command_options options{typed.once, std::nullopt};
  if (typed.limit) {
    options.limit = parse_limit(*typed.limit);
    if (!options.limit)
      return wrong_usage(fmt::format("--for={}: allowed: a duration from 1s to 8760h, in "
                                     "s, min (or m), h or d",
                                     printable(*typed.limit)),
                         "run");
  }
  return options;
}

std::vector<option_row> run_option_rows() {
  typed_options unused;
  return list_options(*make_app(unused));
}

} // namespace tracker
