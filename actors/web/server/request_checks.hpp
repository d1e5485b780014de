// SPDX-License-Identifier: MIT
// The checks of the headers Host and If-None-Match, and of the token. Pure.
#pragma once

#include "actors/web/server/listen_socket.hpp"
#include "actors/web/server/web_request.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace tracker {

/// The headers that decide whether a request is accepted, as sent; empty: not sent.
struct request_origin {
  std::string host{};
  std::string authorization{};
  std::string cookie{};
};

/// True when the Host header is the address we listen on, or a loopback name if that is a
/// loopback address; its port is ignored. This prevents DNS rebinding: a site whose name
/// resolves to this machine cannot make a browser read our replies.
bool is_own_host(std::string_view host, const listen_address& address);

/// Compares in a time that depends only on the length of `given`.
bool equals_secret(std::string_view given, std::string_view secret);

/// The refusal of a request before any handler receives it; nothing: it is accepted. With
/// a token every Host is accepted: a browser that another site misleads does not send it.
std::optional<web_reply> check_origin(const request_origin& origin,
                                      const web_request& request, bool is_public,
                                      const listen_address& address,
                                      std::string_view token);

/// True when an If-None-Match header, a list of tags or `*`, names `etag` (which may be
/// empty: false). Weak tags match.
bool matches_etag(std::string_view if_none_match, std::string_view etag);

} // namespace tracker
