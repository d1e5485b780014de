// SPDX-License-Identifier: MIT
// Checks of single values, and exact decimals: written as texts, stored in millionths.
// Pure, apart from the time zone database.
#pragma once

#include "main/config/syntax/config_value.hpp"
#include "messages/money.hpp"

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

/// Reads `0.95`: above 0 and up to 1, at most six places. A refusal leaves `result`
/// unchanged.
refusal read_price(std::string_view text, price& result);

/// Reads `10` or `10.5`: not negative, up to a billion, at most six places. A refusal
/// leaves `result` unchanged.
refusal read_shares(std::string_view text, shares& result);

/// The text of the quantity without trailing zeros: `"0.95"`, `"10"`.
template <class Tag>
config_value show_decimal(micro<Tag> quantity) {
  auto text = to_string(quantity);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.'))
    text.pop_back();
  return config_value{std::move(text)};
}

} // namespace tracker
