// SPDX-License-Identifier: MIT
#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <string>

namespace tracker::exchange {

/// `count` units of 10^-`places` without the zeros at the end: `0.73`, `-1.5`, `80`.
std::string decimal_text(std::int64_t count, int places);

/// `count` thousandths as the platform prints them: `0.505`, `0.5`, `1`.
std::string thousandths(int count);

/// The JSON number with this text.
nlohmann::ordered_json number(const std::string& text);

} // namespace tracker::exchange
