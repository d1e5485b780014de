// SPDX-License-Identifier: MIT
#include "actors/capture/capture_decoder.hpp"

#include "actors/platform/json.hpp"
#include "actors/text/utf8.hpp"
#include "actors/text/whole_number.hpp"

#include <fmt/format.h>

#include <zstd.h>
#include <zstd_errors.h>

#include <algorithm>
#include <charconv>
#include <concepts>
#include <limits>
#include <new>
#include <utility>

namespace tracker {

namespace {

/// The first bytes of a zstd frame (RFC 8878 3.1.1).
constexpr std::string_view frame_magic{"\x28\xb5\x2f\xfd", 4};
/// The first bytes of a capture of format 1.
constexpr std::string_view older_magic = "PTRKCAP\n";
constexpr std::uint64_t search_factor = 4;

std::string bytes_text(std::uint64_t count) {
  return fmt::format("{} bytes", count);
}

/// A whole number from `least` to `most`.
template <std::integral T>
T read_number(const json_cursor& field, T least = std::numeric_limits<T>::min(),
              T most = std::numeric_limits<T>::max()) {
  const auto result = parse_whole_number<T>(field.decimal());
  if (!result || *result < least || *result > most)
    field.refuse(fmt::format("a whole number from {} to {}", least, most));
  return *result;
}

timestamp read_wall(const json_cursor& field) {
  return timestamp{timespan{read_number<std::int64_t>(field)}};
}

steady_point read_steady(const json_cursor& field) {
  return steady_point{timespan{read_number<std::int64_t>(field)}};
}

/// `[STEADY,WALL]`.
instant read_instant(const json_cursor& field) {
  const auto times = field.elements();
  if (times.size() != 2)
    field.refuse("two times");
  return {read_steady(times[0]), read_wall(times[1])};
}

std::string read_digits(const json_cursor& field) {
  const auto& digits = field.text();
  std::string result;
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    unsigned char byte = 0;
    const auto* const end = digits.data() + std::min(i + 2, digits.size());
    if (std::from_chars(digits.data() + i, end, byte, 16).ptr != digits.data() + i + 2)
      field.refuse("pairs of hexadecimal digits");
    result += static_cast<char>(byte);
  }
  return result;
}

/// A string, or `{"hex":"…"}`.
std::string read_text(const json_cursor& field, std::size_t longest = max_captured_text) {
  auto result = field.value().get_if<json_value::object>() != nullptr
                    ? read_digits(field.at("hex"))
                    : field.text();
  if (result.size() > longest)
    field.refuse("at most " + bytes_text(longest));
  return result;
}

capture_header read_header(const json_cursor& header) {
  capture_header result;
  if (read_number<std::int64_t>(header.at("format")) != capture_format)
    header.at("format").refuse_unsupported(std::to_string(capture_format));
  result.program = read_text(header.at("program"));
  result.run = read_wall(header.at("run"));
  result.part = read_number<std::uint32_t>(header.at("part"), 1);
  result.begun = read_instant(header.at("begun"));
  result.resumed = header.at("resumed").boolean();
  const auto settings = header.at("settings");
  const auto* members = settings.value().get_if<json_value::object>();
  if (members == nullptr)
    settings.refuse("an object");
  for (const auto& [key, value] : *members)
    result.settings.emplace_back(key, read_text(settings.at(key)));
  return result;
}

tick read_tick(const json_cursor& fields) {
  return {read_number<std::uint64_t>(fields.at("sequence")),
          read_steady(fields.at("due")), read_wall(fields.at("scheduled")),
          read_wall(fields.at("now"))};
}

fetch_reply read_reply(const json_cursor& reply) {
  fetch_reply result;
  result.status = read_number<std::uint16_t>(reply.at("status"));
  result.age = std::chrono::seconds{
      read_number<std::int64_t>(reply.at("age"), 0, std::numeric_limits<int>::max())};
  if (reply.has("date"))
    result.date = read_wall(reply.at("date"));
  result.attempts = read_number<std::uint32_t>(reply.at("attempts"));
  result.body =
      std::make_shared<const std::string>(read_text(reply.at("body"), max_captured_body));
  return result;
}

/// The value from 0 to `last` whose name is the field's text.
template <class Enum>
Enum read_word(const json_cursor& field, Enum last) {
  for (std::uint8_t value = 0; value <= static_cast<std::uint8_t>(last); ++value)
    if (field.text() == to_string(static_cast<Enum>(value)))
      return static_cast<Enum>(value);
  field.refuse("a known word");
}

fetch_error read_error(const json_cursor& error) {
  fetch_error result;
  result.kind = read_word(error.at("kind"), fetch_error_kind::refused);
  result.status = read_number<std::uint16_t>(error.at("status"));
  result.retryable = error.at("retryable").boolean();
  result.host_paused = error.at("host_paused").boolean();
  result.attempts = read_number<std::uint32_t>(error.at("attempts"));
  result.detail = read_text(error.at("detail"));
  return result;
}

captured_exchange read_exchange(const json_cursor& fields) {
  captured_exchange result;
  result.target = read_word(fields.at("host"), host::clob);
  result.endpoint = read_text(fields.at("endpoint"));
  result.path = read_text(fields.at("path"));
  result.asked = read_instant(fields.at("asked"));
  result.answered = read_instant(fields.at("answered"));
  if (fields.has("reply")) {
    result.result.value = read_reply(fields.at("reply"));
  } else {
    auto error = read_error(fields.at("error"));
    error.target = result.target;
    error.endpoint = result.endpoint;
    result.result.value = std::move(error);
  }
  return result;
}

capture_record read_record(const json_cursor& record) {
  capture_record result;
  result.number = read_number<std::uint64_t>(record.at("number"));
  result.taken = read_steady(record.at("taken"));
  if (record.has("tick"))
    result.content = read_tick(record.at("tick"));
  else if (record.has("exchange"))
    result.content = read_exchange(record.at("exchange"));
  else
    result.content = read_header(record.at("header"));
  return result;
}

/// The text of a JSON string with the escapes that the encoder writes in most bodies;
/// nothing for any other.
std::optional<std::string> unescape(std::string_view text) {
  std::string result;
  result.resize(text.size());
  auto* end = result.data();
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c < 0x20 || c == '"')
      return std::nullopt;
    if (c != '\\') {
      *end++ = text[i];
      continue;
    }
    if (++i == text.size())
      return std::nullopt;
    if (text[i] == '"' || text[i] == '\\')
      *end++ = text[i];
    else if (text[i] == 'n')
      *end++ = '\n';
    else
      return std::nullopt;
  }
  result.resize(static_cast<std::size_t>(end - result.data()));
  return is_utf8(result) ? std::optional{std::move(result)} : std::nullopt;
}

