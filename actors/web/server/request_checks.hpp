// SPDX-License-Identifier: MIT
// Who may ask: the checks of the Host header and of the token. Pure.
#pragma once

#include "actors/web/server/listen_address.hpp"
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

/// True when a browser page of another site cannot have caused the request by a name that
/// it lets resolve to this machine (DNS rebinding): the Host header is the address we
/// listen on, or a name of the loopback where we listen on that. Its port is ignored.
bool is_own_host(std::string_view host, const listen_address& address);

/// Compares in a time that depends only on the length of `given`.
bool equals_secret(std::string_view given, std::string_view secret);

/// True when the request carries the token: `Authorization: Bearer TOKEN`, the cookie
/// that `accept_token` sets, or the parameter `token`.
bool has_token(const request_origin& origin, const web_request& request,
               std::string_view token);

/// The reply to a request of `/` with the right `token` parameter: sets the cookie and
/// redirects to `/` without it, so that the token is not in the address bar. Nothing for
/// any other request.
std::optional<web_reply> accept_token(const web_request& request, std::string_view token);

/// Why a request is refused before any handler sees it; nothing: it is accepted. With a
/// token any Host is: a browser that another site misleads does not have the token.
std::optional<web_reply> check_origin(const request_origin& origin,
                                      const web_request& request, bool is_public,
                                      const listen_address& address,
                                      std::string_view token);

} // namespace tracker
