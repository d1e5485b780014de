// SPDX-License-Identifier: MIT
// The rotated files beside the log file: `tracker.1.log` is the newest, with compression
// `tracker.1.log.zst`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace tracker {

struct rotation_rules {
  /// Rotated files kept, at least 1.
  std::size_t files = 5;
  /// Bytes of all rotated files, 0: only their number is limited.
  std::uint64_t total = 0;
  /// Compress rotated files with zstd.
  bool compress = false;
};

/// Renames the closed log file to `tracker.1.log`, the earlier ones to the next number,
/// and removes the oldest that exceed the rules. A rotated file that cannot be compressed
/// (full disk) stays as it is. The newest one is always kept. Returns why the log file
/// cannot be renamed, or ""; then nothing is lost and it can be opened again.
std::string rotate_log(const std::string& file, const rotation_rules& rules);

/// Replaces `file` by `file.zst`, a zstd frame with a checksum and the mode of `file`.
/// Returns the error, or ""; after an error `file` is unchanged and `file.zst` absent.
std::string compress_file(const std::string& file);

} // namespace tracker
