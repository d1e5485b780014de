// SPDX-License-Identifier: MIT
#include "main/commands/explain_command.hpp"

#include "actors/ledger/explain/explain.hpp"
#include "actors/ledger/report/report_layout.hpp"
#include "actors/ledger/report/report_names.hpp"
#include "actors/text/time_text.hpp"
#include "actors/window/grade_block.hpp"
#include "main/commands/cli/cli_arguments.hpp"
#include "main/commands/window_search.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <optional>
#include <ostream>
#include <utility>

namespace tracker {

namespace {

constexpr int failed = 1;

/// What the ledger has of a window, and the earlier revisions of its grades.
struct found_window {
  remembered_window record;
  std::vector<grade> revisions;
};

ledger_result<std::optional<found_window>> look_up(const std::string& slug,
                                                   report_source& source) {
  auto found = source.find(slug);
  if (auto* error = std::get_if<ledger_error>(&found))
    return std::move(*error);
  auto& record = std::get<std::optional<remembered_window>>(found);
  if (!record)
    return std::nullopt;
  auto before = source.revisions(slug);
  if (auto* error = std::get_if<ledger_error>(&before))
    return std::move(*error);
  return found_window{std::move(*record),
                      std::move(std::get<std::vector<grade>>(before))};
}

std::string ungraded_text(const remembered_window& record) {
  auto text = fmt::format("{} has no grade yet", one_line(record.of.slug));
  if (record.coverage)
    text += fmt::format("; it was {}", to_string(record.coverage->how));
  if (record.coverage && !record.coverage->why.empty())
    text += ": " + one_line(record.coverage->why);
  return text;
}

nlohmann::ordered_json event_json(const activity_event& event) {
  return {{"time", format_utc(event.at)},
          {"type", to_string(event.type)},
          {"asset", event.asset},
          {"size", format_micros(event.size.micros())},
          {"cash", format_micros(event.cash.micros())},
          {"price", format_micros(event.at_price.micros())},
          {"transaction", event.transaction}};
}

nlohmann::ordered_json revision_json(const grade& revision) {
  return {{"revision", revision.revision},
          {"status", to_string(revision.status)},
          {"pnl", format_micros(revision.figures.pnl.micros())},
          {"graded_at", format_utc(revision.graded_at)},
          {"reason", revision.reason}};
}

/// One command's output, window by window.
class explanation_writer {
public:
  explanation_writer(const accounting_rules& rules, const report_setting& setting,
                     report_filter wallets)
      : rules_{rules}, setting_{setting}, wallets_{std::move(wallets)} {}

  void write_text(const found_window& found, std::ostream& out) {
    if (found.record.grades.empty())
      out << ungraded_text(found.record) << '\n';
    const auto entries = explanations(found);
    if (entries.empty() && !found.record.grades.empty())
      out << fmt::format("{} has no grade of these wallets\n",
                         one_line(found.record.of.slug));
    for (const auto& entry : entries) {
      if (!std::exchange(is_first_, false))
        out << '\n';
      for (const auto& line : lines(entry, setting_.colours))
        out << line << '\n';
    }
  }

  /// An object for each grade; one without `grade` for a window that has none yet.
  void add_json(const found_window& found) {
    if (found.record.grades.empty())
      rows_.push_back({{"slug", found.record.of.slug},
                       {"grade", nullptr},
                       {"text", ungraded_text(found.record)}});
    for (const auto& entry : explanations(found)) {
      nlohmann::ordered_json fields;
      for (const auto& [name, value] : grade_fields(entry.current))
        fields[name] = value;
      nlohmann::ordered_json row{{"slug", entry.current.of.slug},
                                 {"wallet", display_name(entry.current.wallet)},
                                 {"grade", std::move(fields)}};
      auto& sources = row["sources"] = nlohmann::ordered_json::array();
      for (const auto& report : entry.current.sources)
        sources.push_back({{"source", to_string(report.source)},
                           {"winner", to_string(report.winner)},
                           {"time", format_utc(report.time)}});
      auto& events = row["events"] = nlohmann::ordered_json::array();
      for (const auto& event : entry.events)
        events.push_back(event_json(event));
      auto& revisions = row["revisions"] = nlohmann::ordered_json::array();
      for (const auto& revision : entry.before)
        revisions.push_back(revision_json(revision));
      row["lines"] = lines(entry, false);
      rows_.push_back(std::move(row));
    }
  }

