// SPDX-License-Identifier: MIT
// Our tree beside the library's own, of bytes that neither has seen.
#include "tests/actors/platform/json_reference.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/recorded.hpp"

#include <rapidcheck.h>

using namespace tracker;
using namespace tracker::test;

namespace {

/// What JSON is made of, whole and broken.
rc::Gen<std::string> piece() {
  return rc::gen::element<std::string>(
      "{", "}", "[", "]", ",", ":", "\"", "\\", " ", "\t", "\r\n", "true", "false",
      "null", "tru", "0", "-", "12", "01", ".5", "1.5", "1.", "e", "E+1", "1e-2", "-0",
      "18446744073709551616", "1e400", "-2E+999", "1e-400", "\"\"", "\"a\"",
      "\"b\":", "\"a\":", "\"\\u00e9\"", "\"\\ud83d\\ude00\"", "\"\\ud83d\"",
      "\"\\ude00\"", "\"\\u12G4\"", "\"\\n\\/\"", "\"\\x\"", "\"\xC3\xA9\"",
      "\"\xE2\x82\xAC\"", "\"\xF0\x9F\x98\x80\"", "\"\xC0\x80\"", "\"\xED\xA0\x80\"",
      "\"\xF4\x90\x80\x80\"", "\"\xE2\x82\"", "\"\x1F\"", "\"\x7F\"", "\xA0");
}

const std::string sample =
    R"([{"proxyWallet":"0xab","size":55.597408,"cash":-1e400,"price":7.3e-1,"title":"Up \"or\" Down )"
    "\xC2\xAB"
    R"( \u00e9","side":"","outcomeIndex":999,"flags":[true,false,null,{}],"id":-17}, []])";

} // namespace

TEST_CASE("json: pieces put together at random") {
  CHECK(rc::check([] {
    const auto pieces = *rc::gen::container<std::vector<std::string>>(piece());
    std::string text;
    for (const auto& each : pieces)
      text += each;
    RC_ASSERT(agrees_with_library(text));
    RC_ASSERT(agrees_with_library("[" + text + "]"));
    RC_ASSERT(agrees_with_library("{\"a\":" + text + "}"));
  }));
}

TEST_CASE("json: a reply with one byte changed, doubled or cut off") {
  REQUIRE(is_json(sample) == true);
  REQUIRE(agrees_with_library(sample));
  for (std::size_t at = 0; at < sample.size(); ++at) {
    CHECK(agrees_with_library(sample.substr(0, at)));
    auto doubled = sample;
    doubled.insert(at, 1, sample[at]);
    CHECK(agrees_with_library(doubled));
    for (int byte = 1; byte < 256; ++byte) {
      auto changed = sample;
      changed[at] = static_cast<char>(byte);
      if (!agrees_with_library(changed))
        FAIL_CHECK("byte " << at << " as " << byte);
    }
  }
}

TEST_CASE("json: every recorded reply") {
  for (const auto& name : recorded_files("")) {
    if (name.find(".json") != name.size() - 5)
      continue;
    INFO(name);
    const auto body = *recorded(name);
    CHECK(is_json(body) == true);
    CHECK(agrees_with_library(body));
  }
}
