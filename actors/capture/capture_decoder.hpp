// SPDX-License-Identifier: MIT
// Decodes records strictly and within limits, and reports the exact position of faults.
#pragma once

#include "actors/capture/capture_record.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

struct ZSTD_DCtx_s;

namespace tracker {

/// The end of the file.
struct capture_end {};

using capture_step = std::variant<capture_record, capture_fault, capture_end>;

/// Reads one file. A fault is reported and skipped: the next call continues with the next
/// complete record. A file that is not a capture of this format has no records.
class capture_decoder {
public:
  /// The end of the previous file: its last record has the number `after` and the time
  /// `taken`.
  struct position {
    std::uint64_t after = 0;
    steady_point taken = steady_point::min();
  };

  /// `file` must outlive the decoder.
  explicit capture_decoder(std::string_view file, std::optional<position> before = {});
  ~capture_decoder();
  capture_decoder(capture_decoder&&) noexcept;
  capture_decoder& operator=(capture_decoder&&) noexcept;

  capture_step next();

  /// The position of the last record returned.
  position reached() const { return {expected_ - 1, taken_}; }

private:
  struct release {
    void operator()(ZSTD_DCtx_s* context) const;
  };
  /// The frame at `offset`; nothing when no complete one begins there.
  std::optional<std::string_view> frame_at(std::uint64_t offset) const;
  /// Why no complete frame begins at `offset_`.
  std::optional<capture_fault> frame_fault() const;
  /// Decompresses `frame` to `line_`.
  std::optional<capture_fault> decompress(std::string_view frame);
  /// Skips to the next complete record, or to the end. False: there is none.
  bool skip_damage();
  /// Reads the record in `line_`.
  std::variant<capture_record, capture_fault> read_line();
  /// Checks the order of the record.
  capture_step accept(capture_record record);
  capture_fault fault(capture_fault_kind kind, std::string field, std::string expected,
                      std::string found) const;

  std::string_view file_;
  std::uint64_t offset_ = 0;
  /// The offset of the record of the last step.
  std::uint64_t step_offset_ = 0;
  /// The number of the next record; unknown at the start and after damage.
  std::uint64_t expected_ = 0;
  bool is_expected_ = false;
  steady_point taken_ = steady_point::min();
  /// The record after a gap, while the gap is reported.
  std::optional<capture_record> held_;
  /// Bytes that may still be read in the search for a complete record: it takes no longer
  /// than reading the file a few times.
  std::uint64_t search_budget_;
  std::unique_ptr<ZSTD_DCtx_s, release> context_;
  std::string line_;
};

} // namespace tracker
