// SPDX-License-Identifier: MIT
// What the open position is worth now: when the midpoint is asked for, and what it says.
// Pure.
#pragma once

#include "actors/platform/json.hpp"
#include "messages/fetch.hpp"
#include "messages/money.hpp"
#include "messages/window.hpp"

#include <optional>
#include <string>

namespace tracker {

/// Watches the midpoint of one series' open window, while tokens of it are held.
class midpoint_tracker {
public:
  /// From one question to the next.
  static constexpr timespan interval = std::chrono::seconds{5};
  /// A midpoint that is older says nothing of now.
  static constexpr timespan lifetime = std::chrono::seconds{15};

  struct request {
    std::string endpoint;
    std::string path;
  };

  /// The question due at `now` about the Up token of `market`, which wants one
  /// `apply_result`.
  std::optional<request> start_request(const market& market, timestamp now);

  /// Takes the answer. Returns why it is none, where it is none: a market without offers
  /// has no midpoint, which the host says as an error.
  std::optional<std::string> apply_result(const fetch_result& result, timestamp now);

  /// The midpoint of the window's Up token, where it is young enough.
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
