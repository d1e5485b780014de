// SPDX-License-Identifier: MIT
#include "actors/capture/capture_decoder.hpp"

#include "actors/capture/capture_bytes.hpp"
#include "actors/capture/capture_encoder.hpp"
#include "actors/platform/json.hpp"

#include <fmt/format.h>

#include <zstd.h>

#include <algorithm>
#include <limits>
#include <new>
#include <utility>

namespace tracker {

namespace {

constexpr std::uint64_t preamble_size = capture_magic.size() + sizeof(std::uint32_t);
/// The first bytes of a zstd frame (RFC 8878 3.1.1).
constexpr std::string_view frame_magic{"\x28\xb5\x2f\xfd", 4};
constexpr std::uint64_t search_factor = 4;

/// A field without its expected value.
struct invalid_field {
  std::string field;
  std::string expected;
  std::string found;
};

std::string bytes_text(std::uint64_t count) {
  return fmt::format("{} bytes", count);
}

/// Reads the fields of a record in order; throws `invalid_field`.
class field_reader {
public:
  explicit field_reader(std::string_view bytes) : rest_{bytes} {}

  template <std::integral T>
  T number(const char* field) {
    return number_at<T>(take(field, sizeof(T)));
  }
  /// A number from 0 to `largest`.
  template <std::integral T>
  T number(const char* field, T largest) {
    const auto result = number<T>(field);
    if (result < T{0} || result > largest)
      throw invalid_field{field, fmt::format("0 to {}", largest),
                          fmt::format("{}", result)};
    return result;
  }
  bool boolean(const char* field) { return number<std::uint8_t>(field, 1) != 0; }
  timestamp wall(const char* field) {
    return timestamp{timespan{number<std::int64_t>(field)}};
  }
  steady_point steady(const char* field) {
    return steady_point{timespan{number<std::int64_t>(field)}};
  }
  instant both(const char* field) {
    const auto first = steady(field);
    return {first, wall(field)};
  }
  std::string_view text(const char* field, std::size_t longest = max_captured_text) {
    const auto length = number<std::uint32_t>(field);
    if (length > longest)
      throw invalid_field{field, "at most " + bytes_text(longest), bytes_text(length)};
    return take(field, length);
  }
  void end() const {
    if (!rest_.empty())
      throw invalid_field{"end", "nothing more", bytes_text(rest_.size())};
  }

private:
  std::string_view take(const char* field, std::size_t length) {
    if (length > rest_.size())
      throw invalid_field{field, bytes_text(length), bytes_text(rest_.size())};
    const auto result = rest_.substr(0, length);
    rest_.remove_prefix(length);
    return result;
  }

