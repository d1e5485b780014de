// SPDX-License-Identifier: MIT
#include "main/config/dotenv.hpp"

#include "main/config/config_bytes.hpp"
#include "main/config/config_cursor.hpp"

#include <optional>

namespace tracker {

namespace {

bool is_name_character(char c) {
  return is_letter(c) || is_digit(c) || c == '_' || c == '.' || c == '-';
}

std::optional<char> unescape(char c) {
  switch (c) {
  case 'n':
    return '\n';
  case 'r':
    return '\r';
  case 't':
    return '\t';
  case '"':
  case '\\':
  case '$':
  case '`':
    return c;
  default:
    return std::nullopt;
  }
}

class dotenv_reader {
public:
  explicit dotenv_reader(std::string_view text) : text_{text} {}

  std::variant<dotenv, dotenv_error> read() {
    while (!text_.done() && !error_)
      read_line();
    if (error_)
      return std::move(*error_);
    return std::move(values_);
  }

private:
  void read_line() {
    text_.take_while(is_blank);
    if (!text_.at('#') && !text_.at('\n') && !text_.done())
      read_assignment();
    if (error_)
      return;
    text_.take_while(is_blank);
    if (text_.at('#'))
      text_.take_line();
    if (!text_.done() && !text_.take('\n'))
      refuse(text_.line(), "unexpected text behind the value");
  }

  void read_assignment() {
    const auto line = text_.line();
    auto name = text_.take_while(is_name_character);
    const bool blank = !text_.take_while(is_blank).empty();
    const bool exported = name == "export" && blank && !text_.at('=');
    if (exported) {
      name = text_.take_while(is_name_character);
      text_.take_while(is_blank);
    }
    if (name.empty() || is_digit(name.front()))
      return refuse(line, "expected NAME=value");
    if (text_.take('='))
      values_.insert_or_assign(std::string{name}, read_value());
    else if (!exported)
      refuse(line, "expected = behind the name");
  }

  std::string read_value() {
    const auto line = text_.line();
    // A `#` right behind the equals sign belongs to the value.
    const bool blank = !text_.take_while(is_blank).empty();
    if (blank && text_.at('#'))
      return {};
    if (text_.take('\''))
      return read_single_quoted(line);
    if (text_.take('"'))
      return read_double_quoted(line);
    return read_unquoted();
  }

  std::string read_unquoted() {
    char previous = '=';
    const auto value = text_.take_while([&](char c) {
      const bool ends = c == '\n' || (c == '#' && is_blank(previous));
      previous = c;
      return !ends;
    });
    return std::string{trim(value)};
  }

  std::string read_single_quoted(std::size_t opened) {
    std::string value{text_.take_while([](char c) { return c != '\''; })};
    close_quotes('\'', opened);
    return value;
  }

  std::string read_double_quoted(std::size_t opened) {
    std::string value;
    while (!text_.done() && !text_.at('"')) {
      const auto rest = text_.rest();
      const auto meaning =
          rest.front() == '\\' && rest.size() > 1 ? unescape(rest[1]) : std::nullopt;
      value += meaning.value_or(rest.front());
      text_.skip(meaning ? 2 : 1);
    }
    close_quotes('"', opened);
    return value;
  }

  void close_quotes(char quote, std::size_t opened) {
    if (!text_.take(quote))
      refuse(opened, "the quotes are not closed");
  }

  void refuse(std::size_t line, std::string reason) {
    error_ = dotenv_error{line, std::move(reason)};
  }

  text_cursor text_;
  dotenv values_;
  std::optional<dotenv_error> error_;
};

std::string with_unix_lines(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at)
    if (text[at] != '\r' || text.substr(at + 1, 1) != "\n")
      result += text[at];
  return result;
}

} // namespace

std::variant<dotenv, dotenv_error> parse_dotenv(std::string_view text) {
  constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
  if (text.starts_with(byte_order_mark))
    text.remove_prefix(byte_order_mark.size());
  if (text.size() > max_config_size)
    return dotenv_error{1, "the file is larger than 1 MiB"};
  if (const auto line = find_binary(text))
    return dotenv_error{*line, "the file is not UTF-8 text"};
  const auto unix_text = with_unix_lines(text);
  return dotenv_reader{unix_text}.read();
}

} // namespace tracker
