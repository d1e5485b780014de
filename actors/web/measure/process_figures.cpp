// SPDX-License-Identifier: MIT
#include "actors/web/measure/process_figures.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>

#include <sys/resource.h>
#include <unistd.h>

namespace tracker {

namespace {

/// The field of /proc/self/stat; 1 is the process id. The second one, the name, may hold
/// blanks and parentheses: fields are counted from the last parenthesis.
std::int64_t stat_field(int wanted) {
  std::ifstream file{"/proc/self/stat"};
  std::string text{std::istreambuf_iterator<char>{file}, {}};
  const auto end = text.rfind(')');
  if (end == std::string::npos)
    return 0;
  std::istringstream fields{text.substr(end + 1)};
  std::string field;
  for (int i = 3; i <= wanted; ++i)
    fields >> field;
  return fields ? std::strtoll(field.c_str(), nullptr, 10) : 0;
}

/// When the machine was started, in Unix seconds; 0: not known.
std::int64_t boot_time() {
  std::ifstream file{"/proc/stat"};
  for (std::string word; file >> word;)
    if (word == "btime") {
      std::int64_t seconds = 0;
      file >> seconds;
      return seconds;
    }
  return 0;
}

} // namespace

timestamp read_process_start() {
  constexpr int start_field = 22;
  const auto ticks = stat_field(start_field);
  const auto per_second = sysconf(_SC_CLK_TCK);
  return from_unix_seconds(boot_time()) +
         std::chrono::milliseconds{per_second > 0 ? ticks * 1000 / per_second : 0};
}

process_figures read_process_figures() {
  process_figures result;
  rusage usage{};
  if (getrusage(RUSAGE_SELF, &usage) == 0)
    result.cpu_time =
        std::chrono::seconds{usage.ru_utime.tv_sec + usage.ru_stime.tv_sec} +
        std::chrono::microseconds{usage.ru_utime.tv_usec + usage.ru_stime.tv_usec};
  constexpr int resident_field = 24;
  result.resident_bytes = static_cast<std::uint64_t>(stat_field(resident_field)) *
                          static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
  std::error_code failed;
  for (std::filesystem::directory_iterator entry{"/proc/self/fd", failed}, end;
       !failed && entry != end; entry.increment(failed))
    ++result.open_descriptors;
  return result;
}

} // namespace tracker