/// Reads a reply whose body ends the line, as the encoder writes it: the body alone. A
/// reader of any JSON takes three times as long for it, the replay of a day of 97,949
/// records 22.9 s instead of 16.9 (bench_replay). Nothing for all other lines.
std::optional<capture_record> read_reply_line(std::string_view line) {
  constexpr std::string_view key = R"("body":")";
  constexpr std::string_view end = R"("}}})";
  const auto begin = line.find(key) + key.size();
  if (begin < key.size() || begin + end.size() > line.size() || !line.ends_with(end))
    return std::nullopt;
  auto body = unescape(line.substr(begin, line.size() - end.size() - begin));
  if (!body || body->size() > max_captured_body)
    return std::nullopt;
  auto rest = decode(std::string{line.substr(0, begin)}.append(end), read_record);
  auto* record = std::get_if<capture_record>(&rest);
  auto* exchange =
      record == nullptr ? nullptr : std::get_if<captured_exchange>(&record->content);
  auto* reply =
      exchange == nullptr ? nullptr : std::get_if<fetch_reply>(&exchange->result.value);
  if (reply == nullptr || !reply->body->empty())
    return std::nullopt;
  reply->body = std::make_shared<const std::string>(*std::move(body));
  return std::move(*record);
}

/// Whether the descriptor of a frame (RFC 8878 3.1.1.1.1) is as the encoder writes it:
/// with a checksum, without a dictionary and without reserved bits.
bool has_checksum_alone(std::string_view frame) {
  constexpr unsigned checksum = 0x04;
  constexpr unsigned checked_bits = 0x1f;
  return (static_cast<unsigned char>(frame[frame_magic.size()]) & checked_bits) ==
         checksum;
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
  if (offset_ == file_.size())
    return capture_end{};
  step_offset_ = offset_;
  const auto frame = frame_at(offset_);
  if (auto problem = frame ? decompress(*frame) : frame_fault()) {
    is_expected_ = false;
    if (problem->kind == capture_fault_kind::foreign ||
        problem->kind == capture_fault_kind::older)
      offset_ = file_.size();
    // A complete record follows: the file is damaged here and not truncated.
    else if (skip_damage())
      problem->kind = capture_fault_kind::broken;
    return *std::move(problem);
  }
  offset_ += frame->size();
  auto record = read_line();
  if (auto* problem = std::get_if<capture_fault>(&record)) {
    is_expected_ = false;
    if (problem->kind != capture_fault_kind::broken)
      offset_ = file_.size();
    return std::move(*problem);
  }
  return accept(std::get<capture_record>(std::move(record)));
}

