// SPDX-License-Identifier: MIT
#include "main/config/tables/setting_alerts.hpp"

#include "actors/notifier/transport/post_url.hpp"
#include "main/config/tables/setting_tables.hpp"

namespace tracker {

namespace {

constexpr std::size_t max_channels = 16;
constexpr const char* hidden = "…";

refusal check_text(std::string_view text) {
  const bool fits =
      std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f; });
  if (text.empty() || text.size() > longest_table_text || !fits)
    return "it is not 1 to 512 printable ASCII characters without blanks";
  return std::nullopt;
}

refusal check_program(std::string_view text) {
  if (!text.starts_with('/'))
    return "it is not a path from /";
  return check_path(text);
}

std::string show_hidden(const std::string&) {
  return hidden;
}

std::string show_url(const std::string& url) {
  return hide_path(url);
}

refusal read_quiet(const config_value& value, channel_settings& result) {
  constexpr const char* expected = "it is not as \"22:00-07:00\"";
  const auto* text = std::get_if<std::string>(&value.data);
  if (text == nullptr || text->size() != 11 || (*text)[5] != '-')
    return expected;
  const auto begin = parse_minute(std::string_view{*text}.substr(0, 5));
  const auto end = parse_minute(std::string_view{*text}.substr(6));
  if (!begin || !end || *begin == *end)
    return expected;
  result.quiet = quiet_hours{*begin, *end};
  return std::nullopt;
}

std::optional<config_value> show_quiet(const channel_settings& channel) {
  if (!channel.quiet)
    return std::nullopt;
  return config_value{format_minute(channel.quiet->begin) + '-' +
                      format_minute(channel.quiet->end)};
}

const std::vector<table_member<channel_settings>>& channel_members() {
  using channel = channel_settings;
  using enum channel_kind;
  using enum alert_severity;
  static const std::vector<table_member<channel>> members{
      text_member("name", &channel::name, check_name, show_whole),
      word_member<channel, channel_kind>(
          "type", {ntfy, telegram, discord, slack, webhook, alertmanager, command},
          [](channel& table, channel_kind kind) { table.kind = kind; },
          [](const channel& table) { return std::optional{table.kind}; }),
      text_member("url", &channel::url, post_url_problem, show_url),
      text_member("topic", &channel::topic, check_text, show_hidden),
      text_member("chat", &channel::chat, check_text, show_hidden),
      text_member("token", &channel::token, check_text, show_hidden),
      text_member("token-file", &channel::token_file, check_path, show_whole),
      text_member("secret", &channel::secret, check_text, show_hidden),
      text_member("secret-file", &channel::secret_file, check_path, show_whole),
      text_member("program", &channel::program, check_program, show_whole),
      word_member<channel, alert_severity>(
          "min-severity", {medium, high, critical},
          [](channel& table, alert_severity least) { table.min_severity = least; },
          [](const channel& table) {
            return table.min_severity == medium ? std::nullopt
                                                : std::optional{table.min_severity};
          }),
      {"resolved",
       [](const config_value& value, channel& table) {
         return read_flag(value, table.sends_resolved);
       },
       [](const channel& table) -> std::optional<config_value> {
         return table.sends_resolved ? std::nullopt : std::optional{config_value{false}};
       }},
      {"quiet", read_quiet, show_quiet},
  };
  return members;
}

refusal check_channel(const channel_settings& channel) {
  using enum channel_kind;
  const auto needs = [](bool given, const char* member) -> refusal {
    return given ? std::nullopt : std::optional{fmt::format("{} is missing", member)};
  };
  if (!channel.token.empty() && !channel.token_file.empty())
    return "token and token-file are both given";
  if (!channel.secret.empty() && !channel.secret_file.empty())
    return "secret and secret-file are both given";
  if (channel.name.empty())
    return "it has no name";
  if (channel.kind == command)
    return needs(!channel.program.empty(), "program");
  if (channel.kind == telegram) {
    if (auto reason = needs(!channel.chat.empty(), "chat"))
      return reason;
    return needs(!channel.token.empty() || !channel.token_file.empty(),
                 "token or token-file");
  }
  if (channel.kind == ntfy)
    if (auto reason = needs(!channel.topic.empty(), "topic"))
      return reason;
  return needs(!channel.url.empty(), "url");
}

} // namespace

setting_field channel_list() {
  auto field =
      table_list(&alert_settings::channels, "channel", &channel_settings::name,
                 channel_members, check_channel, max_channels,
                 "a list of up to 16 tables of name, type (\"ntfy\", \"telegram\", "
                 "\"discord\", \"slack\", \"webhook\", \"alertmanager\" or "
                 "\"command\"), url, topic, chat, token or token-file, secret or "
                 "secret-file, program, min-severity (\"medium\", \"high\" or "
                 "\"critical\"), resolved (true or false), quiet (\"22:00-07:00\")");
  field.is_same = [](const settings& one, const settings& other) {
    return one.alerts.channels == other.alerts.channels;
  };
  return field;
}

} // namespace tracker
