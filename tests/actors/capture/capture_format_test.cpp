// SPDX-License-Identifier: MIT
// Encoding and decoding; truncation and damage are reported and cost no other record.
#include "actors/capture/capture_bytes.hpp"
#include "tests/actors/capture/capture_samples.hpp"
#include "tests/support/catch.hpp"

#include <zstd.h>

#include <algorithm>

using namespace tracker;
using namespace tracker::test;

namespace {

using kind = capture_fault_kind;

/// The frame of `plain`, with its prefix, as a record.
std::string record_of(const std::string& frame) {
  std::string result;
  put_number(result, static_cast<std::uint32_t>(frame.size()));
  put_number(result, record_checksum(result, frame));
  return result + frame;
}

std::string frame_of(const std::string& plain) {
  std::string frame(ZSTD_compressBound(plain.size()), '\0');
  frame.resize(ZSTD_compress(frame.data(), frame.size(), plain.data(), plain.size(), 1));
  return frame;
}

/// The record's bytes before compression.
std::string plain_of(const sample_file& file, std::size_t number) {
  const auto start = file.starts[number] + record_prefix_size;
  const auto end =
      number + 1 < file.starts.size() ? file.starts[number + 1] : file.bytes.size();
  std::string plain(max_captured_text, '\0');
  plain.resize(ZSTD_decompress(plain.data(), plain.size(), file.bytes.data() + start,
                               end - start));
  return plain;
}

/// The only fault of a file.
capture_fault only_fault(const std::string& bytes) {
  const auto all = decode_all(bytes);
  REQUIRE(all.faults.size() == 1);
  return all.faults.front();
}

} // namespace

TEST_CASE("capture: every kind of record is read back unchanged") {
  const auto file = every_form();
  const auto all = decode_all(file.bytes);
  CHECK(all.faults.empty());
  REQUIRE(all.records.size() == file.contents.size());
  for (std::size_t i = 0; i < all.records.size(); ++i) {
    CHECK(all.records[i].number == i);
    CHECK(all.records[i].taken == steady_point{std::chrono::seconds{i}});
    CHECK(same_content(all.records[i].content, file.contents[i]));
  }
}

TEST_CASE("capture: any records are read back unchanged") {
  CHECK(rc::check([] {
    sample_file file;
    const auto count = *rc::gen::inRange(0, 12);
    for (int i = 0; i < count; ++i)
      file.add(arbitrary_content());
    const auto all = decode_all(file.bytes);
    RC_ASSERT(all.faults.empty());
    RC_ASSERT(all.records.size() == file.contents.size());
    for (std::size_t i = 0; i < all.records.size(); ++i)
      RC_ASSERT(same_content(all.records[i].content, file.contents[i]));
  }));
}

TEST_CASE("capture: truncation at any byte loses at most one record") {
  const auto file = every_form();
  for (std::size_t length = 0; length <= file.bytes.size(); ++length) {
    const auto all = decode_all(std::string_view{file.bytes}.substr(0, length));
    const auto whole = static_cast<std::size_t>(
        std::count_if(file.starts.begin() + 1, file.starts.end(),
                      [&](std::size_t end) { return end <= length; }) +
        (length == file.bytes.size() ? 1 : 0));
    const bool between =
        length == file.bytes.size() ||
        std::find(file.starts.begin(), file.starts.end(), length) != file.starts.end();
    INFO(length);
    CHECK(all.records.size() == whole);
    REQUIRE(all.faults.size() == (between ? 0 : 1));
    if (!between)
      CHECK(all.faults.front().kind == kind::truncated);
  }
}

TEST_CASE("capture: any flipped bit is detected and costs at most one record") {
  const auto file = every_form();
  for (std::size_t bit = 0; bit < 8 * file.bytes.size(); ++bit) {
    auto bytes = file.bytes;
    bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << (bit % 8)));
    const auto all = decode_all(bytes);
    INFO("bit " << bit);
    REQUIRE(all.faults.size() >= 1);
    const bool in_preamble = bit / 8 < capture_preamble().size();
    CHECK(all.records.size() == (in_preamble ? 0 : file.contents.size() - 1));
  }
}

TEST_CASE("capture: a damaged record is reported with number and offset") {
  const auto file = every_form();
  auto bytes = file.bytes;
  bytes[file.starts[3] + 20] ^= 1;
  const auto fault = only_fault(bytes);
  CHECK(fault.kind == kind::broken);
  CHECK(fault.record == 3);
  CHECK(fault.offset == file.starts[3]);
  CHECK(to_string(fault) == "broken: record 3 at offset " +
                                std::to_string(file.starts[3]) +
                                ": checksum: expected that of the bytes, found another");
}

TEST_CASE("capture: a damaged length in the middle is not the end") {
  const auto file = every_form();
  auto bytes = file.bytes;
  bytes[file.starts[2] + 3] = '\x7f';
  const auto all = decode_all(bytes);
  REQUIRE(all.faults.size() == 1);
  CHECK(all.faults.front().kind == kind::broken);
  CHECK(all.records.size() == file.contents.size() - 1);
}

TEST_CASE("capture: other files and versions are refused") {
  CHECK(only_fault("SQLite format 3").kind == kind::foreign);
  CHECK(only_fault("").kind == kind::truncated);
  CHECK(only_fault("PTRK").kind == kind::truncated);
  std::string newer{capture_magic};
  put_number(newer, capture_version + 1);
  const auto fault = only_fault(newer + every_form().bytes.substr(12));
  CHECK(fault.kind == kind::newer);
  CHECK(fault.found == std::to_string(capture_version + 1));
  CHECK(decode_all(newer + every_form().bytes.substr(12)).records.empty());
  std::string zero{capture_magic};
  put_number(zero, std::uint32_t{0});
  CHECK(only_fault(zero).kind == kind::foreign);
}

