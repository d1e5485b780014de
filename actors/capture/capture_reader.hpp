// SPDX-License-Identifier: MIT
// Reads the files of a recorded run in sequence.
#pragma once

#include "actors/capture/capture_decoder.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace tracker {

/// A fault and its file.
struct located_fault {
  std::string file;
  capture_fault fault;
};

/// `run.cap: truncated: record 17 …`.
std::string to_string(const located_fault& fault);

/// Reads a capture and the files of later days of the same run. The files are mapped:
/// memory holds only the current record.
class capture_reader {
public:
  using step = std::variant<capture_record, located_fault, capture_end>;

  /// Opens the file and finds the files that follow it; a text is the reason why it
  /// cannot be read. A file without a readable header is not a capture.
  static std::variant<capture_reader, std::string> open(const std::string& path);
  ~capture_reader();
  capture_reader(capture_reader&&) noexcept;
  capture_reader& operator=(capture_reader&&) noexcept;

  const capture_header& header() const { return header_; }
  const std::vector<std::string>& files() const { return files_; }
  /// The next record of all files. Faults are reported and skipped.
  step next();
  /// Returns to the first record.
  void rewind();

private:
  class mapping;
  capture_reader();
  std::optional<std::string> open_file(std::size_t index);

  std::vector<std::string> files_;
  capture_header header_;
  /// The index of the open file.
  std::size_t current_ = 0;
  std::unique_ptr<mapping> mapped_;
  std::optional<capture_decoder> decoder_;
};

} // namespace tracker
