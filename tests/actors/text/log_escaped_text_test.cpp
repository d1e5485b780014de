// SPDX-License-Identifier: MIT
#include "actors/text/escaped_text.hpp"
#include "tests/support/catch.hpp"

#include <nlohmann/json.hpp>
#include <rapidcheck.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

namespace {

using namespace tracker;
using namespace std::string_view_literals;
using nlohmann::json;

std::string escaped(std::string_view text, escaping form) {
  std::string result;
  append_escaped(result, text, form);
  return result;
}

/// Whether another library accepts the bytes.
bool is_utf8(const std::string& text) {
  try {
    (void)json(text).dump();
    return true;
  } catch (const json::exception&) {
    return false;
  }
}

/// Bytes, many of them parts of characters.
rc::Gen<std::string> hostile_text() {
  const auto piece =
      rc::gen::oneOf(rc::gen::map(rc::gen::arbitrary<char>(),
                                  [](char byte) { return std::string{byte}; }),
                     rc::gen::element<std::string>(
                         "é", "…", "😀", "\n", "\x1b[31m", "\"", "\\", "\u2028", "\u0085",
                         "\xED\xA0\x80", "\xC0\xAF", "a plain word or two"));
  return rc::gen::map(rc::gen::container<std::vector<std::string>>(piece),
                      [](const std::vector<std::string>& pieces) {
                        std::string text;
                        for (const auto& part : pieces)
                          text += part;
                        return text;
                      });
}

TEST_CASE("text that could break a line or control a terminal is escaped") {
  struct example {
    std::string_view text;
    std::string_view line;
    std::string_view in_json;
  };
  const example examples[] = {
      {"", "", ""},
      {"T-899s | UP 10.0@0.49", "T-899s | UP 10.0@0.49", "T-899s | UP 10.0@0.49"},
      {"one\ntwo\r\tthree", "one\\ntwo\\r\\tthree", "one\\ntwo\\r\\tthree"},
      {"nul \0 bell \a del \x7f"sv, "nul \\u0000 bell \\u0007 del \\u007f",
       "nul \\u0000 bell \\u0007 del \\u007f"},
      {"\x1b[2J", "\\u001b[2J", "\\u001b[2J"},
      {"\xC2\x9B[2J", "\\u009b[2J", "\\u009b[2J"},
      {"\u2028\u2029", "\\u2028\\u2029", "\\u2028\\u2029"},
      {"say \"\\\"", "say \"\\\"", "say \\\"\\\\\\\""},
      {"é … 😀 \u00a0", "é … 😀 \u00a0", "é … 😀 \u00a0"},
      {"12345678\n", "12345678\\n", "12345678\\n"},
      {"1234567é89012345", "1234567é89012345", "1234567é89012345"},
      // Not UTF-8: a lone continuation, an overlong slash, a surrogate, beyond the last
      // code point, a character that is cut off.
      {"a\x80z", "a\uFFFDz", "a\uFFFDz"},
      {"\xC0\xAF", "\uFFFD\uFFFD", "\uFFFD\uFFFD"},
      {"\xE0\x80\xAF", "\uFFFD\uFFFD\uFFFD", "\uFFFD\uFFFD\uFFFD"},
      {"\xED\xA0\x80", "\uFFFD\uFFFD\uFFFD", "\uFFFD\uFFFD\uFFFD"},
      {"\xF4\x90\x80\x80", "\uFFFD\uFFFD\uFFFD\uFFFD", "\uFFFD\uFFFD\uFFFD\uFFFD"},
      {"\xE2\x80", "\uFFFD\uFFFD", "\uFFFD\uFFFD"},
      {"\xF0\x9F\x98", "\uFFFD\uFFFD\uFFFD", "\uFFFD\uFFFD\uFFFD"},
  };
  for (const auto& example : examples) {
    CAPTURE(example.text);
    CHECK(escaped(example.text, escaping::line) == example.line);
    CHECK(escaped(example.text, escaping::json) == example.in_json);
  }
}

TEST_CASE("escaped text is UTF-8 without control characters") {
  CHECK(rc::check([] {
    const auto text = *hostile_text();
    for (const auto form : {escaping::line, escaping::json}) {
      const auto result = escaped(text, form);
      RC_ASSERT(is_utf8(result));
      RC_ASSERT(std::none_of(result.begin(), result.end(), [](unsigned char byte) {
        return byte < 0x20 || byte == 0x7F;
      }));
    }
  }));
}

TEST_CASE("a JSON string is read back unchanged") {
  CHECK(rc::check([] {
    const auto text = *hostile_text();
    const auto read = json::parse('"' + escaped(text, escaping::json) + '"');
    if (is_utf8(text))
      RC_ASSERT(read.get<std::string>() == text);
  }));
}

} // namespace