TEST_CASE("capture: missing, repeated and out-of-order records") {
  const auto file = every_form();
  const auto part = [&](std::size_t from, std::size_t to) {
    return file.bytes.substr(file.starts[from], file.starts[to] - file.starts[from]);
  };
  const auto start = file.bytes.substr(0, file.starts[0]);

  const auto missing = decode_all(start + part(0, 2) + part(3, 5));
  REQUIRE(missing.faults.size() == 1);
  CHECK(missing.faults[0].kind == kind::out_of_order);
  CHECK(missing.faults[0].expected == "2");
  CHECK(missing.faults[0].found == "3");
  CHECK(missing.records.size() == 4);

  // The second one comes from the time before the third.
  const auto twice = decode_all(start + part(0, 3) + part(1, 2) + part(3, 5));
  REQUIRE(twice.faults.size() == 1);
  CHECK(twice.faults[0].kind == kind::out_of_order);
  CHECK(twice.faults[0].field == "time");
  CHECK(twice.records.size() == 5);

  capture_encoder encoder;
  const auto at = [&](std::uint64_t number, int second) {
    return encoder
        .encode({number, steady_point{std::chrono::seconds{second}}, sample_tick(number)})
        .value();
  };
  const auto repeated = decode_all(start + at(0, 1) + at(0, 2) + at(1, 3));
  REQUIRE(repeated.faults.size() == 1);
  CHECK(repeated.faults[0].field == "number");
  CHECK(repeated.records.size() == 2);
  const auto back = decode_all(start + at(0, 5) + at(1, 4) + at(1, 6));
  REQUIRE(back.faults.size() == 1);
  CHECK(back.faults[0].field == "time");
  CHECK(back.records.size() == 2);
}

TEST_CASE("capture: a second file continues where the first has ended") {
  capture_encoder encoder;
  const auto second =
      capture_preamble() +
      encoder.encode({7, steady_point{std::chrono::seconds{70}}, sample_header(2)})
          .value();
  const auto first_step = [&](std::uint64_t after, int taken) {
    return capture_decoder{
        second,
        capture_decoder::position{after, steady_point{std::chrono::seconds{taken}}}}
        .next();
  };
  CHECK(std::holds_alternative<capture_record>(first_step(6, 69)));
  CHECK(std::holds_alternative<capture_fault>(first_step(5, 69)));
  CHECK(std::holds_alternative<capture_fault>(first_step(6, 71)));
}

TEST_CASE("capture: a refused record reports the wrong field") {
  const auto file = every_form();
  const auto prefix = file.bytes.substr(0, file.starts[0]);
  const auto refused = [&](const std::string& plain) {
    return only_fault(prefix + record_of(frame_of(plain)));
  };
  struct {
    std::size_t record;
    std::size_t byte;
    char value;
    const char* field;
  } const cases[] = {
      {1, 0, 3, "kind"},
      {2, 17, 3, "host"},
      {2, 19, 99, "endpoint"},
      {2, 20, 99, "endpoint"},
  };
  for (const auto& at : cases) {
    auto plain = plain_of(file, at.record);
    plain[at.byte] = at.value;
    INFO(at.field << " " << at.byte);
    const auto fault = refused(plain);
    CHECK(fault.kind == kind::broken);
    CHECK(fault.field == at.field);
  }
  CHECK(refused(plain_of(file, 1) + "x").field == "end");
  auto short_one = plain_of(file, 1);
  short_one.pop_back();
  CHECK(refused(short_one).field == "now");
  // A header of other JSON.
  std::string header(1 + 8 + 8, '\0');
  put_text(header, R"({"program":"0.1.0","run":"x"})");
  CHECK(refused(header).field == "header run");
}

TEST_CASE("capture: invalid frames and bombs are refused before decompression") {
  const auto prefix = capture_preamble();
  CHECK(only_fault(prefix + record_of("no frame at all")).field == "frame");
  CHECK(only_fault(prefix + record_of("")).field == "frame");
  // Two frames instead of one.
  CHECK(only_fault(prefix + record_of(frame_of("a") + frame_of("b"))).field == "frame");
  // Zeros compress to almost nothing.
  const auto bomb = frame_of(std::string(max_record_size + 1, '\0'));
  REQUIRE(bomb.size() < 100'000);
  const auto fault = only_fault(prefix + record_of(bomb));
  CHECK(fault.field == "frame");
  CHECK(fault.found == std::to_string(max_record_size + 1) + " bytes");
}

TEST_CASE("capture: records beyond the limits are not encoded") {
  capture_encoder encoder;
  const auto fits = [&](captured_exchange exchange) {
    return encoder.encode({0, {}, std::move(exchange)}).has_value();
  };
  CHECK(fits(sample_exchange(sample_reply(std::string(max_captured_body, 'x')))));
  CHECK_FALSE(
      fits(sample_exchange(sample_reply(std::string(max_captured_body + 1, 'x')))));
  auto long_path = sample_exchange(sample_error());
  long_path.path.assign(max_captured_text + 1, 'x');
  CHECK_FALSE(fits(long_path));
  auto header = sample_header();
  header.settings.emplace_back("key", std::string(max_captured_text, 'x'));
  CHECK_FALSE(encoder.encode({0, {}, header}));
}

TEST_CASE("capture: the search after damage is bounded") {
  // Each position looks like the start of a record as long as the file.
  std::string file = capture_preamble();
  std::string lure;
  put_number(lure, std::uint32_t{3'000'000});
  lure += std::string(4, '\0') + "\x28\xb5\x2f\xfd";
  while (file.size() < 4'000'000)
    file += lure;
  const auto begun = std::chrono::steady_clock::now();
  CHECK(decode_all(file).records.empty());
  CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds{5});
}
