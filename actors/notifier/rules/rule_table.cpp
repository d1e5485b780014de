// SPDX-License-Identifier: MIT
#include "actors/notifier/rules/rule_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace tracker {

namespace {

using namespace std::chrono_literals;
using enum alert_severity;

constexpr std::int64_t cent = 10'000;
constexpr std::int64_t dollar = 1'000'000;
constexpr std::int64_t megabyte = 1'048'576;
constexpr std::int64_t hour = timespan{1h}.count();

/// `90s`, as Prometheus writes a duration; milliseconds below a second.
std::string prometheus_duration(timespan span) {
  const auto count = span / 1ms;
  return count % 1000 == 0 ? fmt::format("{}s", count / 1000)
                           : fmt::format("{}ms", count);
}

std::string prometheus_number(rule_limit unit, std::int64_t limit) {
  if (unit == rule_limit::money)
    return format_micros(limit);
  if (unit == rule_limit::duration)
    return std::to_string(timespan{limit} / 1s);
  return std::to_string(limit);
}

/// A text inside double quotes of YAML.
std::string yaml_text(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\')
      result += '\\';
    result += c;
  }
  return result + '"';
}

} // namespace

const std::vector<rule_row>& rule_table() {
  static const std::vector<rule_row> rows{
      {"books_open", "Books open", "rows of a wallet are not explained", "all are",
       critical, 60s, 0s, false, rule_limit::none, 0, ""},
      {"winner_conflict", "Winner conflict", "two sources name different winners",
       "they agree", critical, 0s, 0s, false, rule_limit::none, 0, ""},
      {"reconcile", "Platform disagrees",
       "finished days differ from the platform by more than the limit or in their fills, "
       "still after an hour",
       "none does, and no figure of the platform is unavailable", high, 3600s, 0s, false,
       rule_limit::money, cent,
       "performance_tracker_reconcile_difference_usdc > $limit or "
       "performance_tracker_reconcile_fills_difference > 0"},
      {"platform_unreachable", "Platform unreachable", "no host answers", "one answers",
       high, 120s, 60s, false, rule_limit::none, 0, ""},
      {"stale_source", "Source stale", "a host does not answer", "it answers", high, 120s,
       60s, false, rule_limit::none, 0,
       "time() - performance_tracker_source_last_success_timestamp_seconds > 120"},
      {"lopsided", "Lopsided pair",
       "one side of a pair, worth the limit or more, is left 30 s before the end or "
       "later",
       "", high, 0s, 0s, true, rule_limit::money, 5 * dollar, ""},
      {"loss_day", "Loss of the day", "today's P/L is at or below the negative limit",
       "it is above 80 % of it, or a new day", high, 0s, 0s, false, rule_limit::money, 0,
       "sum(performance_tracker_pnl_today_usdc) <= -$limit"},
      {"drawdown", "Drawdown", "the P/L of 7 days is the limit or more below its peak",
       "80 % of it or less", high, 0s, 0s, false, rule_limit::money, 0,
       "performance_tracker_drawdown_usdc >= $limit"},
      {"losing_streak", "Losing streak", "so many windows in a row were lost", "a win",
       medium, 0s, 0s, false, rule_limit::count, 5,
       "performance_tracker_losing_streak_windows >= $limit"},
      {"stuck", "No winner", "a window has no winner so long after its end", "it has one",
       medium, 0s, 0s, false, rule_limit::duration, hour,
       "performance_tracker_oldest_unresolved_window_seconds > $limit"},
      {"missed", "Window missed", "a window was not watched while it was open", "",
       medium, 0s, 0s, true, rule_limit::none, 0, ""},
      {"amended", "Final grade changed", "a final P/L has changed by the limit or more",
       "", medium, 0s, 0s, true, rule_limit::money, cent, ""},
      {"idle_bot", "Bot idle",
       "no fill for twice the usual gap (p99 of 7 days), at least the limit", "a fill",
       medium, 0s, 0s, false, rule_limit::duration, hour, ""},
      {"drift", "Platform changed",
       "a reply has something that this program does not know",
       "the next version or alerts.known-drift knows it", high, 0s, 0s, false,
       rule_limit::none, 0, ""},
      {"disk", "Disk nearly full", "less than the limit is free",
       "twice the limit is free", high, 0s, 0s, false, rule_limit::bytes, 256 * megabyte,
       "performance_tracker_disk_free_bytes < $limit"},
      {"digest", "Digest", "the time of alerts.digest", "", medium, 0s, 0s, true,
       rule_limit::none, 0, ""},
  };
  return rows;
}

