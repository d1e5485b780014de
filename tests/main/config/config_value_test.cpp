// SPDX-License-Identifier: MIT
// The tracker's reader of CAF's syntax, compared with CAF's own.
#include "main/config/syntax/config_bytes.hpp"
#include "main/config/syntax/config_text.hpp"
#include "main/config/syntax/config_value.hpp"
#include "tests/main/config/config_against_caf.hpp"
#include "tests/support/catch.hpp"

#include <rapidcheck.h>

namespace tracker::test {

namespace {

using namespace std::chrono_literals;

config_value value_of(const std::string& text) {
  const auto parsed = parse_config_value(text);
  if (const auto* fault = std::get_if<value_fault>(&parsed))
    FAIL(text << ": " << fault->reason);
  return std::get<config_value>(parsed);
}

bool is_refused_value(const std::string& text) {
  return std::holds_alternative<value_fault>(parse_config_value(text));
}

rc::Gen<config_value> any_value(int depth) {
  const auto plain = rc::gen::oneOf(
      rc::gen::map(rc::gen::arbitrary<std::int64_t>(),
                   [](std::int64_t x) { return config_value{x}; }),
      rc::gen::map(rc::gen::arbitrary<bool>(), [](bool x) { return config_value{x}; }),
      rc::gen::map(rc::gen::arbitrary<std::int64_t>(),
                   [](std::int64_t x) { return config_value{timespan{x}}; }),
      rc::gen::map(rc::gen::container<std::string>(rc::gen::inRange(' ', '~')),
                   [](std::string x) { return config_value{std::move(x)}; }),
      rc::gen::map(
          rc::gen::container<std::string>(5, rc::gen::inRange('a', 'z')),
          [](std::string x) { return config_value{config_atom{std::move(x)}}; }));
  if (depth == 0)
    return plain;
  return rc::gen::oneOf(
      plain,
      rc::gen::map(rc::gen::container<std::vector<config_value>>(any_value(depth - 1)),
                   [](config_list x) { return config_value{std::move(x)}; }),
      rc::gen::map(any_value(depth - 1), [](config_value x) {
        return config_value{config_table{{"a", x}, {"b-2", std::move(x)}}};
      }));
}

} // namespace

TEST_CASE("values of every kind are read") {
  CHECK(value_of("5") == config_value{std::int64_t{5}});
  CHECK(value_of("-5") == config_value{std::int64_t{-5}});
  CHECK(value_of("0") == config_value{std::int64_t{0}});
  CHECK(value_of("true") == config_value{true});
  CHECK(value_of("15min") == config_value{timespan{15min}});
  CHECK(value_of("7ns") == config_value{timespan{7ns}});
  CHECK(value_of("10us") == config_value{timespan{10us}});
  CHECK(value_of("2562047h") == config_value{timespan{2562047h}});
  CHECK(value_of(R"("a\n\r\t\"\\é")") == config_value{std::string{"a\n\r\t\"\\é"}});
  CHECK(value_of("'sharing'") == config_value{config_atom{"sharing"}});
  CHECK(value_of("[1, ; one\n 2,\n]") ==
        config_value{config_list{{std::int64_t{1}}, {std::int64_t{2}}}});
  CHECK(
      value_of("{ a = 1\n b-c = \"x\" }") ==
      config_value{config_table{{"a", {std::int64_t{1}}}, {"b-c", {std::string{"x"}}}}});
  CHECK(value_of("[]") == config_value{config_list{}});
  CHECK(value_of("[1, # one\n 2]") ==
        config_value{config_list{{std::int64_t{1}}, {std::int64_t{2}}}});
}

