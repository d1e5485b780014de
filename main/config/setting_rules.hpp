// SPDX-License-Identifier: MIT
// What makes a single value good: pure checks that say what is wrong, or nothing.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tracker {

/// Why a value is refused, for people. Nothing: it is good.
using refusal = std::optional<std::string>;

/// A wallet's address, `0x` and 40 hex digits. The refusal quotes at most its beginning.
refusal check_address(std::string_view address);

/// A name of the time zone database. Reads that database.
refusal check_timezone(std::string_view name);

/// What people call a wallet or a strategy: 1 to 32 letters, digits, spaces, - _ and .
refusal check_name(std::string_view name);

/// The beginning of a series' slugs, as far as its letters go.
refusal check_series_name(std::string_view name);

/// A path of printable characters, absolute, relative or below `~`.
refusal check_path(std::string_view path);

/// True when hex digits stand in `text` that may be a key or a whole address: it is not
/// to be shown, wherever it came from.
bool may_be_secret(std::string_view text);

/// `text` without such digits.
std::string hide_secrets(std::string_view text);

/// `path` with a leading `~` replaced by `home`. Nothing when it needs `home` and that is
/// empty.
std::optional<std::string> expand_home(std::string_view path, std::string_view home);

} // namespace tracker
