// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tracker {

/// Why `text` cannot be the URL of a channel; nothing if it can. The text does not
/// contain the URL's path, which may be a secret. Allowed: https, or http if the host is
/// a loopback address, with path and query, without credentials and fragment.
std::optional<std::string> post_url_problem(std::string_view text);

/// `https://hooks.slack.com/…`: the URL without the parts that may be secret.
std::string hide_path(std::string_view url);

} // namespace tracker
