// SPDX-License-Identifier: MIT
#include "actors/notifier/channels/payload.hpp"

#include "actors/notifier/rules/rule_table.hpp"
#include "actors/text/time_text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>

namespace tracker {

namespace {

using json = nlohmann::json;

// The limits of the services. Escapes count in Telegram after they are read, in Slack as
// they are written.
constexpr std::size_t telegram_units = 4096;
constexpr std::size_t discord_title_units = 256;
constexpr std::size_t discord_text_units = 4096;
constexpr std::size_t slack_bytes = 3000;
constexpr std::size_t ntfy_bytes = 4096;
constexpr std::size_t ntfy_title_bytes = 250;
constexpr std::size_t summary_bytes = 1024;

constexpr const char* telegram_url = "https://api.telegram.org";
constexpr const char* zero_time = "0001-01-01T00:00:00Z";

/// Bytes that are not UTF-8 are replaced, as names may come from outside.
std::string write_json(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string without_slash(std::string url) {
  while (url.ends_with('/'))
    url.pop_back();
  return url;
}

/// `text` without `< > &`, for Telegram's HTML and for Slack.
std::string escape(std::string_view text) {
  std::string result;
  for (const char c : text)
    if (c == '<')
      result += "&lt;";
    else if (c == '>')
      result += "&gt;";
    else if (c == '&')
      result += "&amp;";
    else
      result += c;
  return result;
}

int ntfy_priority(const notification& message) {
  if (is_over(message))
    return 2;
  switch (severity_of(message)) {
  case alert_severity::medium:
    return 3;
  case alert_severity::high:
    return 4;
  case alert_severity::critical:
    return 5;
  }
  return 3;
}

/// Green for an end, else red, orange or blue.
int discord_color(const notification& message) {
  if (is_over(message) || message.is_test)
    return 0x2ecc71;
  switch (severity_of(message)) {
  case alert_severity::medium:
    return 0x3498db;
  case alert_severity::high:
    return 0xe67e22;
  case alert_severity::critical:
    return 0xe74c3c;
  }
  return 0x3498db;
}

json ntfy_body(const channel_settings& channel, const notification& message) {
  json body{{"topic", channel.topic},
            {"title", cut_bytes(title_of(message), ntfy_title_bytes)},
            {"message", cut_bytes(text_of(message), ntfy_bytes)},
            {"priority", ntfy_priority(message)},
            {"tags", {is_over(message) ? "white_check_mark" : "warning"}}};
  if (message.notices.size() == 1)
    body["sequence_id"] = sequence_id_of(message.notices.front().alert.key);
  return body;
}

json telegram_body(const channel_settings& channel, const notification& message) {
  const auto title = title_of(message);
  const auto room = telegram_units - title.size() - 1;
  const bool loud = severity_of(message) != alert_severity::medium && !is_over(message);
  return {{"chat_id", channel.chat},
          {"text",
           "<b>" + escape(title) + "</b>\n" + escape(cut_units(text_of(message), room))},
          {"parse_mode", "HTML"},
          {"disable_notification", !loud},
          {"link_preview_options", {{"is_disabled", true}}}};
}

json discord_body(const notification& message, timestamp now) {
  return {{"username", "performance_tracker"},
          {"content", ""},
          {"embeds",
           {{{"title", cut_units(title_of(message), discord_title_units)},
             {"description", cut_units(text_of(message), discord_text_units)},
             {"color", discord_color(message)},
             {"timestamp", format_utc(now)}}}},
          {"allowed_mentions", {{"parse", json::array()}}}};
}

json slack_body(const notification& message) {
  const auto title = escape(title_of(message));
  // Cut before the escapes, so that none is cut in two; each grows to 5 bytes at most.
  const auto plain = text_of(message);
  const auto limit = slack_bytes - title.size() - 3;
  auto text = escape(plain);
  for (auto room = limit; text.size() > limit; room -= room / 8)
    text = escape(cut_bytes(plain, room));
  return {{"text", title},
          {"blocks",
           {{{"type", "section"},
             {"text", {{"type", "mrkdwn"}, {"text", "*" + title + "*\n" + text}}}}}}};
}

json labels_of(const alert_record& alert) {
  json labels{{"alertname", alert_name_of(alert.key.rule)},
              {"severity", to_string(alert.severity)},
              {"episode", std::to_string(alert.key.episode)}};
  if (!alert.key.subject.empty())
    labels["subject"] = alert.key.subject;
  return labels;
}

json annotations_of(const alert_record& alert) {
  return {{"summary", cut_bytes(alert.summary, summary_bytes)},
          {"mark", mark_of(alert.key)}};
}

/// One alert of the webhook.
json webhook_alert(const notice& one) {
  const auto& alert = one.alert;
  const bool is_end = one.phase == alert_phase::end;
  auto annotations = annotations_of(alert);
  if (one.may_repeat)
    annotations["may_repeat"] = "true";
  return {{"status", is_end ? "resolved" : "firing"},
          {"labels", labels_of(alert)},
          {"annotations", std::move(annotations)},
          {"startsAt", format_utc(alert.opened)},
          {"endsAt", is_end && alert.closed ? format_utc(*alert.closed) : zero_time},
          {"generatorURL", ""},
          {"fingerprint", sequence_id_of(alert.key)}};
}

/// A test has an alert of its own, so that receivers show something.
notice test_notice(timestamp now) {
  alert_record alert{{"test", "", 1},
                     alert_severity::medium,
                     alert_state::event,
                     "performance_tracker can reach this channel",
                     now,
                     now,
                     0};
  return {alert, alert_phase::begin, false};
}

json webhook_body(const notification& message, timestamp now) {
  auto notices = message.notices;
  if (message.is_test)
    notices.push_back(test_notice(now));
  json alerts = json::array();
  for (const auto& one : notices)
    alerts.push_back(webhook_alert(one));
  const bool is_single = notices.size() == 1;
  std::string group;
  for (const auto& one : notices)
    group += (group.empty() ? "" : " ") + sequence_id_of(one.alert.key);
  return {{"version", "4"},
          {"groupKey", group},
          {"truncatedAlerts", 0},
          {"status", is_over(message) ? "resolved" : "firing"},
          {"receiver", "performance_tracker"},
          {"groupLabels", json::object()},
          {"commonLabels", is_single ? labels_of(notices.front().alert) : json::object()},
          {"commonAnnotations",
           is_single ? annotations_of(notices.front().alert) : json::object()},
          {"externalURL", ""},
          {"alerts", std::move(alerts)}};
}

json alertmanager_alert(const alert_record& alert, timestamp now) {
  const bool is_over = alert.state != alert_state::firing;
  // An event has no end of its own: it is shown for the lease.
  const auto ends = alert.state == alert_state::event ? alert.opened + alertmanager_lease
                    : is_over && alert.closed         ? *alert.closed
                                                      : now + alertmanager_lease;
  return {{"labels", labels_of(alert)},
          {"annotations", annotations_of(alert)},
          {"startsAt", format_utc(alert.opened)},
          {"endsAt", format_utc(ends)}};
}

/// The URL of a channel's messages, with its token where the service wants it there.
/// Empty for a command.
std::string target_of(const channel_settings& channel) {
  switch (channel.kind) {
  case channel_kind::command:
    return {};
  case channel_kind::telegram:
    return fmt::format("{}/bot{}/sendMessage",
                       without_slash(channel.url.empty() ? telegram_url : channel.url),
                       channel.token);
  case channel_kind::alertmanager:
    return without_slash(channel.url) + "/api/v2/alerts";
  case channel_kind::ntfy:
  case channel_kind::discord:
  case channel_kind::slack:
  case channel_kind::webhook:
    return channel.url;
  }
  return {};
}

} // namespace

std::string hmac_sha256(const std::string& key, const std::string& body) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
       reinterpret_cast<const unsigned char*>(body.data()), body.size(), digest.data(),
       &size);
  std::string text;
  for (unsigned int i = 0; i < size; ++i)
    text += fmt::format("{:02x}", digest[i]);
  return text;
}

