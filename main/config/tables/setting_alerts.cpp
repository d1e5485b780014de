// SPDX-License-Identifier: MIT
#include "main/config/tables/setting_alerts.hpp"

#include "actors/notifier/rules/rule_table.hpp"
#include "actors/notifier/transport/post_url.hpp"
#include "main/config/setting_rules.hpp"
#include "main/config/tables/setting_tables.hpp"

namespace tracker {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t max_rules = 64;
constexpr std::size_t max_known_drift = 100;

refusal read_limit(const config_value& value, rule_change& change) {
  const auto* row = find_rule(change.rule);
  if (row == nullptr)
    return "the name of the rule must come first";
  switch (row->unit) {
  case rule_limit::none:
    return "the rule has no limit";
  case rule_limit::money: {
    const auto* text = std::get_if<std::string>(&value.data);
    shares amount;
    if (text == nullptr)
      return detail::wrong_kind("an amount in double quotes", value);
    if (auto reason = read_shares(*text, amount))
      return reason;
    change.limit = amount.micros();
    return std::nullopt;
  }
  case rule_limit::count:
    if (const auto* count = std::get_if<std::int64_t>(&value.data);
        count != nullptr && *count >= 1 && *count <= 10'000) {
      change.limit = *count;
      return std::nullopt;
    }
    return "it is not a whole number from 1 to 10000";
  case rule_limit::duration:
    if (const auto* span = std::get_if<timespan>(&value.data);
        span != nullptr && *span >= 1s && *span <= longest_table_span) {
      change.limit = span->count();
      return std::nullopt;
    }
    return "it is not a duration from 1s to 168h";
  case rule_limit::bytes:
    if (const auto* size = std::get_if<byte_size>(&value.data);
        size != nullptr && size->bytes > 0) {
      change.limit = size->bytes;
      return std::nullopt;
    }
    return "it is not a size, such as 256M";
  }
  return std::nullopt;
}

std::optional<config_value> show_limit(const rule_change& change) {
  const auto* row = find_rule(change.rule);
  if (!change.limit || row == nullptr)
    return std::nullopt;
  switch (row->unit) {
  case rule_limit::none:
    return std::nullopt;
  case rule_limit::money:
    return show_decimal(usdc::from_micros(*change.limit));
  case rule_limit::count:
    return config_value{*change.limit};
  case rule_limit::duration:
    return config_value{timespan{*change.limit}};
  case rule_limit::bytes:
    return config_value{byte_size{*change.limit}};
  }
  return std::nullopt;
}

refusal check_rule_name(std::string_view name) {
  if (find_rule(name) != nullptr)
    return std::nullopt;
  std::vector<std::string> names;
  for (const auto& row : rule_table())
    names.push_back(row.name);
  return "unknown rule" + suggest(name, names);
}

const std::vector<table_member<rule_change>>& rule_members() {
  using enum alert_severity;
  static const std::vector<table_member<rule_change>> members{
      text_member("name", &rule_change::rule, check_rule_name, show_whole),
      {"enabled",
       [](const config_value& value, rule_change& change) {
         bool enabled = false;
         auto reason = read_flag(value, enabled);
         if (!reason)
           change.enabled = enabled;
         return reason;
       },
       [](const rule_change& change) -> std::optional<config_value> {
         return change.enabled ? std::optional{config_value{*change.enabled}}
                               : std::nullopt;
       }},
      word_member<rule_change, alert_severity>(
          "severity", {medium, high, critical},
          [](rule_change& change, alert_severity word) { change.severity = word; },
          [](const rule_change& change) { return change.severity; }),
      duration_member("for", &rule_change::hold),
      duration_member("clear-for", &rule_change::clear_hold),
      duration_member("repeat-after", &rule_change::repeat_after),
      {"limit", read_limit, show_limit},
  };
  return members;
}

refusal check_change(const rule_change& change) {
  return change.rule.empty() ? std::optional<std::string>{"it has no name"}
                             : std::nullopt;
}

setting_field heartbeat_field() {
  auto read = [](const config_value& value, settings& result) -> refusal {
    const auto* text = std::get_if<std::string>(&value.data);
    if (text == nullptr)
      return detail::wrong_kind("a text", value);
    if (!text->empty())
      if (auto reason = post_url_problem(*text))
        return reason;
    result.alerts.heartbeat_url = *text;
    return std::nullopt;
  };
  auto show = [](const settings& effective) {
    const auto& url = effective.alerts.heartbeat_url;
    return config_value{url.empty() ? url : hide_path(url)};
  };
  auto is_same = [](const settings& one, const settings& other) {
    return one.alerts.heartbeat_url == other.alerts.heartbeat_url;
  };
  return {"a URL, https:// or http:// with a loopback address, in double quotes; or \"\"",
          bare_form::text,
          read,
          show,
          nullptr,
          is_same};
}

setting_field digest_field() {
  const std::vector<std::pair<std::string, digest_period>> words{
      {"never", digest_period::never},
      {"hourly", digest_period::hourly},
      {"daily", digest_period::daily}};
  auto read = [=](const config_value& value, settings& result) -> refusal {
    const auto* text = std::get_if<std::string>(&value.data);
    if (text == nullptr)
      return detail::wrong_kind("a text", value);
    for (const auto& [word, period] : words)
      if (word == *text) {
        result.alerts.digest = period;
        return std::nullopt;
      }
    return "it is not one of the allowed words";
  };
  auto show = [=](const settings& effective) {
    for (const auto& [word, period] : words)
      if (period == effective.alerts.digest)
        return config_value{word};
    return config_value{std::string{}};
  };
  return {R"("never", "hourly" or "daily")", bare_form::text, read, show};
}

setting_field digest_time_field() {
  auto read = [](const config_value& value, settings& result) -> refusal {
    const auto* text = std::get_if<std::string>(&value.data);
    const auto minute = text == nullptr ? std::nullopt : parse_minute(*text);
    if (!minute)
      return "it is not a time of day";
    result.alerts.digest_at = *minute;
    return std::nullopt;
  };
  auto show = [](const settings& effective) {
    return config_value{format_minute(effective.alerts.digest_at)};
  };
  return {R"("00:00" to "23:59")", bare_form::text, read, show};
}

setting_field known_drift_field() {
  auto read = [](const config_value& value, settings& result) -> refusal {
    const auto* given = std::get_if<config_list>(&value.data);
    if (given == nullptr)
      return detail::wrong_kind("a list", value);
    if (given->size() > max_known_drift)
      return "it is too long";
    std::vector<std::string> known;
    for (const auto& element : *given) {
      const auto* text = std::get_if<std::string>(&element.data);
      if (text == nullptr || text->empty() || text->size() > longest_table_text)
        return "it has something else than texts of 1 to 512 characters";
      known.push_back(*text);
    }
    result.alerts.known_drift = std::move(known);
    return std::nullopt;
  };
  auto show = [](const settings& effective) {
    config_list shown;
    for (const auto& text : effective.alerts.known_drift)
      shown.push_back(config_value{text});
    return config_value{std::move(shown)};
  };
  return {"a list of up to 100 texts, as the alerts of the rule drift name the news",
          bare_form::value, read, show};
}

} // namespace

