// SPDX-License-Identifier: MIT
// The files of a recorded run, read one after the other.
#pragma once

#include "actors/capture/capture_decoder.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace tracker {

/// A fault and the file it is in.
struct located_fault {
  std::string file;
  capture_fault what;
};

/// `run.cap: truncated: record 17 …`.
std::string to_string(const located_fault& fault);

/// Reads a capture and the files that follow it, those of later days of the same run. The
/// bytes stay in the files: nothing is held but the record at hand.
class capture_reader {
public:
  using step = std::variant<capture_record, located_fault, capture_end>;

  /// Opens the file and finds those behind it; a text: why it can not be read. A capture
  /// without a header that can be read is none.
  static std::variant<capture_reader, std::string> open(const std::string& path);
  ~capture_reader();
  capture_reader(capture_reader&&) noexcept;
  capture_reader& operator=(capture_reader&&) noexcept;

  const capture_header& header() const { return header_; }
  const std::vector<std::string>& files() const { return files_; }
  /// The next record of the next file. Faults are told and stepped over.
  step next();
  /// Back to the first record.
  void rewind();

private:
  class mapping;
  capture_reader();
  std::optional<std::string> open_file(std::size_t index);

  std::vector<std::string> files_;
  capture_header header_;
  std::size_t at_ = 0;
  std::unique_ptr<mapping> mapped_;
  std::optional<capture_decoder> decoder_;
};

} // namespace tracker
