// SPDX-License-Identifier: MIT
#include "main/config/config_file.hpp"

#include "main/config/setting_rules.hpp"
#include "main/config/syntax/config_bytes.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <date/tz.h>
#include <fmt/format.h>

namespace tracker {

namespace {

class open_file {
public:
  // Non-blocking, so that a pipe without a writer does not block the start.
  explicit open_file(const std::string& path)
      : descriptor_{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)} {}
  ~open_file() {
    if (descriptor_ >= 0)
      ::close(descriptor_);
  }
  open_file(const open_file&) = delete;
  open_file& operator=(const open_file&) = delete;

  int descriptor() const { return descriptor_; }

private:
  int descriptor_;
};

file_error last_error() {
  const auto code = errno;
  return {code == ENOENT || code == ENOTDIR, std::generic_category().message(code)};
}

/// Appends up to `limit` bytes; false with errno set when reading fails.
bool read_up_to(int descriptor, std::size_t limit, std::string& bytes) {
  bytes.resize(limit);
  std::size_t size = 0;
  ssize_t count = 1;
  while (count > 0 && size < limit) {
    count = ::read(descriptor, bytes.data() + size, limit - size);
    if (count < 0 && errno == EINTR)
      count = 1;
    else if (count > 0)
      size += static_cast<std::size_t>(count);
  }
  bytes.resize(size);
  return count >= 0;
}

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

constexpr const char* advice = "times are in UTC; set tracker.timezone";

std::optional<std::string> read_local_zone() {
  try {
    return date::current_zone()->name();
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

system_zone zone_of_system(const std::optional<std::string>& local_zone) {
  if (local_zone && !check_timezone(*local_zone))
    return {*local_zone, source::system, {}};
  return {"UTC", source::default_value,
          fmt::format("the time zone of /etc/localtime is not known: {}", advice)};
}

} // namespace

file_text read_text_file(const std::string& path) {
  const open_file file{path};
  if (file.descriptor() < 0)
    return last_error();
  struct stat status {};
  if (::fstat(file.descriptor(), &status) != 0)
    return last_error();
  if (S_ISDIR(status.st_mode))
    return file_error{false, "it is a folder"};
  if (!S_ISREG(status.st_mode) && !S_ISCHR(status.st_mode))
    return file_error{false, "it is not a regular file"};
  std::string bytes;
  if (!read_up_to(file.descriptor(), max_config_size + 1, bytes))
    return last_error();
  if (bytes.size() > max_config_size)
    return file_error{false, "it is larger than 1 MiB"};
  return bytes;
}

system_zone choose_zone(const std::optional<std::string>& variable,
                        const std::optional<std::string>& local_zone) {
  if (!variable)
    return zone_of_system(local_zone);
  std::string_view name = *variable;
  if (name.starts_with(':'))
    name.remove_prefix(1);
  if (name.empty())
    return {"UTC", source::environment, {}};
  if (name == "/etc/localtime")
    return zone_of_system(local_zone);
  constexpr std::string_view folder = "/zoneinfo/";
  if (const auto found = name.find(folder);
      name.starts_with('/') && found != std::string_view::npos)
    name.remove_prefix(found + folder.size());
  if (!check_timezone(name))
    return {std::string{name}, source::environment, {}};
  return {"UTC", source::default_value,
          fmt::format("TZ = {} is not in the time zone database: {}",
                      printable(*variable), advice)};
}

system_zone read_system_zone() {
  const auto* value = std::getenv("TZ");
  return choose_zone(value == nullptr ? std::nullopt : std::optional<std::string>{value},
                     read_local_zone());
}

environment read_environment() {
  return {variable("HOME"), variable("WALLET_ADDRESS"),
          [](const std::string& name) -> std::optional<std::string> {
            const auto* value = std::getenv(name.c_str());
            return value == nullptr ? std::nullopt : std::optional<std::string>{value};
          },
          read_system_zone()};
}

} // namespace tracker