TEST_CASE("minutes, days and sizes in bytes have short units") {
  CHECK(value_of("5m") == config_value{timespan{5min}});
  CHECK(value_of("-5m") == config_value{timespan{-5min}});
  CHECK(value_of("400d") == config_value{timespan{9600h}});
  CHECK(to_string(value_of("400d")) == "9600h");
  CHECK(value_of("64M") == config_value{byte_size{67'108'864}});
  CHECK(value_of("8k") == config_value{byte_size{8192}});
  CHECK(value_of("8K") == config_value{byte_size{8192}});
  CHECK(value_of("1G") == config_value{byte_size{1'073'741'824}});
  for (const auto* text : {"0k", "1G", "64M", "1025k", "-8k"})
    CHECK(to_string(value_of(text)) == text);
  CHECK(is_refused_value("9223372036854775807k"));
  CHECK(is_refused_value("106752d"));
  CHECK(is_refused_value("64MB"));
}

TEST_CASE("values that CAF silently misreads are refused") {
  for (const auto* text :
       {"010", "010s", "9999999999h", "5124095576030432h", "9223372036854775807s",
        "{a = 1, a = 2}", "abc", "nan", "truex", "-", "\xff", "<", "0x10", "0b1"})
    CHECK(is_refused_value(text));
}

TEST_CASE("texts that are not values are refused") {
  for (const auto* text : {"",          " ",         " 5",
                           "5 ",        "5\n",       "1s2",
                           "1.5",       ".5",        "5.",
                           "1e3",       "+5",        "--5",
                           "1_0",       "\"a",       "\"a\nb\"",
                           "\"\\x41\"", "\"\\",      "'",
                           "'a",        "'a;b'",     "'elevenchars'",
                           "[",         "[1",        "[1,",
                           "[,]",       "[1 2]",     "[1}",
                           "{",         "{a}",       "{a=",
                           "{a=1",      "{a=1 b=2}", "{=1}",
                           "{\"a\"=1}", "{a\n=1}",   "]",
                           "}",         "true false"})
    CHECK(is_refused_value(text));
}

TEST_CASE("nesting is bounded") {
  CHECK_FALSE(is_refused_value(std::string(8, '[') + std::string(8, ']')));
  CHECK(is_refused_value(std::string(9, '[') + std::string(9, ']')));
  CHECK(is_refused_value(std::string(1'000'000, '[')));
  CHECK(is_refused_value(std::string(1'000'000, '{')));
}

TEST_CASE("a value that is written is read back, by the tracker and by CAF") {
  CHECK(rc::check("round trip", [] {
    const auto value = *any_value(3);
    const auto text = to_string(value);
    const auto parsed = parse_config_value(text);
    RC_ASSERT(std::holds_alternative<config_value>(parsed));
    RC_ASSERT(std::get<config_value>(parsed) == value);
    RC_ASSERT(difference_from_caf("[s]\nk = " + text + "\n") == "");
  }));
}

TEST_CASE("values that the tracker accepts mean the same to CAF") {
  CHECK(rc::check("random documents of the syntax's characters", [] {
    const auto text = *rc::gen::container<std::string>(
        rc::gen::elementOf(std::string{"[]{}=;,'\"\\ \n\tab-_.019shm"}));
    RC_ASSERT(difference_from_caf("[s]\nk = " + text) == "");
    RC_ASSERT(difference_from_caf(text) == "");
  }));
}

TEST_CASE("a document is parsed with its line numbers") {
  const auto document = parse_config_text("; c\n\n[a]\nx = [1,\n 2]\ny=2;c\n[b_1-c.d]\n");
  CHECK(document.faults.empty());
  REQUIRE(document.sections.size() == 2);
  CHECK(document.sections[0].name == "a");
  CHECK(document.sections[0].line == 3);
  CHECK(document.sections[1].name == "b_1-c.d");
  CHECK(document.sections[1].line == 7);
  REQUIRE(document.entries.size() == 2);
  CHECK(document.entries[0].raw == "[1,\n 2]");
  CHECK(document.entries[0].line == 4);
  CHECK(document.entries[1].section == "a");
  CHECK(document.entries[1].key == "y");
  CHECK(document.entries[1].raw == "2");
  CHECK(document.entries[1].line == 6);
}

TEST_CASE("a document may have # comments, CRLF and a byte order mark") {
  const auto document = parse_config_text("\xef\xbb\xbf# c\r\n[a] # c\r\nx = 5m#c\r\n"
                                          "y = \"#1\" # c\r\nz = [1, # one\r\n 2]\r\n");
  CHECK(document.faults.empty());
  REQUIRE(document.entries.size() == 3);
  CHECK(document.entries[0].raw == "5m");
  CHECK(document.entries[0].line == 3);
  CHECK(std::get<config_value>(document.entries[1].value) ==
        config_value{std::string{"#1"}});
  CHECK(std::get<config_value>(document.entries[2].value) ==
        config_value{config_list{{std::int64_t{1}}, {std::int64_t{2}}}});
}

TEST_CASE("a large hostile document is read in linear time") {
  std::string keys = "[a]\n";
  while (keys.size() < max_config_size - 20)
    keys += "k" + std::to_string(keys.size()) + "=1\n";
  CHECK(parse_config_text(keys).entries.size() > 50'000);
  std::string table = "[a]\nk = {";
  while (table.size() < max_config_size - 20)
    table += "k" + std::to_string(table.size()) + "=1,";
  const auto document = parse_config_text(table + "}\n");
  REQUIRE(document.entries.size() == 1);
  CHECK(std::get<value_fault>(document.entries[0].value).reason ==
        "the table has too many fields");
}

TEST_CASE("binary bytes are found, and shown escaped") {
  CHECK_FALSE(find_binary("a\tb\r\nä€😀"));
  CHECK(find_binary(std::string("a\nb\0", 4)) == 2);
  CHECK(find_binary("\xc0\xaf") == 1);         // overlong
  CHECK(find_binary("\xed\xa0\x80") == 1);     // surrogate
  CHECK(find_binary("\xf4\x90\x80\x80") == 1); // beyond Unicode
  CHECK(find_binary("a\n\xe2\x82") == 2);      // cut
  CHECK(printable("a\x1b\n\xff€") == "a\\x1b\\x0a\\xff€");
}

} // namespace tracker::test
