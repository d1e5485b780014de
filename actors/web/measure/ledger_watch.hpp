// SPDX-License-Identifier: MIT
// Detects that the ledger has changed without keeping it open: an open connection would
// prevent the tracker from moving its write-ahead log into the file at the end.
#pragma once

#include "messages/time.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace tracker {

/// The ledger's files, as the file system describes them, or the state of the fleet's
/// database.
struct ledger_stamp {
  std::int64_t file_ns = 0;
  std::uint64_t file_bytes = 0;
  std::int64_t log_ns = 0;
  std::uint64_t log_bytes = 0;
  /// Batches that the fleet's database has received.
  std::uint64_t batches = 0;

  bool operator==(const ledger_stamp&) const = default;
};

/// The stamp of the ledger and its write-ahead log; zeros for a file that is missing.
ledger_stamp stamp_of(const std::string& ledger_file);

/// Free bytes for this program on the disk of `file`; nothing: not known.
std::optional<std::uint64_t> free_bytes_of(const std::string& file);

/// The pause before the figures are read again, after a reading that took `duration`.
/// Reading takes at most a twentieth of the time, so that a long ledger that changes
/// constantly costs little. A failed reading, which leaves old figures on the page, is
/// repeated after 1 to 10 seconds.
timespan reading_pause(timespan duration, bool has_failed);

/// Numbers the states of the ledger.
class ledger_revisions {
public:
  /// Numbers begin above those of all earlier runs.
  explicit ledger_revisions(timestamp started);

  /// The number of the current state. Take the stamp before reading the ledger, so that
  /// the data is at least as new as its number. A state that is younger than the
  /// resolution of the file system's clock gets a new number each time.
  std::uint64_t number(const ledger_stamp& stamp, timestamp now);

private:
  std::uint64_t number_;
  std::optional<ledger_stamp> last_;
};

} // namespace tracker
