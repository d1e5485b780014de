// SPDX-License-Identifier: MIT
// Any bytes as a capture: read to the end in bounded time, and what was read is written
// and read again as the same. The bytes are tried as a file, and as the content of a
// record, which a checksum keeps from ever being reached otherwise.
#include "actors/capture/capture_bytes.hpp"
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
    const auto again = encoder.encode(record);
    if (!again)
      std::abort();
    const auto file_again = capture_preamble() + *again;
    const auto second = capture_decoder{file_again}.next();
    const auto* same = std::get_if<capture_record>(&second);
    if (same == nullptr || same->number != record.number ||
        !same_content(same->content, record.content))
      std::abort();
  }
}

std::string as_record(std::string_view plain) {
  std::string frame(ZSTD_compressBound(plain.size()), '\0');
  frame.resize(ZSTD_compress(frame.data(), frame.size(), plain.data(), plain.size(), 1));
  std::string result;
  put_number(result, static_cast<std::uint32_t>(frame.size()));
  put_number(result, record_checksum(result, frame));
  return result + frame;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes{reinterpret_cast<const char*>(data), size};
  read_through(bytes);
  read_through(capture_preamble() + std::string{bytes});
  read_through(capture_preamble() + as_record(bytes));
  return 0;
}
