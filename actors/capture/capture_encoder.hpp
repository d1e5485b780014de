// SPDX-License-Identifier: MIT
// The encoding of records:
//
//     length (4) │ CRC-32 of length and frame (4) │ zstd frame of `length` bytes
//
// Records are independent: damage or truncation of one leaves the others readable.
#pragma once

#include "actors/capture/capture_record.hpp"

#include <memory>
#include <optional>
#include <string>

struct ZSTD_CCtx_s;

namespace tracker {

/// Bytes in front of the frame of a record.
inline constexpr std::size_t record_prefix_size = 8;

/// The CRC-32 in front of a frame.
std::uint32_t record_checksum(std::string_view length, std::string_view frame);

/// The bytes of a file before its first record.
std::string capture_preamble();

/// Encodes records. Keeps its buffers between calls.
class capture_encoder {
public:
  capture_encoder();
  ~capture_encoder();
  capture_encoder(capture_encoder&&) noexcept;
  capture_encoder& operator=(capture_encoder&&) noexcept;

  /// The bytes of the record; nothing beyond the limits of capture_record.hpp.
  std::optional<std::string> encode(const capture_record& record);

private:
  struct release {
    void operator()(ZSTD_CCtx_s* context) const;
  };
  std::unique_ptr<ZSTD_CCtx_s, release> context_;
  std::string plain_;
};

} // namespace tracker
