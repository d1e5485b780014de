// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tracker::exchange {

/// The kind of thing that an identifier of the simulated platform names.
enum class id_kind : std::uint8_t { condition, question, up_token, down_token };

/// 256 bits, the most significant word first.
using id_bits = std::array<std::uint64_t, 4>;

/// The content of an identifier.
struct identity {
  id_kind kind = id_kind::condition;
  std::string slug;

  bool operator==(const identity&) const = default;
};

/// An identifier that looks random, differs by slug, kind and seed, and can be read back,
/// so that the simulator does not store the identifiers it has given. Nothing for a slug
/// that is not `prefix-number` with a prefix of at most 22 characters and a number below
/// 2^40.
std::optional<id_bits> make_id(const identity& identity, std::uint64_t seed);

/// The content of `bits`; nothing when it was not made with this seed.
std::optional<identity> read_id(const id_bits& bits, std::uint64_t seed);

/// A position of Protocol V2: a window and the place of an outcome, 0 for Up and 1 for
/// Down.
struct position {
  std::string slug;
  std::uint8_t index = 0;

  bool operator==(const position&) const = default;
};

/// The id of a position, built as the platform builds them: module 1, a hash of 128 bits,
/// zeros, and the index in the lowest byte. The condition id is the same with index 0; it
/// has 62 hex digits before the padding. Nothing for a slug that is not
/// `{asset}-updown-{duration}-{number}` with at most 12 letters and digits in asset and
/// duration together and a number below 2^40.
std::optional<id_bits> make_position_id(const position& position, std::uint64_t seed);

/// The content of `bits`; nothing when it is not a position of this seed.
std::optional<position> read_position_id(const id_bits& bits, std::uint64_t seed);

/// `0x` and 64 hex digits: the form of condition and question ids.
std::string to_hex(const id_bits& bits);
std::optional<id_bits> parse_hex(std::string_view text);

/// Up to 78 decimal digits: the form of token ids.
std::string to_decimal(const id_bits& bits);
std::optional<id_bits> parse_decimal(std::string_view text);

/// A number that looks random and depends on every bit of `text` and `seed`.
std::uint64_t hash(std::string_view text, std::uint64_t seed);

} // namespace tracker::exchange
