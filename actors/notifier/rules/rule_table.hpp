// SPDX-License-Identifier: MIT
// The rules of the alerts: one row each.
#pragma once

#include "actors/notifier/rules/alert_settings.hpp"
#include "messages/money.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tracker {

/// The unit of a rule's limit.
enum class rule_limit : std::uint8_t {
  none,
  /// Micro-dollars.
  money,
  count,
  /// Nanoseconds.
  duration,
  /// Bytes.
  bytes,
};

/// One rule with its defaults.
struct rule_row {
  std::string name;
  /// The title of a message: `Books open`.
  std::string title;
  /// When it fires and when it clears, for people.
  std::string fires_when;
  std::string clears_when;
  alert_severity severity = alert_severity::medium;
  /// How long the condition must be true before the alert opens, and false before it
  /// closes.
  timespan hold{};
  timespan clear_hold{};
  /// True: it is an event, which has no end.
  bool is_event = false;
  rule_limit unit = rule_limit::none;
  /// Zero with a unit of money: the rule is off until the user sets a limit.
  std::int64_t limit = 0;
  /// The condition over the metrics of the tracker, with `$limit`; empty: the metrics
  /// cannot express it.
  std::string expression;
};

/// All rules, the most important first.
const std::vector<rule_row>& rule_table();

/// The row, or nullptr.
const rule_row* find_rule(std::string_view name);

/// A rule with the changes of the configuration.
struct effective_rule {
  const rule_row* row = nullptr;
  bool enabled = true;
  alert_severity severity = alert_severity::medium;
  timespan hold{};
  timespan clear_hold{};
  /// Zero: no reminders.
  timespan repeat_after{};
  std::int64_t limit = 0;
};

/// The rules of the table with the user's changes.
std::vector<effective_rule> effective_rules(const std::vector<rule_change>& changes);

/// The rule `name`, or nullptr.
const effective_rule* find_rule(const std::vector<effective_rule>& rules,
                                std::string_view name);

/// `$20.00`, `5`, `3600 s`, `256 MB`; empty without a unit.
std::string limit_text(rule_limit unit, std::int64_t limit);

/// The title of a rule's message; the name itself for an unknown one.
std::string title_of(std::string_view rule);

/// `BooksOpen`: the name as Alertmanager's labels write it.
std::string alert_name_of(std::string_view rule);

/// The rules as a file of Prometheus, over the tracker's metrics. Rules without a metric
/// are named in comments.
std::string prometheus_rules(const std::vector<effective_rule>& rules);

} // namespace tracker
