// SPDX-License-Identifier: MIT
#include "actors/notifier/channels/notification.hpp"

#include "actors/notifier/rules/rule_table.hpp"
#include "actors/text/escaped_text.hpp"
#include "actors/text/text_hash.hpp"
#include "actors/text/time_text.hpp"
#include "actors/text/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <functional>

namespace tracker {

namespace {

constexpr std::size_t longest_id = 64;
constexpr std::string_view cut_mark = "…";

/// The code units of UTF-16 of a character with so many bytes of UTF-8.
std::size_t units_of(std::size_t bytes) {
  return bytes == 4 ? 2 : 1;
}

/// `text` of at most `limit`, counted by `weight` of each character's bytes.
std::string cut(std::string_view text, std::size_t limit,
                const std::function<std::size_t(std::size_t)>& weight) {
  std::size_t used = 0;
  std::size_t fitting = 0;
  const auto mark = weight(cut_mark.size());
  for (std::size_t position = 0; position < text.size();) {
    const auto bytes = std::max<std::size_t>(utf8_length(text.substr(position)), 1);
    used += weight(bytes);
    if (used > limit)
      return std::string{text.substr(0, fitting)}.append(cut_mark);
    position += bytes;
    if (used + mark <= limit)
      fitting = position;
  }
  return std::string{text};
}

} // namespace

std::string mark_of(const alert_key& key) {
  return fmt::format("#{}-{}", key.rule, key.episode);
}

std::string sequence_id_of(const alert_key& key) {
  auto text = key.subject.empty()
                  ? fmt::format("{}-{}", key.rule, key.episode)
                  : fmt::format("{}-{}-{}", key.rule, key.subject, key.episode);
  const auto exact = text;
  bool changed = false;
  for (char& c : text)
    if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '-' && c != '_') {
      c = '_';
      changed = true;
    }
  if (!changed && text.size() <= longest_id)
    return text;
  // Two subjects that differ only in other characters must not share an id.
  const auto hash = fmt::format("-{:016x}", fnv1a_hash(exact));
  return text.substr(0, longest_id - hash.size()) + hash;
}

std::string title_of(const notification& message) {
  if (message.is_test)
    return "Test message";
  if (message.notices.size() != 1)
    return fmt::format("{} alerts", message.notices.size());
  const auto& [alert, phase, may_repeat] = message.notices.front();
  auto title = title_of(alert.key.rule);
  switch (phase) {
  case alert_phase::begin:
    return title;
  case alert_phase::end:
    return title + ": resolved";
  case alert_phase::reminder:
    return title + ": reminder";
  }
  return title;
}

std::string text_of(const notice& one) {
  const auto& alert = one.alert;
  // Names and reasons come from outside.
  std::string text = one.phase == alert_phase::end ? "was: " : "";
  append_escaped(text, alert.summary, escaping::line);
  if (alert.state != alert_state::event)
    text += one.phase == alert_phase::end && alert.closed
                ? fmt::format(" (from {} to {})", format_utc(alert.opened),
                              format_utc(*alert.closed))
                : fmt::format(" (since {})", format_utc(alert.opened));
  text += ' ' + mark_of(alert.key);
  if (one.may_repeat)
    text += " (may be a repeat)";
  return text;
}

std::string text_of(const notification& message) {
  if (message.is_test)
    return "performance_tracker can reach this channel";
  if (message.notices.size() == 1)
    return text_of(message.notices.front());
  std::string text;
  for (const auto& one : message.notices)
    text +=
        fmt::format("{}{}{}: {}", text.empty() ? "" : "\n", title_of(one.alert.key.rule),
                    one.phase == alert_phase::end ? " resolved" : "", text_of(one));
  return text;
}

alert_severity severity_of(const notification& message) {
  auto result = alert_severity::medium;
  for (const auto& one : message.notices)
    result = std::max(result, one.alert.severity);
  return result;
}

bool is_over(const notification& message) {
  return !message.notices.empty() &&
         std::all_of(message.notices.begin(), message.notices.end(),
                     [](const notice& one) { return one.phase == alert_phase::end; });
}

std::string cut_bytes(std::string_view text, std::size_t limit) {
  return cut(text, limit, [](std::size_t bytes) { return bytes; });
}

std::string cut_units(std::string_view text, std::size_t limit) {
  return cut(text, limit, units_of);
}

} // namespace tracker
