// SPDX-License-Identifier: MIT
#include "main/commands/ledger/output_file.hpp"

#include <filesystem>
#include <system_error>
#include <utility>

namespace tracker {

namespace {

namespace fs = std::filesystem;

bool is_special(const std::string& path) {
  std::error_code unknown;
  const auto status = fs::status(path, unknown);
  return fs::exists(status) && !fs::is_regular_file(status);
}

} // namespace

output_file::output_file(std::string path)
    : path_{std::move(path)}
    , unfinished_{is_special(path_) ? std::string{} : path_ + ".unfinished"}
    , file_{unfinished_.empty() ? path_ : unfinished_,
            std::ios::binary | std::ios::trunc} {}

output_file::~output_file() {
  std::error_code ignored;
  if (!unfinished_.empty())
    fs::remove(unfinished_, ignored);
}

std::optional<std::string> output_file::finish() {
  file_.close();
  std::error_code failed;
  if (!file_.fail() && !unfinished_.empty())
    fs::rename(unfinished_, path_, failed);
  if (file_.fail() || failed)
    return path_ + " could not be written";
  unfinished_.clear();
  return std::nullopt;
}

} // namespace tracker
