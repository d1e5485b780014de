// SPDX-License-Identifier: MIT
// Prices and amounts as they stand in a reply.
#pragma once

#include "actors/platform/json.hpp"
#include "messages/money.hpp"

#include <cstdint>
#include <string_view>

namespace tracker {

/// Reads `text` as a price from 0 to 1. Throws `decode_error` at `field`, which holds it.
price read_price(const json_cursor& field, std::string_view text);

/// The price that stands in `field`, a number or a string.
price read_price(const json_cursor& field);

/// Dollars or tokens in millionths, 0 to 1,000,000,000. Throws `decode_error`.
std::int64_t read_amount(const json_cursor& field);

} // namespace tracker
