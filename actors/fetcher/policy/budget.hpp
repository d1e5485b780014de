// SPDX-License-Identifier: MIT
#pragma once

#include "messages/fetch.hpp"
#include "messages/time.hpp"
#include "messages/wallet.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tracker {

/// A rate limit: `burst` requests at once, and one more every `interval`. At most
/// burst + L / interval requests begin in any span of length L.
struct rate_limit {
  host target = host::gamma;
  /// An endpoint and everything below it (`/markets` includes `/markets/slug`); empty:
  /// all requests to the host together.
  std::string endpoint;
  std::uint32_t burst = 1;
  timespan interval{};
};

/// Limits of the requests the tracker sends: 45 % of what the platform publishes
/// (docs.polymarket.com, rate limits, 2026-08; Data API v2: 2026-10-06). For the data
/// host they include only the limits of `dialect`. For v1 that is 1.5 requests/s, the
/// rate at which no 429 was measured (2026-08-11); it does not throttle v2.
std::vector<rate_limit> published_limits(data_dialect dialect);

/// The time between requests when many are sent in a row: the longest interval among the
/// limits that apply to this endpoint; zero without one.
timespan longest_interval(host target, std::string_view endpoint,
                          const std::vector<rate_limit>& limits);

/// The requests that may still be sent. A request counts against every limit that applies
/// to it.
class budget {
public:
  explicit budget(std::vector<rate_limit> limits);

  /// The earliest time, `now` or later, at which this request may be sent.
  steady_point earliest(host target, std::string_view endpoint, steady_point now) const;
  /// Counts one request.
  void spend(host target, std::string_view endpoint, steady_point now);

private:
  struct account {
    rate_limit limit;
    /// When every request sent so far is accounted for, at one per interval.
    steady_point settled{};
  };
  std::vector<account> accounts_;
};

} // namespace tracker
