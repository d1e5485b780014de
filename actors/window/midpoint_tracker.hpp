// SPDX-License-Identifier: MIT
// The midpoint of the open window: when it is requested, and its last value. Pure.
#pragma once

#include "actors/platform/json.hpp"
#include "messages/fetch.hpp"
#include "messages/money.hpp"
#include "messages/window.hpp"

#include <optional>
#include <string>

namespace tracker {

/// Tracks the midpoint of the open window of one series while tokens of it are held.
class midpoint_tracker {
public:
  /// Time from one request to the next.
  static constexpr timespan interval = std::chrono::seconds{5};
  /// A midpoint is not used for longer.
  static constexpr timespan lifetime = std::chrono::seconds{15};

  struct request {
    std::string endpoint;
    std::string path;
  };

  /// The request due at `now` for the Up token of `market`; its result must be passed to
  /// `apply_result`.
  std::optional<request> start_request(const market& market, timestamp now);

  /// Applies the result. Returns why it has no midpoint; nothing: it has one. A market
  /// without offers has none, which the host reports as an error.
  std::optional<std::string> apply_result(const fetch_result& result, timestamp now);

  /// The midpoint of the window's Up token, nothing when none is known or it is too old.
  std::optional<price> up_midpoint(const window& window, timestamp now) const;

  bool is_requesting() const { return requesting_; }

private:
  std::string requested_slug_;
  bool requesting_ = false;
  timestamp next_request_{};
  std::string known_slug_;
  price known_;
  timestamp known_at_{};
};

} // namespace tracker
