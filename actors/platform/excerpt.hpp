// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tracker {

/// Length of an excerpt, in characters.
inline constexpr std::size_t excerpt_length = 200;

/// The beginning of untrusted bytes, safe for a log line: valid UTF-8 of at most
/// `excerpt_length` characters, ending with `…` where it was cut. Runs of blanks and
/// control characters become one blank, invisible and direction-changing characters are
/// removed, bytes that are not UTF-8 become `?`, and wallet addresses are masked. Reads
/// 16 KiB at most.
std::string excerpt(std::string_view foreign);

} // namespace tracker