std::optional<std::string_view> capture_decoder::frame_at(std::uint64_t offset) const {
  const auto rest = file_.substr(offset);
  if (!rest.starts_with(frame_magic))
    return std::nullopt;
  const auto length = ZSTD_findFrameCompressedSize(rest.data(), rest.size());
  if (ZSTD_isError(length) != 0)
    return std::nullopt;
  return rest.substr(0, length);
}

std::optional<capture_fault> capture_decoder::frame_fault() const {
  const auto rest = file_.substr(offset_);
  const auto magic = rest.substr(0, frame_magic.size());
  if (offset_ == 0 && older_magic.starts_with(rest.substr(0, older_magic.size())))
    return fault(capture_fault_kind::older, "format", std::to_string(capture_format),
                 "1");
  if (!frame_magic.starts_with(magic))
    return fault(offset_ == 0 ? capture_fault_kind::foreign : capture_fault_kind::broken,
                 "first bytes", "those of a record", "others");
  const auto length = ZSTD_findFrameCompressedSize(rest.data(), rest.size());
  const bool is_cut = ZSTD_getErrorCode(length) == ZSTD_error_srcSize_wrong;
  return fault(is_cut ? capture_fault_kind::truncated : capture_fault_kind::broken,
               "frame", "a complete one",
               is_cut ? bytes_text(rest.size()) : ZSTD_getErrorName(length));
}

std::optional<capture_fault> capture_decoder::decompress(std::string_view frame) {
  const auto broken = [this](std::string expected, std::string found) {
    return fault(capture_fault_kind::broken, "frame", std::move(expected),
                 std::move(found));
  };
  const auto size = ZSTD_getFrameContentSize(frame.data(), frame.size());
  if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN ||
      !has_checksum_alone(frame))
    return broken("one of known size, with a checksum", "another");
  if (size > max_record_size)
    return broken("at most " + bytes_text(max_record_size), bytes_text(size));
  line_.resize(size);
  const auto length = ZSTD_decompressDCtx(context_.get(), line_.data(), line_.size(),
                                          frame.data(), frame.size());
  if (ZSTD_isError(length) != 0)
    return broken("one that decompresses", ZSTD_getErrorName(length));
  if (length != size)
    return broken(bytes_text(size), bytes_text(length));
  return std::nullopt;
}

bool capture_decoder::skip_damage() {
  for (auto magic = file_.find(frame_magic, offset_ + 1); magic != std::string_view::npos;
       magic = file_.find(frame_magic, magic + 1)) {
    const auto frame = frame_at(magic);
    // Without a frame, its blocks may have been followed to the end of the file.
    const auto cost = frame ? frame->size() : file_.size() - magic;
    if (cost > search_budget_)
      break;
    search_budget_ -= cost;
    if (frame && !decompress(*frame)) {
      offset_ = magic;
      return true;
    }
  }
  offset_ = file_.size();
  return false;
}

std::variant<capture_record, capture_fault> capture_decoder::read_line() {
  if (!line_.ends_with('\n'))
    return fault(step_offset_ == 0 ? capture_fault_kind::foreign
                                   : capture_fault_kind::broken,
                 "end", "a line feed", "another byte");
  const auto line = std::string_view{line_}.substr(0, line_.size() - 1);
  if (auto reply = read_reply_line(line))
    return *std::move(reply);
  auto record = decode(line, read_record);
  if (auto* read = std::get_if<capture_record>(&record))
    return std::move(*read);
  auto& error = std::get<decode_error>(record);
  return fault(error.unsupported   ? capture_fault_kind::newer
               : step_offset_ == 0 ? capture_fault_kind::foreign
                                   : capture_fault_kind::broken,
               std::move(error.field), std::move(error.expected), std::move(error.found));
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
