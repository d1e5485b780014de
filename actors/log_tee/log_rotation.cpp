// SPDX-License-Identifier: MIT
#include "actors/log_tee/log_rotation.hpp"

#include <spdlog/sinks/rotating_file_sink.h>

#include <zstd.h>

#include <cerrno>
#include <filesystem>
#include <memory>
#include <optional>
#include <system_error>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tracker {

namespace {

namespace fs = std::filesystem;

constexpr const char* compressed_suffix = ".zst";

/// Closes the descriptor; -1: none.
class descriptor {
public:
  explicit descriptor(int number) : number_{number} {}
  ~descriptor() {
    if (number_ >= 0)
      ::close(number_);
  }
  descriptor(const descriptor&) = delete;
  descriptor& operator=(const descriptor&) = delete;

  int get() const { return number_; }

private:
  int number_;
};

bool write_all(int target, const char* bytes, std::size_t size) {
  while (size > 0) {
    const auto written = ::write(target, bytes, size);
    if (written < 0 && errno == EINTR)
      continue;
    if (written < 0)
      return false;
    bytes += written;
    size -= static_cast<std::size_t>(written);
  }
  return true;
}

struct stream_cleanup {
  void operator()(ZSTD_CCtx* stream) const { ZSTD_freeCCtx(stream); }
};

/// Compresses everything from `source` to `target`; returns the error, or "".
std::string compress_stream(int source, int target) {
  const std::unique_ptr<ZSTD_CCtx, stream_cleanup> stream{ZSTD_createCCtx()};
  if (!stream)
    return "no memory";
  ZSTD_CCtx_setParameter(stream.get(), ZSTD_c_checksumFlag, 1);
  std::vector<char> plain(ZSTD_CStreamInSize());
  std::vector<char> packed(ZSTD_CStreamOutSize());
  for (bool is_last = false; !is_last;) {
    const auto count = ::read(source, plain.data(), plain.size());
    if (count < 0 && errno == EINTR)
      continue;
    if (count < 0)
      return last_error();
    is_last = count == 0;
    ZSTD_inBuffer input{plain.data(), static_cast<std::size_t>(count), 0};
    for (bool is_done = false; !is_done;) {
      ZSTD_outBuffer output{packed.data(), packed.size(), 0};
      const auto left = ZSTD_compressStream2(stream.get(), &output, &input,
                                             is_last ? ZSTD_e_end : ZSTD_e_continue);
      if (ZSTD_isError(left) != 0)
        return ZSTD_getErrorName(left);
      if (!write_all(target, packed.data(), output.pos))
        return last_error();
      is_done = is_last ? left == 0 : input.pos == input.size;
    }
  }
  return {};
}

std::string rotated_name(const std::string& file, std::size_t number) {
  return spdlog::sinks::rotating_file_sink_st::calc_filename(file, number);
}

/// The rotated file of this number in the form that exists; nothing: there is none.
std::optional<std::string> find_rotated(const std::string& file, std::size_t number) {
  const auto plain = rotated_name(file, number);
  std::error_code absent;
  for (const auto& name : {plain, plain + compressed_suffix})
    if (fs::is_regular_file(fs::symlink_status(name, absent)))
      return name;
  return std::nullopt;
}

void remove_rotated(const std::string& file, std::size_t number) {
  const auto plain = rotated_name(file, number);
  ::unlink(plain.c_str());
  ::unlink((plain + compressed_suffix).c_str());
}

/// Gives every rotated file the next number, the oldest first. Returns the error, or "";
/// after an error no file was overwritten.
std::string shift_rotated(const std::string& file, std::size_t files) {
  remove_rotated(file, files);
  for (auto number = files; number-- > 1;)
    for (const auto* suffix : {"", compressed_suffix}) {
      const auto name = rotated_name(file, number) + suffix;
      const auto next = rotated_name(file, number + 1) + suffix;
      if (::rename(name.c_str(), next.c_str()) != 0 && errno != ENOENT)
        return name + ": " + last_error();
    }
  return {};
}

/// Removes the oldest files until the others have at most `total` bytes.
void limit_total(const std::string& file, std::size_t files, std::uint64_t total) {
  std::uint64_t sum = 0;
  for (std::size_t number = 1; number <= files; ++number) {
    const auto name = find_rotated(file, number);
    if (!name)
      continue;
    std::error_code absent;
    const auto size = fs::file_size(*name, absent);
    sum += absent ? 0 : size;
    if (number > 1 && sum > total)
      remove_rotated(file, number);
  }
}

} // namespace

std::string last_error() {
  return std::generic_category().message(errno);
}

std::string compress_file(const std::string& file) {
  const descriptor source{::open(file.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC)};
  struct stat status {};
  if (source.get() < 0 || fstat(source.get(), &status) != 0)
    return last_error();
  const auto name = file + compressed_suffix;
  std::string problem;
  {
    const descriptor target{::open(name.c_str(),
                                   O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC,
                                   status.st_mode & 0777U)};
    if (target.get() < 0)
      return last_error();
    problem = compress_stream(source.get(), target.get());
  }
  // The plain file is complete until the compressed one is.
  ::unlink(problem.empty() ? file.c_str() : name.c_str());
  return problem;
}

rotation_result rotate_log(const std::string& file, const rotation_rules& rules) {
  if (auto problem = shift_rotated(file, rules.files); !problem.empty())
    return {std::move(problem), {}};
  const auto newest = rotated_name(file, 1);
  if (::rename(file.c_str(), newest.c_str()) != 0)
    return {last_error(), {}};
  rotation_result result;
  if (rules.compress)
    result.not_compressed = compress_file(newest);
  if (rules.total > 0)
    limit_total(file, rules.files, rules.total);
  return result;
}

} // namespace tracker
