// SPDX-License-Identifier: MIT
// Records as bytes. A record is
//
//     length (4) │ CRC-32 of length and frame (4) │ zstd frame of `length` bytes
//
// and stands for itself: whatever is cut off or damaged, the others can be read.
#pragma once

#include "actors/capture/capture_record.hpp"

#include <memory>
#include <optional>
#include <string>

struct ZSTD_CCtx_s;

namespace tracker {

/// Bytes of a record before its frame.
inline constexpr std::size_t record_prefix_size = 8;

/// The CRC-32 in front of a frame.
std::uint32_t record_checksum(std::string_view length, std::string_view frame);

/// What a file begins with, before its first record.
std::string capture_preamble();

/// Turns records into bytes. Keeps its buffers between calls.
class capture_encoder {
public:
  capture_encoder();
  ~capture_encoder();
  capture_encoder(capture_encoder&&) noexcept;
  capture_encoder& operator=(capture_encoder&&) noexcept;

  /// The record's bytes. Nothing: it is beyond the limits of capture_record.hpp.
  std::optional<std::string> encode(const capture_record& record);

private:
  struct release {
    void operator()(ZSTD_CCtx_s* context) const;
  };
  std::unique_ptr<ZSTD_CCtx_s, release> context_;
  std::string plain_;
};

} // namespace tracker
