// SPDX-License-Identifier: MIT
// The kinds of values that stand in the platform's replies. Each reader throws
// `decode_error` at its field when something else stands there.
#pragma once

#include "actors/platform/json.hpp"
#include "messages/money.hpp"
#include "messages/time.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace tracker {

/// A transaction; lower case, as the platform sends it.
std::string read_hash(const json_cursor& field);

/// A condition in its canonical form (`canonical_condition_id`).
std::string read_condition_id(const json_cursor& field);

std::string read_token_id(const json_cursor& field);

/// `text`, which stands in `field`, as a price from 0 to 1.
price read_price(const json_cursor& field, std::string_view text);

/// The same where it stands there by itself, as a number or a string.
price read_price(const json_cursor& field);

/// Dollars or tokens in millionths, 0 to 1,000,000,000.
std::int64_t read_amount(const json_cursor& field);

/// A time in words (`parse_time`).
timestamp read_time_text(const json_cursor& field);

/// A number of whole seconds since 1970, up to the year 2262.
timestamp read_unix_seconds(const json_cursor& field);

} // namespace tracker
