// SPDX-License-Identifier: MIT
// The platform's identifiers. Source: polymarket-api.md 2.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tracker {

/// `0x` and 64 hex digits: a condition, a transaction.
bool is_hash(std::string_view text);

/// A condition id in the one form that is compared, stored and asked for: `0x` and 64
/// lower-case hex digits. Gamma gives Protocol V2 conditions 62 digits, which all other
/// hosts pad on the right with `00`. Neither the width nor a prefix says which protocol
/// an id belongs to. Nothing for any other text. Source: platform-delta.md 2.2, 12.3.
std::optional<std::string> canonical_condition_id(std::string_view text);

/// A decimal number of up to 78 digits, which is what 256 bits hold.
bool is_token_id(std::string_view text);

/// Hex digits in the one form that is compared and stored; other bytes stay.
std::string lower_case(std::string_view text);

/// `text` with every wallet's address in it masked as by `mask_address`: each run of
/// exactly 40 hex digits, with `0x` before it or without.
std::string mask_addresses(std::string_view text);

} // namespace tracker
