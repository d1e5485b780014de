// SPDX-License-Identifier: MIT
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tracker {

/// An integer that can hold the product of two 64-bit integers.
__extension__ using wide_integer = __int128;

/// `amount * part / whole`, rounded down, for `amount` >= 0 and 0 <= `part` <= `whole`;
/// 0 when `whole` is 0.
constexpr std::int64_t proportion(std::int64_t amount, std::int64_t part,
                                  std::int64_t whole) {
  return whole == 0 ? 0
                    : static_cast<std::int64_t>(static_cast<wide_integer>(amount) * part /
                                                whole);
}

/// `left * right / unit`, rounded to the nearest integer, halves up, for arguments of 0
/// or more.
constexpr std::int64_t rounded_product(std::int64_t left, std::int64_t right,
                                       std::int64_t unit) {
  return static_cast<std::int64_t>((static_cast<wide_integer>(left) * right + unit / 2) /
                                   unit);
}

/// An exact quantity in millionths of its unit. `Tag` distinguishes the units: quantities
/// of different units can be neither added nor compared, which the compiler checks.
template <class Tag>
class micro {
public:
  constexpr micro() = default;
  /// The quantity of `count` millionths.
  static constexpr micro from_micros(std::int64_t count) {
    micro result;
    result.count_ = count;
    return result;
  }
  constexpr std::int64_t micros() const { return count_; }

  // clang-tidy 14 takes the comparison's literal zero for a pointer.
  constexpr auto
  operator<=>(const micro&) const = default; // NOLINT(modernize-use-nullptr)
  constexpr micro operator-() const { return from_micros(-count_); }
  constexpr micro& operator+=(micro other) {
    count_ += other.count_;
    return *this;
  }
  constexpr micro& operator-=(micro other) {
    count_ -= other.count_;
    return *this;
  }
  friend constexpr micro operator+(micro left, micro right) { return left += right; }
  friend constexpr micro operator-(micro left, micro right) { return left -= right; }

private:
  std::int64_t count_ = 0;
};

/// Dollars of collateral (USDC, pUSD).
using usdc = micro<struct usdc_tag>;
/// Outcome tokens.
using shares = micro<struct shares_tag>;
/// Dollars per outcome token, 0 to 1.
using price = micro<struct price_tag>;

/// Millionths of a dollar, of a token, of 1.
inline constexpr std::int64_t million = 1'000'000;

/// Parses the text of a JSON number or of a decimal string (`12.5`, `-0.860000001148`,
/// `1e-3`) to millionths, rounded once, half away from zero. Empty when the text is not a
/// decimal number or is out of range (±9.2e12).
std::optional<std::int64_t> parse_micros(std::string_view text);

/// `count` millionths as a decimal with six places, `-0.000001`: the exact form used in
/// reports.
std::string format_micros(std::int64_t count);

/// `count` millionths with `places` (0 to 6) decimal places, `0.49`, `10.0`, rounded half
/// away from zero. A result of zero has no sign.
std::string format_rounded(std::int64_t count, int places);

template <class Tag>
std::string to_string(micro<Tag> quantity) {
  return format_micros(quantity.micros());
}

/// Signed dollars and cents, `+$17.67`, `-$0.40`, `$0.00`, rounded half away from zero. A
/// result of zero has no sign.
std::string format_signed_dollars(usdc amount);

} // namespace tracker
