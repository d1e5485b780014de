// SPDX-License-Identifier: MIT
// The file of tracker.wallets-file: one wallet per line, beside those of tracker.wallets.
#pragma once

#include "main/config/config_file.hpp"
#include "main/config/settings.hpp"
#include "main/config/syntax/config_problem.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tracker {

/// Limit of the wallets of a configuration, all sources together.
inline constexpr std::size_t max_watched_wallets = 10'000;

inline constexpr const char* wallets_file_key = "tracker.wallets-file";

/// A line that names a wallet.
struct wallet_line {
  watched_wallet wallet;
  /// From 1.
  std::size_t line = 0;

  bool operator==(const wallet_line&) const = default;
};

/// A line that cannot be read.
struct wallet_line_fault {
  std::size_t line = 0;
  std::string reason;

  bool operator==(const wallet_line_fault&) const = default;
};

struct wallets_document {
  std::vector<wallet_line> lines;
  std::vector<wallet_line_fault> faults;
};

/// Reads the bytes of a wallets file. Each line has an address, `0x` and 40 hex digits,
/// and after a space or tab a name, both of which may be left out. `#` begins a comment.
wallets_document parse_wallets_file(std::string_view text);

/// Adds the wallets of `settings::wallets_file` to `settings::wallets`, behind those that
/// are there; nothing where no file is named. A wallet that is given again, here or in
/// the file, is watched once; one warning says so, and the first name counts. Returns the
/// problems, at most 20 and a line with their number; then the settings are unchanged.
/// `where` is the place of the key.
std::vector<config_problem> add_wallets_of_file(settings& effective,
                                                const std::string& where,
                                                const file_reader& read);

} // namespace tracker
