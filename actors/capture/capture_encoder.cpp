// SPDX-License-Identifier: MIT
#include "actors/capture/capture_encoder.hpp"

#include "actors/capture/capture_bytes.hpp"

#include <nlohmann/json.hpp>

#include <zlib.h>
#include <zstd.h>

#include <new>

namespace tracker {

namespace {

/// The fastest level: a capture is small, and CPU time is scarce.
constexpr int compression_level = 1;

void put(std::string& output, steady_point time) {
  put_number(output, time.time_since_epoch().count());
}
void put(std::string& output, timestamp time) {
  put_number(output, time.time_since_epoch().count());
}
void put(std::string& output, const instant& time) {
  put(output, time.steady);
  put(output, time.wall);
}

void put(std::string& output, const fetch_reply& reply) {
  put_number(output, reply.status);
  put_number(output, reply.age.count());
  put_number(output, static_cast<std::uint8_t>(reply.date.has_value()));
  put(output, reply.date.value_or(timestamp{}));
  put_number(output, reply.attempts);
  put_text(output, *reply.body);
}
void put(std::string& output, const fetch_error& error) {
  put_number(output, static_cast<std::uint8_t>(error.kind));
  put_number(output, error.status);
  put_number(output, static_cast<std::uint8_t>((error.retryable ? 1U : 0U) |
                                               (error.host_paused ? 2U : 0U)));
  put_number(output, error.attempts);
  put_text(output, error.detail);
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

bool put(std::string& output, const capture_header& header) {
  const auto text = json_text(header);
  put_text(output, text);
  return text.size() <= max_captured_text;
}

bool put(std::string& output, const tick& current_tick) {
  put_number(output, current_tick.sequence);
  put(output, current_tick.due);
  put(output, current_tick.scheduled);
  put(output, current_tick.now);
  return true;
}

bool is_within_limits(const captured_exchange& exchange) {
  if (exchange.endpoint.size() > max_captured_text ||
      exchange.path.size() > max_captured_text)
    return false;
  if (const auto* error = std::get_if<fetch_error>(&exchange.result.value))
    return error->detail.size() <= max_captured_text;
  return std::get<fetch_reply>(exchange.result.value).body->size() <= max_captured_body;
}

bool put(std::string& output, const captured_exchange& exchange) {
  if (!is_within_limits(exchange))
    return false;
  put_number(output, static_cast<std::uint8_t>(exchange.target));
  put_text(output, exchange.endpoint);
  put_text(output, exchange.path);
  put(output, exchange.asked);
  put(output, exchange.answered);
  put_number(output, static_cast<std::uint8_t>(exchange.result.value.index()));
  std::visit([&](const auto& value) { put(output, value); }, exchange.result.value);
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
  put_number(plain_, static_cast<std::uint8_t>(record.content.index()));
  put_number(plain_, record.number);
  put(plain_, record.taken);
  if (!std::visit([&](const auto& content) { return put(plain_, content); },
                  record.content))
    return std::nullopt;
  std::string result(record_prefix_size + ZSTD_compressBound(plain_.size()), '\0');
  const auto length =
      ZSTD_compressCCtx(context_.get(), result.data() + record_prefix_size,
                        result.size() - record_prefix_size, plain_.data(), plain_.size(),
                        compression_level);
  // With a buffer of that size it fails only when memory is exhausted.
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
