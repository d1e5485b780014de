// SPDX-License-Identifier: MIT
#include "tests/simulator/market/number_text.hpp"

namespace tracker::exchange {

std::string decimal_text(std::int64_t count, int places) {
  const auto width = static_cast<std::size_t>(places);
  auto digits = std::to_string(count < 0 ? -count : count);
  if (digits.size() <= width)
    digits.insert(0, width + 1 - digits.size(), '0');
  auto fraction = digits.substr(digits.size() - width);
  fraction.erase(fraction.find_last_not_of('0') + 1);
  const auto whole = digits.substr(0, digits.size() - width);
  return (count < 0 ? "-" : "") + whole + (fraction.empty() ? "" : "." + fraction);
}

std::string thousandths(int count) {
  return decimal_text(count, 3);
}

nlohmann::ordered_json number(const std::string& text) {
  return nlohmann::ordered_json::parse(text);
}

} // namespace tracker::exchange
