// SPDX-License-Identifier: MIT
#include "main/config/syntax/dotenv.hpp"

#include "main/config/syntax/config_bytes.hpp"
#include "tests/support/catch.hpp"

#include <rapidcheck.h>

namespace tracker::test {

namespace {

dotenv dotenv_of(const std::string& text) {
  const auto result = parse_dotenv(text, "WANTED");
  if (result.error || result.skipped > 0)
    FAIL("line " << result.first_skipped << " was skipped");
  return result.values;
}

/// The first skipped line; 0 without one.
std::size_t skipped_line(const std::string& text) {
  return parse_dotenv(text, "WANTED").first_skipped;
}

dotenv_error error_of(const std::string& text, const variable_source& variables = {}) {
  return parse_dotenv(text, "WANTED", variables).error.value_or(dotenv_error{});
}

std::string wanted_in(const std::string& text, const variable_source& variables = {}) {
  const auto result = parse_dotenv(text, "WANTED", variables);
  INFO(text);
  CHECK_FALSE(result.error);
  const auto found = result.values.find("WANTED");
  return found == result.values.end() ? "(none)" : found->second;
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
      const auto values = dotenv_of(line + end);
      REQUIRE(values.contains("A"));
      CHECK(values.at("A") == value);
    }
  }
}

TEST_CASE("a lone carriage return belongs to the value") {
  CHECK(dotenv_of("A=1\r").at("A") == "1\r");
}

TEST_CASE("lines without a value yield no names") {
  CHECK(dotenv_of("").empty());
  CHECK(dotenv_of("\n \n#x\n\t# y").empty());
  CHECK(dotenv_of("export PATH\nexport\tHOME # kept\n").empty());
}

TEST_CASE("names may have dots, dashes and digits, and export is a name too") {
  const auto values = dotenv_of("a.b-c_9=1\nexport=2\nexport export=3\n_=4\n");
  CHECK(values == dotenv{{"a.b-c_9", "1"}, {"export", "3"}, {"_", "4"}});
}

TEST_CASE("lines of other programs are skipped, counted and named") {
  CHECK(skipped_line("A=1\nnonsense\n") == 2);
  CHECK(skipped_line("=1\n") == 1);
  CHECK(skipped_line("9A=1\n") == 1);
  CHECK(skipped_line("A B=1\n") == 1);
  CHECK(skipped_line("export A B=1\n") == 1);
  CHECK(skipped_line("export\n") == 1);
  CHECK(skipped_line("A!=1\n") == 1);
  CHECK(skipped_line("A='x\n\n") == 1);
  CHECK(skipped_line("\n\nA=\"x\\\"\n\n") == 3);
  CHECK(skipped_line("A='x' y\n") == 1);
  CHECK(skipped_line("A='x\ny' z\n") == 1);
  CHECK(skipped_line("{\"json\": true}") == 1);
  CHECK(skipped_line(std::string("A=1\nB=\0\n", 8)) == 2);
  CHECK(skipped_line("A=\x1b[31m\n") == 1);
  CHECK(skipped_line("A=1\n\xff\n") == 2);
  CHECK(error_of("A=" + std::string(2'000'000, 'x')).line == 1);
}

// Field case 6: the env-file is shared with other programs, whose lines need not be
// valid here. Only the wanted name is read strictly.
TEST_CASE("an env-file shared with other programs yields the wanted name") {
  const std::string foreign = "lonely\nAPI_KEY: abc\nGREETING=\"hello\" world\n"
                              "NOTE=\"it is open\n2FA=1\n[default]\n. ~/.profile\n";
  const auto result = parse_dotenv(foreign + "WANTED=0xab\nLAST=\"\"\n", "WANTED");
  CHECK_FALSE(result.error);
  CHECK(result.values.at("WANTED") == "0xab");
  CHECK(result.values.at("LAST").empty());
  CHECK(result.skipped == 7);
  CHECK(result.first_skipped == 1);
  CHECK(wanted_in("MAIN=0xab\n" + foreign + "WANTED=${MAIN}\n") == "0xab");
}

TEST_CASE("references in the wanted value are replaced") {
  const variable_source outside = [](const std::string& name) {
    return name == "HOME_WALLET" ? std::optional<std::string>{"0xcd"} : std::nullopt;
  };
  CHECK(wanted_in("A=1\nWANTED=$A\n") == "1");
  CHECK(wanted_in("A=1\nexport WANTED=\"0x${A}2\"\n") == "0x12");
  CHECK(wanted_in("A=1\nB=${A}2\nWANTED=${B}3\n") == "123");
  CHECK(wanted_in("A=1\nA=2\nWANTED=$A\nA=3\n") == "2");
  CHECK(wanted_in("WANTED=${HOME_WALLET}\n", outside) == "0xcd");
  CHECK(wanted_in("HOME_WALLET=0xef\nWANTED=${HOME_WALLET}\n", outside) == "0xef");
  CHECK(wanted_in("A=1\nWANTED='$A'\n") == "$A");
  CHECK(wanted_in("A=1\nWANTED=\"\\$A\"\n") == "$A");
  CHECK(wanted_in("A=$NOWHERE\nWANTED=1\n") == "1");
}

TEST_CASE("the wanted line is refused with its line and reason") {
  CHECK(error_of("A=1\nWANTED: 0xab\n") == dotenv_error{2, "expected = after the name"});
  CHECK(error_of("export WANTED='0xab\n").line == 1);
  CHECK(error_of("WANTED=\"0xab\" x\n") ==
        dotenv_error{1, "unexpected text after the value"});
  CHECK(error_of("WANTED=${MAIN}\n") ==
        dotenv_error{1, "it refers to MAIN, which is not set"});
  CHECK(error_of("MAIN=$OTHER\nWANTED=${MAIN}\n") ==
        dotenv_error{2, "it refers to OTHER, which is not set"});
  CHECK(error_of("WANTED=${MAIN:-0xab}\n").reason == "expected ${NAME}");
  CHECK(error_of("WANTED=\x1b\n").reason == "the line is not UTF-8 text");
  CHECK(wanted_in("WANTED_TOO: x\nWANTED=1\n") == "1");
  std::string doubling = "A=xxxxxxxxxx\n";
  for (int i = 0; i < 100; ++i)
    doubling += "A=$A$A\n";
  CHECK(error_of(doubling + "WANTED=$A\n").reason == "its references are too long");
}

TEST_CASE("an error quotes nothing of the file") {
  const auto error = error_of("WANTED hunter2\n");
  CHECK(error.line == 1);
  CHECK(error.reason.find("hunter2") == std::string::npos);
}

TEST_CASE("a value written in quotes is read back") {
  CHECK(rc::check("round trip", [] {
    const auto characters = rc::gen::elementOf(std::string{"ab \t\n\"'\\$`#=;é9"});
    auto value = *rc::gen::container<std::string>(characters);
    const auto result =
        parse_dotenv("X=1\nA=" + in_double_quotes(value) + " # c\nY=2\n", "X");
    // A part of the two bytes of é is not text.
    if (result.skipped > 0)
      RC_ASSERT(find_binary(value));
    else
      RC_ASSERT(result.values == (dotenv{{"X", "1"}, {"A", value}, {"Y", "2"}}));
  }));
}

TEST_CASE("any bytes are values, skipped lines, or one error with a line") {
  CHECK(rc::check("total", [](const std::string& bytes) {
    const auto result = parse_dotenv(bytes, "A");
    RC_ASSERT((result.skipped == 0) == (result.first_skipped == 0));
    if (result.error)
      RC_ASSERT(result.error->line >= 1U);
  }));
}

} // namespace tracker::test
