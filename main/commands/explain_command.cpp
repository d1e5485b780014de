// SPDX-License-Identifier: MIT
#include "main/commands/explain_command.hpp"

#include "actors/ledger/output/explanation.hpp"
#include "actors/ledger/report/report_layout.hpp"
#include "main/commands/cli/cli_arguments.hpp"
#include "main/commands/window_search.hpp"
#include "main/config/syntax/config_bytes.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <optional>
#include <ostream>
#include <utility>

namespace tracker {

namespace {

/// The options as they were typed.
struct typed_explain_options {
  explain_options options;
  std::string format = "text";
};

std::shared_ptr<CLI::App> make_app(typed_explain_options& typed) {
  auto app = make_command_app(
      "explain", explain_summary,
      {"btc-updown-15m-1768936500", "2026-01-20T19:15:00Z --wallet=main --format=json"});
  app->add_option("WINDOW", typed.options.window,
                  "a slug, a start time (Unix seconds or ISO 8601), a condition id, or "
                  "the address of an event's page")
      ->required();
  app->add_option("--wallet", typed.options.wallets,
                  "only these wallets, by name or address")
      ->type_name("NAME,…");
  app->add_option("--format", typed.format, "text or json")->type_name("FORM");
  app->add_flag("--fleet", typed.options.fleet, "of all trackers: from fleet.url");
  return app;
}

} // namespace

std::variant<explain_options, cli_text>
parse_explain(const std::vector<std::string>& arguments) {
  typed_explain_options typed;
  if (auto text = parse_arguments(*make_app(typed), arguments))
    return std::move(*text);
  if (typed.format == "json")
    typed.options.format = explain_format::json;
  else if (typed.format != "text")
    return wrong_usage(
        fmt::format("--format={}: allowed: text and json", printable(typed.format)),
        "explain");
  return std::move(typed.options);
}

std::vector<option_row> explain_option_rows() {
  typed_explain_options unused;
  return list_options(*make_app(unused));
}

int run_explain(const explain_options& options, report_source& source,
                const accounting_rules& rules, const report_setting& setting,
                std::ostream& out, std::ostream& err) {
  const auto wallets = wallet_filter(options.wallets, source, setting);
  if (const auto* error = std::get_if<ledger_error>(&wallets))
    return print_failure(err, error->text);
  const auto& filter = std::get<std::variant<report_filter, option_fault>>(wallets);
  if (const auto* fault = std::get_if<option_fault>(&filter)) {
    const auto refusal = refuse_option(*fault, "explain");
    err << refusal.text;
    return refusal.exit_code;
  }
  const auto searched = search_windows(parse_window_name(options.window, setting.zone),
                                       source, setting.watched, setting.zone);
  if (const auto* error = std::get_if<ledger_error>(&searched))
    return print_failure(err, error->text);
  const auto& search = std::get<window_search>(searched);
  if (search.wrong_form) {
    const auto refusal = wrong_usage(search.failure, "explain");
    err << refusal.text;
    return refusal.exit_code;
  }
  if (search.slugs.empty())
    return print_failure(err, search.failure);
  explanation_writer writer{rules, setting, std::get<report_filter>(filter)};
  for (const auto& slug : search.slugs) {
    const auto looked_up = find_window(slug, source);
    if (const auto* error = std::get_if<ledger_error>(&looked_up))
      return print_failure(err, error->text);
    const auto& found = std::get<std::optional<found_window>>(looked_up);
    if (!found)
      return print_failure(err,
                           fmt::format("the ledger has no window {}", one_line(slug)));
    if (options.format == explain_format::json)
      writer.add_json(*found);
    else
      writer.write_text(*found, out);
  }
  if (options.format == explain_format::json)
    out << writer.json();
  out.flush();
  return out ? 0 : print_failure(err, "the explanation could not be written");
}

} // namespace tracker
