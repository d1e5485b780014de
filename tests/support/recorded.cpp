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

const std::filesystem::path folder =
    std::filesystem::path{TRACKER_SOURCE_DIR} / "../shared/data";

} // namespace

std::optional<std::string> recorded(const std::string& name) {
  std::ifstream file{folder / name, std::ios::binary};
  if (!file) {
    WARN("not at hand, nothing is compared: " << name);
    return std::nullopt;
  }
  return std::string{std::istreambuf_iterator<char>{file}, {}};
}

std::optional<std::string> recorded_gz(const std::string& name) {
  const auto path = (folder / name).string();
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
  if (!std::filesystem::is_directory(folder))
    return result;
  for (const auto& entry : std::filesystem::directory_iterator{folder})
    if (entry.path().filename().string().rfind(prefix, 0) == 0)
      result.push_back(entry.path().filename().string());
  std::sort(result.begin(), result.end());
  return result;
}

} // namespace tracker::test
