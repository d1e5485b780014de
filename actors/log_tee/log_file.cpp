// SPDX-License-Identifier: MIT
#include "actors/log_tee/log_file.hpp"

#include "actors/log_tee/log_rotation.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <date/tz.h>
#include <fmt/format.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/basic_file_sink.h>

namespace tracker {

namespace {

/// The folder is for its owner alone. Returns why it cannot be made,
/// or "".
std::string make_folder(const std::filesystem::path& folder) {
  std::error_code ignored;
  if (folder.empty() || std::filesystem::exists(folder, ignored))
    return {};
  if (auto problem = make_folder(folder.parent_path()); !problem.empty())
    return problem;
  if (mkdir(folder.c_str(), 0700) == 0 || errno == EEXIST)
    return {};
  return fmt::format("cannot make {}: {}", folder.string(), last_error());
}

constexpr mode_t owner_only = 0600;

/// Opens the file to append, makes it for its owner only where it is missing. -1: it
/// cannot be opened.
int open_private(const std::string& path) {
  return ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK | O_CLOEXEC,
                owner_only);
}

/// Tries what spdlog is about to do, since spdlog sleeps before it reports a failure,
/// waits for the reader of a pipe, and empties a file that it cannot rename. Returns why
/// not, or "".
std::string why_unusable(const log_tee_options& options) {
  const std::filesystem::path path{options.file};
  if (auto problem = make_folder(path.parent_path()); !problem.empty())
    return problem;
  const auto descriptor = open_private(options.file);
  if (descriptor < 0)
    return last_error();
  struct stat status {};
  fstat(descriptor, &status);
  close(descriptor);
  if (!S_ISREG(status.st_mode) && !S_ISCHR(status.st_mode))
    return "not a regular file";
  const auto folder = path.has_parent_path() ? path.parent_path() : ".";
  if ((options.rotate_size > 0 || options.rotate_daily) && S_ISREG(status.st_mode) &&
      access(folder.c_str(), W_OK) != 0)
    return fmt::format("its folder does not let it be rotated: {}", last_error());
  return {};
}

std::uint64_t count_lines(std::string_view lines) {
  return static_cast<std::uint64_t>(std::count(lines.begin(), lines.end(), '\n'));
}

/// The length of the whole lines within the first `bytes` of `lines`.
std::size_t whole_lines(std::string_view lines, std::size_t bytes) {
  const auto last = lines.substr(0, bytes).rfind('\n');
  return last == std::string_view::npos ? 0 : last + 1;
}

/// The length of the part of `lines` that goes into one file of which `room` bytes are
/// free: nothing splits a line.
std::size_t next_part(std::string_view lines, std::uint64_t room,
                      std::uint64_t whole_file) {
  if (lines.size() <= room)
    return lines.size();
  if (const auto fits = whole_lines(lines, static_cast<std::size_t>(room)); fits > 0)
    return fits;
  if (const auto fits = whole_lines(lines, static_cast<std::size_t>(whole_file));
      fits > 0)
    return fits;
  return lines.find('\n') + 1;
}

} // namespace

/// One opening of the file. spdlog writes; this knows what has really arrived.
class log_file::opened {
public:
  explicit opened(const log_tee_options& options)
      : sink_{std::make_unique<spdlog::sinks::basic_file_sink_st>(options.file, false,
                                                                  watchers())} {
    sink_->set_formatter(std::make_unique<spdlog::pattern_formatter>(
        "%v", spdlog::pattern_time_type::local, std::string{}));
  }
  opened(const opened&) = delete;
  opened& operator=(const opened&) = delete;

  /// Appends whole lines that go into this file.
  file_write append(std::string_view lines) {
    if (auto problem = write(lines); !problem.empty())
      return {count_lines(lines.substr(keep_whole_lines(lines))), std::move(problem), {}};
    return {};
  }

  bool is_deleted() const {
    struct stat status {};
    return stream_ && fstat(fileno(stream_), &status) == 0 && status.st_nlink == 0;
  }

  std::uint64_t size() const {
    struct stat status {};
    return stream_ && fstat(fileno(stream_), &status) == 0
               ? static_cast<std::uint64_t>(status.st_size)
               : 0;
  }

  /// When it was last written to.
  timestamp write_time() const {
    struct stat status {};
    return stream_ && fstat(fileno(stream_), &status) == 0
               ? from_unix_seconds(status.st_mtim.tv_sec)
               : timestamp{};
  }

private:
  spdlog::file_event_handlers watchers() {
    spdlog::file_event_handlers handlers;
    // spdlog would make the file with the mode of the umask.
    handlers.before_open = [](const spdlog::filename_t& name) {
      if (const auto descriptor = open_private(name); descriptor >= 0)
        close(descriptor);
    };
    handlers.after_open = [this](const spdlog::filename_t&, std::FILE* stream) {
      // Without a buffer of its own every write is over when it returns, or has failed.
      std::setvbuf(stream, nullptr, _IONBF, 0);
      stream_ = stream;
      size_before_ = size();
    };
    handlers.before_close = [this](const spdlog::filename_t&, std::FILE*) {
      stream_ = nullptr;
    };
    return handlers;
  }

