// SPDX-License-Identifier: MIT
#include "actors/ledger/store/durable_file.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include <fcntl.h>
#include <unistd.h>

namespace tracker {

ledger_error file_failure(const std::string& path, int error) {
  return {error == ENOSPC || error == EDQUOT ? ledger_error_kind::full
                                             : ledger_error_kind::io,
          path + ": " + std::strerror(error)};
}

std::optional<ledger_error> create_private_file(const std::string& path) {
  const auto descriptor =
      ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor < 0)
    return file_failure(path, errno);
  close(descriptor);
  return std::nullopt;
}

bool sync_file(const std::string& path) {
  const auto descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0)
    return false;
  const bool done = fsync(descriptor) == 0;
  const auto error = errno;
  close(descriptor);
  errno = error;
  return done;
}

std::optional<ledger_error> put_in_place(const std::string& path,
                                         const std::string& target) {
  if (!sync_file(path) || std::rename(path.c_str(), target.c_str()) != 0)
    return file_failure(target, errno);
  const auto folder = std::filesystem::path{target}.parent_path().string();
  if (!sync_file(folder.empty() ? "." : folder))
    return file_failure(target, errno);
  return std::nullopt;
}

} // namespace tracker
