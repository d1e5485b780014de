// SPDX-License-Identifier: MIT
#include "actors/simulator/ids.hpp"

#include <algorithm>
#include <charconv>

namespace tracker::exchange {

namespace {

constexpr std::size_t max_prefix = 22;
constexpr std::size_t number_at = 1 + max_prefix;
constexpr std::size_t number_bytes = 5;
constexpr std::size_t checksum_at = number_at + number_bytes;
constexpr std::size_t checksum_bytes = 4;
using plain_bytes = std::array<std::uint8_t, checksum_at + checksum_bytes>;
static_assert(plain_bytes{}.size() == sizeof(id_bits));

std::uint64_t scramble(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15U;
  x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9U;
  x = (x ^ (x >> 27U)) * 0x94d049bb133111ebU;
  return x ^ (x >> 31U);
}

void put_number(plain_bytes& bytes, std::size_t at, std::size_t count,
                std::uint64_t value) {
  for (std::size_t i = 0; i < count; ++i)
    bytes[at + i] = static_cast<std::uint8_t>(value >> (8 * i));
}

std::uint64_t get_number(const plain_bytes& bytes, std::size_t at, std::size_t count) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < count; ++i)
    value |= static_cast<std::uint64_t>(bytes[at + i]) << (8 * i);
  return value;
}

std::uint64_t checksum(const plain_bytes& bytes) {
  const std::string text{bytes.begin(), bytes.begin() + checksum_at};
  return hash(text, 0) & 0xffffffffU;
}

std::optional<plain_bytes> pack(const identity& of) {
  const auto dash = of.slug.rfind('-');
  if (dash == std::string::npos || dash > max_prefix)
    return std::nullopt;
  const auto digits = std::string_view{of.slug}.substr(dash + 1);
  std::uint64_t number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (std::to_string(number) != digits || number >> (8 * number_bytes) != 0)
    return std::nullopt;
  plain_bytes bytes{};
  bytes[0] = static_cast<std::uint8_t>(static_cast<std::size_t>(of.kind) << 5U | dash);
  std::copy_n(of.slug.begin(), dash, bytes.begin() + 1);
  put_number(bytes, number_at, number_bytes, number);
  put_number(bytes, checksum_at, checksum_bytes, checksum(bytes));
  return bytes;
}

std::optional<identity> unpack(const plain_bytes& bytes) {
  const std::size_t prefix = bytes[0] & 0x1fU;
  const auto kind = static_cast<std::uint8_t>(bytes[0] >> 5U);
  if (get_number(bytes, checksum_at, checksum_bytes) != checksum(bytes) ||
      prefix > max_prefix || kind > static_cast<std::uint8_t>(id_kind::down_token))
    return std::nullopt;
  identity of;
  of.kind = static_cast<id_kind>(kind);
  of.slug.assign(bytes.begin() + 1,
                 bytes.begin() + 1 + static_cast<std::ptrdiff_t>(prefix));
  of.slug += '-';
  of.slug += std::to_string(get_number(bytes, number_at, number_bytes));
  return of;
}

// A Feistel network over the four words: looks random and runs backwards.
constexpr std::uint64_t rounds = 16;

std::uint64_t round_key(std::uint64_t word, std::uint64_t round, std::uint64_t seed) {
  return scramble(word ^ scramble(seed + round));
}

void encrypt(id_bits& bits, std::uint64_t seed) {
  for (std::uint64_t round = 0; round < rounds; ++round) {
    bits[0] ^= round_key(bits[1], round, seed);
    std::rotate(bits.begin(), bits.begin() + 1, bits.end());
  }
}

void decrypt(id_bits& bits, std::uint64_t seed) {
  for (std::uint64_t round = rounds; round-- > 0;) {
    std::rotate(bits.begin(), bits.end() - 1, bits.end());
    bits[0] ^= round_key(bits[1], round, seed);
  }
}

/// Divides in place and returns the remainder. 32-bit halves keep every step in 64 bits.
std::uint64_t divide(id_bits& bits, std::uint64_t divisor) {
  std::uint64_t rest = 0;
  for (auto& word : bits) {
    const auto high = rest << 32U | word >> 32U;
    rest = high % divisor;
    const auto low = rest << 32U | (word & 0xffffffffU);
    rest = low % divisor;
    word = (high / divisor) << 32U | low / divisor;
  }
  return rest;
}

/// `bits = bits * factor + summand`; false when that exceeds 256 bits.
bool multiply_add(id_bits& bits, std::uint64_t factor, std::uint64_t summand) {
  std::uint64_t carry = summand;
  for (auto word = bits.rbegin(); word != bits.rend(); ++word) {
    const auto low = (*word & 0xffffffffU) * factor + carry;
    const auto high = (*word >> 32U) * factor + (low >> 32U);
    *word = high << 32U | (low & 0xffffffffU);
    carry = high >> 32U;
  }
  return carry == 0;
}

} // namespace

std::optional<id_bits> make_id(const identity& of, std::uint64_t seed) {
  const auto bytes = pack(of);
  if (!bytes)
    return std::nullopt;
  id_bits bits{};
  for (std::size_t i = 0; i < bits.size(); ++i)
    bits[i] = get_number(*bytes, 8 * i, 8);
  encrypt(bits, seed);
  return bits;
}

std::optional<identity> read_id(const id_bits& bits, std::uint64_t seed) {
  auto plain = bits;
  decrypt(plain, seed);
  plain_bytes bytes{};
  for (std::size_t i = 0; i < plain.size(); ++i)
    put_number(bytes, 8 * i, 8, plain[i]);
  return unpack(bytes);
}

std::string to_hex(const id_bits& bits) {
  std::string text = "0x";
  for (const auto word : bits)
    for (int shift = 60; shift >= 0; shift -= 4)
      text += "0123456789abcdef"[word >> static_cast<unsigned>(shift) & 0xfU];
  return text;
}

std::optional<id_bits> parse_hex(std::string_view text) {
  if (text.size() != 66 || text.substr(0, 2) != "0x")
    return std::nullopt;
  id_bits bits{};
  for (std::size_t i = 0; i < bits.size(); ++i) {
    const auto* first = text.data() + 2 + 16 * i;
    const auto [end, error] = std::from_chars(first, first + 16, bits[i], 16);
    if (error != std::errc{} || end != first + 16)
      return std::nullopt;
  }
  return bits;
}

std::string to_decimal(const id_bits& bits) {
  auto rest = bits;
  std::string text;
  do
    text += static_cast<char>('0' + divide(rest, 10));
  while (rest != id_bits{});
  std::reverse(text.begin(), text.end());
  return text;
}

std::optional<id_bits> parse_decimal(std::string_view text) {
  id_bits bits{};
  if (text.empty())
    return std::nullopt;
  for (const char c : text)
    if (c < '0' || c > '9' ||
        !multiply_add(bits, 10, static_cast<std::uint64_t>(c - '0')))
      return std::nullopt;
  return bits;
}

std::uint64_t hash(std::string_view text, std::uint64_t seed) {
  auto state = scramble(seed ^ text.size());
  for (const char c : text)
    state = scramble(state ^ static_cast<unsigned char>(c));
  return state;
}

} // namespace tracker::exchange
