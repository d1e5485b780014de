// SPDX-License-Identifier: MIT
// Exact decimals in the configuration: written as texts, stored in millionths.
#pragma once

#include "main/config/config_value.hpp"
#include "main/config/setting_rules.hpp"
#include "messages/money.hpp"

#include <string_view>

namespace tracker {

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
