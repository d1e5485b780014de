// SPDX-License-Identifier: MIT
#include "actors/capture/capture_encoder.hpp"

#include "actors/text/escaped_text.hpp"
#include "actors/text/utf8.hpp"

#include <fmt/format.h>

#include <zstd.h>

#include <iterator>
#include <new>

namespace tracker {

namespace {

/// The fastest level: a capture is small, and CPU time is scarce.
constexpr int compression_level = 1;

template <class Clock>
std::int64_t count(std::chrono::time_point<Clock, timespan> time) {
  return time.time_since_epoch().count();
}

template <class... Values>
void append(std::string& line, fmt::format_string<const Values&...> format,
            const Values&... values) {
  fmt::format_to(std::back_inserter(line), format, values...);
}

/// A string; or an object with the digits of bytes that are not UTF-8.
void append_text(std::string& line, std::string_view text) {
  if (is_utf8(text)) {
    line += '"';
    append_escaped(line, text, escaping::json);
    line += '"';
    return;
  }
  line += R"({"hex":")";
  for (const char byte : text)
    append(line, "{:02x}", static_cast<unsigned char>(byte));
  line += R"("})";
}

void append_result(std::string& line, const fetch_reply& reply) {
  append(line, R"("reply":{{"status":{},"age":{},)", reply.status, reply.age.count());
  if (reply.date)
    append(line, R"("date":{},)", count(*reply.date));
  append(line, R"("attempts":{},"body":)", reply.attempts);
  append_text(line, *reply.body);
  line += '}';
}
void append_result(std::string& line, const fetch_error& error) {
  append(line,
         R"("error":{{"kind":"{}","status":{},"retryable":{},"host_paused":{},)"
         R"("attempts":{},"detail":)",
         to_string(error.kind), error.status, error.retryable, error.host_paused,
         error.attempts);
  append_text(line, error.detail);
  line += '}';
}

bool append_content(std::string& line, const capture_header& header) {
  append(line, R"("header":{{"format":{},"program":)", capture_format);
  append_text(line, header.program);
  append(line, R"(,"run":{},"part":{},"begun":[{},{}],"resumed":{},"settings":{{)",
         count(header.run), header.part, count(header.begun.steady),
         count(header.begun.wall), header.resumed);
  const char* separator = "\"";
  for (const auto& [key, value] : header.settings) {
    line += separator;
    append_escaped(line, key, escaping::json);
    line += "\":";
    append_text(line, value);
    separator = ",\"";
  }
  line += "}}";
  return line.size() <= max_captured_text;
}

bool append_content(std::string& line, const tick& current_tick) {
  append(line, R"("tick":{{"sequence":{},"due":{},"scheduled":{},"now":{}}})",
         current_tick.sequence, count(current_tick.due), count(current_tick.scheduled),
         count(current_tick.now));
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

bool append_content(std::string& line, const captured_exchange& exchange) {
  if (!is_within_limits(exchange))
    return false;
  append(line, R"("exchange":{{"host":"{}","endpoint":)", to_string(exchange.target));
  append_text(line, exchange.endpoint);
  line += R"(,"path":)";
  append_text(line, exchange.path);
  append(line, R"(,"asked":[{},{}],"answered":[{},{}],)", count(exchange.asked.steady),
         count(exchange.asked.wall), count(exchange.answered.steady),
         count(exchange.answered.wall));
  std::visit([&](const auto& value) { append_result(line, value); },
             exchange.result.value);
  line += '}';
  return line.size() <= max_record_size;
}

} // namespace

void capture_encoder::release::operator()(ZSTD_CCtx_s* context) const {
  ZSTD_freeCCtx(context);
}

capture_encoder::capture_encoder() : context_{ZSTD_createCCtx()} {
  if (!context_)
    throw std::bad_alloc{};
  ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_compressionLevel, compression_level);
  ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_checksumFlag, 1);
}
capture_encoder::~capture_encoder() = default;
capture_encoder::capture_encoder(capture_encoder&&) noexcept = default;
capture_encoder& capture_encoder::operator=(capture_encoder&&) noexcept = default;

std::optional<std::string> capture_encoder::encode(const capture_record& record) {
  line_.clear();
  append(line_, R"({{"number":{},"taken":{},)", record.number, count(record.taken));
  if (!std::visit([&](const auto& content) { return append_content(line_, content); },
                  record.content))
    return std::nullopt;
  line_ += "}\n";
  std::string result(ZSTD_compressBound(line_.size()), '\0');
  const auto length = ZSTD_compress2(context_.get(), result.data(), result.size(),
                                     line_.data(), line_.size());
  // With a buffer of that size it fails only when memory is exhausted.
  if (ZSTD_isError(length) != 0)
    throw std::bad_alloc{};
  result.resize(length);
  return result;
}

} // namespace tracker
