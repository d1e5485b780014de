// SPDX-License-Identifier: MIT
// The replies of the sources of a winner: their reports, the meaning of their failures,
// and the clock skew that they show. Pure.
#pragma once

#include "actors/platform/json.hpp"
#include "messages/fetch.hpp"
#include "messages/grade.hpp"
#include "messages/time.hpp"
#include "messages/window.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace tracker {

/// The hosts of the sources, in the order of the requests: gamma describes the market,
/// requests to the data host are scarce.
inline constexpr std::array winner_hosts{host::gamma, host::clob, host::data};

constexpr std::size_t index_of(host source) {
  return static_cast<std::size_t>(source);
}

/// Each source has its own host; the data host's is `/v2/resolutions`.
winner_source source_of(host source);

/// The data host has no Data API v2 (404, 410), or does not know the market there.
bool is_unavailable(const fetch_error& error);

/// The failure concerns the host and not the window: the fetcher reports it, once for
/// each host. Also true when the fetcher refused the request.
bool is_host_trouble(const fetch_error& error);

/// The report of a market that gamma describes as settled (`settled` has a value).
source_report gamma_report(const market& described, timestamp now);

/// CLOB's report, by a reply of `/markets/{condition_id}`; nothing: it names no winner.
/// CLOB does not report the time, so it is `now`.
decoded<std::optional<source_report>>
read_clob_report(const std::string& body, const market& known, timestamp now);

/// The report of `/v2/resolutions`, with the time at which the market was resolved where
/// the row has it; nothing: no row of the market, or not resolved, or Up's place among
/// its outcomes is not known. Refused when all rows are of other markets.
decoded<std::optional<source_report>>
read_resolution_report(const std::string& body, const market& known, timestamp now);

/// Compares the wall clock with the `Date` of replies. Each direction is reported once,
/// and again only after the clock was right in between.
class clock_skew {
public:
  /// A larger difference is reported.
  static constexpr timespan tolerance = std::chrono::seconds{5};

  /// `requested_at` and `now` are the ticks before the request and the reply. A `Date` is
  /// a whole second between them, rounded down, so the clock is ahead by at least
  /// `requested_at - Date - 1 s` and behind by at least `Date - now - 1 s`. Replies from
  /// a cache or without `Date` are ignored. Returns the text to log: `clock: 42s ahead of
  /// gamma; set the system clock (NTP)`.
  std::optional<std::string> compare(host source, const fetch_reply& reply,
                                     timestamp requested_at, timestamp now);

private:
  enum class state : std::uint8_t { right, ahead, behind };
  state reported_ = state::right;
};

} // namespace tracker
