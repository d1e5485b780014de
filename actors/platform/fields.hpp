// SPDX-License-Identifier: MIT
// Readers for the kinds of values in the platform's replies. Each throws `decode_error`
// when the field has another kind of value.
#pragma once

#include "actors/platform/json.hpp"
#include "messages/money.hpp"
#include "messages/time.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace tracker {

/// A transaction hash in lower case.
std::string read_hash(const json_cursor& field);

/// A condition in its canonical form (`canonical_condition_id`).
std::string read_condition_id(const json_cursor& field);

std::string read_token_id(const json_cursor& field);

/// `text`, a part of `field`, as a price from 0 to 1.
price read_price(const json_cursor& field, std::string_view text);

/// The whole field, a number or a string, as a price from 0 to 1.
price read_price(const json_cursor& field);

/// Dollars or tokens in millionths, 0 to 1,000,000,000.
std::int64_t read_amount(const json_cursor& field);

/// A time as text (`parse_time`).
timestamp read_time_text(const json_cursor& field);

} // namespace tracker
