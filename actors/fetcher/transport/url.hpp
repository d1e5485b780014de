// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tracker {

/// Why `text` cannot be the base URL of a host, for people; nothing when it can. A base
/// URL is `https://name[:port][/prefix]`, or `http://` when the host is a loopback
/// address
/// (`localhost`, `127.x.y.z`, `[::1]`). Credentials, a query and a fragment are refused.
std::optional<std::string> base_url_problem(std::string_view text);

/// Why `path` cannot be asked of a host, for people; nothing when it can. A path begins
/// with
/// `/`, has at most 8192 bytes, and consists of the characters of RFC 3986 for path and
/// query, percent-encoded where they are not. `..` and control bytes are refused, also
/// percent-encoded.
std::optional<std::string> path_problem(std::string_view path);

/// The URL of `path` below `base`, both free of problems.
std::string join_url(std::string_view base, std::string_view path);

} // namespace tracker
