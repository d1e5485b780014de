// SPDX-License-Identifier: MIT
#include "main/commands/cli_backfill.hpp"

#include "main/commands/cli_arguments.hpp"

#include <CLI/CLI.hpp>

namespace tracker {

namespace {

std::shared_ptr<CLI::App> make_app(backfill_options& options) {
  auto app = make_command_app("backfill", backfill_summary,
                              {"--from=7d", "--from=2026-11-01 --to=yesterday"});
  app->add_option("--from", options.from,
                  "the first window to grade: today, yesterday, 7d (seven days ago), a "
                  "day such as 2026-11-24, or an ISO 8601 time")
      ->type_name("T")
      ->required();
  app->add_option("--to", options.to,
                  "the last one, in the same forms; without it up to now")
      ->type_name("T");
  return app;
}

} // namespace

std::variant<backfill_options, cli_text>
parse_backfill(const std::vector<std::string>& arguments) {
  backfill_options options;
  if (auto text = parse_arguments(*make_app(options), arguments))
    return std::move(*text);
  return options;
}

std::vector<option_row> backfill_option_rows() {
  backfill_options unused;
  return list_options(*make_app(unused));
}

} // namespace tracker
