// SPDX-License-Identifier: MIT
#include "main/commands/cli_backfill.hpp"

#include "main/commands/cli_arguments.hpp"

#include <CLI/CLI.hpp>

namespace tracker {

std::variant<backfill_options, cli_text>
parse_backfill(const std::vector<std::string>& arguments) {
  backfill_options words;
  const auto app = make_command_app("backfill", backfill_summary);
  app->add_option("--from", words.from,
                  "the first window to grade: today, yesterday, 7d (seven days ago), a "
                  "day such as 2026-11-24, or an ISO 8601 time")
      ->type_name("T")
      ->required();
  app->add_option("--to", words.to, "the last, in the same forms; without it up to now")
      ->type_name("T");
  if (auto text = parse_arguments(*app, arguments))
    return std::move(*text);
  return words;
}

} // namespace tracker
