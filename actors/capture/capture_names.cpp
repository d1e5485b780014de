// SPDX-License-Identifier: MIT
#include "actors/capture/capture_names.hpp"

#include "actors/text/time_text.hpp"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <string_view>
#include <system_error>

namespace tracker {

std::string capture_name(const std::string& file, timestamp begun) {
  return file + "." + format_compact_utc(begun);
}

std::optional<timestamp> capture_time(const std::string& file, const std::string& path) {
  const auto prefix = file + ".";
  // Accept only the format of capture_name: never delete other files.
  return path.starts_with(prefix)
             ? parse_compact_utc(std::string_view{path}.substr(prefix.size()))
             : std::nullopt;
}

std::vector<std::string> list_captures(const std::string& file) {
  namespace fs = std::filesystem;
  const fs::path current{file};
  std::vector<std::string> result;
  std::error_code failed;
  const auto folder = current.has_parent_path() ? current.parent_path() : fs::path{"."};
  for (fs::directory_iterator entry{folder, failed}, end; !failed && entry != end;
       entry.increment(failed)) {
    const auto path = (current.parent_path() / entry->path().filename()).string();
    if (capture_time(file, path))
      result.push_back(path);
  }
  std::sort(result.begin(), result.end());
  return result;
}

std::vector<std::string> outdated_captures(const std::string& file,
                                           const std::vector<std::string>& paths,
                                           timestamp now, timespan keep) {
  std::vector<std::string> result;
  std::copy_if(paths.begin(), paths.end(), std::back_inserter(result),
               [&](const std::string& path) {
                 const auto begun = capture_time(file, path);
                 return begun && *begun + std::chrono::hours{24} < now - keep;
               });
  return result;
}

} // namespace tracker
