// SPDX-License-Identifier: MIT
#include "main/wiring/data_dir.hpp"

#include <fmt/format.h>

#include <algorithm>
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
  return {2, fmt::format(
                 "tracker.data-dir = \"{}\": {}; allowed: a folder that can be created "
                 "and written",
                 path, why)};
}

/// Creates a folder with mode 0700, and its parents with the usual mode: they do not
/// belong to the tracker.
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

/// A write lock on `length` bytes from `start`; 0: to the end of the file, whatever its
/// length. It belongs to the open file description (F_OFD_*): it can be queried without
/// taking it, and it also conflicts within one process.
struct flock lock_on(off_t start, off_t length) {
  struct flock result {};
  result.l_type = F_WRLCK;
  result.l_whence = SEEK_SET;
  result.l_start = start;
  result.l_len = length;
  return result;
}

struct flock whole_file() {
  return lock_on(0, 0);
}

/// Far beyond the bytes that SQLite locks (from 1 GiB on) and the largest ledger.
struct flock byte_after_ledger() {
  return lock_on(off_t{1} << 50, 1);
}

bool is_held_elsewhere(int error) {
  return error == EAGAIN || error == EACCES;
}

/// Longer than any process id with its line end.
constexpr std::size_t max_lock_text = 32;

std::string text_of(int descriptor) {
  std::string text(max_lock_text + 1, '\0');
  const auto count = pread(descriptor, text.data(), text.size(), 0);
  text.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
  return text;
}

/// Why the open file cannot be the lock; empty: it can. A lock is empty or contains a
/// process id.
std::string lock_problem(int descriptor) {
  struct stat status {};
  if (fstat(descriptor, &status) != 0)
    return std::generic_category().message(errno);
  if (!S_ISREG(status.st_mode))
    return "it is not a regular file";
  const auto text = text_of(descriptor);
  if (text.size() > max_lock_text ||
      text.find_first_not_of("0123456789 \n") != std::string::npos)
    return "it contains something other than a process id and was left unchanged";
  return {};
}

/// Writes the process id for `doctor`; the lock works without it. It is padded to
/// overwrite a longer number without truncating the file.
void note_process(int descriptor) {
  const auto text = fmt::format("{:<10}\n", getpid());
  [[maybe_unused]] const auto written = pwrite(descriptor, text.data(), text.size(), 0);
}

pid_t noted_process(int descriptor) {
  const auto text = text_of(descriptor);
  pid_t result = 0;
  std::from_chars(text.data(), text.data() + text.size(), result);
  return result;
}

// -- the places of the settings --------------------------------------------------------

/// A file of the settings.
struct place {
  std::string key;
  std::string value;
  /// Its relation to the key, `the lock of tracker.data-dir`; the key itself if the path
  /// is its value.
  std::string role;
  std::string path;
  bool written = true;
  /// False for files that other code creates and checks, such as the socket.
  bool regular = true;
};

std::vector<place> places_of(const settings& effective) {
  std::vector<place> result;
  const auto add = [&](const std::string& key, const std::string& path, bool written) {
    if (!path.empty())
      result.push_back({key, path, key, path, written, written});
  };
  const auto add_beside = [&](const std::string& key, const std::string& value,
                              const std::string& role, const std::string& path) {
    result.push_back({key, value, fmt::format("{} of {}", role, key), path, true, false});
  };
  add("log.file", effective.log_file, true);
  add("capture.file", effective.capture_file, true);
  add("ledger.file", effective.ledger_file, true);
  for (const std::string suffix : {"-wal", "-shm", "-journal"})
    add_beside("ledger.file", effective.ledger_file, "the " + suffix + " file",
               effective.ledger_file + suffix);
  add_beside("tracker.data-dir", effective.data_dir, "the lock",
             lock_file_of(effective.data_dir));
  add_beside("tracker.data-dir", effective.data_dir, "the status socket",
             std::filesystem::path{effective.data_dir} / "status");
  add("tracker.env-file", effective.env_file, false);
  add("config-file", effective.config_file, false);
  return result;
}

/// The path without symbolic links and `..`, as far as its folders exist. A dangling
/// symbolic link is followed: a file would be created at its target.
std::filesystem::path resolve(const std::string& path) {
  namespace fs = std::filesystem;
  constexpr int max_links = 40;
  std::error_code error;
  auto result = fs::absolute(path, error);
  for (int link = 0; link < max_links && fs::is_symlink(result, error); ++link)
    result = result.parent_path() / fs::read_symlink(result, error);
  auto canonical = fs::weakly_canonical(result, error);
  return error ? result.lexically_normal() : canonical;
}

