// SPDX-License-Identifier: MIT
#include "actors/platform/json.hpp"

#include "tests/support/catch.hpp"

using namespace tracker;

namespace {

decode_error refusal(std::string_view body) {
  auto result = parse_json(body);
  REQUIRE(std::holds_alternative<decode_error>(result));
  return std::get<decode_error>(result);
}

template <class Read>
decode_error refusal_of(std::string_view body, Read read) {
  auto result = decode(body, read);
  REQUIRE(std::holds_alternative<decode_error>(result));
  return std::get<decode_error>(result);
}

} // namespace

TEST_CASE("numbers keep the text they were written with") {
  const auto read = [](const json_cursor& root) {
    return std::string{root.at("size").decimal()};
  };
  CHECK(std::get<std::string>(decode(R"({"size":2538.2661200000002})", read)) ==
        "2538.2661200000002");
  CHECK(std::get<std::string>(decode(R"({"size":7})", read)) == "7");
  CHECK(std::get<std::string>(decode(R"({"size":-3})", read)) == "-3");
  CHECK(std::get<std::string>(decode(R"({"size":"0.50"})", read)) == "0.50");
  CHECK(std::get<std::string>(decode(R"({"size":123456789012345678901234567890})",
                                     read)) == "123456789012345678901234567890");
}

TEST_CASE("a number may be of any size") {
  const auto read = [](const json_cursor& root) {
    return std::string{root.at("size").decimal()};
  };
  for (const auto& number : std::vector<std::string>{
           "1e400", "-1E+400", "1e-400", "-0.0", "1.0", "18446744073709551615",
           "-9223372036854775808", "-9223372036854775809", std::string(5000, '9')}) {
    INFO(number);
    CHECK(std::get<std::string>(decode("{\"size\":" + number + "}", read)) == number);
  }
}

TEST_CASE("minus zero is zero") {
  const auto read = [](const json_cursor& root) { return root.integer(); };
  CHECK(std::get<std::int64_t>(decode("-0", read)) == 0);
}

TEST_CASE("numbers that exceed a double are read in place, as numbers") {
  const auto read = [](const json_cursor& root) {
    const auto list = root.at("a").elements();
    std::vector<std::string> result;
    for (const auto& name : {"b", "c"})
      result.emplace_back(list.at(1).at(name).decimal());
    result.emplace_back(list.at(0).decimal());
    result.emplace_back(root.at("d").decimal());
    return result;
  };
  const auto body = R"({"a":[0,{"b":1e400,"c":0,"n":{"0":[true,null,"0",-2e999 ]}}],)"
                    "\"d\": -1E500\n}";
  CHECK(std::get<std::vector<std::string>>(decode(body, read)) ==
        std::vector<std::string>{"1e400", "0", "0", "-1E500"});
  CHECK(refusal_of(body, [](const json_cursor& root) {
          return root.at("a").elements().at(1).at("b").text();
        }) == decode_error{"a[1].b", "a string", "1e400"});
}

TEST_CASE("an error after a number that exceeds a double is reported at its byte") {
  CHECK(refusal("[1e400,1x]").found == refusal("[12345,1x]").found);
  CHECK(refusal("[1e400").found == refusal("[12345").found);
  CHECK(refusal("1e400 1e400").expected == "JSON");
}

TEST_CASE("too many numbers that exceed a double are refused") {
  const auto list = [](int numbers) {
    std::string result{"[0"};
    for (int i = 0; i < numbers; ++i)
      result += ",1e400";
    return result + ']';
  };
  const auto read = [](const json_cursor& root) {
    return std::string{root.elements().back().decimal()};
  };
  CHECK(std::get<std::string>(decode(list(4), read)) == "1e400");
  CHECK(refusal(list(5)) ==
        decode_error{"", "at most 4 numbers beyond a double", "more"});
}

TEST_CASE("bytes that are not one JSON text are refused") {
  for (const char* body : {"",
                           "{",
                           "{}x",
                           "[1,]",
                           "<html>",
                           "error code: 1015",
                           "{\"a\":\"\x80\"}",
                           "nul",
                           "01",
                           "\"\x01\"",
                           "\xEF\xBB\xBF{}",
                           "-",
                           "1.",
                           "1e",
                           "+1",
                           "NaN",
                           "[1 2]",
                           "{\"a\"}",
                           "{a:1}",
                           "\"\\ud800\""}) {
    INFO(body);
    CHECK(refusal(body).expected == "JSON");
  }
}

