// SPDX-License-Identifier: MIT
#pragma once

#include <nlohmann/json.hpp>

#include <string>

namespace tracker::exchange {

/// `count` thousandths as the platform prints them: `0.505`, `0.5`, `1`.
std::string thousandths(int count);

/// The JSON number with this text.
nlohmann::ordered_json number(const std::string& text);

} // namespace tracker::exchange
