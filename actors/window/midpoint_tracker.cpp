// SPDX-License-Identifier: MIT
#include "actors/window/midpoint_tracker.hpp"

#include "actors/window/decode/market_decoder.hpp"

#include <algorithm>

namespace tracker {

namespace {

constexpr const char* endpoint = "/midpoint";

} // namespace

std::optional<midpoint_tracker::request>
midpoint_tracker::start_request(const market& market, timestamp now) {
  // A wall clock that went back does not have to catch up first.
  next_request_ = std::min(next_request_, now + interval);
  if (requesting_ || now < next_request_)
    return std::nullopt;
  requesting_ = true;
  requested_slug_ = market.slug;
  next_request_ = now + interval;
  return request{endpoint, midpoint_path(market.up_token)};
}

std::optional<std::string> midpoint_tracker::apply_result(const fetch_result& result,
                                                          timestamp now) {
  requesting_ = false;
  if (const auto* error = std::get_if<fetch_error>(&result.value))
    return to_string(*error);
  const auto& reply = std::get<fetch_reply>(result.value);
  const auto read = decode_midpoint(*reply.body);
  if (const auto* refused = std::get_if<decode_error>(&read))
    return std::string{"clob "} + endpoint + ": " + to_string(*refused);
  known_slug_ = requested_slug_;
  known_ = std::get<price>(read);
  known_at_ = now - reply.age;
  return std::nullopt;
}

std::optional<price> midpoint_tracker::up_midpoint(const window& window,
                                                   timestamp now) const {
  const auto age = now - known_at_;
  if (known_slug_ != window.slug || age > lifetime || age < -lifetime)
    return std::nullopt;
  return known_;
}

} // namespace tracker
