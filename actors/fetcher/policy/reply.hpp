// SPDX-License-Identifier: MIT
#pragma once

#include "actors/fetcher/transport/transfer.hpp"
#include "messages/fetch.hpp"
#include "messages/time.hpp"

#include <cstdint>
#include <optional>
#include <variant>

namespace tracker {

/// An attempt that did not yield what was asked for.
struct failed_attempt {
  /// Host, endpoint and attempts are the asker's to fill in.
  fetch_error error;
  /// What it says about the host.
  enum class lesson : std::uint8_t {
    /// The platform answered in JSON, if only that there is nothing (404).
    answers,
    /// Nothing came that the platform could have sent: no reply, or a page or a text in
    /// its place (an edge, a captive portal).
    silent,
    /// It cannot answer now (5xx), or its reply was cut.
    failing,
    /// It asks for fewer requests at this endpoint (429).
    throttled,
    /// Its edge (Cloudflare) blocks us (403, `error code: 10xx`): leave the whole host
    /// alone.
    blocked,
  };
  lesson learnt = lesson::answers;
  /// The pause the host asks for (`Retry-After`), whatever the status and the body.
  std::optional<timespan> retry_after;
};

/// What an attempt's end means to the one who asked.
using verdict = std::variant<fetch_reply, failed_attempt>;

/// Judges an answer. Only a 2xx whose body is JSON and no error object is a reply: the
/// platform is known to send `{"error":"Too Many Requests"}` with status 200, and its
/// edge answers in HTML or plain text. An error is an object of up to 4 KiB with an
/// `error`; other objects and lists are taken for JSON by their first and last byte,
/// since whoever asked reads them. `now` is used where the answer has no `Date`.
verdict classify_reply(const http_answer& answer, timestamp now);

/// Judges the lack of one.
failed_attempt classify_reply(const transport_failure& failure);

} // namespace tracker
