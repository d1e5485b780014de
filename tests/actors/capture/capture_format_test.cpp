// SPDX-License-Identifier: MIT
// Encoding and decoding; truncation and damage are reported and cost no other record.
#include "tests/actors/capture/capture_samples.hpp"
#include "tests/support/catch.hpp"

#include <fmt/format.h>

#include <zstd.h>

#include <algorithm>

using namespace tracker;
using namespace tracker::test;

namespace {

using kind = capture_fault_kind;

/// A frame of `plain`; `with_checksum`: as the encoder makes it.
std::string frame_of(const std::string& plain, bool with_checksum = true) {
  auto* const context = ZSTD_createCCtx();
  ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, with_checksum ? 1 : 0);
  std::string frame(ZSTD_compressBound(plain.size()), '\0');
  frame.resize(
      ZSTD_compress2(context, frame.data(), frame.size(), plain.data(), plain.size()));
  ZSTD_freeCCtx(context);
  return frame;
}

/// The bytes of record `number`.
std::string record_of(const sample_file& file, std::size_t number) {
  const auto start = file.starts[number];
  const auto end =
      number + 1 < file.starts.size() ? file.starts[number + 1] : file.bytes.size();
  return file.bytes.substr(start, end - start);
}

/// The line of a record.
std::string line_of(const sample_file& file, std::size_t number) {
  const auto record = record_of(file, number);
  std::string line(max_captured_text, '\0');
  line.resize(ZSTD_decompress(line.data(), line.size(), record.data(), record.size()));
  return line;
}

/// `text` with its first `part` replaced.
std::string replaced(std::string text, const std::string& part,
                     const std::string& replacement) {
  const auto start = text.find(part);
  REQUIRE(start != std::string::npos);
  return text.replace(start, part.size(), replacement);
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

TEST_CASE("capture: each record is a line of JSON in its own frame") {
  const auto file = every_form();
  CHECK(line_of(file, 1) ==
        R"({"number":1,"taken":1000000000,"tick":{"sequence":1,"due":1000000000,)"
        R"("scheduled":1795571533000000000,"now":1795571533000000007}})"
        "\n");
  CHECK(line_of(file, 2) ==
        R"({"number":2,"taken":2000000000,"exchange":{"host":"data",)"
        R"("endpoint":"/activity","path":"/activity?user=0x1&limit=500",)"
        R"("asked":[7000000000,100000000000],"answered":[8000000000,101000000000],)"
        R"("reply":{"status":200,"age":3,"date":99000000000,"attempts":2,"body":"[]"}}})"
        "\n");
  CHECK(line_of(file, 3).find(R"("error":{"kind":"status","status":503,"retryable":true,)"
                              R"("host_paused":false,"attempts":5,"detail":"busy"}}})") !=
        std::string::npos);
  // Bytes that are not text.
  sample_file odd;
  odd.add(sample_header());
  odd.add(sample_exchange(sample_reply("a\xff\n")));
  CHECK(line_of(odd, 1).find(R"("body":{"hex":"61ff0a"})") != std::string::npos);
  CHECK(same_content(decode_all(odd.bytes).records.at(1).content, odd.contents[1]));
}

TEST_CASE("capture: bodies with what JSON escapes are read back unchanged") {
  sample_file file;
  file.add(sample_header());
  for (const auto* body : {"", "\"", "\\", "\\\\\"", "\n", "\\n", "\t\r\x1f\x7f",
                           "\xe2\x82\xac", "\xed\xa0\x80", R"("}}})", R"(","body":")"})
    file.add(sample_exchange(sample_reply(body)));
  const auto all = decode_all(file.bytes);
  CHECK(all.faults.empty());
  REQUIRE(all.records.size() == file.contents.size());
  for (std::size_t i = 0; i < all.records.size(); ++i)
    CHECK(same_content(all.records[i].content, file.contents[i]));
}

