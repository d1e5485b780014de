// SPDX-License-Identifier: MIT
#include "tests/exchange/number_text.hpp"

namespace tracker::exchange {

std::string thousandths(int count) {
  // The 1 in front keeps the zeros after the point.
  auto digits = std::to_string(1000 + count % 1000);
  digits.erase(digits.find_last_not_of('0') + 1);
  const auto whole = std::to_string(count / 1000);
  return digits.size() == 1 ? whole : whole + '.' + digits.substr(1);
}

nlohmann::ordered_json number(const std::string& text) {
  return nlohmann::ordered_json::parse(text);
}

} // namespace tracker::exchange
