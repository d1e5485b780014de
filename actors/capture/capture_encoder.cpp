// SPDX-License-Identifier: MIT
#include "actors/capture/capture_encoder.hpp"

#include "actors/capture/capture_bytes.hpp"

#include <nlohmann/json.hpp>

#include <zlib.h>
#include <zstd.h>

#include <new>

namespace tracker {

namespace {

/// Speed counts: the day's bytes are few, and two cores do everything.
constexpr int compression_level = 1;

void put(std::string& out, steady_point at) {
  put_number(out, at.time_since_epoch().count());
}
void put(std::string& out, timestamp at) {
  put_number(out, at.time_since_epoch().count());
}
void put(std::string& out, const instant& at) {
  put(out, at.steady);
  put(out, at.wall);
}

void put(std::string& out, const fetch_reply& reply) {
  put_number(out, reply.status);
  put_number(out, reply.age.count());
  put_number(out, static_cast<std::uint8_t>(reply.date.has_value()));
  put(out, reply.date.value_or(timestamp{}));
  put_number(out, reply.attempts);
  put_text(out, *reply.body);
}
void put(std::string& out, const fetch_error& error) {
  put_number(out, static_cast<std::uint8_t>(error.kind));
  put_number(out, error.status);
  put_number(out, static_cast<std::uint8_t>((error.retryable ? 1U : 0U) |
                                            (error.host_paused ? 2U : 0U)));
  put_number(out, error.attempts);
  put_text(out, error.detail);
}

std::string json_text(const capture_header& header) {
  auto settings = nlohmann::ordered_json::object();
  for (const auto& [key, value] : header.settings)
    settings[key] = value;
  return nlohmann::ordered_json{
      {"program", header.program},
      {"run", header.run.time_since_epoch().count()},
      {"part", header.part},
      {"begun_steady", header.begun.steady.time_since_epoch().count()},
      {"begun_wall", header.begun.wall.time_since_epoch().count()},
      {"resumed", header.resumed},
      {"settings", std::move(settings)}}
      .dump();
}

bool put(std::string& out, const capture_header& header) {
  const auto text = json_text(header);
  put_text(out, text);
  return text.size() <= max_captured_text;
}

bool put(std::string& out, const tick& current_tick) {
  put_number(out, current_tick.sequence);
  put(out, current_tick.due);
  put(out, current_tick.scheduled);
  put(out, current_tick.now);
  return true;
}

bool is_within_limits(const captured_exchange& of) {
  if (of.endpoint.size() > max_captured_text || of.path.size() > max_captured_text)
    return false;
  if (const auto* error = std::get_if<fetch_error>(&of.result.value))
    return error->detail.size() <= max_captured_text;
  return std::get<fetch_reply>(of.result.value).body->size() <= max_captured_body;
}

bool put(std::string& out, const captured_exchange& of) {
  if (!is_within_limits(of))
    return false;
  put_number(out, static_cast<std::uint8_t>(of.from));
  put_text(out, of.endpoint);
  put_text(out, of.path);
  put(out, of.asked);
  put(out, of.answered);
  put_number(out, static_cast<std::uint8_t>(of.result.value.index()));
  std::visit([&](const auto& value) { put(out, value); }, of.result.value);
  return true;
}

} // namespace

std::uint32_t record_checksum(std::string_view length, std::string_view frame) {
  auto sum = crc32_z(0, reinterpret_cast<const Bytef*>(length.data()), length.size());
  sum = crc32_z(sum, reinterpret_cast<const Bytef*>(frame.data()), frame.size());
  return static_cast<std::uint32_t>(sum);
}

std::string capture_preamble() {
  std::string result{capture_magic};
  put_number(result, capture_version);
  return result;
}

void capture_encoder::release::operator()(ZSTD_CCtx_s* context) const {
  ZSTD_freeCCtx(context);
}

capture_encoder::capture_encoder() : context_{ZSTD_createCCtx()} {
  if (!context_)
    throw std::bad_alloc{};
}
capture_encoder::~capture_encoder() = default;
capture_encoder::capture_encoder(capture_encoder&&) noexcept = default;
capture_encoder& capture_encoder::operator=(capture_encoder&&) noexcept = default;

std::optional<std::string> capture_encoder::encode(const capture_record& record) {
  plain_.clear();
  put_number(plain_, static_cast<std::uint8_t>(record.what.index()));
  put_number(plain_, record.number);
  put(plain_, record.taken);
  if (!std::visit([&](const auto& what) { return put(plain_, what); }, record.what))
    return std::nullopt;
  std::string result(record_prefix_size + ZSTD_compressBound(plain_.size()), '\0');
  const auto length =
      ZSTD_compressCCtx(context_.get(), result.data() + record_prefix_size,
                        result.size() - record_prefix_size, plain_.data(), plain_.size(),
                        compression_level);
  // Into a buffer of that size it fails only without memory.
  if (ZSTD_isError(length) != 0)
    throw std::bad_alloc{};
  result.resize(record_prefix_size + length);
  std::string prefix;
  put_number(prefix, static_cast<std::uint32_t>(length));
  put_number(prefix, record_checksum(
                         prefix, std::string_view{result}.substr(record_prefix_size)));
  result.replace(0, prefix.size(), prefix);
  return result;
}

} // namespace tracker