const rule_row* find_rule(std::string_view name) {
  const auto& rows = rule_table();
  const auto found = std::find_if(rows.begin(), rows.end(),
                                  [&](const rule_row& row) { return row.name == name; });
  return found == rows.end() ? nullptr : &*found;
}

std::vector<effective_rule> effective_rules(const std::vector<rule_change>& changes) {
  std::vector<effective_rule> result;
  for (const auto& row : rule_table()) {
    effective_rule rule{&row,           true, row.severity, row.hold,
                        row.clear_hold, {},   row.limit};
    for (const auto& change : changes) {
      if (change.rule != row.name)
        continue;
      rule.enabled = change.enabled.value_or(rule.enabled);
      rule.severity = change.severity.value_or(rule.severity);
      rule.hold = change.hold.value_or(rule.hold);
      rule.clear_hold = change.clear_hold.value_or(rule.clear_hold);
      rule.repeat_after = change.repeat_after.value_or(rule.repeat_after);
      rule.limit = change.limit.value_or(rule.limit);
    }
    if (row.unit != rule_limit::none && rule.limit <= 0)
      rule.enabled = false;
    result.push_back(rule);
  }
  return result;
}

const effective_rule* find_rule(const std::vector<effective_rule>& rules,
                                std::string_view name) {
  const auto found =
      std::find_if(rules.begin(), rules.end(),
                   [&](const effective_rule& rule) { return rule.row->name == name; });
  return found == rules.end() ? nullptr : &*found;
}

std::string limit_text(rule_limit unit, std::int64_t limit) {
  switch (unit) {
  case rule_limit::none:
    return {};
  case rule_limit::money:
    return "$" + format_rounded(limit, 2);
  case rule_limit::count:
    return std::to_string(limit);
  case rule_limit::duration:
    return fmt::format("{} s", timespan{limit} / 1s);
  case rule_limit::bytes:
    return fmt::format("{} MB", limit / megabyte);
  }
  return {};
}

std::string title_of(std::string_view rule) {
  const auto* row = find_rule(rule);
  return row == nullptr ? std::string{rule} : row->title;
}

std::string alert_name_of(std::string_view rule) {
  std::string result;
  bool begins = true;
  for (const char c : rule) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '_' || c == '-')
      begins = true;
    else {
      result += begins ? static_cast<char>(std::toupper(byte)) : c;
      begins = false;
    }
  }
  return result;
}

std::string prometheus_rules(const std::vector<effective_rule>& rules) {
  std::string text = "groups:\n  - name: performance_tracker\n    rules:\n";
  for (const auto& rule : rules) {
    const auto& row = *rule.row;
    if (!rule.enabled || row.expression.empty()) {
      text += fmt::format("      # {}: {}\n", row.name,
                          rule.enabled ? "no metric has it" : "off");
      continue;
    }
    auto expression = row.expression;
    const std::string mark = "$limit";
    if (const auto position = expression.find(mark); position != std::string::npos)
      expression.replace(position, mark.size(), prometheus_number(row.unit, rule.limit));
    text += fmt::format("      - alert: {}\n        expr: {}\n        for: {}\n"
                        "        labels:\n          severity: {}\n"
                        "        annotations:\n          summary: {}\n",
                        alert_name_of(row.name), yaml_text(expression),
                        prometheus_duration(rule.hold), to_string(rule.severity),
                        yaml_text(row.fires_when));
  }
  return text;
}

} // namespace tracker
