// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

namespace tracker {

/// A new folder below TMPDIR (or `/tmp`), mode 0700, which is removed with everything in
/// it at the end.
class temporary_folder {
public:
  /// Nothing when none can be made.
  static std::optional<temporary_folder> make();

  temporary_folder(temporary_folder&& other) noexcept;
  temporary_folder& operator=(temporary_folder&&) = delete;
  ~temporary_folder();

  const std::string& path() const { return path_; }

private:
  explicit temporary_folder(std::string path) : path_{std::move(path)} {}

  /// Empty: moved from.
  std::string path_;
};

} // namespace tracker
