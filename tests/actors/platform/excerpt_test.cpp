// SPDX-License-Identifier: MIT
#include "actors/platform/excerpt.hpp"
#include "tests/support/catch.hpp"

#include <nlohmann/json.hpp>
#include <rapidcheck.h>

#include <algorithm>

namespace tracker {
namespace {

/// Whether another library accepts the bytes.
bool is_utf8(const std::string& text) {
  try {
    return !nlohmann::json(text).dump().empty();
  } catch (const nlohmann::json::type_error&) {
    return false;
  }
}

std::size_t length_of(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  }));
}

TEST_CASE("an excerpt is the readable part of untrusted bytes") {
  using namespace std::string_literals;
  const std::pair<std::string, std::string> cases[] = {
      {"", ""},
      {"internal error", "internal error"},
      {"  two\r\n\r\n lines\t ", "two lines"},
      {"a\0b"s, "a b"},
      {"\x1b[31mred\x07", "[31mred"},
      {"caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80",
       "caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80"},
      {"\xff\xc3", "??"},
      {"\xc0\xaf", "??"},           // overlong
      {"\xed\xa0\x80", "???"},      // surrogate
      {"\xf4\x90\x80\x80", "????"}, // above U+10FFFF
      {"\xe2\x82", "??"},           // cut
      {"a\xc2\x85"
       "b",
       "a b"}, // C1
      {"a\xe2\x80\xa8"
       "b",
       "a b"}, // line separator
      {"ab\xe2\x80\xae"
       "dc",
       "abdc"}, // right-to-left override
      {"\xef\xbb\xbf"
       "x\xe2\x80\x8b"
       "y",
       "xy"}, // byte order mark, zero width space
  };
  for (const auto& [bytes, text] : cases) {
    INFO(text);
    CHECK(excerpt(bytes) == text);
  }
}

TEST_CASE("an excerpt has at most 200 characters and shows where it was cut") {
  CHECK(excerpt(std::string(200, 'x')) == std::string(200, 'x'));
  CHECK(excerpt(std::string(201, 'x')) == std::string(199, 'x') + "…");
  CHECK(excerpt(std::string(199, 'x') + " y") == std::string(199, 'x') + "…");
  CHECK(excerpt(std::string(200, 'x') + "\r\n") == std::string(200, 'x'));
  std::string wide;
  for (auto i = 0; i < 300; ++i)
    wide += "é";
  CHECK(length_of(excerpt(wide)) == 200);
}

TEST_CASE("an excerpt of any bytes is short, printable UTF-8") {
  const auto fragment =
      rc::gen::oneOf(rc::gen::container<std::string>(rc::gen::arbitrary<char>()),
                     rc::gen::elementOf(std::vector<std::string>{
                         "é", "€", "😀", "\xed\xa0\x80", "\xc2\x85", " ", "\n", "\xf4",
                         "\xe2\x82", "…"}));
  const auto readable = [&] {
    std::string bytes;
    for (const auto& piece : *rc::gen::container<std::vector<std::string>>(fragment))
      bytes += piece;
    const auto text = excerpt(bytes);
    RC_CLASSIFY(length_of(text) == excerpt_length);
    RC_ASSERT(is_utf8(text));
    RC_ASSERT(length_of(text) <= excerpt_length);
    RC_ASSERT(std::none_of(text.begin(), text.end(), [](char c) {
      return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    }));
    RC_ASSERT(excerpt(text) == text);
  };
  CHECK(rc::check("short, printable, stable", readable));
}

TEST_CASE("an excerpt shows no whole address, wherever it is cut") {
  const std::string digits = "c2ad03f79ca3f3c17d8c7de2612ce0c89b7d40ed";
  CHECK(excerpt("invalid user 0x" + digits) == "invalid user 0xc2ad03f7…7d40ed");
  for (std::size_t length = 0; length < 260; ++length) {
    const auto text = excerpt(std::string(length, '.') + "0x" + digits + "&limit=500");
    INFO(text);
    CHECK(text.find(digits.substr(0, 9)) == std::string::npos);
  }
}

} // namespace
} // namespace tracker
