// SPDX-License-Identifier: MIT
// Requests to the fetcher and its answers, and what it sends to the capture actor, which
// records a run for later replay.
#pragma once

#include "messages/time.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace tracker {

/// The hosts that the tracker sends requests to. Their base URLs are configured.
enum class host : std::uint8_t { gamma, data, clob };

constexpr const char* to_string(host h) {
  switch (h) {
  case host::gamma:
    return "gamma";
  case host::data:
    return "data";
  case host::clob:
    return "clob";
  }
  return "?";
}

/// Request to the fetcher: GET this path. Always answered with one `fetch_result`, at the
/// latest when `deadline` has passed since the fetcher accepted it.
struct fetch_request {
  host target = host::gamma;
  /// The documented route (`/markets/slug`): the unit of rate limits, and the name in log
  /// lines and errors.
  std::string endpoint;
  /// Path and query, starting with `/`, percent-encoded.
  std::string path;
  /// Time limit of all attempts together.
  timespan deadline = std::chrono::seconds{15};
  /// Name of the requesting actor, for `cancel_fetches`.
  std::string owner;
};

/// Order to the fetcher: answer the pending requests of this owner with `cancelled` now.
struct cancel_fetches {
  /// Empty: the requests of all owners.
  std::string owner;
};

/// A response with status 2xx.
struct fetch_reply {
  std::uint16_t status = 0;
  /// Shared and immutable; never null in a reply.
  std::shared_ptr<const std::string> body;
  /// How long a cache has held the body (header `Age`); 0 without the header.
  std::chrono::seconds age{0};
  /// The host's clock (header `Date`), where it was sent.
  std::optional<timestamp> date;
  /// Number of attempts, the successful one included.
  std::uint32_t attempts = 1;
};

enum class fetch_error_kind : std::uint8_t {
  /// The host's name could not be resolved.
  resolve,
  /// No connection: refused, unreachable, or reset before a response.
  connect,
  /// The TLS handshake failed or the certificate was rejected.
  tls,
  /// No complete response in time.
  timeout,
  /// A status other than 2xx, redirects included.
  status,
  /// The body exceeds http.max-response-size.
  too_large,
  /// The connection ended inside the body.
  truncated,
  /// Status 2xx, but the body is the platform's error object or is not JSON.
  platform,
  /// Cancelled by the requester or by the shutdown.
  cancelled,
  /// Not sent: the path is not allowed, or the queue is full.
  refused,
};

constexpr const char* to_string(fetch_error_kind kind) {
  switch (kind) {
  case fetch_error_kind::resolve:
    return "no address";
  case fetch_error_kind::connect:
    return "no connection";
  case fetch_error_kind::tls:
    return "TLS";
  case fetch_error_kind::timeout:
    return "timeout";
  case fetch_error_kind::status:
    return "status";
  case fetch_error_kind::too_large:
    return "too large";
  case fetch_error_kind::truncated:
    return "truncated";
  case fetch_error_kind::platform:
    return "error reply";
  case fetch_error_kind::cancelled:
    return "cancelled";
  case fetch_error_kind::refused:
    return "refused";
  }
  return "?";
}

/// Why a request failed. A failed request is always reported as this, never as an empty
/// reply.
struct fetch_error {
  fetch_error_kind kind = fetch_error_kind::cancelled;
  host target = host::gamma;
  std::string endpoint;
  /// The HTTP status; 0 without a response.
  std::uint16_t status = 0;
  /// What went wrong: printable, at most 200 characters.
  std::string detail;
  /// Whether the same request can succeed later.
  bool retryable = false;
  /// Number of attempts made.
  std::uint32_t attempts = 0;
  /// The fetcher has paused the host or this endpoint and has logged that itself: the
  /// requester need not log it.
  bool host_paused = false;
};

/// `gamma /markets/slug: status 500: internal error`.
std::string to_string(const fetch_error& error);

/// The host was not reached, or the fetcher has paused it.
bool is_unreachable(const fetch_error& error);

/// Answer to `fetch_request`.
struct fetch_result {
  std::variant<fetch_reply, fetch_error> value{fetch_error{}};
};

/// Request to the fetcher for the state of its hosts.
struct host_report_request {};

struct host_outage {
  host target = host::gamma;
  /// False: no request was sent yet.
  bool used = false;
  /// How long it has not answered; 0: it answers.
  timespan outage{};
};

/// A reply as it came, for the comparison of its shape.
struct reply_sample {
  host source = host::gamma;
  /// The documented route (`/markets/slug`).
  std::string endpoint;
  /// Never null.
  std::shared_ptr<const std::string> body;
};

/// Answer to `host_report_request`.
struct host_report {
  std::vector<host_outage> hosts;
  /// The last reply of each endpoint since the previous report.
  std::vector<reply_sample> samples;
};

/// Fact from the fetcher: a request and its result.
struct captured_exchange {
  host target = host::gamma;
  std::string endpoint;
  std::string path;
  /// When the fetcher accepted the request, and when it answered it.
  instant asked;
  instant answered;
  fetch_result result;
};

/// Request of the fetcher, sent after a batch of exchanges. Answered when everything sent
/// before it is in the file, so that the fetcher can bound what is queued.
struct capture_mark {};

/// Answer to `capture_mark`.
struct capture_progress {
  /// False: the capture has ended; further exchanges are discarded.
  bool goes_on = false;
};

/// Order of the fetcher: end the capture here, because exchanges from this point on are
/// missing.
struct end_capture {
  /// Why; text for the log.
  std::string reason;
};

} // namespace tracker
