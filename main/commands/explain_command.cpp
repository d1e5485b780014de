// SPDX-License-Identifier: MIT
#include "main/commands/explain_command.hpp"

#include "actors/ledger/explain/explain.hpp"
#include "actors/ledger/report/report_layout.hpp"
#include "main/commands/cli_arguments.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <optional>
#include <ostream>
#include <utility>

namespace tracker {

namespace {

constexpr int failed = 1;

/// What is known of a window, and what its grades were before.
struct found_window {
  remembered_window what;
  std::vector<grade> revisions;
};

ledger_result<std::optional<found_window>> look_up(const std::string& slug,
                                                   report_source& source) {
  auto found = source.find(slug);
  if (auto* why = std::get_if<ledger_error>(&found))
    return std::move(*why);
  auto& what = std::get<std::optional<remembered_window>>(found);
  if (!what)
    return std::nullopt;
  auto before = source.revisions(slug);
  if (auto* why = std::get_if<ledger_error>(&before))
    return std::move(*why);
  return found_window{std::move(*what), std::move(std::get<std::vector<grade>>(before))};
}

std::string ungraded_text(const remembered_window& of) {
  auto text = fmt::format("{} has no grade yet", one_line(of.of.slug));
  if (of.coverage)
    text += fmt::format("; it was {}", to_string(of.coverage->how));
  if (of.coverage && !of.coverage->why.empty())
    text += ": " + one_line(of.coverage->why);
  return text;
}

void write(const found_window& found, const accounting_rules& rules,
           const report_setting& setting, std::ostream& out) {
  if (found.what.grades.empty())
    out << ungraded_text(found.what) << '\n';
  bool first = true;
  for (const auto& each : explanations_of(found.what, found.revisions)) {
    if (!std::exchange(first, false))
      out << '\n';
    for (const auto& line : explain_lines(each, rules, setting.zone, {setting.colours}))
      out << line << '\n';
  }
}

int say(std::ostream& err, const std::string& what) {
  err << program_name << ": " << what << '\n';
  return failed;
}

} // namespace

std::variant<std::string, cli_text>
parse_explain(const std::vector<std::string>& arguments) {
  std::string slug;
  const auto app = make_command_app("explain", explain_summary);
  app->add_option("SLUG", slug, "the window, such as btc-updown-15m-1768936500")
      ->required();
  if (auto text = parse_arguments(*app, arguments))
    return std::move(*text);
  return slug;
}

int run_explain(const std::string& slug, report_source& source,
                const accounting_rules& rules, const report_setting& setting,
                std::ostream& out, std::ostream& err) {
  const auto looked_up = look_up(slug, source);
  if (const auto* why = std::get_if<ledger_error>(&looked_up))
    return say(err, why->text);
  const auto& found = std::get<std::optional<found_window>>(looked_up);
  if (!found)
    return say(err, fmt::format("the ledger has no window {}", one_line(slug)));
  write(*found, rules, setting, out);
  out.flush();
  return out ? 0 : say(err, "the explanation could not be written");
}

} // namespace tracker
