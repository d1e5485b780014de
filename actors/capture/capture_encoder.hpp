// SPDX-License-Identifier: MIT
// The encoding of records: one zstd frame with a checksum for each, which holds one line
// of JSON, so that `zstdcat run.cap | jq` shows a capture. Records are independent:
// damage or truncation of one leaves the others readable.
#pragma once

#include "actors/capture/capture_record.hpp"

#include <memory>
#include <optional>
#include <string>

struct ZSTD_CCtx_s;

namespace tracker {

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
  std::string line_;
};

} // namespace tracker
