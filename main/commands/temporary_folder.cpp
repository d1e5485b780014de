// SPDX-License-Identifier: MIT
#include "main/commands/temporary_folder.hpp"

#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <utility>

namespace tracker {

std::optional<temporary_folder> temporary_folder::make() {
  std::error_code error;
  auto name = (std::filesystem::temp_directory_path(error) / "performance_tracker-XXXXXX")
                  .string();
  if (error || mkdtemp(name.data()) == nullptr)
    return std::nullopt;
  return temporary_folder{std::move(name)};
}

temporary_folder::temporary_folder(temporary_folder&& other) noexcept
    : path_{std::exchange(other.path_, {})} {}

temporary_folder::~temporary_folder() {
  std::error_code ignored;
  if (!path_.empty())
    std::filesystem::remove_all(path_, ignored);
}

} // namespace tracker