const char* name_of_type(mode_t mode) {
  switch (mode & S_IFMT) {
  case S_IFDIR:
    return "a folder";
  case S_IFIFO:
    return "a pipe";
  case S_IFSOCK:
    return "a socket";
  default:
    return "a device";
  }
}

/// A place and the file that exists there.
struct found_place {
  explicit found_place(const place& written) : resolved{resolve(written.path)} {
    struct stat status {};
    if (stat(written.path.c_str(), &status) == 0)
      existing = status;
  }

  bool is_same_as(const found_place& other) const {
    if (existing && other.existing)
      return existing->st_dev == other.existing->st_dev &&
             existing->st_ino == other.existing->st_ino;
    return resolved == other.resolved;
  }

  std::filesystem::path resolved;
  std::optional<struct stat> existing;
};

} // namespace

std::variant<std::optional<data_dir_holder>, std::string>
find_data_dir_holder(const std::string& path) {
  const int descriptor =
      open(lock_file_of(path).c_str(), O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
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

std::vector<combination_fault> check_places(const settings& effective) {
  std::vector<combination_fault> faults;
  const auto places = places_of(effective);
  std::vector<found_place> found(places.begin(), places.end());
  for (std::size_t i = 0; i < places.size(); ++i) {
    const auto& first = places[i];
    if (first.regular && found[i].existing && !S_ISREG(found[i].existing->st_mode))
      faults.push_back({{first.key},
                        fmt::format("it is {}; allowed: a regular file, or a new one",
                                    name_of_type(found[i].existing->st_mode))});
    for (std::size_t j = i + 1; j < places.size(); ++j)
      if (first.written && first.key != places[j].key && found[i].is_same_as(found[j]))
        faults.push_back(
            {{first.key, places[j].key},
             fmt::format("it is the same file as {}; allowed: a separate file",
                         places[j].role)});
  }
  return faults;
}

std::string describe_fault(const settings& effective, const combination_fault& fault) {
  const auto places = places_of(effective);
  std::string result;
  for (const auto& key : fault.keys) {
    const auto found =
        std::find_if(places.begin(), places.end(),
                     [&](const place& candidate) { return candidate.key == key; });
    if (found != places.end())
      result +=
          fmt::format("{}{} = \"{}\"", result.empty() ? "" : ", ", key, found->value);
  }
  return result + ": " + fault.reason;
}

locked_file::locked_file(locked_file&& other) noexcept
    : descriptor_{std::exchange(other.descriptor_, -1)} {}

locked_file::~locked_file() {
  if (descriptor_ >= 0)
    close(descriptor_);
}

std::variant<data_dir_lock, data_dir_error> data_dir_lock::take(const std::string& path) {
  if (const auto error = make_private_folder(path))
    return unusable(path, error.message());
  const auto file = lock_file_of(path);
  // The file is neither written nor truncated before the lock is held.
  const int descriptor = open(
      file.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC,
      S_IRUSR | S_IWUSR);
  if (descriptor < 0)
    return unusable(path,
                    fmt::format("{}: {}", file,
                                errno == ELOOP ? "it is a symbolic link"
                                               : std::generic_category().message(errno)));
  locked_file opened{descriptor};
  if (const auto problem = lock_problem(descriptor); !problem.empty())
    return unusable(path, fmt::format("{}: {}", file, problem));
  auto wanted = whole_file();
  if (fcntl(descriptor, F_OFD_SETLK, &wanted) == 0) {
    note_process(descriptor);
    return data_dir_lock{std::move(opened)};
  }
  if (!is_held_elsewhere(errno))
    return unusable(path, std::generic_category().message(errno));
  return data_dir_error{
      4, fmt::format("another tracker runs on {} (it holds {}); stop it or "
                     "give this one its own tracker.data-dir",
                     path, file)};
}

std::variant<ledger_lock, data_dir_error> ledger_lock::take(const std::string& path) {
  const int descriptor =
      open(path.c_str(), O_RDWR | O_CREAT | O_NONBLOCK | O_NOCTTY | O_CLOEXEC,
           S_IRUSR | S_IWUSR);
  if (descriptor < 0)
    return ledger_lock{locked_file{}};
  locked_file opened{descriptor};
  auto wanted = byte_after_ledger();
  if (fcntl(descriptor, F_OFD_SETLK, &wanted) == 0)
    return ledger_lock{std::move(opened)};
  if (!is_held_elsewhere(errno))
    return data_dir_error{
        2, fmt::format("ledger.file = \"{}\": it cannot be locked: {}; allowed: a file "
                       "on a file system with locks",
                       path, std::generic_category().message(errno))};
  return data_dir_error{4, fmt::format("another tracker writes to the ledger {}; stop it "
                                       "or give this one its own ledger.file",
                                       path)};
}

} // namespace tracker
