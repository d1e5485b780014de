// SPDX-License-Identifier: MIT
#pragma once

#include "messages/activity.hpp"
#include "messages/fetch.hpp"
#include "messages/time.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tracker {

/// How often something may be asked: `burst` requests at once, and one more every
/// `interval`. No span of length L sees more than burst + L / interval of them.
struct rate_limit {
  host of = host::gamma;
  /// An endpoint with everything below it (`/markets` holds for `/markets/slug`); empty:
  /// all requests to the host together.
  std::string endpoint;
  std::uint32_t burst = 1;
  timespan interval{};
};

/// Limits of the requests the tracker sends: 45 % of what the platform publishes
/// (docs.polymarket.com, rate limits, 2026-08; Data API v2: 2026-10-06). Of the data host
/// only those of `dialect`. For v1 that is the 1.5 requests/s at which it was measured
/// not to complain (2026-08-11); this does not throttle v2.
std::vector<rate_limit> published_limits(data_dialect dialect);

/// The time from one request to the next when many are asked in a row: the longest
/// interval among the limits that it is under; zero without one.
timespan turn_of(host from, std::string_view endpoint,
                 const std::vector<rate_limit>& limits);

/// What may still be asked of the hosts. A request counts against every limit it is
/// under.
class budget {
public:
  explicit budget(std::vector<rate_limit> limits);

  /// When this may be asked, `now` or later.
  steady_point earliest(host from, std::string_view endpoint, steady_point now) const;
  /// Counts one request.
  void spend(host from, std::string_view endpoint, steady_point now);

private:
  struct account {
    rate_limit limit;
    /// When all that was spent is paid for, at one request per interval.
    steady_point settled{};
  };
  std::vector<account> accounts_;
};

} // namespace tracker
