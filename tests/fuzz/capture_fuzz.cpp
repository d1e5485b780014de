// SPDX-License-Identifier: MIT
// Any bytes as a capture: read to the end in bounded time, and what was read is written
// and read again as the same. The bytes are tried as a file, and as the content of a
// record, which a checksum keeps from ever being reached otherwise.
#include "tests/actors/capture/capture_samples_plain.hpp"

#include <zstd.h>

#include <cstdint>
#include <cstdlib>

namespace {

using namespace tracker;
using namespace tracker::test;

void read_through(std::string_view file) {
  capture_decoder decoder{file};
  capture_encoder encoder;
  for (;;) {
    const auto step = decoder.next();
    if (std::holds_alternative<capture_end>(step))
      return;
    if (const auto* fault = std::get_if<capture_fault>(&step)) {
      if (fault->offset > file.size() || to_string(*fault).empty())
        std::abort();
      continue;
    }
    const auto& record = std::get<capture_record>(step);
    const auto encoded = encoder.encode(record);
    if (!encoded)
      std::abort();
    const auto second = capture_decoder{*encoded}.next();
    const auto* same = std::get_if<capture_record>(&second);
    if (same == nullptr || same->number != record.number ||
        !same_content(same->content, record.content))
      std::abort();
  }
}

std::string as_record(std::string_view line) {
  auto* const context = ZSTD_createCCtx();
  ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
  std::string frame(ZSTD_compressBound(line.size()), '\0');
  frame.resize(
      ZSTD_compress2(context, frame.data(), frame.size(), line.data(), line.size()));
  ZSTD_freeCCtx(context);
  return frame;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes{reinterpret_cast<const char*>(data), size};
  read_through(bytes);
  read_through(as_record(bytes));
  read_through(as_record(std::string{bytes} + '\n'));
  return 0;
}
