// SPDX-License-Identifier: MIT
#include "main/config/dotenv.hpp"
#include "tests/support/catch.hpp"

#include <rapidcheck.h>

namespace tracker::test {

namespace {

dotenv read(const std::string& text) {
  const auto result = parse_dotenv(text);
  if (const auto* error = std::get_if<dotenv_error>(&result))
    FAIL("line " << error->line << ": " << error->reason);
  return std::get<dotenv>(result);
}

/// The line of the error; 0: there is none.
std::size_t error_line(const std::string& text) {
  const auto result = parse_dotenv(text);
  const auto* error = std::get_if<dotenv_error>(&result);
  return error == nullptr ? 0 : error->line;
}

std::string in_double_quotes(const std::string& value) {
  std::string text = "\"";
  for (const char c : value) {
    if (c == '"' || c == '\\' || c == '$' || c == '`')
      text += '\\';
    if (c == '\n')
      text += "\\n";
    else if (c == '\r')
      text += "\\r";
    else
      text += c;
  }
  return text + '"';
}

} // namespace

TEST_CASE("an env-file's values are read as a shell reads them") {
  struct value_case {
    std::string line, value;
  };
  const std::vector<value_case> cases{
      {"A=1", "1"},
      {"A=", ""},
      {"A= ", ""},
      {"A=''", ""},
      {"A=\"\"", ""},
      {"  A=1", "1"},
      {"\tA=1\t", "1"},
      {"A = 1", "1"},
      {"export A=1", "1"},
      {"export\tA=1", "1"},
      {"A=a b", "a b"},
      {"A=1 # comment", "1"},
      {"A=1\t#comment", "1"},
      {"A=1#no comment", "1#no comment"},
      {"A=#value", "#value"},
      {"A= # comment", ""},
      {"A='a # b' # c", "a # b"},
      {"A=\"a # b\"# c", "a # b"},
      {"A='$B \\n \"x\"'", "$B \\n \"x\""},
      {R"(A="a\n\r\t\"\\\$\`\x")", "a\n\r\t\"\\$`\\x"},
      {"A=\"it's\"", "it's"},
      {"A=it's", "it's"},
      {"A=a\\nb", "a\\nb"},
      {"A=a=b", "a=b"},
      {"A=${B}", "${B}"},
      {"A='one\ntwo'", "one\ntwo"},
      {"A=\"one\ntwo\"", "one\ntwo"},
      {"A=1\nA=2", "2"},
      {"# comment\n\nA=1", "1"},
      {"A=1\r\n", "1"},
      {"A=\"x\"\r\n#c\r\n", "x"},
      {"\xef\xbb\xbf"
       "A=1",
       "1"},
      {"A=é€", "é€"},
  };
  for (const auto& [line, value] : cases) {
    INFO(line);
    for (const auto& end : {"", "\n", "\nZ=9\n"}) {
      const auto values = read(line + end);
      REQUIRE(values.contains("A"));
      CHECK(values.at("A") == value);
    }
  }
}

TEST_CASE("a lone carriage return belongs to the value") {
  CHECK(read("A=1\r").at("A") == "1\r");
}

TEST_CASE("lines without a value are none") {
  CHECK(read("").empty());
  CHECK(read("\n \n#x\n\t# y").empty());
  CHECK(read("export PATH\nexport\tHOME # kept\n").empty());
}

TEST_CASE("names may have dots, dashes and digits, and export is a name too") {
  const auto values = read("a.b-c_9=1\nexport=2\nexport export=3\n_=4\n");
  CHECK(values == dotenv{{"a.b-c_9", "1"}, {"export", "3"}, {"_", "4"}});
}

TEST_CASE("bytes that are no env-file are refused with their line") {
  CHECK(error_line("A=1\nnonsense\n") == 2);
  CHECK(error_line("=1\n") == 1);
  CHECK(error_line("9A=1\n") == 1);
  CHECK(error_line("A B=1\n") == 1);
  CHECK(error_line("export A B=1\n") == 1);
  CHECK(error_line("export\n") == 1);
  CHECK(error_line("A!=1\n") == 1);
  CHECK(error_line("A='x\n\n") == 1);
  CHECK(error_line("\n\nA=\"x\\\"\n\n") == 3);
  CHECK(error_line("A='x' y\n") == 1);
  CHECK(error_line("A='x\ny' z\n") == 2);
  CHECK(error_line("{\"json\": true}") == 1);
  CHECK(error_line(std::string("A=1\nB=\0\n", 8)) == 2);
  CHECK(error_line("A=\x1b[31m\n") == 1);
  CHECK(error_line("A=1\n\xff\n") == 2);
  CHECK(error_line("A=" + std::string(2'000'000, 'x')) == 1);
}

TEST_CASE("an error quotes nothing of the file") {
  const auto result = parse_dotenv("SECRET hunter2\n");
  REQUIRE(std::holds_alternative<dotenv_error>(result));
  CHECK(std::get<dotenv_error>(result).reason.find("hunter2") == std::string::npos);
}

TEST_CASE("what is written in quotes is read back") {
  CHECK(rc::check("round trip", [] {
    const auto characters = rc::gen::elementOf(std::string{"ab \t\n\"'\\$`#=;é9"});
    auto value = *rc::gen::container<std::string>(characters);
    const auto result = parse_dotenv("X=1\nA=" + in_double_quotes(value) + " # c\nY=2\n");
    // A cut é is no text.
    if (const auto* error = std::get_if<dotenv_error>(&result))
      RC_ASSERT(error->reason == "the file is not UTF-8 text");
    else
      RC_ASSERT(std::get<dotenv>(result) ==
                (dotenv{{"X", "1"}, {"A", value}, {"Y", "2"}}));
  }));
}

TEST_CASE("any bytes are values or one error with a line") {
  CHECK(rc::check("total", [](const std::string& bytes) {
    const auto result = parse_dotenv(bytes);
    if (const auto* error = std::get_if<dotenv_error>(&result))
      RC_ASSERT(error->line >= 1);
  }));
}

} // namespace tracker::test
