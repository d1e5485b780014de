// SPDX-License-Identifier: MIT
#include "actors/web/measure/ledger_watch.hpp"

#include <algorithm>

#include <sys/stat.h>
#include <sys/statvfs.h>

namespace tracker {

namespace {

/// The time stamps of files advance in steps of up to 10 ms.
constexpr timespan stamp_step = std::chrono::milliseconds{20};

/// Numbers of one second of starts: more than there are changes in it.
constexpr std::int64_t numbers_per_second = 1'000'000;

void read_stamp(const std::string& file, std::int64_t& changed_ns, std::uint64_t& bytes) {
  struct stat status {};
  if (stat(file.c_str(), &status) != 0)
    return;
  changed_ns = (std::chrono::seconds{status.st_mtim.tv_sec} +
                std::chrono::nanoseconds{status.st_mtim.tv_nsec})
                   .count();
  bytes = static_cast<std::uint64_t>(status.st_size);
}

} // namespace

ledger_stamp stamp_of(const std::string& ledger_file) {
  ledger_stamp result;
  read_stamp(ledger_file, result.file_ns, result.file_bytes);
  read_stamp(ledger_file + "-wal", result.log_ns, result.log_bytes);
  return result;
}

std::optional<std::uint64_t> free_bytes_of(const std::string& file) {
  struct statvfs disk {};
  if (statvfs(file.c_str(), &disk) != 0)
    return std::nullopt;
  return std::uint64_t{disk.f_bavail} * disk.f_frsize;
}

timespan reading_pause(timespan duration, bool has_failed) {
  constexpr int rest_factor = 20;
  return has_failed ? std::clamp<timespan>(duration, std::chrono::seconds{1},
                                           std::chrono::seconds{10})
                    : duration * rest_factor;
}

ledger_revisions::ledger_revisions(timestamp started)
    : number_{static_cast<std::uint64_t>(
          std::max<std::int64_t>(to_unix_seconds(started), 1) * numbers_per_second)} {}

std::uint64_t ledger_revisions::number(const ledger_stamp& stamp, timestamp now) {
  const auto changed_ns = std::max(stamp.file_ns, stamp.log_ns);
  const auto age = now.time_since_epoch() - std::chrono::nanoseconds{changed_ns};
  if (!last_ || *last_ != stamp || (age < stamp_step && age > -stamp_step))
    ++number_;
  last_ = stamp;
  return number_;
}

} // namespace tracker
