// SPDX-License-Identifier: MIT
#pragma once

#include "messages/time.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>

namespace tracker {

/// The hosts the tracker talks to. Their base URLs are configured; there are no others.
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

/// Question to the fetcher: GET this path. Answered by a `fetch_result`, always, at the
/// latest when `deadline` has passed since the fetcher took it.
struct fetch_request {
  host from = host::gamma;
  /// The documented route this is a call of (`/markets/slug`): the unit of rate limits
  /// and the name used in messages.
  std::string endpoint;
  /// Path and query, beginning with `/`, already percent-encoded.
  std::string path;
  /// Time for all attempts together.
  timespan deadline = std::chrono::seconds{15};
  /// Who asks; `cancel_fetches` names it.
  std::string owner;
};

/// Order to the fetcher: answer this owner's open requests with `cancelled`, now.
struct cancel_fetches {
  /// Empty: everybody's.
  std::string owner;
};

/// What the host answered, status 2xx.
struct fetch_reply {
  std::uint16_t status = 0;
  /// Shared, never changed; never null in a reply.
  std::shared_ptr<const std::string> body;
  /// How long a cache in between has held the body (`Age`); 0 when it said nothing.
  std::chrono::seconds age{0};
  /// The host's clock (`Date`), where it said so.
  std::optional<timestamp> date;
  /// Attempts it took.
  std::uint32_t attempts = 1;
};

enum class fetch_error_kind : std::uint8_t {
  /// The host's name has no address.
  resolve,
  /// No connection: refused, unreachable, reset before an answer.
  connect,
  /// The certificate or the handshake was refused.
  tls,
  /// No complete answer in time.
  timeout,
  /// A status other than 2xx, redirects included.
  status,
  /// The body exceeds http.max-response-size.
  too_large,
  /// The connection ended inside the body.
  truncated,
  /// A 2xx whose body is the platform's error object or not JSON at all.
  platform,
  /// The asker or the shutdown gave up.
  cancelled,
  /// Refused here: the path is not one that may be asked, or the queue is full.
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

/// Why there is no reply. "Could not ask" is this, never an empty reply.
struct fetch_error {
  fetch_error_kind kind = fetch_error_kind::cancelled;
  host from = host::gamma;
  std::string endpoint;
  /// The HTTP status; 0 when there was none.
  std::uint16_t status = 0;
  /// What went wrong, printable, at most 200 characters, without the body's control
  /// bytes.
  std::string detail;
  /// Whether asking again can help.
  bool retryable = false;
  /// Attempts made.
  std::uint32_t attempts = 0;
  /// The fetcher leaves the host or this endpoint alone for now and has reported that
  /// itself: the requester need not log it.
  bool host_paused = false;
};

/// `gamma /markets/slug: status 500: internal error`.
std::string to_string(const fetch_error& error);

/// Answer to `fetch_request`.
struct fetch_result {
  std::variant<fetch_reply, fetch_error> value{fetch_error{}};
};

} // namespace tracker
