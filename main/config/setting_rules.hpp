// SPDX-License-Identifier: MIT
// Checks of single values. Pure, apart from the time zone database.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace tracker {

/// Why a value is refused, as a message. Empty: it is accepted.
using refusal = std::optional<std::string>;

/// A wallet's address, `0x` and 40 hex digits. The refusal quotes at most its beginning.
refusal check_address(std::string_view address);

/// A name of the time zone database, which it reads. The refusal suggests the name that
/// differs in case or a few letters.
refusal check_timezone(std::string_view name);

/// The name of a wallet or a strategy: 1 to 32 letters, digits, spaces, - _ and .
refusal check_name(std::string_view name);

/// Limit of the names in tracker.series, and of the series that they stand for.
inline constexpr std::size_t max_series = 64;

/// The characters of a series' name; parse_series() reads the rest.
refusal check_series_name(std::string_view name);

/// A path of printable characters, absolute, relative or below `~`.
refusal check_path(std::string_view path);

/// True if `text` contains hex digits that may be a key or a whole address: do not show
/// it.
bool may_be_secret(std::string_view text);

/// `text` without such digits.
std::string hide_secrets(std::string_view text);

/// `path` with a leading `~` replaced by `home`. Empty if it needs `home` and that is
/// empty.
std::optional<std::string> expand_home(std::string_view path, std::string_view home);

} // namespace tracker