  std::string json() const {
    return rows_.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
  }

private:
  std::vector<explanation> explanations(const found_window& found) const {
    auto all = explanations_of(found.record, found.revisions);
    std::erase_if(
        all, [&](const explanation& entry) { return !selects(wallets_, entry.current); });
    return all;
  }
  std::vector<std::string> lines(const explanation& entry, bool colours) const {
    return explain_lines(entry, rules_, setting_.zone, {colours});
  }

  const accounting_rules& rules_;
  const report_setting& setting_;
  report_filter wallets_;
  bool is_first_ = true;
  nlohmann::ordered_json rows_ = nlohmann::ordered_json::array();
};

int report_failure(std::ostream& err, const std::string& reason) {
  err << program_name << ": " << reason << '\n';
  return failed;
}

/// The wallets of `--wallet`, by name or address; or the text that refuses one.
ledger_result<std::variant<report_filter, cli_text>>
wallet_filter(const std::optional<std::string>& names, report_source& source,
              const report_setting& setting) {
  std::variant<report_filter, cli_text> result;
  if (!names)
    return result;
  auto found = source.names(false);
  if (auto* error = std::get_if<ledger_error>(&found))
    return std::move(*error);
  auto& known = std::get<known_names>(found);
  known.wallets.insert(known.wallets.end(), setting.wallets.begin(),
                       setting.wallets.end());
  report_filter filter;
  filter.wallets = split_list(*names);
  if (const auto fault = resolve_names(filter, known))
    result = refuse_option(*fault, "explain");
  else
    result = std::move(filter);
  return result;
}

/// The options as they were typed.
struct typed_options {
  explain_options options;
  std::string format = "text";
};

std::shared_ptr<CLI::App> make_app(typed_options& typed) {
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
  return app;
}

} // namespace

std::variant<explain_options, cli_text>
parse_explain(const std::vector<std::string>& arguments) {
  typed_options typed;
  if (auto text = parse_arguments(*make_app(typed), arguments))
    return std::move(*text);
  if (typed.format == "json")
    typed.options.format = explain_format::json;
  else if (typed.format != "text")
    return wrong_usage("--format is neither text nor json", "explain");
  return std::move(typed.options);
}

std::vector<option_row> explain_option_rows() {
  typed_options unused;
  return list_options(*make_app(unused));
}

int run_explain(const explain_options& options, report_source& source,
                const accounting_rules& rules, const report_setting& setting,
                std::ostream& out, std::ostream& err) {
  const auto wallets = wallet_filter(options.wallets, source, setting);
  if (const auto* error = std::get_if<ledger_error>(&wallets))
    return report_failure(err, error->text);
  const auto& filter = std::get<std::variant<report_filter, cli_text>>(wallets);
  if (const auto* refusal = std::get_if<cli_text>(&filter)) {
    err << refusal->text;
    return refusal->exit_code;
  }
  const auto searched = search_windows(parse_window_name(options.window, setting.zone),
                                       source, setting.watched, setting.zone);
  if (const auto* error = std::get_if<ledger_error>(&searched))
    return report_failure(err, error->text);
  const auto& search = std::get<window_search>(searched);
  if (search.slugs.empty())
    return report_failure(err, search.failure);
  explanation_writer writer{rules, setting, std::get<report_filter>(filter)};
  for (const auto& slug : search.slugs) {
    const auto looked_up = look_up(slug, source);
    if (const auto* error = std::get_if<ledger_error>(&looked_up))
      return report_failure(err, error->text);
    const auto& found = std::get<std::optional<found_window>>(looked_up);
    if (!found)
      return report_failure(err,
                            fmt::format("the ledger has no window {}", one_line(slug)));
    if (options.format == explain_format::json)
      writer.add_json(*found);
    else
      writer.write_text(*found, out);
  }
  if (options.format == explain_format::json)
    out << writer.json();
  out.flush();
  return out ? 0 : report_failure(err, "the explanation could not be written");
}

} // namespace tracker
