// SPDX-License-Identifier: MIT
#pragma once

#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"

#include <filesystem>
#include <fstream>
#include <optional>

#include <sys/mount.h>

namespace tracker::test {

/// A small file system in memory.
class small_disk {
public:
  /// Mounts it; nothing when this process is not permitted to.
  static std::optional<std::filesystem::path>
  mount_small(const std::filesystem::path& directory, const char* options) {
    std::filesystem::create_directories(directory);
    if (mount("tracker-test", directory.c_str(), "tmpfs", 0, options) != 0)
      return std::nullopt;
    return directory;
  }

  explicit small_disk(const char* options)
      : mounted_{mount_small(folder_.path() / "disk", options)} {}
  ~small_disk() {
    if (mounted_)
      umount2(mounted_->c_str(), MNT_DETACH);
  }
  small_disk(const small_disk&) = delete;
  small_disk& operator=(const small_disk&) = delete;

  /// False, with a warning, where it could not be mounted.
  bool is_mounted() const {
    if (!mounted_)
      WARN("skipped: mounting a small tmpfs is not allowed here (it takes root)");
    return mounted_.has_value();
  }
  std::filesystem::path path() const { return *mounted_; }

  /// Writes until the disk is full.
  void fill() const {
    std::ofstream file{filler(), std::ios::binary};
    const std::string block(4096, 'x');
    while (file.write(block.data(), static_cast<std::streamsize>(block.size())).flush())
      continue;
  }
  void free() const { std::filesystem::remove(filler()); }
  void make_read_only() const {
    REQUIRE(mount(nullptr, mounted_->c_str(), nullptr, MS_REMOUNT | MS_RDONLY, nullptr) ==
            0);
  }

private:
  std::filesystem::path filler() const { return *mounted_ / "filler"; }

  temporary_directory folder_;
  std::optional<std::filesystem::path> mounted_;
};

} // namespace tracker::test
