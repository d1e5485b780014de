// SPDX-License-Identifier: MIT
// Bytes as records: strict, bounded, and exact about what is wrong where.
#pragma once

#include "actors/capture/capture_fault.hpp"
#include "actors/capture/capture_record.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

struct ZSTD_DCtx_s;

namespace tracker {

/// Nothing more stands in the file.
struct capture_end {};

using capture_step = std::variant<capture_record, capture_fault, capture_end>;

/// Reads one file. A fault is told and stepped over: whoever asks on gets the next record
/// that is whole. Of a file that is no capture of this version there is nothing to get.
class capture_decoder {
public:
  /// Reads on from records numbered up to `after`, of which the last was taken at
  /// `taken`: the file before this one.
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

  /// Where the next step begins.
  std::uint64_t offset() const { return offset_; }
  /// Of the last record that was handed out.
  position reached() const { return {expected_ - 1, taken_}; }

private:
  struct release {
    void operator()(ZSTD_DCtx_s* context) const;
  };
  using parsed = std::variant<capture_record, capture_fault>;

  std::optional<capture_fault> read_preamble();
  /// The frame at `offset`; nothing: none that is whole begins there.
  std::optional<std::string_view> frame_at(std::uint64_t offset) const;
  capture_fault what_is_wrong() const;
  /// To the next record that is whole, or to the end. False: there is none.
  bool step_over_damage();
  parsed read(std::string_view frame);
  capture_step accept(capture_record record);
  capture_fault fault(capture_fault_kind kind, std::string field, std::string expected,
                      std::string found) const;

  std::string_view file_;
  std::uint64_t offset_ = 0;
  /// Of the record that the last step was about.
  std::uint64_t at_ = 0;
  bool begun_ = false;
  /// The number of the next record; not known at the start and behind damage.
  std::uint64_t expected_ = 0;
  bool is_expected_ = false;
  steady_point taken_ = steady_point::min();
  /// A record behind a gap that was told.
  std::optional<capture_record> held_;
  /// Bytes that may still be hashed in search of a whole record: no file makes that take
  /// longer than reading it a few times.
  std::uint64_t search_budget_;
  std::unique_ptr<ZSTD_DCtx_s, release> context_;
  std::string plain_;
};

} // namespace tracker
