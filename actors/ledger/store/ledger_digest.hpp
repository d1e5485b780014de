// SPDX-License-Identifier: MIT
#pragma once

#include "actors/ledger/query/ledger_error.hpp"

#include <cstdint>
#include <string>

namespace tracker {

/// Digest of the content: two ledgers with the same grades, revisions, events and account
/// sums have the same digest, in whatever order the rows were booked.
struct ledger_digest {
  /// SHA-256 in lower-case hex digits.
  std::string sha256;
  std::uint64_t grades = 0;
  std::uint64_t events = 0;
};

ledger_result<ledger_digest> digest_of(const std::string& ledger_file);

} // namespace tracker
