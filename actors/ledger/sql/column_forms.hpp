// SPDX-License-Identifier: MIT
// Hashes and grade sources in the form that their columns have.
#pragma once

#include "messages/grade.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tracker {

/// A transaction hash or a condition id: 32 bytes.
using hash_bytes = std::array<unsigned char, 32>;

/// Parses `0x` and 64 lower-case hex digits, the form that `hash_text` produces; nothing
/// for any other text.
std::optional<hash_bytes> parse_hash(std::string_view text);

/// `0x` and two lower-case digits for each byte.
std::string hash_text(std::string_view bytes);

/// `gamma UP 1768937403000000000;resolutions UP 1768937405000000000 CHAINLINK`: source,
/// settlement, nanoseconds since the Unix epoch and the reporter, if any.
std::string sources_text(const std::vector<source_report>& reports);

/// Parses `sources_text`. Entries with another form are skipped.
std::vector<source_report> read_sources(std::string_view text);

} // namespace tracker
