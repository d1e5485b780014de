// SPDX-License-Identifier: MIT
// Capture records of every kind for tests.
#pragma once

#include "actors/capture/capture_decoder.hpp"
#include "actors/capture/capture_encoder.hpp"

#include <string>
#include <utility>
#include <vector>

namespace tracker::test {

using capture_content = decltype(capture_record::content);

inline capture_header sample_header(std::uint32_t part = 1) {
  capture_header result;
  result.program = "0.1.0";
  result.run = from_unix_seconds(1'795'571'532) + timespan{123'456'789};
  result.part = part;
  result.begun = {steady_point{std::chrono::hours{5}}, result.run};
  result.resumed = true;
  result.settings = {{"tracker.series", R"(["btc-updown-15m"])"},
                     {"clock.interval", "1s"}};
  return result;
}

inline tick sample_tick(std::uint64_t sequence) {
  const auto time =
      from_unix_seconds(1'795'571'532 + static_cast<std::int64_t>(sequence));
  return {sequence, steady_point{std::chrono::seconds{sequence}}, time,
          time + timespan{7}};
}

inline captured_exchange sample_exchange(fetch_result result) {
  captured_exchange exchange;
  exchange.target = host::data;
  exchange.endpoint = "/activity";
  exchange.path = "/activity?user=0x1&limit=500";
  exchange.asked = {steady_point{std::chrono::seconds{7}}, from_unix_seconds(100)};
  exchange.answered = {steady_point{std::chrono::seconds{8}}, from_unix_seconds(101)};
  exchange.result = std::move(result);
  return exchange;
}

inline fetch_result sample_reply(std::string body) {
  fetch_reply reply;
  reply.status = 200;
  reply.body = std::make_shared<const std::string>(std::move(body));
  reply.age = std::chrono::seconds{3};
  reply.date = from_unix_seconds(99);
  reply.attempts = 2;
  return {reply};
}

inline fetch_result sample_error() {
  return {fetch_error{fetch_error_kind::status, host::data, "/activity", 503, "busy",
                      true, 5}};
}

/// Compares all fields, bodies included.
inline bool same_result(const fetch_result& left, const fetch_result& right) {
  if (left.value.index() != right.value.index())
    return false;
  if (const auto* a = std::get_if<fetch_error>(&left.value)) {
    const auto& b = std::get<fetch_error>(right.value);
    return a->kind == b.kind && a->target == b.target && a->endpoint == b.endpoint &&
           a->status == b.status && a->detail == b.detail &&
           a->retryable == b.retryable && a->attempts == b.attempts &&
           a->host_paused == b.host_paused;
  }
  const auto& a = std::get<fetch_reply>(left.value);
  const auto& b = std::get<fetch_reply>(right.value);
  return a.status == b.status && *a.body == *b.body && a.age == b.age &&
         a.date == b.date && a.attempts == b.attempts;
}

inline bool same_content(const capture_content& left, const capture_content& right) {
  if (left.index() != right.index())
    return false;
  if (const auto* a = std::get_if<capture_header>(&left))
    return *a == std::get<capture_header>(right);
  if (const auto* a = std::get_if<tick>(&left)) {
    const auto& b = std::get<tick>(right);
    return a->sequence == b.sequence && a->due == b.due && a->scheduled == b.scheduled &&
           a->now == b.now;
  }
  const auto& a = std::get<captured_exchange>(left);
  const auto& b = std::get<captured_exchange>(right);
  return a.target == b.target && a.endpoint == b.endpoint && a.path == b.path &&
         a.asked == b.asked && a.answered == b.answered &&
         same_result(a.result, b.result);
}

/// The bytes of a file, the offsets of its records and the end of the last one.
struct sample_file {
  std::string bytes;
  std::vector<std::size_t> starts;
  std::vector<capture_content> contents;

  /// Appends one record, taken `contents.size()` seconds into the run.
  void add(capture_content content) {
    const auto number = contents.size();
    starts.push_back(bytes.size());
    bytes += capture_encoder{}
                 .encode({number, steady_point{std::chrono::seconds{number}}, content})
                 .value();
    contents.push_back(std::move(content));
  }
};

/// A header, ticks, a reply, an error and a long reply.
inline sample_file every_form() {
  sample_file file;
  file.add(sample_header());
  file.add(sample_tick(1));
  file.add(sample_exchange(sample_reply("[]")));
  file.add(sample_exchange(sample_error()));
  std::string body = "[";
  for (int i = 0; i < 200; ++i)
    body += R"({"price":0.)" + std::to_string(i * 7919 % 1000) + "},";
  file.add(sample_exchange(sample_reply(body + "0]")));
  file.add(sample_tick(2));
  return file;
}

/// All records and faults of a decoder.
struct decoded_file {
  std::vector<capture_record> records;
  std::vector<capture_fault> faults;
};

inline decoded_file decode_all(std::string_view bytes) {
  decoded_file result;
  capture_decoder decoder{bytes};
  for (;;) {
    auto step = decoder.next();
    if (auto* record = std::get_if<capture_record>(&step))
      result.records.push_back(std::move(*record));
    else if (auto* fault = std::get_if<capture_fault>(&step))
      result.faults.push_back(std::move(*fault));
    else
      return result;
  }
}

} // namespace tracker::test
