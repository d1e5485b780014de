// SPDX-License-Identifier: MIT
#pragma once

#include "messages/fetch.hpp"
#include "messages/time.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace tracker {

/// When a host is left alone, and for how long.
struct breaker_limits {
  /// Failures to get any answer, in a row, after which a host counts as unreachable.
  std::uint32_t failures = 3;
  /// First and longest pause before an unreachable host is tried again; it doubles
  /// between.
  timespan first_pause = std::chrono::seconds{1};
  timespan longest_pause = std::chrono::seconds{30};
  /// The same for a host whose edge blocks us (403, an HTML page, `error code: 1015`).
  timespan first_block = std::chrono::seconds{60};
  timespan longest_block = std::chrono::minutes{10};
};

/// Something worth a line in the log: a host went away or is back. The first word is
/// given once per outage, the second once at its end.
struct health_change {
  enum class kind : std::uint8_t { unreachable, blocked, back };
  kind what = kind::back;
  /// For `back`: how long it was away.
  timespan away{};
};

/// A circuit breaker: whether one host may be asked. While it is away every request fails
/// at once; after a pause one request, the probe, finds out whether it is back.
class host_health {
public:
  enum class admission : std::uint8_t {
    /// Ask.
    go,
    /// A probe is on its way; its end decides.
    wait,
    /// The host is away: the request fails now.
    refuse,
  };
  enum class condition : std::uint8_t { ok, unreachable, blocked };

  explicit host_health(breaker_limits limits) : limits_{limits} {}

  admission ask(steady_point now) const;
  /// A transfer begins that was let `go`. True: it is the probe, say so when it ends.
  bool begin();

  /// The host gave an answer, of whatever status.
  std::optional<health_change> answered(bool probe, steady_point now);
  /// The host gave none; `why` is kept for those who are refused.
  std::optional<health_change> silent(bool probe, const fetch_error& why,
                                      steady_point now);
  /// The host's edge does not want us, for at least this long.
  std::optional<health_change> blocked(bool probe, const fetch_error& why,
                                       timespan at_least, steady_point now);
  /// The probe was given up before it could tell.
  void probe_abandoned() { probing_ = false; }

  condition state() const { return state_; }
  /// For how long it has been away; 0 when it is not.
  timespan away_for(steady_point now) const;
  /// Why it was last left alone.
  const fetch_error& cause() const { return cause_; }
  /// What a refused request is answered.
  fetch_error refusal(steady_point now) const;

private:
  void leave_alone(condition why, const fetch_error& cause, timespan pause,
                   steady_point now);

  breaker_limits limits_;
  condition state_ = condition::ok;
  std::uint32_t failures_ = 0; // in a row, while ok
  std::uint32_t pauses_ = 0;   // in a row, while away
  bool probing_ = false;
  steady_point since_{};
  steady_point retry_at_{};
  fetch_error cause_;
};

/// `ok`, `unreachable`, `blocked`.
const char* to_string(host_health::condition state);

} // namespace tracker
