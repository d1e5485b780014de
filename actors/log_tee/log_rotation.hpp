// SPDX-License-Identifier: MIT
// The rotated files beside the log file: `tracker.1.log` is the newest, with compression
// `tracker.1.log.zst`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace tracker {

/// The text of `errno`.
std::string last_error();

struct rotation_rules {
  /// Rotated files kept, at least 1.
  std::size_t files = 5;
  /// Bytes of all rotated files, 0: only their number is limited.
  std::uint64_t total = 0;
  /// Compress rotated files with zstd.
  bool compress = false;
};

/// What a rotation could not do; empty texts: it is complete.
struct rotation_result {
  /// Why the log file still has its name. Nothing is lost then, and it can be opened
  /// again.
  std::string not_renamed;
  /// Why the newest rotated file is not compressed.
  std::string not_compressed;
};

/// Renames the closed log file to `tracker.1.log`, the earlier ones to the next number,
/// and removes the oldest that exceed the rules. A rotated file that cannot be compressed
/// (full disk) stays as it is, an earlier one that cannot be renamed is not overwritten.
/// The newest one is always kept.
rotation_result rotate_log(const std::string& file, const rotation_rules& rules);

/// Replaces `file` by `file.zst`, a zstd frame with a checksum and the mode of `file`.
/// Returns the error, or ""; after an error `file` is unchanged and `file.zst` absent.
std::string compress_file(const std::string& file);

} // namespace tracker
