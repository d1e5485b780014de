// SPDX-License-Identifier: MIT
#pragma once

#include "messages/time.hpp"

#include <optional>
#include <string_view>

namespace tracker {

/// The longest `Retry-After` that is honoured; a probe follows it. One hostile or broken
/// header must not stop the tracker for a day.
inline constexpr timespan longest_retry_after = std::chrono::minutes{5};

/// The text without blanks and line ends around it.
std::string_view trimmed(std::string_view text);

/// `Age` (RFC 9111 5.1) in seconds, the first of a list; 0 for anything else. At most
/// 2^31 - 1.
std::chrono::seconds parse_age(std::string_view value);

/// `Date` in the form that servers send (RFC 9110 5.6.7, IMF-fixdate: `Sun, 06 Nov 1994
/// 08:49:37 GMT`), years 1970 to 2199.
std::optional<timestamp> parse_http_date(std::string_view value);

/// `Retry-After` (RFC 9110 10.2.3), seconds or a date, as a pause that begins at `now`,
/// the host's clock where it is known. At most `longest_retry_after`; nothing when the
/// value is invalid.
std::optional<timespan> parse_retry_after(std::string_view value, timestamp now);

} // namespace tracker
