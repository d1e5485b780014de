// SPDX-License-Identifier: MIT
#pragma once

#include <fstream>
#include <iosfwd>
#include <optional>
#include <string>

namespace tracker {

/// The file that `--output` names. It gets its name when it is complete; until then it is
/// `<name>.unfinished`. A device or a pipe is written directly.
class output_file {
public:
  /// `path` must not be empty. Errors are reported by `finish`.
  explicit output_file(std::string path);
  ~output_file();
  output_file(const output_file&) = delete;
  output_file& operator=(const output_file&) = delete;

  std::ostream& stream() { return file_; }
  /// Completes the file; returns why it could not be written.
  std::optional<std::string> finish();

private:
  std::string path_;
  /// Empty: the file itself is written.
  std::string unfinished_;
  std::ofstream file_;
};

} // namespace tracker
