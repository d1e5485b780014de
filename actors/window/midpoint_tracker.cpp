// SPDX-License-Identifier: MIT
#include "actors/window/midpoint_tracker.hpp"

#include "actors/window/decode/book_decoder.hpp"

#include <algorithm>

namespace tracker {

namespace {

constexpr const char* endpoint = "/midpoint";

} // namespace

std::optional<midpoint_tracker::question> midpoint_tracker::ask(const market& of,
                                                                timestamp now) {
  // A wall clock that went back does not have to catch up first.
  next_question_ = std::min(next_question_, now + interval);
  if (asking_ || now < next_question_)
    return std::nullopt;
  asking_ = true;
  asked_slug_ = of.slug;
  next_question_ = now + interval;
  return question{endpoint, midpoint_path(of.up_token)};
}

std::optional<std::string> midpoint_tracker::answer(const fetch_result& result,
                                                    timestamp now) {
  asking_ = false;
  if (const auto* error = std::get_if<fetch_error>(&result.value))
    return to_string(*error);
  const auto& reply = std::get<fetch_reply>(result.value);
  const auto read = decode_midpoint(*reply.body);
  if (const auto* refused = std::get_if<decode_error>(&read))
    return std::string{"clob "} + endpoint + ": " + to_string(*refused);
  known_slug_ = asked_slug_;
  known_ = std::get<price>(read);
  known_at_ = now - reply.age;
  return std::nullopt;
}

std::optional<price> midpoint_tracker::up_midpoint(const window& of,
                                                   timestamp now) const {
  const auto age = now - known_at_;
  if (known_slug_ != of.slug || age > lifetime || age < -lifetime)
    return std::nullopt;
  return known_;
}

} // namespace tracker
