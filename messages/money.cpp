// SPDX-License-Identifier: MIT
#include "messages/money.hpp"

#include <array>
#include <charconv>
#include <cstdio>
#include <limits>

namespace tracker {

namespace {

constexpr int fraction_digits = 6;
/// An exponent beyond this makes every digit overflow or vanish.
constexpr int max_exponent = 64;

bool is_decimal_digit(char c) {
  return c >= '0' && c <= '9';
}

/// The parts of a decimal number: its digits without the point, and the power of ten of
/// the last digit.
struct decimal {
  bool negative = false;
  std::string digits;
  int exponent = 0;
};

std::optional<int> parse_exponent(std::string_view text) {
  if (!text.empty() && text.front() == '+')
    text.remove_prefix(1);
  int value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size() ||
      value < -max_exponent || value > max_exponent)
    return std::nullopt;
  return value;
}

std::optional<decimal> split_decimal(std::string_view text) {
  decimal result;
  if (!text.empty() && text.front() == '-') {
    result.negative = true;
    text.remove_prefix(1);
  }
  std::size_t index = 0;
  for (; index < text.size() && is_decimal_digit(text[index]); ++index)
    result.digits += text[index];
  if (result.digits.empty())
    return std::nullopt;
  if (index < text.size() && text[index] == '.') {
    const auto before = result.digits.size();
    for (++index; index < text.size() && is_decimal_digit(text[index]); ++index)
      result.digits += text[index];
    const auto places = result.digits.size() - before;
    if (places == 0 || places > 1000)
      return std::nullopt;
    result.exponent = -static_cast<int>(places);
  }
  if (index < text.size() && (text[index] == 'e' || text[index] == 'E')) {
    auto exponent = parse_exponent(text.substr(index + 1));
    if (!exponent)
      return std::nullopt;
    result.exponent += *exponent;
    index = text.size();
  }
  return index == text.size() ? std::optional{result} : std::nullopt;
}

} // namespace

std::optional<std::int64_t> parse_micros(std::string_view text) {
  auto number = split_decimal(text);
  if (!number)
    return std::nullopt;
  // The digit of 10^-6 is the last one kept; the digit after it decides the rounding.
  const auto kept = static_cast<std::int64_t>(number->digits.size()) + number->exponent +
                    fraction_digits;
  std::int64_t count = 0;
  for (std::int64_t i = 0; i < kept; ++i) {
    const auto index = static_cast<std::size_t>(i);
    const int digit = index < number->digits.size() ? number->digits[index] - '0' : 0;
    if (count > (std::numeric_limits<std::int64_t>::max() - 10) / 10)
      return std::nullopt;
    count = count * 10 + digit;
  }
  const auto next = static_cast<std::size_t>(kept);
  if (kept >= 0 && next < number->digits.size() && number->digits[next] >= '5')
    ++count;
  return number->negative ? -count : count;
}

std::string format_micros(std::int64_t count) {
  const auto magnitude =
      count < 0 ? -static_cast<std::uint64_t>(count) : static_cast<std::uint64_t>(count);
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%s%llu.%06llu", count < 0 ? "-" : "",
                static_cast<unsigned long long>(magnitude / 1'000'000),
                static_cast<unsigned long long>(magnitude % 1'000'000));
  return text.data();
}

std::string format_rounded(std::int64_t count, int places) {
  constexpr std::array<std::uint64_t, 7> powers{1,      10,      100,      1'000,
                                                10'000, 100'000, 1'000'000};
  const auto unit = powers.at(static_cast<std::size_t>(places));
  const auto step = powers.back() / unit;
  const auto magnitude =
      count < 0 ? -static_cast<std::uint64_t>(count) : static_cast<std::uint64_t>(count);
  const auto rounded = magnitude / step + (magnitude % step * 2 >= step ? 1 : 0);
  std::string text = count < 0 && rounded != 0 ? "-" : "";
  text += std::to_string(rounded / unit);
  if (places > 0) {
    const auto fraction = std::to_string(rounded % unit);
    text += '.';
    text.append(static_cast<std::size_t>(places) - fraction.size(), '0');
    text += fraction;
  }
  return text;
}

std::string format_signed_dollars(usdc amount) {
  auto text = format_rounded(amount.micros(), 2);
  if (text == "0.00")
    return "$0.00";
  const bool negative = text.front() == '-';
  return (negative ? "-$" : "+$") + text.substr(negative ? 1 : 0);
}

} // namespace tracker
