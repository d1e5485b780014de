// SPDX-License-Identifier: MIT
#include "main/data_dir.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tracker {

namespace {

data_dir_error unusable(const std::string& path, const std::string& why) {
  return {2, fmt::format("tracker.data-dir = \"{}\": {}; allowed is a folder that can be "
                         "made and written",
                         path, why)};
}

/// Only the last folder is private: those above it are not the tracker's.
std::error_code make_private_folder(const std::filesystem::path& path) {
  std::error_code error;
  if (path.has_parent_path())
    std::filesystem::create_directories(path.parent_path(), error);
  if (error)
    return error;
  if (mkdir(path.c_str(), S_IRWXU) != 0 && errno != EEXIST)
    return {errno, std::generic_category()};
  if (!std::filesystem::is_directory(path, error) && !error)
    return std::make_error_code(std::errc::not_a_directory);
  return error;
}

} // namespace

std::variant<data_dir_lock, data_dir_error> data_dir_lock::take(const std::string& path) {
  if (const auto error = make_private_folder(path))
    return unusable(path, error.message());
  const auto file = std::filesystem::path{path} / "lock";
  const int descriptor =
      open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (descriptor < 0)
    return unusable(path, std::generic_category().message(errno));
  data_dir_lock lock{descriptor};
  if (flock(descriptor, LOCK_EX | LOCK_NB) == 0)
    return lock;
  if (errno != EWOULDBLOCK)
    return unusable(path, std::generic_category().message(errno));
  return data_dir_error{
      4, fmt::format("another tracker runs on {} (it holds {}); stop it or "
                     "give this one its own tracker.data-dir",
                     path, file.string())};
}

data_dir_lock::data_dir_lock(data_dir_lock&& other) noexcept
    : descriptor_{std::exchange(other.descriptor_, -1)} {}

data_dir_lock::~data_dir_lock() {
  if (descriptor_ >= 0)
    close(descriptor_);
}

} // namespace tracker
