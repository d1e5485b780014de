// SPDX-License-Identifier: MIT
// The settings of the section [alerts].
#pragma once

#include "messages/alert.hpp"
#include "messages/time.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tracker {

/// The service or protocol of a channel.
enum class channel_kind : std::uint8_t {
  ntfy,
  telegram,
  discord,
  slack,
  /// Any receiver of Alertmanager's webhooks, version 4.
  webhook,
  /// Alertmanager's own API.
  alertmanager,
  /// A program that reads the webhook's JSON on its standard input.
  command,
};

/// ntfy, telegram, discord, slack, webhook, alertmanager, command.
constexpr const char* to_string(channel_kind kind) {
  switch (kind) {
  case channel_kind::ntfy:
    return "ntfy";
  case channel_kind::telegram:
    return "telegram";
  case channel_kind::discord:
    return "discord";
  case channel_kind::slack:
    return "slack";
  case channel_kind::webhook:
    return "webhook";
  case channel_kind::alertmanager:
    return "alertmanager";
  case channel_kind::command:
    return "command";
  }
  return "?";
}

/// Hours of the local day in which only critical alerts are sent; from `begin` up to, but
/// not including, `end`, across midnight where `end` is earlier.
struct quiet_hours {
  std::chrono::minutes begin{0};
  std::chrono::minutes end{0};

  bool operator==(const quiet_hours&) const = default;
};

/// One place that alerts are sent to.
struct channel_settings {
  std::string name;
  channel_kind kind = channel_kind::webhook;
  /// The target of POST; for Discord and Slack it is a secret. Telegram: the base URL,
  /// usually empty.
  std::string url;
  /// The topic of ntfy.
  std::string topic;
  /// The chat of Telegram.
  std::string chat;
  /// The token of ntfy or of the Telegram bot, or the file that has it.
  std::string token;
  std::string token_file;
  /// The key of a webhook's signature, or the file that has it.
  std::string secret;
  std::string secret_file;
  /// The absolute path of the program of a command.
  std::string program;
  alert_severity min_severity = alert_severity::medium;
  /// Whether the ends of alerts are sent as well.
  bool sends_resolved = true;
  std::optional<quiet_hours> quiet;

  bool operator==(const channel_settings&) const = default;
};

/// What the user changed about a rule; an empty member keeps the default.
struct rule_change {
  std::string rule;
  std::optional<bool> enabled;
  std::optional<alert_severity> severity;
  /// How long the condition must be true before the alert opens, and false before it
  /// closes.
  std::optional<timespan> hold;
  std::optional<timespan> clear_hold;
  /// Interval of reminders while it fires; empty or zero: none.
  std::optional<timespan> repeat_after;
  /// In the unit of the rule (`rule_limit`).
  std::optional<std::int64_t> limit;

  bool operator==(const rule_change&) const = default;
};

enum class digest_period : std::uint8_t { never, hourly, daily };

/// The section [alerts].
struct alert_settings {
  /// Empty: nothing is evaluated and nothing is sent.
  std::vector<channel_settings> channels;
  std::vector<rule_change> rules;
  /// Requested every minute while the tracker is healthy; empty: never.
  std::string heartbeat_url;
  digest_period digest = digest_period::never;
  /// Local time of the daily digest; its minutes are those of the hourly one.
  std::chrono::minutes digest_at{0};
  /// News of the platform's replies that the user accepts: `gamma /markets: newField`.
  std::vector<std::string> known_drift;

  bool operator==(const alert_settings&) const = default;
};

} // namespace tracker
