// SPDX-License-Identifier: MIT
// When requests to a host, or to one of its endpoints, are paused and for how long. Pure.
#pragma once

#include "actors/fetcher/policy/joint_requests.hpp"
#include "messages/fetch.hpp"
#include "messages/time.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace tracker {

/// When requests to a host are paused, and for how long.
struct breaker_limits {
  /// Failed attempts in a row after which a host is paused.
  std::uint32_t failures = 3;
  /// First and longest pause before a failing host is tried again; each pause doubles.
  timespan first_pause = std::chrono::seconds{1};
  timespan longest_pause = std::chrono::seconds{60};
  /// The longest pause during the first `early` of an outage. An outage from random
  /// faults ends well before, so it never stops requests for longer than this and one
  /// timeout.
  timespan longest_early_pause = std::chrono::seconds{10};
  timespan early = std::chrono::minutes{2};
  /// First and longest pause for a host whose edge blocks us (403, `error code: 1015`).
  timespan first_block = std::chrono::seconds{60};
  timespan longest_block = std::chrono::minutes{10};
  /// A pause shorter than this is not reported within `quiet` of the last report, so that
  /// a host with occasional failures does not fill the log.
  timespan short_pause = std::chrono::seconds{10};
  timespan quiet = std::chrono::minutes{2};
};

/// A change to log: a host or an endpoint is paused, or it answers again. The first is
/// reported once per outage, the second once at its end.
struct health_change {
  enum class kind : std::uint8_t { paused, blocked, back };
  kind type = kind::back;
  /// The pause before the next try; for `back` the duration of the outage.
  timespan span{};
  /// Outages before this one that were too short to be reported.
  std::uint64_t unreported = 0;
};

/// The circuit breaker of one host. While the host is paused every request fails at once;
/// after a pause one request, the probe, tests whether the host answers again.
class host_health {
public:
  enum class admission : std::uint8_t {
    /// Send the request.
    go,
    /// A probe is in transfer; wait for its result.
    wait,
    /// The host is paused: the request fails now.
    refuse,
  };
  enum class condition : std::uint8_t { ok, failing, blocked };

  explicit host_health(breaker_limits limits) : limits_{limits} {}

  admission admit(steady_point now) const;
  /// Begins a transfer that was admitted. True: it is the probe; pass that on when it
  /// ends.
  bool begin_transfer();

  /// The platform answered, with any status.
  std::optional<health_change> record_answer(bool probe, steady_point now);
  /// An attempt failed; refused requests report `cause`. A pause that follows lasts at
  /// least `at_least`.
  std::optional<health_change> record_failure(bool probe, const fetch_error& cause,
                                              timespan at_least, steady_point now);
  /// The host's edge blocks us, for at least this long.
  std::optional<health_change> record_block(bool probe, const fetch_error& cause,
                                            timespan at_least, steady_point now);
  /// The probe was cancelled without a result.
  void abandon_probe() { probing_ = false; }

  condition state() const { return state_; }
  /// The time since the outage began; 0 when there is none.
  timespan outage_duration(steady_point now) const;
  /// Why the host was last paused.
  const fetch_error& cause() const { return cause_; }
  /// The answer to a refused request: the same text until the cause changes.
  fetch_error refusal() const;

private:
  void pause(condition state, const fetch_error& cause, timespan at_least,
             steady_point now);
  timespan next_pause(steady_point now) const;
  /// The change to report, unless this outage is already reported or too short.
  std::optional<health_change> report(steady_point now);

  breaker_limits limits_;
  condition state_ = condition::ok;
  std::uint32_t failures_ = 0; // in a row, while ok
  std::uint32_t pauses_ = 0;   // in a row, of one condition
  bool probing_ = false;
  steady_point since_{};
  steady_point retry_at_{};
  fetch_error cause_;
  /// The current outage was reported.
  bool reported_ = false;
  std::optional<steady_point> last_report_;
  std::uint64_t unreported_ = 0;
};

/// The cause in a word or two: `unreachable`, `rate limited`, `blocked`, or `failing`.
const char* pause_word(const fetch_error& cause);

/// The cause with its detail: `rate limited (429)`, `blocked (403 Forbidden)`,
/// `unreachable (no connection: connection refused)`.
std::string pause_reason(const fetch_error& cause);

/// The log line about a change of the host or endpoint `name`: `clob: rate limited (429),
/// next try in 4s`, `clob: answers again after 12s`.
std::string change_text(std::string_view name, const fetch_error& cause,
                        const health_change& change);

/// The pause of one endpoint while its host is available: the endpoint is over its rate
/// limit, or sent `Retry-After`.
struct endpoint_hold {
  steady_point since{};
  steady_point until{};
  fetch_error cause;
  /// Pauses in a row.
  std::uint32_t pauses = 0;
  /// The only request that is sent after a pause, to test whether the endpoint answers.
  std::optional<joint_request_id> probe;
  bool reported = false;
};

/// The holds of all endpoints. After its pause a hold admits one request at a time. The
/// first answer ends the hold.
class endpoint_holds {
public:
  /// Holds with a pause shorter than `short_pause` are not reported.
  explicit endpoint_holds(timespan short_pause) : short_pause_{short_pause} {}

  /// The hold of this endpoint; null without one.
  const endpoint_hold* find(host target, const std::string& endpoint) const;
  /// An endpoint of this host whose pause is not over, with its hold; null without one.
  const std::pair<const std::pair<host, std::string>, endpoint_hold>*
  find_paused(host target, steady_point now) const;
  /// The number of pauses in a row of this endpoint.
  std::uint32_t pauses(host target, const std::string& endpoint) const;

  /// Marks the request as the probe of its endpoint's hold, if there is one.
  void begin_attempt(const joint_request& request, joint_request_id id);
  /// Pauses the endpoint. A request that began before the hold can only prolong it.
  std::optional<health_change> pause(const joint_request& request, joint_request_id id,
                                     timespan span, const fetch_error& cause,
                                     steady_point now);
  /// Ends the hold when the answered request is its probe.
  std::optional<health_change> record_answer(const joint_request& request,
                                             joint_request_id id, steady_point now);
  /// The request ended without a result: another one may become the probe.
  void release(const joint_request& request, joint_request_id id);

private:
  std::map<std::pair<host, std::string>, endpoint_hold> holds_;
  timespan short_pause_;
};

} // namespace tracker
