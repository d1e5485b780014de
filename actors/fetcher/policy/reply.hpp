// SPDX-License-Identifier: MIT
#pragma once

#include "actors/fetcher/transport/transfer.hpp"
#include "messages/fetch.hpp"
#include "messages/time.hpp"

#include <cstdint>
#include <optional>
#include <variant>

namespace tracker {

/// An attempt without a usable reply.
struct failed_attempt {
  /// The caller fills in host, endpoint and attempts.
  fetch_error error;
  /// What the failure shows about the host.
  enum class host_evidence : std::uint8_t {
    /// The platform answered in JSON, even if with an error (404).
    answers,
    /// No reply of the platform: none at all, or a page or a text in its place (from an
    /// edge server or a captive portal).
    silent,
    /// The host cannot answer now (5xx), or its reply was truncated.
    failing,
    /// Too many requests to this endpoint (429).
    throttled,
    /// Its edge (Cloudflare) blocks us (403, `error code: 10xx`): pause the whole host.
    blocked,
  };
  host_evidence evidence = host_evidence::answers;
  /// The pause that the host requests (`Retry-After`), with any status and body.
  std::optional<timespan> retry_after;
};

/// The outcome of an attempt for its requesters.
using attempt_outcome = std::variant<fetch_reply, failed_attempt>;

/// Classifies an answer. Only a 2xx whose body is JSON and not an error object is a
/// reply: the platform is known to send `{"error":"Too Many Requests"}` with status 200,
/// and its edge answers in HTML or plain text. An error is an object of up to 4 KiB with
/// an `error`. Other objects and lists are recognised as JSON by their first and last
/// byte: the requester parses them anyway. `now` is used when the answer has no `Date`.
attempt_outcome classify_reply(const http_answer& answer, timestamp now);

/// Classifies a failed transfer.
failed_attempt classify_reply(const transport_failure& failure);

} // namespace tracker