  std::string write(std::string_view lines) {
    try {
      size_before_ = size();
      sink_->log({spdlog::string_view_t{}, spdlog::level::info,
                  spdlog::string_view_t{lines.data(), lines.size()}});
      return {};
    } catch (const spdlog::spdlog_ex& error) {
      return error.what();
    }
  }

  /// After a write that failed: cuts off the part of a line it left. Returns the length
  /// of the whole ones.
  std::size_t keep_whole_lines(std::string_view lines) {
    if (!stream_)
      return 0;
    const auto arrived = size() - std::min(size(), size_before_);
    const auto kept = whole_lines(lines, static_cast<std::size_t>(arrived));
    if (ftruncate(fileno(stream_), static_cast<off_t>(size_before_ + kept)) != 0)
      return 0;
    return kept;
  }

  std::FILE* stream_ = nullptr;
  /// Size of the open file before the last write to it.
  std::uint64_t size_before_ = 0;
  std::unique_ptr<spdlog::sinks::sink> sink_;
};

log_file::log_file(log_tee_options options) : options_{std::move(options)} {}
log_file::~log_file() = default;
log_file::log_file(log_file&&) noexcept = default;
log_file& log_file::operator=(log_file&&) noexcept = default;

std::variant<log_file, std::string> log_file::open(const log_tee_options& options) {
  log_file file{options};
  if (auto problem = file.reopen(); !problem.empty())
    return problem;
  return file;
}

file_write log_file::append(std::string_view lines) {
  auto result = append_part(lines);
  if (std::exchange(problem_is_new_, false))
    result.rotation_problem = rotation_problem_;
  return result;
}

file_write log_file::append_part(std::string_view lines) {
  if (begins_day())
    rotate();
  const auto limit = options_.rotate_size > 0 ? options_.rotate_size : UINT64_MAX;
  while (!lines.empty()) {
    if (!file_)
      return {count_lines(lines), "it could not be opened after the rotation", {}};
    auto room = limit - std::min(file_->size(), limit);
    const auto part = lines.substr(0, next_part(lines, room, options_.rotate_size));
    if (part.size() > room && file_->size() > 0) {
      rotate();
      if (!file_)
        continue;
    }
    auto written = file_->append(part);
    if (!written.problem.empty()) {
      written.missed += count_lines(lines.substr(part.size()));
      return written;
    }
    lines.remove_prefix(part.size());
  }
  return {};
}

/// True when the file has lines of an earlier day.
bool log_file::begins_day() {
  if (!options_.rotate_daily || !file_)
    return false;
  const auto today = day_of(options_.now());
  return std::exchange(day_, today) != today && file_->size() > 0;
}

std::int64_t log_file::day_of(timestamp time) const {
  const auto second = std::chrono::floor<std::chrono::seconds>(time);
  const auto offset =
      options_.zone ? options_.zone->get_info(second).offset : std::chrono::seconds{0};
  return date::floor<date::days>(second + offset).time_since_epoch().count();
}

/// Closes the file, rotates, and opens a new one; the old one when it cannot be renamed.
void log_file::rotate() {
  file_.reset();
  const auto result = rotate_log(
      options_.file, {options_.rotate_files, options_.rotate_total, options_.compress});
  reopen();
  std::string problem;
  if (!result.not_renamed.empty())
    problem = fmt::format("the log file {} is not rotated and grows: {}; the rotation is "
                          "tried again with each batch of lines",
                          options_.file, result.not_renamed);
  else if (!result.not_compressed.empty())
    problem =
        fmt::format("the rotated file of {} is not compressed: {}; it stays as it is",
                    options_.file, result.not_compressed);
  problem_is_new_ = problem_is_new_ || (problem != rotation_problem_ && !problem.empty());
  rotation_problem_ = std::move(problem);
}

std::string log_file::reopen() {
  if (auto problem = why_unusable(options_); !problem.empty())
    return problem;
  try {
    file_ = std::make_unique<opened>(options_);
    if (options_.rotate_daily)
      day_ = day_of(file_->size() > 0 ? file_->write_time() : options_.now());
    return {};
  } catch (const spdlog::spdlog_ex& error) {
    return error.what();
  }
}

bool log_file::is_deleted() const {
  return file_ && file_->is_deleted();
}

} // namespace tracker