  std::string_view rest_;
};

capture_header read_header_text(const json_cursor& header) {
  capture_header result;
  result.program = header.at("program").text();
  result.run = timestamp{timespan{header.at("run").integer()}};
  const auto part = header.at("part").integer();
  if (part < 1 || part > std::numeric_limits<std::uint32_t>::max())
    header.at("part").refuse("a number from 1");
  result.part = static_cast<std::uint32_t>(part);
  result.begun.steady = steady_point{timespan{header.at("begun_steady").integer()}};
  result.begun.wall = timestamp{timespan{header.at("begun_wall").integer()}};
  result.resumed = header.at("resumed").boolean();
  const auto settings = header.at("settings");
  const auto* members = settings.value().get_if<json_value::object>();
  if (members == nullptr)
    settings.refuse("an object");
  for (const auto& [key, value] : *members)
    result.settings.emplace_back(key, settings.at(key).text());
  return result;
}

capture_header read_header(field_reader& reader) {
  auto header = decode(reader.text("header"), read_header_text);
  if (auto* error = std::get_if<decode_error>(&header))
    throw invalid_field{"header " + error->field, error->expected, error->found};
  return std::get<capture_header>(std::move(header));
}

tick read_tick(field_reader& reader) {
  tick result;
  result.sequence = reader.number<std::uint64_t>("sequence");
  result.due = reader.steady("due");
  result.scheduled = reader.wall("scheduled");
  result.now = reader.wall("now");
  return result;
}

fetch_reply read_reply(field_reader& reader) {
  fetch_reply result;
  result.status = reader.number<std::uint16_t>("status");
  result.age = std::chrono::seconds{
      reader.number<std::int64_t>("age", std::numeric_limits<std::int32_t>::max())};
  const bool has_date = reader.boolean("has date");
  const auto date = reader.wall("date");
  if (has_date)
    result.date = date;
  else if (date != timestamp{})
    throw invalid_field{"date", "0 where there is none", "another"};
  result.attempts = reader.number<std::uint32_t>("attempts");
  result.body =
      std::make_shared<const std::string>(reader.text("body", max_captured_body));
  return result;
}

fetch_error read_error(field_reader& reader) {
  fetch_error result;
  result.kind = static_cast<fetch_error_kind>(reader.number<std::uint8_t>(
      "error", static_cast<std::uint8_t>(fetch_error_kind::refused)));
  result.status = reader.number<std::uint16_t>("status");
  // Bit 0: retryable, bit 1: the host was paused (0 in captures of older programs).
  const auto flags = reader.number<std::uint8_t>("retryable", 3);
  result.retryable = (flags & 1U) != 0;
  result.host_paused = (flags & 2U) != 0;
  result.attempts = reader.number<std::uint32_t>("attempts");
  result.detail = reader.text("detail");
  return result;
}

captured_exchange read_exchange(field_reader& reader) {
  captured_exchange result;
  result.target = static_cast<host>(
      reader.number<std::uint8_t>("host", static_cast<std::uint8_t>(host::clob)));
  result.endpoint = reader.text("endpoint");
  result.path = reader.text("path");
  result.asked = reader.both("asked");
  result.answered = reader.both("answered");
  if (reader.number<std::uint8_t>("outcome", 1) == 0) {
    result.result.value = read_reply(reader);
  } else {
    auto error = read_error(reader);
    error.target = result.target;
    error.endpoint = result.endpoint;
    result.result.value = std::move(error);
  }
  return result;
}

capture_record read_record(field_reader reader) {
  capture_record result;
  const auto kind = reader.number<std::uint8_t>("kind", 2);
  result.number = reader.number<std::uint64_t>("number");
  result.taken = reader.steady("taken");
  if (kind == 0)
    result.content = read_header(reader);
  else if (kind == 1)
    result.content = read_tick(reader);
  else
    result.content = read_exchange(reader);
  reader.end();
  return result;
}

/// Decompresses the frame to `output`; throws `invalid_field`.
void decompress(ZSTD_DCtx_s* context, std::string_view frame, std::string& output) {
  // Accept only what the encoder writes: one frame with its content size.
  const auto size = ZSTD_getFrameContentSize(frame.data(), frame.size());
  if (size == ZSTD_CONTENTSIZE_UNKNOWN || size == ZSTD_CONTENTSIZE_ERROR)
    throw invalid_field{"frame", "one with its content size", "none"};
  if (size > max_record_size)
    throw invalid_field{"frame", "at most " + bytes_text(max_record_size),
                        bytes_text(size)};
  if (ZSTD_findFrameCompressedSize(frame.data(), frame.size()) != frame.size())
    throw invalid_field{"frame", "one complete frame", "another length"};
  output.resize(size);
  const auto got = ZSTD_decompressDCtx(context, output.data(), output.size(),
                                       frame.data(), frame.size());
  if (ZSTD_isError(got) != 0 || got != size)
    throw invalid_field{"frame", bytes_text(size),
                        ZSTD_isError(got) != 0 ? ZSTD_getErrorName(got)
                                               : bytes_text(got)};
}

} // namespace

void capture_decoder::release::operator()(ZSTD_DCtx_s* context) const {
  ZSTD_freeDCtx(context);
}

capture_decoder::capture_decoder(std::string_view file, std::optional<position> before)
    : file_{file}
    , expected_{before ? before->after + 1 : 0}
    , is_expected_{before.has_value()}
    , taken_{before ? before->taken : steady_point::min()}
    , search_budget_{search_factor * file.size()}
    , context_{ZSTD_createDCtx()} {
  if (!context_)
    throw std::bad_alloc{};
}
capture_decoder::~capture_decoder() = default;
capture_decoder::capture_decoder(capture_decoder&&) noexcept = default;
capture_decoder& capture_decoder::operator=(capture_decoder&&) noexcept = default;

capture_step capture_decoder::next() {
  if (held_)
    return std::exchange(held_, std::nullopt).value();
  if (!begun_) {
    begun_ = true;
    if (auto problem = read_preamble()) {
      offset_ = file_.size();
      return std::move(*problem);
    }
  }
  if (offset_ == file_.size())
    return capture_end{};
  step_offset_ = offset_;
  const auto frame = frame_at(offset_);
  if (!frame) {
    auto problem = frame_fault();
    // A complete record follows: the file is damaged here and not truncated.
    if (skip_damage())
      problem.kind = capture_fault_kind::broken;
    is_expected_ = false;
    return problem;
  }
  offset_ += record_prefix_size + frame->size();
  auto record = read(*frame);
  if (auto* problem = std::get_if<capture_fault>(&record)) {
    is_expected_ = false;
    return std::move(*problem);
  }
  return accept(std::get<capture_record>(std::move(record)));
}

std::optional<capture_fault> capture_decoder::read_preamble() {
  const auto magic = file_.substr(0, capture_magic.size());
  if (magic != capture_magic.substr(0, magic.size()))
    return fault(capture_fault_kind::foreign, "first bytes", "those of a capture",
                 "others");
  if (file_.size() < preamble_size)
    return fault(capture_fault_kind::truncated, "first bytes", bytes_text(preamble_size),
                 bytes_text(file_.size()));
  const auto version = number_at<std::uint32_t>(file_.substr(capture_magic.size()));
  if (version != capture_version)
    return fault(version > capture_version ? capture_fault_kind::newer
                                           : capture_fault_kind::foreign,
                 "version", std::to_string(capture_version), std::to_string(version));
  offset_ = preamble_size;
  return std::nullopt;
}

std::optional<std::string_view> capture_decoder::frame_at(std::uint64_t offset) const {
  const auto rest = file_.substr(offset);
  if (rest.size() < record_prefix_size)
    return std::nullopt;
  const auto length = number_at<std::uint32_t>(rest);
  if (length > rest.size() - record_prefix_size)
    return std::nullopt;
  const auto frame = rest.substr(record_prefix_size, length);
  if (number_at<std::uint32_t>(rest.substr(4)) !=
      record_checksum(rest.substr(0, 4), frame))
    return std::nullopt;
  return frame;
}

capture_fault capture_decoder::frame_fault() const {
  const auto rest = file_.size() - offset_;
  if (rest < record_prefix_size)
    return fault(capture_fault_kind::truncated, "length", bytes_text(record_prefix_size),
                 bytes_text(rest));
  const auto length = number_at<std::uint32_t>(file_.substr(offset_));
  if (length > rest - record_prefix_size)
    return fault(capture_fault_kind::truncated, "frame", bytes_text(length),
                 bytes_text(rest - record_prefix_size));
  return fault(capture_fault_kind::broken, "checksum", "that of the bytes", "another");
}

bool capture_decoder::skip_damage() {
  const auto first_magic = offset_ + record_prefix_size + 1;
  for (auto magic = file_.find(frame_magic, first_magic); magic != std::string_view::npos;
       magic = file_.find(frame_magic, magic + 1)) {
    const auto start = magic - record_prefix_size;
    const auto length = number_at<std::uint32_t>(file_.substr(start));
    const auto cost = std::min<std::uint64_t>(length, file_.size() - magic);
    if (cost > search_budget_)
      break;
    search_budget_ -= cost;
    if (frame_at(start)) {
      offset_ = start;
      return true;
    }
  }
  offset_ = file_.size();
  return false;
}

capture_decoder::parsed capture_decoder::read(std::string_view frame) {
  try {
    decompress(context_.get(), frame, plain_);
    return read_record(field_reader{plain_});
  } catch (const invalid_field& error) {
    return fault(capture_fault_kind::broken, error.field, error.expected, error.found);
  }
}

capture_step capture_decoder::accept(capture_record record) {
  const auto out_of_order = [&](const char* field, std::string expected,
                                std::string found) {
    return fault(capture_fault_kind::out_of_order, field, std::move(expected),
                 std::move(found));
  };
  if (record.taken < taken_)
    return out_of_order("time", "none before the last record's",
                        fmt::format("{} ns before it", (taken_ - record.taken).count()));
  const bool is_lower = record.number < expected_;
  std::optional<capture_fault> gap;
  if (is_lower || (is_expected_ && record.number != expected_))
    gap =
        out_of_order("number", std::to_string(expected_), std::to_string(record.number));
  if (is_lower)
    return std::move(*gap);
  taken_ = record.taken;
  expected_ = record.number + 1;
  is_expected_ = true;
  if (!gap)
    return record;
  held_ = std::move(record);
  return std::move(*gap);
}

capture_fault capture_decoder::fault(capture_fault_kind kind, std::string field,
                                     std::string expected, std::string found) const {
  return {kind,
          expected_,
          step_offset_,
          std::move(field),
          std::move(expected),
          std::move(found)};
}

} // namespace tracker
