// SPDX-License-Identifier: MIT
#include "actors/ledger/output/explanation.hpp"

#include "actors/ledger/explain/explain.hpp"
#include "actors/ledger/explain/role_sums.hpp"
#include "actors/ledger/report/report_layout.hpp"
#include "actors/ledger/report/report_names.hpp"
#include "actors/text/time_text.hpp"
#include "actors/window/grade_block.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <ostream>
#include <utility>

namespace tracker {

namespace {

std::string ungraded_text(const remembered_window& record) {
  auto text = fmt::format("{} has no grade yet", one_line(record.window.slug));
  if (record.coverage)
    text += fmt::format("; it was {}", to_string(record.coverage->how));
  if (record.coverage && !record.coverage->why.empty())
    text += ": " + one_line(record.coverage->why);
  return text;
}

nlohmann::ordered_json event_json(const activity_event& event,
                                  const std::optional<market>& details) {
  const bool has_role =
      details && (event.type == activity_type::buy || event.type == activity_type::sell);
  const auto role = has_role ? role_of(event, *details) : fill_role{};
  return {{"role", has_role ? nlohmann::ordered_json(to_string(role.role)) : nullptr},
          {"role_source",
           has_role ? nlohmann::ordered_json(to_string(role.source)) : nullptr},
          {"time", format_utc(event.time)},
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

} // namespace

ledger_result<std::optional<found_window>> find_window(const std::string& slug,
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
  auto notes = source.notes(slug);
  if (auto* error = std::get_if<ledger_error>(&notes))
    return std::move(*error);
  return found_window{std::move(*record), std::move(std::get<std::vector<grade>>(before)),
                      std::move(std::get<std::vector<window_note>>(notes))};
}

ledger_result<std::variant<report_filter, option_fault>>
wallet_filter(const std::optional<std::string>& names, report_source& source,
              const report_setting& setting) {
  std::variant<report_filter, option_fault> result;
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
  if (auto fault = resolve_names(filter, known))
    result = std::move(*fault);
  else
    result = std::move(filter);
  return result;
}

void explanation_writer::write_text(const found_window& found, std::ostream& out) {
  if (found.record.grades.empty())
    out << ungraded_text(found.record) << '\n';
  const auto entries = explanations(found);
  if (entries.empty() && !found.record.grades.empty())
    out << fmt::format("{} has no grade of these wallets\n",
                       one_line(found.record.window.slug));
  for (const auto& entry : entries) {
    if (!std::exchange(is_first_, false))
      out << '\n';
    for (const auto& line : lines(entry, setting_.colours))
      out << line << '\n';
  }
}

void explanation_writer::add_json(const found_window& found) {
  if (found.record.grades.empty())
    rows_.push_back({{"slug", found.record.window.slug},
                     {"grade", nullptr},
                     {"text", ungraded_text(found.record)}});
  for (const auto& entry : explanations(found)) {
    nlohmann::ordered_json fields;
    for (const auto& [name, value] : grade_fields(entry.current))
      fields[name] = value;
    nlohmann::ordered_json row{{"slug", entry.current.window.slug},
                               {"wallet", display_name(entry.current.wallet)},
                               {"grade", std::move(fields)}};
    auto& sources = row["sources"] = nlohmann::ordered_json::array();
    for (const auto& report : entry.current.sources)
      sources.push_back({{"source", to_string(report.source)},
                         {"winner", to_string(report.winner)},
                         {"time", format_utc(report.time)}});
    auto& events = row["events"] = nlohmann::ordered_json::array();
    for (const auto& event : entry.events)
      events.push_back(event_json(event, entry.market_details));
    auto& revisions = row["revisions"] = nlohmann::ordered_json::array();
    for (const auto& revision : entry.before)
      revisions.push_back(revision_json(revision));
    row["lines"] = lines(entry, false);
    rows_.push_back(std::move(row));
  }
}

std::string explanation_writer::json() const {
  return rows_.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

std::vector<explanation>
explanation_writer::explanations(const found_window& found) const {
  auto all = explanations_of(found.record, found.revisions, found.notes);
  std::erase_if(
      all, [&](const explanation& entry) { return !selects(wallets_, entry.current); });
  return all;
}

std::vector<std::string> explanation_writer::lines(const explanation& entry,
                                                   bool colours) const {
  return explain_lines(entry, rules_, setting_.zone, {colours});
}

} // namespace tracker
