// SPDX-License-Identifier: MIT
#include "tests/support/recorded.hpp"

#include "tests/support/catch.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <zlib.h>

namespace tracker::test {

namespace {

const std::filesystem::path shared =
    std::filesystem::path{TRACKER_SOURCE_DIR} / "../shared";
const std::filesystem::path folder = shared / "data";
/// Since the end of September 2026.
const std::filesystem::path later_folder = shared / "recordings";

std::filesystem::path path_of(const std::string& name) {
  const auto later = later_folder / name;
  return std::filesystem::exists(later) && !std::filesystem::exists(folder / name)
             ? later
             : folder / name;
}

void add_names(std::vector<std::string>& names, const std::filesystem::path& directory,
               const std::string& prefix) {
  if (!std::filesystem::is_directory(directory))
    return;
  for (const auto& entry : std::filesystem::directory_iterator{directory})
    if (entry.path().filename().string().rfind(prefix, 0) == 0)
      names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
}

} // namespace

std::optional<std::string> recorded(const std::string& name) {
  std::ifstream file{path_of(name), std::ios::binary};
  if (!file) {
    WARN("not at hand, nothing is compared: " << name);
    return std::nullopt;
  }
  return std::string{std::istreambuf_iterator<char>{file}, {}};
}

std::optional<std::string> recorded_gz(const std::string& name) {
  const auto path = path_of(name).string();
  gzFile file = gzopen(path.c_str(), "rb");
  if (!file) {
    WARN("not at hand, nothing is compared: " << name);
    return std::nullopt;
  }
  std::string result;
  char buffer[65536];
  for (int read = 0; (read = gzread(file, buffer, sizeof buffer)) > 0;)
    result.append(buffer, static_cast<std::size_t>(read));
  gzclose(file);
  return result;
}

std::vector<std::string> recorded_files(const std::string& prefix) {
  std::vector<std::string> result;
  add_names(result, folder, prefix);
  return result;
}

std::vector<std::string> all_recorded_files() {
  std::vector<std::string> result;
  add_names(result, folder, "");
  add_names(result, later_folder, "");
  return result;
}

} // namespace tracker::test