std::optional<std::chrono::minutes> parse_minute(std::string_view text) {
  const auto digit = [&](std::size_t i) { return text[i] - '0'; };
  if (text.size() != 5 || text[2] != ':' || !is_digit(text[0]) || !is_digit(text[1]) ||
      !is_digit(text[3]) || !is_digit(text[4]))
    return std::nullopt;
  const auto hour = digit(0) * 10 + digit(1);
  const auto minute = digit(3) * 10 + digit(4);
  if (hour > 23 || minute > 59)
    return std::nullopt;
  return std::chrono::minutes{hour * 60 + minute};
}

std::string format_minute(std::chrono::minutes minute) {
  return fmt::format("{:02}:{:02}", minute.count() / 60, minute.count() % 60);
}

refusal read_flag(const config_value& value, bool& result) {
  const auto* flag = std::get_if<bool>(&value.data);
  if (flag == nullptr)
    return detail::wrong_kind("true or false", value);
  result = *flag;
  return std::nullopt;
}

bool has_secrets(std::string_view key) {
  return key.starts_with("alerts.") || key == "web.token" || key == "fleet.url";
}

std::vector<setting> alert_rows() {
  return {
      {"alerts.channels", "[]", channel_list(),
       "where alerts are sent; without a channel nothing is watched for"},
      {"alerts.rules", "[]",
       table_list(&alert_settings::rules, "rule", &rule_change::rule, rule_members,
                  check_change, max_rules,
                  "a list of tables of name, enabled (true or false), severity "
                  "(\"medium\", \"high\" or \"critical\"), for, clear-for and "
                  "repeat-after (0s to 168h), limit (in the unit of the rule)"),
       "changes to the rules, which `alerts` lists; loss_day and drawdown are off until "
       "they have a limit"},
      {"alerts.heartbeat-url", R"("")", heartbeat_field(),
       "requested every minute while the tracker is healthy: the other end alarms when "
       "it stays away"},
      {"alerts.digest", R"("never")", digest_field(),
       "one message with the day so far: P/L, windows, fees, coverage"},
      {"alerts.digest-at", R"("21:00")", digest_time_field(),
       "local time of the daily digest; its minutes are those of the hourly one"},
      {"alerts.known-drift", "[]", known_drift_field(),
       "changes of the platform that you know: they do not alert"},
  };
}

} // namespace tracker