TEST_CASE("depth is bounded") {
  CHECK(std::holds_alternative<json_value>(
      parse_json(std::string(64, '[') + std::string(64, ']'))));
  CHECK(refusal(std::string(65, '[')).expected == "at most 64 levels");
  CHECK(refusal(std::string(1'000'000, '[')).expected == "at most 64 levels");
}

TEST_CASE("an error names the field, what was expected and what was found") {
  const auto read = [](const json_cursor& root) {
    return root.at("tokens").elements().at(1).at("winner").boolean();
  };
  CHECK(to_string(refusal_of(R"({"tokens":[{},{"winner":"yes"}]})", read)) ==
        "tokens[1].winner: expected true or false, found \"yes\"");
  CHECK(to_string(refusal_of(R"({"tokens":[{},{}]})", read)) ==
        "tokens[1].winner: expected a value, found nothing");
  CHECK(to_string(refusal_of(R"({"tokens":7})", read)) ==
        "tokens: expected an array, found 7");
  CHECK(to_string(refusal_of("[]", read)) ==
        "the reply: expected an object, found an array of 0");
}

TEST_CASE("a duplicate member is refused when it is read") {
  const auto read = [](const json_cursor& root) { return root.at("a").integer(); };
  CHECK(refusal_of(R"({"a":1,"a":2})", read) ==
        decode_error{"a", "one member of this name", "two"});
  CHECK(std::get<std::int64_t>(decode(R"({"a":1,"b":2,"b":3})", read)) == 1);
}

TEST_CASE("lists may be wrapped in a string") {
  const auto read = [](const json_cursor& root) { return root.at("o").string_list(); };
  const std::vector<std::string> outcomes{"Up", "Down"};
  CHECK(std::get<std::vector<std::string>>(
            decode(R"({"o":"[\"Up\", \"Down\"]"})", read)) == outcomes);
  CHECK(std::get<std::vector<std::string>>(decode(R"({"o":["Up","Down"]})", read)) ==
        outcomes);
  CHECK(refusal_of(R"({"o":"Up"})", read).expected == "an array of strings in a string");
  CHECK(refusal_of(R"({"o":"[1]"})", read).field == "o[0]");
}

TEST_CASE("a NUL byte does not end the text") {
  CHECK(refusal({"{}\0", 3}).found == "an error at byte 3");
  CHECK(refusal({"\"a\0\"", 4}).found == "an error at byte 3");
}

TEST_CASE("more values than a reply can have are refused, not stored") {
  std::string many{"[0"};
  for (int i = 0; i < 1'000'000; ++i)
    many += ",0";
  CHECK(refusal(many + ']').expected == "at most 1000000 values");
}

TEST_CASE("paths lead through lists and members") {
  const auto refused = [](std::string_view body, auto read) {
    return refusal_of(body, read).field;
  };
  CHECK(refused(R"([[1],[2,{"a":{"b":[0,true]}}]])", [](const json_cursor& root) {
          return root.elements()
              .at(1)
              .elements()
              .at(1)
              .at("a")
              .at("b")
              .elements()
              .at(1)
              .integer();
        }) == "[1][1].a.b[1]");
  CHECK(refused(R"({"a":{"b":1}})", [](const json_cursor& root) {
          return root.at("a").at("c").integer();
        }) == "a.c");
}

TEST_CASE("found values are printable and short") {
  const auto read = [](const json_cursor& root) { return root.at("a").integer(); };
  const auto refused =
      refusal_of(R"({"a":"\u001b[2J)" + std::string(500, 'x') + "\"}", read);
  CHECK(refused.found.size() < 80);
  CHECK(refused.found.find('\x1b') == std::string::npos);
}

TEST_CASE("an error shows no whole address, wherever the excerpt is cut") {
  const std::string digits = "c2ad03f79ca3f3c17d8c7de2612ce0c89b7d40ed";
  const auto found = [](const std::string& text) {
    return refusal_of('"' + text + '"',
                      [](const json_cursor& root) { return root.integer(); })
        .found;
  };
  CHECK(found("0x" + digits) == "\"0xc2ad03f7…7d40ed\"");
  CHECK(found(digits) == "\"c2ad03f7…7d40ed\"");
  for (std::size_t length = 0; length < 120; ++length)
    for (const std::string tail : {"", " and more text behind it"}) {
      const auto text = found(std::string(length, '.') + "0x" + digits + tail);
      INFO(text);
      // Of 40 digits no more than the masked ones.
      CHECK(text.find(digits.substr(0, 9)) == std::string::npos);
    }
  // A hash is not an address.
  const auto hash = "0x" + digits + digits.substr(0, 24);
  CHECK(found(hash) == '"' + hash.substr(0, 60) + "...\"");
}
