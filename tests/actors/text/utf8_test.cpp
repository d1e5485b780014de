// SPDX-License-Identifier: MIT
#include "actors/text/utf8.hpp"

#include "tests/support/catch.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

using namespace tracker;

namespace {

/// Length of the first character, by nlohmann's parser; 0: not valid.
std::size_t length_by_library(const std::string& bytes) {
  for (std::size_t length = 1; length <= bytes.size(); ++length)
    if (nlohmann::json::accept('"' + bytes.substr(0, length) + '"'))
      return length;
  return 0;
}

} // namespace

TEST_CASE("utf8: every pair of bytes beyond ASCII, with any following bytes") {
  for (unsigned pair = 0x8000; pair < 0x10000; ++pair)
    for (const char* rest : {"", "\x80", "\xBF\xBF", "\x80\x80\x80"}) {
      const auto bytes =
          std::string{static_cast<char>(pair >> 8U), static_cast<char>(pair & 0xFFU)} +
          rest;
      if (utf8_length(bytes) != length_by_library(bytes))
        FAIL_CHECK(fmt::format("{:04x} and {} more", pair, bytes.size() - 2));
    }
}

TEST_CASE("utf8: the code point of every character") {
  CHECK(utf8_code_point("A") == U'A');
  CHECK(utf8_code_point("\u00A0") == 0xA0);
  CHECK(utf8_code_point("\u07FF") == 0x7FF);
  CHECK(utf8_code_point("\u2028") == 0x2028);
  CHECK(utf8_code_point("\uFFFD") == 0xFFFD);
  CHECK(utf8_code_point("\U0001F600") == 0x1F600);
  CHECK(utf8_code_point("\U0010FFFF") == 0x10FFFF);
}

TEST_CASE("utf8: an ASCII character is one byte before any other byte") {
  for (int byte = 0; byte < 0x80; ++byte)
    CHECK(utf8_length(std::string{static_cast<char>(byte), '\xC3'}) == 1);
}
