// SPDX-License-Identifier: MIT
// The platform's identifiers. Source: polymarket-api.md 2.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tracker {

/// Whether the text is `0x` and 64 hex digits: a condition id or a transaction hash.
bool is_hash(std::string_view text);

/// A condition id in its canonical form, which is compared, stored and requested: `0x`
/// and 64 lower-case hex digits. Gamma gives Protocol V2 conditions 62 digits, which all
/// other hosts pad on the right with `00`. Neither the width nor a prefix determines the
/// protocol of an id. Empty for any other text. Source: platform-delta.md 2.2, 12.3.
std::optional<std::string> canonical_condition_id(std::string_view text);

/// Whether the text is a decimal number of up to 78 digits, the size of 256 bits.
bool is_token_id(std::string_view text);

/// The text with ASCII letters in lower case.
std::string lower_case(std::string_view text);

/// `text` with every wallet address masked as by `mask_address`: each run of exactly 40
/// hex digits, with or without `0x` before it.
std::string mask_addresses(std::string_view text);

} // namespace tracker