TEST_CASE("capture: any records are read back unchanged") {
  CHECK(rc::check([] {
    sample_file file;
    file.add(sample_header());
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

TEST_CASE("capture: no flipped bit changes a record, and it costs at most one") {
  const auto file = every_form();
  std::size_t unnoticed = 0;
  for (std::size_t bit = 0; bit < 8 * file.bytes.size(); ++bit) {
    auto bytes = file.bytes;
    bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << (bit % 8)));
    const auto all = decode_all(bytes);
    INFO("bit " << bit);
    for (const auto& record : all.records) {
      REQUIRE(record.number < file.contents.size());
      REQUIRE(same_content(record.content, file.contents[record.number]));
    }
    // A few bits may be either way in zstd: the content and its checksum are the same.
    if (all.faults.empty()) {
      ++unnoticed;
      CHECK(all.records.size() == file.contents.size());
      continue;
    }
    // A file that does not begin like a capture is another file.
    const bool in_first_bytes = bit / 8 < 4;
    CHECK(all.records.size() == (in_first_bytes ? 0 : file.contents.size() - 1));
  }
  CHECK(50 * unnoticed < 8 * file.bytes.size());
}

TEST_CASE("capture: a damaged record is reported with number and offset") {
  const auto file = every_form();
  auto bytes = file.bytes;
  // The last byte of its checksum.
  bytes[file.starts[4] - 1] ^= 1;
  const auto fault = only_fault(bytes);
  CHECK(fault.kind == kind::broken);
  CHECK(fault.record == 3);
  CHECK(fault.offset == file.starts[3]);
  CHECK(to_string(fault) == "broken: record 3 at offset " +
                                std::to_string(file.starts[3]) +
                                ": frame: expected one that decompresses, found Restored "
                                "data doesn't match checksum");
}

TEST_CASE("capture: a damaged length in the middle is not the end") {
  const auto file = every_form();
  auto bytes = file.bytes;
  // The size of its block, behind the magic, the descriptor and the size of the content.
  REQUIRE((static_cast<unsigned char>(bytes[file.starts[2] + 4]) >> 6U) == 1);
  bytes[file.starts[2] + 9] = '\x7f';
  const auto all = decode_all(bytes);
  REQUIRE(all.faults.size() == 1);
  CHECK(all.faults.front().kind == kind::broken);
  CHECK(all.records.size() == file.contents.size() - 1);
}

TEST_CASE("capture: other files and versions are refused") {
  const auto file = every_form();
  const auto rest = file.bytes.substr(file.starts[1]);
  CHECK(only_fault("SQLite format 3").kind == kind::foreign);
  CHECK(only_fault(frame_of("a text of another program\n") + rest).kind == kind::foreign);
  CHECK(only_fault(frame_of("{}\n")).kind == kind::foreign);
  CHECK(decode_all("").faults.empty());
  for (const char* older : {"PTRK", "PTRKCAP\n", "PTRKCAP\n\1 and more"})
    CHECK(only_fault(older).kind == kind::older);
  for (const char* format : {"1", "3"}) {
    const auto header = replaced(line_of(file, 0), R"("format":2)",
                                 fmt::format(R"("format":{})", format));
    const auto fault = only_fault(frame_of(header) + rest);
    CHECK(fault.kind == kind::newer);
    CHECK(fault.found == format);
    CHECK(decode_all(frame_of(header) + rest).records.empty());
  }
}

TEST_CASE("capture: missing, repeated and out-of-order records") {
  const auto file = every_form();
  const auto part = [&](std::size_t begin, std::size_t end) {
    return file.bytes.substr(file.starts[begin], file.starts[end] - file.starts[begin]);
  };
  const auto missing = decode_all(part(0, 2) + part(3, 5));
  REQUIRE(missing.faults.size() == 1);
  CHECK(missing.faults[0].kind == kind::out_of_order);
  CHECK(missing.faults[0].expected == "2");
  CHECK(missing.faults[0].found == "3");
  CHECK(missing.records.size() == 4);

  // The repeated record was taken before the one that precedes it.
  const auto repeated_part = decode_all(part(0, 3) + part(1, 2) + part(3, 5));
  REQUIRE(repeated_part.faults.size() == 1);
  CHECK(repeated_part.faults[0].kind == kind::out_of_order);
  CHECK(repeated_part.faults[0].field == "time");
  CHECK(repeated_part.records.size() == 5);

  capture_encoder encoder;
  const auto record_at = [&](std::uint64_t number, int second) {
    return encoder
        .encode({number, steady_point{std::chrono::seconds{second}}, sample_tick(number)})
        .value();
  };
  const auto repeated = decode_all(record_at(0, 1) + record_at(0, 2) + record_at(1, 3));
  REQUIRE(repeated.faults.size() == 1);
  CHECK(repeated.faults[0].field == "number");
  CHECK(repeated.records.size() == 2);
  const auto decreasing = decode_all(record_at(0, 5) + record_at(1, 4) + record_at(1, 6));
  REQUIRE(decreasing.faults.size() == 1);
  CHECK(decreasing.faults[0].field == "time");
  CHECK(decreasing.records.size() == 2);
}

TEST_CASE("capture: a second file continues where the first has ended") {
  capture_encoder encoder;
  const auto second =
      encoder.encode({7, steady_point{std::chrono::seconds{70}}, sample_header(2)})
          .value();
  const auto first_step = [&](std::uint64_t number, int taken) {
    return capture_decoder{
        second,
        capture_decoder::position{number, steady_point{std::chrono::seconds{taken}}}}
        .next();
  };
  CHECK(std::holds_alternative<capture_record>(first_step(6, 69)));
  CHECK(std::holds_alternative<capture_fault>(first_step(5, 69)));
  CHECK(std::holds_alternative<capture_fault>(first_step(6, 71)));
}

TEST_CASE("capture: a refused record reports the wrong field") {
  const auto file = every_form();
  const auto refused = [&](const std::string& line) {
    return only_fault(record_of(file, 0) + frame_of(line));
  };
  struct {
    std::size_t record;
    const char* part;
    const char* other;
    const char* field;
  } const cases[] = {
      {1, R"("tick")", R"("tock")", "header"},
      {1, R"("sequence":1)", R"("sequence":-1)", "tick.sequence"},
      {1, R"("due":1)", R"("due":1.)", "tick.due"},
      {2, R"("data")", R"("other")", "exchange.host"},
      {2, R"(:[7)", R"(:[1,7)", "exchange.asked"},
      {2, R"("status":200)", R"("status":65536)", "exchange.reply.status"},
      {2, R"("age":3)", R"("age":-3)", "exchange.reply.age"},
      {2, R"("[]")", R"({"hex":"5"})", "exchange.reply.body.hex"},
      {2, R"("[]")", R"({"hex":"5g"})", "exchange.reply.body.hex"},
      {3, R"("kind":"status")", R"("kind":"none")", "exchange.error.kind"},
      {3, R"("retryable":true)", R"("retryable":1)", "exchange.error.retryable"},
  };
  for (const auto& wrong : cases) {
    INFO(wrong.field << " " << wrong.other);
    const auto fault =
        refused(replaced(line_of(file, wrong.record), wrong.part, wrong.other));
    CHECK(fault.kind == kind::broken);
    CHECK(fault.field == wrong.field);
  }
  for (const auto* body : {R"("\q")", R"("\")", "\"\n\"", "\"\xff\"", R"(""")"})
    CHECK(refused(replaced(line_of(file, 2), R"("[]")", body)).kind == kind::broken);
  auto without_end = line_of(file, 1);
  without_end.pop_back();
  CHECK(refused(without_end).field == "end");
  CHECK(refused(line_of(file, 1) + line_of(file, 1)).kind == kind::broken);
  CHECK(refused(replaced(line_of(file, 0), R"("part":1)", R"("part":0)")).field ==
        "header.part");
}

TEST_CASE("capture: invalid frames and bombs are refused before decompression") {
  const auto header = record_of(every_form(), 0);
  CHECK(only_fault(header + "no frame at all").field == "first bytes");
  CHECK(only_fault(header + frame_of(line_of(every_form(), 1), false)).field == "frame");
  // Zeros compress to almost nothing.
  const auto bomb = frame_of(std::string(max_record_size + 1, '\0'));
  REQUIRE(bomb.size() < 100'000);
  const auto fault = only_fault(header + bomb);
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
  // Each position looks like a frame whose blocks reach to the end of the file: raw
  // blocks of 9 bytes, which hold the next frame's beginning.
  const std::string lure{"\x28\xb5\x2f\xfd\x24\x01\x48\x00\x00", 9};
  auto file = record_of(every_form(), 0);
  while (file.size() < 4'000'000)
    file += lure + std::string{"\x48\x00\x00", 3};
  const auto begun = std::chrono::steady_clock::now();
  CHECK(decode_all(file).records.size() == 1);
  CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds{5});
}
