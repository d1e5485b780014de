// SPDX-License-Identifier: MIT
#include "main/data_dir.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <filesystem>
#include <system_error>
#include <utility>

#include <fcntl.h>
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

std::string lock_file_of(const std::string& path) {
  return std::filesystem::path{path} / "lock";
}

/// The whole file. A lock of its open file description, because the kernel can be asked
/// about one without trying to take it.
struct flock whole_file() {
  struct flock result {};
  result.l_type = F_WRLCK;
  result.l_whence = SEEK_SET;
  return result;
}

/// For whoever asks who holds the lock; without it the lock is as good.
void note_process(int descriptor) {
  const auto text = fmt::format("{}\n", getpid());
  if (ftruncate(descriptor, 0) == 0) [[maybe_unused]]
    const auto written = pwrite(descriptor, text.data(), text.size(), 0);
}

pid_t noted_process(int descriptor) {
  std::array<char, 32> text{};
  const auto count = pread(descriptor, text.data(), text.size(), 0);
  pid_t result = 0;
  if (count > 0)
    std::from_chars(text.data(), text.data() + count, result);
  return result;
}

} // namespace

std::variant<std::optional<data_dir_holder>, std::string>
find_data_dir_holder(const std::string& path) {
  const int descriptor = open(lock_file_of(path).c_str(), O_RDWR | O_CLOEXEC);
  if (descriptor < 0) {
    if (errno == ENOENT)
      return std::nullopt;
    return std::generic_category().message(errno);
  }
  auto lock = whole_file();
  std::variant<std::optional<data_dir_holder>, std::string> result;
  if (fcntl(descriptor, F_OFD_GETLK, &lock) != 0)
    result = std::generic_category().message(errno);
  else if (lock.l_type != F_UNLCK)
    result = data_dir_holder{noted_process(descriptor)};
  close(descriptor);
  return result;
}

std::variant<data_dir_lock, data_dir_error> data_dir_lock::take(const std::string& path) {
  if (const auto error = make_private_folder(path))
    return unusable(path, error.message());
  const auto file = lock_file_of(path);
  const int descriptor =
      open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (descriptor < 0)
    return unusable(path, std::generic_category().message(errno));
  data_dir_lock lock{descriptor};
  auto wanted = whole_file();
  if (fcntl(descriptor, F_OFD_SETLK, &wanted) == 0) {
    note_process(descriptor);
    return lock;
  }
  if (errno != EAGAIN && errno != EACCES)
    return unusable(path, std::generic_category().message(errno));
  return data_dir_error{
      4, fmt::format("another tracker runs on {} (it holds {}); stop it or "
                     "give this one its own tracker.data-dir",
                     path, file)};
}

data_dir_lock::data_dir_lock(data_dir_lock&& other) noexcept
    : descriptor_{std::exchange(other.descriptor_, -1)} {}

data_dir_lock::~data_dir_lock() {
  if (descriptor_ >= 0)
    close(descriptor_);
}

} // namespace tracker
