// SPDX-License-Identifier: MIT
// A request and its reply as the handlers see them: no socket, no library.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tracker {

/// A GET or HEAD request that the server has accepted: its Host and its token, if one is
/// required, are valid.
struct web_request {
  /// Decoded, begins with `/`; any bytes except NUL.
  std::string path;
  /// Decoded. Of a name that occurs more than once, the first value.
  std::map<std::string, std::string, std::less<>> query;
  /// `If-None-Match`, as sent.
  std::string if_none_match{};
  /// `Accept`, as sent.
  std::string accept{};
  /// `Last-Event-ID`; 0: none, or not a number.
  std::uint64_t last_event_id = 0;
};

/// The value of a parameter of the query; null when it is not given.
inline const std::string* query_value(const web_request& request, std::string_view name) {
  const auto found = request.query.find(name);
  return found == request.query.end() ? nullptr : &found->second;
}

inline constexpr const char* text_type = "text/plain; charset=utf-8";
inline constexpr const char* json_type = "application/json";
inline constexpr const char* svg_type = "image/svg+xml";

/// The reply to a client. The server adds the security headers, answers 304 to a matching
/// If-None-Match, and leaves out the body for HEAD.
struct web_reply {
  unsigned status = 200;
  /// Content-Type.
  std::string type = text_type;
  std::string body{};
  /// In double quotes, `"12-3"`; empty: the reply has none and is not cached.
  std::string etag{};
  /// Further headers, such as `Retry-After`.
  std::vector<std::pair<std::string, std::string>> headers{};
};

/// A refusal: one line of text with the fault and what is allowed.
inline web_reply refuse_request(unsigned status, std::string text) {
  return {status, text_type, std::move(text) + "\n"};
}

} // namespace tracker