std::string fail_url_of(const std::string& heartbeat_url) {
  const auto query = heartbeat_url.find('?');
  auto path = heartbeat_url.substr(0, query);
  if (path.ends_with('/'))
    path.pop_back();
  return path + "/fail" +
         (query == std::string::npos ? std::string{} : heartbeat_url.substr(query));
}

std::set<std::string> allowed_urls(const alert_settings& settings) {
  std::set<std::string> urls;
  for (const auto& channel : settings.channels)
    if (channel.kind != channel_kind::command)
      urls.insert(target_of(channel));
  if (!settings.heartbeat_url.empty()) {
    urls.insert(settings.heartbeat_url);
    urls.insert(fail_url_of(settings.heartbeat_url));
  }
  return urls;
}

outgoing payload_of(const channel_settings& channel, const notification& message,
                    timestamp now) {
  outgoing result;
  result.url = target_of(channel);
  switch (channel.kind) {
  case channel_kind::ntfy:
    result.body = write_json(ntfy_body(channel, message));
    if (!channel.token.empty())
      result.headers.push_back("Authorization: Bearer " + channel.token);
    return result;
  case channel_kind::telegram:
    result.body = write_json(telegram_body(channel, message));
    return result;
  case channel_kind::discord:
    result.body = write_json(discord_body(message, now));
    return result;
  case channel_kind::slack:
    result.body = write_json(slack_body(message));
    return result;
  case channel_kind::webhook:
  case channel_kind::command:
    result.body = write_json(webhook_body(message, now));
    if (!channel.secret.empty())
      result.headers.push_back("X-Signature: sha256=" +
                               hmac_sha256(channel.secret, result.body));
    return result;
  case channel_kind::alertmanager: {
    std::vector<alert_record> alerts;
    for (const auto& one : message.notices)
      alerts.push_back(one.alert);
    if (message.is_test)
      alerts.push_back(test_notice(now).alert);
    return alertmanager_payload(channel, alerts, now);
  }
  }
  return result;
}

outgoing alertmanager_payload(const channel_settings& channel,
                              const std::vector<alert_record>& alerts, timestamp now) {
  json body = json::array();
  body.push_back({{"labels", {{"alertname", "Watchdog"}, {"severity", "none"}}},
                  {"annotations", {{"summary", "performance_tracker runs"}}},
                  {"endsAt", format_utc(now + alertmanager_lease)}});
  for (const auto& alert : alerts)
    body.push_back(alertmanager_alert(alert, now));
  outgoing result;
  result.url = target_of(channel);
  result.body = write_json(body);
  if (!channel.token.empty())
    result.headers.push_back("Authorization: Bearer " + channel.token);
  return result;
}

} // namespace tracker
