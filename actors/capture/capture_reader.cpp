// SPDX-License-Identifier: MIT
#include "actors/capture/capture_reader.hpp"

#include "actors/capture/capture_file.hpp"
#include "actors/text/time_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tracker {

std::string to_string(const located_fault& fault) {
  return fault.file + ": " + to_string(fault.fault);
}

/// A memory-mapped file.
class capture_reader::mapping {
public:
  static std::variant<std::unique_ptr<mapping>, std::string>
  open(const std::string& path) {
    const auto problem = [&] {
      return path + ": " + std::generic_category().message(errno);
    };
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0)
      return problem();
    struct stat status {};
    void* bytes = MAP_FAILED;
    if (fstat(file, &status) == 0 && status.st_size > 0)
      bytes = mmap(nullptr, static_cast<std::size_t>(status.st_size), PROT_READ,
                   MAP_PRIVATE, file, 0);
    const auto error = bytes == MAP_FAILED ? problem() : std::string{};
    close(file);
    if (status.st_size == 0 && S_ISREG(status.st_mode))
      return path + ": the file is empty";
    if (bytes == MAP_FAILED)
      return error;
    madvise(bytes, static_cast<std::size_t>(status.st_size), MADV_SEQUENTIAL);
    return std::unique_ptr<mapping>{new mapping{
        static_cast<const char*>(bytes), static_cast<std::size_t>(status.st_size)}};
  }
  ~mapping() { munmap(const_cast<char*>(bytes_), size_); }
  mapping(const mapping&) = delete;
  mapping& operator=(const mapping&) = delete;

  std::string_view bytes() const { return {bytes_, size_}; }

private:
  mapping(const char* bytes, std::size_t size) : bytes_{bytes}, size_{size} {}

  const char* bytes_;
  std::size_t size_;
};

namespace {

/// `run.cap` of `run.cap.20261124T133005Z`.
std::string current_name(const std::string& path) {
  const auto dot = path.rfind('.');
  const bool rotated =
      dot != std::string::npos && parse_compact_utc(path.substr(dot + 1)).has_value();
  return rotated ? path.substr(0, dot) : path;
}

std::variant<capture_header, std::string> first_header(const std::string& path,
                                                       std::string_view bytes) {
  auto first = capture_decoder{bytes}.next();
  if (const auto* fault = std::get_if<capture_fault>(&first))
    return to_string(located_fault{path, *fault});
  if (auto* record = std::get_if<capture_record>(&first))
    if (auto* header = std::get_if<capture_header>(&record->content))
      return std::move(*header);
  return path + ": the first record is not a header";
}

} // namespace

capture_reader::capture_reader() = default;
capture_reader::~capture_reader() = default;
capture_reader::capture_reader(capture_reader&&) noexcept = default;
capture_reader& capture_reader::operator=(capture_reader&&) noexcept = default;

std::variant<capture_reader, std::string> capture_reader::open(const std::string& path) {
  capture_reader result;
  result.files_ = {path};
  if (auto problem = result.open_file(0))
    return std::move(*problem);
  auto header = first_header(path, result.mapped_->bytes());
  if (auto* problem = std::get_if<std::string>(&header))
    return std::move(*problem);
  result.header_ = std::get<capture_header>(std::move(header));
  std::vector<std::pair<std::uint32_t, std::string>> following;
  const auto current = current_name(path);
  auto candidates = list_captures(current);
  candidates.push_back(current);
  for (const auto& candidate : candidates) {
    const auto mapped = mapping::open(candidate);
    if (std::holds_alternative<std::string>(mapped))
      continue;
    const auto other =
        first_header(candidate, std::get<std::unique_ptr<mapping>>(mapped)->bytes());
    const auto* later = std::get_if<capture_header>(&other);
    if (later != nullptr && later->run == result.header_.run &&
        later->part > result.header_.part)
      following.emplace_back(later->part, candidate);
  }
  std::sort(following.begin(), following.end());
  for (auto& [part, file] : following)
    result.files_.push_back(std::move(file));
  return result;
}

std::optional<std::string> capture_reader::open_file(std::size_t index) {
  auto mapped = mapping::open(files_[index]);
  if (auto* problem = std::get_if<std::string>(&mapped))
    return std::move(*problem);
  std::optional<capture_decoder::position> before;
  if (index > 0)
    before = decoder_->reached();
  mapped_ = std::get<std::unique_ptr<mapping>>(std::move(mapped));
  decoder_.emplace(mapped_->bytes(), before);
  current_ = index;
  return std::nullopt;
}

capture_reader::step capture_reader::next() {
  for (;;) {
    auto found = decoder_->next();
    if (auto* record = std::get_if<capture_record>(&found))
      return std::move(*record);
    if (auto* fault = std::get_if<capture_fault>(&found))
      return located_fault{files_[current_], std::move(*fault)};
    if (current_ + 1 == files_.size())
      return capture_end{};
    // A file that was removed meanwhile shows as a gap in the record numbers.
    if (open_file(current_ + 1))
      files_.erase(files_.begin() + static_cast<std::ptrdiff_t>(current_) + 1);
  }
}

void capture_reader::rewind() {
  decoder_.reset();
  if (open_file(0))
    decoder_.emplace(std::string_view{});
}

} // namespace tracker
