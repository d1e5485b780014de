// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tracker {

/// Why `text` cannot be the base URL of a host, for people; nothing when it can. A base
/// URL is `https://host[:port][/path]`, or `http://` when the host is a loopback address
/// (`localhost`, `127.x.y.z`, `[::1]`). Credentials, a query, a fragment and hosts that
/// libcurl reads differently from how they are written are refused.
std::optional<std::string> base_url_problem(std::string_view text);

/// Why `text` cannot be the proxy, for people; nothing when it can: `http://HOST[:PORT]`,
/// `https://` or `socks5h://`. Credentials and a path are refused.
std::optional<std::string> proxy_problem(std::string_view text);

/// True when `location` (a Location header) is an absolute URL whose host is not that of
/// `url`, which was requested. A location that cannot be parsed is not.
bool leads_to_another_host(std::string_view location, const std::string& url);

/// Why `path` cannot be requested from a host, for people; nothing when it can. A path
/// begins with `/`, has at most 8192 bytes, and consists of the characters of RFC 3986
/// for path and query, with all others percent-encoded. `..` and control bytes are
/// refused, also percent-encoded.
std::optional<std::string> path_problem(std::string_view path);

/// The URL of `path` below `base`, which both have no problem.
std::string join_url(std::string_view base, std::string_view path);

} // namespace tracker
