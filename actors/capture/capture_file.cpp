// SPDX-License-Identifier: MIT
#include "actors/capture/capture_file.hpp"

#include "actors/capture/capture_decoder.hpp"
#include "actors/text/time_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <iterator>
#include <string_view>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tracker {

namespace {

constexpr mode_t owner_only = 0600;
/// Large enough for the header of any file.
constexpr std::size_t longest_beginning = 2 * max_captured_text;

capture_failure failed(const std::string& what, int error) {
  return {fmt::format("{}: {}", what, std::generic_category().message(error)),
          error == ENOSPC || error == EDQUOT};
}

std::int64_t day_of(timestamp time) {
  return std::chrono::floor<std::chrono::days>(time.time_since_epoch()).count();
}

/// Closes its descriptor.
struct descriptor {
  explicit descriptor(int opened) : number{opened} {}
  ~descriptor() {
    if (number >= 0)
      close(number);
  }
  descriptor(const descriptor&) = delete;
  descriptor& operator=(const descriptor&) = delete;
  int number;
};

timestamp modified(const struct stat& status) {
  return timestamp{std::chrono::seconds{status.st_mtim.tv_sec}};
}

/// The time at which the open file was begun; nothing when it is not a capture.
std::optional<timestamp> begun_of(int file, const struct stat& status) {
  std::string beginning(longest_beginning, '\0');
  const auto got = pread(file, beginning.data(), beginning.size(), 0);
  beginning.resize(static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
  const auto first = capture_decoder{beginning}.next();
  if (const auto* record = std::get_if<capture_record>(&first))
    if (const auto* header = std::get_if<capture_header>(&record->content))
      return header->begun.wall;
  // No header is longer than what was read: a longer first record is another program's.
  const auto* fault = std::get_if<capture_fault>(&first);
  if (fault != nullptr && (fault->kind == capture_fault_kind::foreign ||
                           beginning.size() == longest_beginning))
    return std::nullopt;
  return modified(status);
}

/// The name for `begun`, or for the next second without an existing file.
std::string free_name(const std::string& file, timestamp begun) {
  auto name = capture_name(file, begun);
  while (access(name.c_str(), F_OK) == 0) {
    begun += std::chrono::seconds{1};
    name = capture_name(file, begun);
  }
  return name;
}

std::optional<capture_failure> move_away(const std::string& file, timestamp begun) {
  const auto name = free_name(file, begun);
  if (std::rename(file.c_str(), name.c_str()) != 0)
    return failed(fmt::format("{} cannot be renamed to {}", file, name), errno);
  return std::nullopt;
}

/// Renames an existing capture of this name.
std::optional<capture_failure> set_aside(const std::string& file) {
  const descriptor old{open(file.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC)};
  if (old.number < 0)
    return errno == ENOENT ? std::nullopt
                           : std::optional{failed(file + " cannot be opened", errno)};
  struct stat status {};
  if (fstat(old.number, &status) != 0 || !S_ISREG(status.st_mode))
    return capture_failure{file + " is not a regular file"};
  if (flock(old.number, LOCK_EX | LOCK_NB) != 0)
    return capture_failure{file + " is being written by another tracker"};
  const auto begun = begun_of(old.number, status);
  if (!begun)
    return capture_failure{file + " is not a capture; it is left as it is"};
  return move_away(file, *begun);
}

/// Writes all bytes. Returns errno, or 0.
int write_all(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto written = write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR)
      continue;
    if (written < 0)
      return errno;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

} // namespace

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

capture_file::capture_file(capture_options options, capture_header header)
    : options_{std::move(options)}, header_{std::move(header)} {}

capture_file::~capture_file() {
  if (descriptor_ >= 0)
    close(descriptor_);
}

capture_file::capture_file(capture_file&& other) noexcept
    : options_{std::move(other.options_)}
    , header_{std::move(other.header_)}
    , encoder_{std::move(other.encoder_)}
    , descriptor_{std::exchange(other.descriptor_, -1)}
    , size_{other.size_}
    , bytes_{other.bytes_}
    , next_number_{other.next_number_} {}

std::variant<capture_file, capture_failure> capture_file::open(capture_options options,
                                                               capture_header header) {
  capture_file file{std::move(options), std::move(header)};
  if (auto problem = set_aside(file.options_.file))
    return std::move(*problem);
  if (auto problem = file.begin())
    return std::move(*problem);
  return file;
}

std::optional<capture_failure> capture_file::begin() {
  const auto& path = options_.file;
  descriptor_ = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC,
                       owner_only);
  if (descriptor_ < 0)
    return failed(path + " cannot be created", errno);
  flock(descriptor_, LOCK_EX | LOCK_NB);
  size_ = 0;
  auto problem = append_record(header_, header_.begun.steady);
  // A file without a header is not a capture.
  if (problem)
    unlink(path.c_str());
  remove_outdated();
  return problem;
}

std::optional<capture_failure>
capture_file::append(decltype(capture_record::content) content, steady_point taken,
                     timestamp now) {
  if (day_of(now) != day_of(header_.begun.wall))
    if (auto problem = rotate({taken, now}))
      return problem;
  return append_record(std::move(content), taken);
}

std::optional<capture_failure> capture_file::rotate(instant now) {
  if (auto problem = move_away(options_.file, header_.begun.wall))
    return problem;
  close(std::exchange(descriptor_, -1));
  ++header_.part;
  header_.begun = now;
  return begin();
}

std::optional<capture_failure>
capture_file::append_record(decltype(capture_record::content) content,
                            steady_point taken) {
  const auto record = encoder_.encode({next_number_, taken, std::move(content)});
  if (!record)
    return capture_failure{"a reply is too large to be recorded"};
  if (const auto error = write_all(descriptor_, *record); error != 0) {
    auto problem = failed(options_.file + " cannot be written", error);
    if (ftruncate(descriptor_, static_cast<off_t>(size_)) != 0)
      problem.text += "; its last record is truncated";
    return problem;
  }
  ++next_number_;
  size_ += record->size();
  bytes_ += record->size();
  return std::nullopt;
}

/// A file that cannot be removed now is retried when the next file begins.
void capture_file::remove_outdated() const {
  for (const auto& path : outdated_captures(options_.file, list_captures(options_.file),
                                            header_.begun.wall, options_.keep))
    unlink(path.c_str());
}

} // namespace tracker
