// SPDX-License-Identifier: MIT
#pragma once

#include "messages/fetch.hpp"
#include "messages/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tracker {

/// When a host is left alone, and for how long.
struct breaker_limits {
  /// Failed attempts in a row after which a host is left alone.
  std::uint32_t failures = 3;
  /// First and longest pause before a failing host is tried again; it doubles between.
  timespan first_pause = std::chrono::seconds{1};
  timespan longest_pause = std::chrono::seconds{60};
  /// The longest pause during the first `early` of an outage. Random faults end an outage
  /// long before, so that they never silence a host for longer than this and one timeout.
  timespan longest_early_pause = std::chrono::seconds{10};
  timespan early = std::chrono::minutes{2};
  /// First and longest pause for a host whose edge blocks us (403, `error code: 1015`).
  timespan first_block = std::chrono::seconds{60};
  timespan longest_block = std::chrono::minutes{10};
  /// A pause shorter than this is not reported within `quiet` of the last report: a host
  /// that fails now and then must not fill the log.
  timespan short_pause = std::chrono::seconds{10};
  timespan quiet = std::chrono::minutes{2};
};

/// Something worth a line in the log: a host or an endpoint is left alone, or it answers
/// again. The first is given once per outage, the second once at its end.
struct health_change {
  enum class kind : std::uint8_t { paused, blocked, back };
  kind what = kind::back;
  /// The pause before the next try; for `back`: how long the outage took.
  timespan span{};
  /// Outages before this one that were too short to be reported.
  std::uint64_t unreported = 0;
};

/// A circuit breaker: whether one host may be asked. While it is left alone every request
/// fails at once; after a pause one request, the probe, finds out whether it is back.
class host_health {
public:
  enum class admission : std::uint8_t {
    /// Ask.
    go,
    /// A probe is on its way; its end decides.
    wait,
    /// The host is left alone: the request fails now.
    refuse,
  };
  enum class condition : std::uint8_t { ok, failing, blocked };

  explicit host_health(breaker_limits limits) : limits_{limits} {}

  admission ask(steady_point now) const;
  /// A transfer begins that was let `go`. True: it is the probe, say so when it ends.
  bool begin();

  /// The platform gave an answer, of whatever status.
  std::optional<health_change> answered(bool probe, steady_point now);
  /// An attempt failed; `cause` is kept for requests that are refused. A pause that
  /// follows is `at_least` that long.
  std::optional<health_change> failed(bool probe, const fetch_error& cause,
                                      timespan at_least, steady_point now);
  /// The host's edge blocks us, for at least this long.
  std::optional<health_change> blocked(bool probe, const fetch_error& cause,
                                       timespan at_least, steady_point now);
  /// The probe was given up before it could tell.
  void probe_abandoned() { probing_ = false; }

  condition state() const { return state_; }
  /// For how long it has been left alone; 0 when it is not.
  timespan away_for(steady_point now) const;
  /// Why it was last left alone.
  const fetch_error& cause() const { return cause_; }
  /// What a refused request is answered: the same text until the cause changes.
  fetch_error refusal() const;

private:
  void leave_alone(condition state, const fetch_error& cause, timespan at_least,
                   steady_point now);
  timespan next_pause(steady_point now) const;
  /// The change to report, unless this outage is reported or too short for that.
  std::optional<health_change> report(steady_point now);

  breaker_limits limits_;
  condition state_ = condition::ok;
  std::uint32_t failures_ = 0; // in a row, while ok
  std::uint32_t pauses_ = 0;   // in a row, of one condition
  bool probing_ = false;
  steady_point since_{};
  steady_point retry_at_{};
  fetch_error cause_;
  /// The present outage was reported.
  bool reported_ = false;
  std::optional<steady_point> last_report_;
  std::uint64_t unreported_ = 0;
};

/// Why in a word or two: `unreachable`, `rate limited`, `blocked`, or `failing`.
const char* pause_word(const fetch_error& cause);

/// Why something is left alone: `rate limited (429)`, `blocked (403 Forbidden)`,
/// `unreachable (no connection: connection refused)`.
std::string pause_reason(const fetch_error& cause);

/// The line about a change of the host or endpoint `name`: `clob: rate limited (429),
/// next try in 4s`, `clob: answers again after 12s`.
std::string change_text(std::string_view name, const fetch_error& cause,
                        const health_change& change);

} // namespace tracker
