// SPDX-License-Identifier: MIT
#include "actors/notifier/channels/service_reply.hpp"

#include "actors/platform/json.hpp"
#include "messages/money.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tracker {

namespace {

constexpr std::size_t largest_body = 16'384;
constexpr std::uint16_t too_many = 429;
constexpr std::uint16_t request_timeout = 408;

std::string_view without_blanks(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos)
    return {};
  return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

const json_value* find_member(const json_value* value, std::string_view name) {
  const auto* members = value == nullptr ? nullptr : value->get_if<json_value::object>();
  if (members == nullptr)
    return nullptr;
  for (const auto& [key, member] : *members)
    if (key == name)
      return &member;
  return nullptr;
}

std::optional<json_value> parse_body(const std::string& body) {
  if (body.empty() || body.size() > largest_body)
    return std::nullopt;
  auto parsed = parse_json(body);
  auto* root = std::get_if<json_value>(&parsed);
  return root == nullptr ? std::nullopt : std::optional{std::move(*root)};
}

/// The seconds of a `Retry-After` header or of a `retry_after` member: `7`, `0.35`.
/// Nothing for anything else, negative numbers and dates included; at most
/// `longest_service_pause`.
std::optional<timespan> parse_pause(std::string_view text) {
  const auto micros = parse_micros(without_blanks(text));
  if (!micros || *micros < 0)
    return std::nullopt;
  const std::int64_t limit =
      std::chrono::duration_cast<std::chrono::microseconds>(longest_service_pause)
          .count();
  return timespan{std::chrono::microseconds{std::min(*micros, limit)}};
}

/// Discord: `{"retry_after": 0.35}`. Telegram: `{"parameters": {"retry_after": 7}}`.
std::optional<timespan> pause_in_body(const std::string& body) {
  const auto root = parse_body(body);
  if (!root)
    return std::nullopt;
  const auto* member = find_member(&*root, "retry_after");
  if (member == nullptr)
    member = find_member(find_member(&*root, "parameters"), "retry_after");
  const auto* number = member == nullptr ? nullptr : member->get_if<json_value::number>();
  return number == nullptr ? std::nullopt : parse_pause(number->text);
}

/// Telegram may answer 200 with `"ok":false`.
bool is_telegram_refusal(const std::string& body) {
  const auto root = parse_body(body);
  const auto* member = root ? find_member(&*root, "ok") : nullptr;
  const auto* ok = member == nullptr ? nullptr : member->get_if<bool>();
  return ok != nullptr && !*ok;
}

} // namespace

delivery_result read_service_reply(channel_kind kind, const service_reply& reply) {
  if (reply.status == 0)
    return {delivery::retry, std::nullopt,
            reply.failure.empty() ? "no reply" : reply.failure};
  const auto reason = fmt::format("status {}", reply.status);
  if (reply.status >= 200 && reply.status < 300) {
    if (kind == channel_kind::telegram && is_telegram_refusal(reply.body))
      return {delivery::refused, std::nullopt, reason + " with \"ok\": false"};
    return {delivery::accepted, std::nullopt, reason};
  }
  if (reply.status == too_many) {
    // The body has the exact pause; a header only whole seconds.
    auto pause = pause_in_body(reply.body);
    if (!pause)
      pause = parse_pause(reply.retry_after);
    return {delivery::retry, pause, reason};
  }
  const bool may_pass = reply.status >= 500 || reply.status == request_timeout;
  if (may_pass)
    return {delivery::retry, parse_pause(reply.retry_after), reason};
  return {delivery::refused, std::nullopt, reason};
}

} // namespace tracker
