// SPDX-License-Identifier: MIT
#include "tests/simulator/market/ids.hpp"

#include <algorithm>
#include <charconv>

namespace tracker::exchange {

namespace {

constexpr std::size_t max_prefix = 22;
constexpr std::size_t number_offset = 1 + max_prefix;
constexpr std::size_t number_bytes = 5;
constexpr std::size_t checksum_offset = number_offset + number_bytes;
constexpr std::size_t checksum_bytes = 4;
using plain_bytes = std::array<std::uint8_t, checksum_offset + checksum_bytes>;
static_assert(plain_bytes{}.size() == sizeof(id_bits));

std::uint64_t scramble(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15U;
  x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9U;
  x = (x ^ (x >> 27U)) * 0x94d049bb133111ebU;
  return x ^ (x >> 31U);
}

void put_number(plain_bytes& bytes, std::size_t offset, std::size_t count,
                std::uint64_t value) {
  for (std::size_t i = 0; i < count; ++i)
    bytes[offset + i] = static_cast<std::uint8_t>(value >> (8 * i));
}

std::uint64_t get_number(const plain_bytes& bytes, std::size_t offset,
                         std::size_t count) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < count; ++i)
    value |= static_cast<std::uint64_t>(bytes[offset + i]) << (8 * i);
  return value;
}

std::uint64_t checksum(const plain_bytes& bytes) {
  const std::string text{bytes.begin(), bytes.begin() + checksum_offset};
  return hash(text, 0) & 0xffffffffU;
}

std::optional<plain_bytes> pack(const identity& identity) {
  const auto dash = identity.slug.rfind('-');
  if (dash == std::string::npos || dash > max_prefix)
    return std::nullopt;
  const auto digits = std::string_view{identity.slug}.substr(dash + 1);
  std::uint64_t number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (std::to_string(number) != digits || number >> (8 * number_bytes) != 0)
    return std::nullopt;
  plain_bytes bytes{};
  bytes[0] =
      static_cast<std::uint8_t>(static_cast<std::size_t>(identity.kind) << 5U | dash);
  std::copy_n(identity.slug.begin(), dash, bytes.begin() + 1);
  put_number(bytes, number_offset, number_bytes, number);
  put_number(bytes, checksum_offset, checksum_bytes, checksum(bytes));
  return bytes;
}

std::optional<identity> unpack(const plain_bytes& bytes) {
  const std::size_t prefix = bytes[0] & 0x1fU;
  const auto kind = static_cast<std::uint8_t>(bytes[0] >> 5U);
  if (get_number(bytes, checksum_offset, checksum_bytes) != checksum(bytes) ||
      prefix > max_prefix || kind > static_cast<std::uint8_t>(id_kind::down_token))
    return std::nullopt;
  identity result;
  result.kind = static_cast<id_kind>(kind);
  result.slug.assign(bytes.begin() + 1,
                     bytes.begin() + 1 + static_cast<std::ptrdiff_t>(prefix));
  result.slug += '-';
  result.slug += std::to_string(get_number(bytes, number_offset, number_bytes));
  return result;
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

// -- Protocol V2 -------------------------------------------------------------------

using half_bits = std::array<std::uint64_t, 2>;

constexpr std::string_view updown = "-updown-";
/// Asset and duration, with a separator between them: a number to base 37.
constexpr std::string_view letters = "/0123456789abcdefghijklmnopqrstuvwxyz";
constexpr std::size_t max_letters = 13;
constexpr unsigned number_bits = 40;
constexpr unsigned check_bits = 16;
constexpr std::uint64_t module_binary = 1;

std::uint64_t short_checksum(std::string_view text) {
  return hash(text, 0) & ((std::uint64_t{1} << check_bits) - 1);
}

void encrypt(half_bits& bits, std::uint64_t seed) {
  for (std::uint64_t round = 0; round < rounds; ++round) {
    bits[0] ^= round_key(bits[1], round, seed);
    std::swap(bits[0], bits[1]);
  }
}

void decrypt(half_bits& bits, std::uint64_t seed) {
  for (std::uint64_t round = rounds; round-- > 0;) {
    std::swap(bits[0], bits[1]);
    bits[0] ^= round_key(bits[1], round, seed);
  }
}

/// The 72 upper bits: letters; then number and checksum.
std::optional<half_bits> pack_slug(const std::string& slug) {
  const auto middle = slug.find(updown);
  const auto dash = slug.rfind('-');
  if (middle == std::string::npos || dash < middle + updown.size())
    return std::nullopt;
  const auto first_of_duration = middle + updown.size();
  const auto name = slug.substr(0, middle) + '/' +
                    slug.substr(first_of_duration, dash - first_of_duration);
  const auto digits = std::string_view{slug}.substr(dash + 1);
  std::uint64_t number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (std::to_string(number) != digits || number >> number_bits != 0 ||
      name.size() > max_letters || name.front() == '/')
    return std::nullopt;
  // 37^13 is below 2^68.
  id_bits value{};
  for (const char c : name) {
    const auto digit = letters.find(c);
    if (digit == std::string_view::npos)
      return std::nullopt;
    multiply_add(value, letters.size(), digit);
  }
  const auto low = number << check_bits | short_checksum(slug);
  return half_bits{value[2] << 56U | value[3] >> 8U, value[3] << 56U | low};
}

std::optional<std::string> unpack_slug(const half_bits& bits) {
  id_bits value{0, 0, bits[0] >> 56U, bits[0] << 8U | bits[1] >> 56U};
  std::string name;
  while (value != id_bits{})
    name += letters[divide(value, letters.size())];
  std::reverse(name.begin(), name.end());
  const auto separator = name.find('/');
  if (separator == std::string::npos)
    return std::nullopt;
  const auto number = bits[1] >> check_bits & ((std::uint64_t{1} << number_bits) - 1);
  auto slug = name.substr(0, separator) + std::string{updown} +
              name.substr(separator + 1) + '-' + std::to_string(number);
  // Whatever was not packed so gives another number.
  return pack_slug(slug) == bits ? std::optional{std::move(slug)} : std::nullopt;
}

} // namespace

std::optional<id_bits> make_id(const identity& identity, std::uint64_t seed) {
  const auto bytes = pack(identity);
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

std::optional<id_bits> make_position_id(const position& position, std::uint64_t seed) {
  auto packed = pack_slug(position.slug);
  if (!packed)
    return std::nullopt;
  encrypt(*packed, seed);
  const auto [high, low] = *packed;
  return id_bits{module_binary << 56U | high >> 8U, high << 56U | low >> 8U, low << 56U,
                 position.index};
}

std::optional<position> read_position_id(const id_bits& bits, std::uint64_t seed) {
  constexpr auto lower_bytes = (std::uint64_t{1} << 56U) - 1;
  if (bits[0] >> 56U != module_binary || (bits[2] & lower_bytes) != 0 || bits[3] > 1)
    return std::nullopt;
  half_bits packed{bits[0] << 8U | bits[1] >> 56U, bits[1] << 8U | bits[2] >> 56U};
  decrypt(packed, seed);
  auto slug = unpack_slug(packed);
  if (!slug)
    return std::nullopt;
  return position{*std::move(slug), static_cast<std::uint8_t>(bits[3])};
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
