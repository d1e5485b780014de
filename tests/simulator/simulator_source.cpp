// SPDX-License-Identifier: MIT
#include "tests/simulator/simulator_source.hpp"

#include "actors/fetcher/policy/reply.hpp"
#include "tests/simulator/market/dice.hpp"
#include "tests/simulator/market/value_text.hpp"

#include <charconv>
#include <memory>
#include <utility>

namespace tracker::exchange {

namespace {

/// Bounds of the time that an answer takes, in milliseconds.
constexpr std::int64_t quickest = 20;
constexpr std::int64_t slowest = 80;

std::chrono::milliseconds latency(const fetch_request& asked, timestamp now) {
  dice draw{asked.path, static_cast<std::uint64_t>(now.time_since_epoch().count())};
  return std::chrono::milliseconds{draw.number_between(quickest, slowest)};
}

/// The result that the live fetcher would deliver after one attempt.
fetch_result result_of(const fetch_request& asked, const reply& answered, timestamp now) {
  http_answer answer;
  answer.status = static_cast<std::uint16_t>(answered.status);
  answer.body = std::make_shared<const std::string>(answered.body);
  answer.date = http_date(now);
  auto classified = classify_reply(answer, now);
  if (auto* good = std::get_if<fetch_reply>(&classified))
    return {std::move(*good)};
  auto error = std::get<failed_attempt>(std::move(classified)).error;
  error.target = asked.target;
  error.endpoint = asked.endpoint;
  error.attempts = 1;
  return {std::move(error)};
}

/// Removes the text before the first `mark` from `rest`, and the mark, and returns it;
/// all of it without a mark.
std::string_view take_up_to(std::string_view& rest, char mark) {
  const auto position = rest.find(mark);
  const auto part = rest.substr(0, position);
  rest.remove_prefix(position == std::string_view::npos ? rest.size() : position + 1);
  return part;
}

/// `%2B` is `+`; other text stays.
std::string percent_decoded(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned code = 0;
    const auto* first = text.data() + i + 1;
    if (text[i] == '%' && i + 2 < text.size() &&
        std::from_chars(first, first + 2, code, 16).ptr == first + 2) {
      result += static_cast<char>(code);
      i += 2;
    } else {
      result += text[i];
    }
  }
  return result;
}

} // namespace

request request_of(host destination, std::string_view path_and_query) {
  request result;
  result.destination = destination;
  result.path = take_up_to(path_and_query, '?');
  while (!path_and_query.empty()) {
    auto value = take_up_to(path_and_query, '&');
    const auto name = take_up_to(value, '=');
    result.query.emplace(name, percent_decoded(value));
  }
  return result;
}

timed_result simulator_source::ask(const fetch_request& asked, timestamp now) {
  const auto duration = latency(asked, now);
  const auto arrived = now + duration / 2;
  const auto answered = answer(request_of(asked.target, asked.path), rules_, arrived);
  return {now + duration, result_of(asked, answered, arrived)};
}

} // namespace tracker::exchange
