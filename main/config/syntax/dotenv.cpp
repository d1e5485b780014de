// SPDX-License-Identifier: MIT
#include "main/config/syntax/dotenv.hpp"

#include "actors/text/utf8.hpp"
#include "main/config/syntax/config_bytes.hpp"
#include "main/config/syntax/config_cursor.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace tracker {

namespace {

bool is_variable_character(char c) {
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

/// Limit of a quoted value, so that an unmatched quote costs one line, not the file.
constexpr std::size_t max_quoted = 16UL * 1024;
/// Limit of an expanded value: references may refer to each other.
constexpr std::size_t max_expanded = 4096;

/// A value as written, and with its references replaced.
struct env_value {
  std::string written;
  std::string expanded;
  /// Why a reference could not be replaced; empty: all were.
  std::string unresolved;
};

class dotenv_reader {
public:
  dotenv_reader(std::string_view text, std::string_view wanted,
                const variable_source& variables)
      : text_{text}, wanted_{wanted}, variables_{variables} {}

  dotenv_file read() {
    while (!text_.done() && !file_.error)
      read_line();
    for (auto& [name, value] : values_)
      file_.values.emplace(name, name == wanted_ ? std::move(value.expanded)
                                                 : std::move(value.written));
    return std::move(file_);
  }

private:
  void read_line() {
    const auto begin = text_;
    const auto reason = find_binary(text_cursor{text_}.take_line())
                            ? std::string{"the line is not UTF-8 text"}
                            : read_statement();
    if (reason.empty())
      return;
    text_ = begin;
    if (is_wanted(text_cursor{text_}.take_line()))
      file_.error = dotenv_error{text_.line(), reason};
    if (++file_.skipped == 1)
      file_.first_skipped = text_.line();
    text_.take_line();
    text_.take('\n');
  }

  /// True if the line is an attempt to set the wanted name.
  bool is_wanted(std::string_view line) const {
    text_cursor rest{line};
    rest.take_while(is_blank);
    auto name = rest.take_while(is_variable_character);
    if (name == "export" && !rest.take_while(is_blank).empty())
      name = rest.take_while(is_variable_character);
    return !wanted_.empty() && name == wanted_;
  }

  /// Reads a statement to the end of its line; returns the error, or an empty text.
  std::string read_statement() {
    text_.take_while(is_blank);
    if (!text_.at('#') && !text_.at('\n') && !text_.done())
      if (auto reason = read_assignment(); !reason.empty())
        return reason;
    text_.take_while(is_blank);
    if (text_.at('#'))
      text_.take_line();
    if (!text_.done() && !text_.take('\n'))
      return "unexpected text after the value";
    if (read_)
      values_.insert_or_assign(std::move(read_->first), std::move(read_->second));
    read_.reset();
    return {};
  }

  std::string read_assignment() {
    read_.reset();
    auto name = text_.take_while(is_variable_character);
    const bool blank = !text_.take_while(is_blank).empty();
    const bool exported = name == "export" && blank && !text_.at('=');
    if (exported) {
      name = text_.take_while(is_variable_character);
      text_.take_while(is_blank);
    }
    if (name.empty() || is_digit(name.front()))
      return "expected NAME=value";
    if (!text_.take('='))
      return exported ? "" : "expected = after the name";
    env_value value;
    if (auto reason = read_value(value); !reason.empty())
      return reason;
    if (name == wanted_ && !value.unresolved.empty())
      return value.unresolved;
    if (swallows_wanted(value.written))
      return "the quotes are not closed";
    read_.emplace(std::string{name}, std::move(value));
    return {};
  }

  /// True if an unmatched quote was closed by one of a later line.
  bool swallows_wanted(std::string_view value) const {
    for (auto end = value.find('\n'); end != value.npos; end = value.find('\n')) {
      value.remove_prefix(end + 1);
      if (is_wanted(text_cursor{value}.take_line()))
        return true;
    }
    return false;
  }

  std::string read_value(env_value& value) {
    // A `#` directly after the equals sign belongs to the value.
    const bool blank = !text_.take_while(is_blank).empty();
    if (blank && text_.at('#'))
      return {};
    if (text_.take('\''))
      return read_single_quoted(value);
    if (text_.take('"'))
      return read_double_quoted(value);
    read_unquoted(value);
    return {};
  }

  void read_unquoted(env_value& value) {
    char previous = '=';
    const auto raw = trim(text_.take_while([&](char c) {
      const bool ends = c == '\n' || (c == '#' && is_blank(previous));
      previous = c;
      return !ends;
    }));
    value.written = raw;
    for (text_cursor rest{raw}; !rest.done();)
      expand_next(rest, value);
  }

  std::string read_single_quoted(env_value& value) {
    const auto rest = text_.rest();
    const auto raw = rest.substr(0, rest.substr(0, max_quoted).find('\''));
    text_.skip(raw.size());
    value.written = value.expanded = raw;
    return text_.take('\'') ? "" : "the quotes are not closed";
  }

  std::string read_double_quoted(env_value& value) {
    const auto limit = text_.rest().size() - std::min(text_.rest().size(), max_quoted);
    while (text_.rest().size() > limit && !text_.at('"')) {
      const auto rest = text_.rest();
      const auto meaning =
          rest.front() == '\\' && rest.size() > 1 ? unescape(rest[1]) : std::nullopt;
      if (meaning) {
        value.written += *meaning;
        value.expanded += *meaning;
        text_.skip(2);
        continue;
      }
      expand_next(text_, value);
      value.written += rest.substr(0, rest.size() - text_.rest().size());
    }
    return text_.take('"') ? "" : "the quotes are not closed";
  }

  /// Moves over one character or one reference and adds its expansion.
  void expand_next(text_cursor& rest, env_value& value) {
    if (!rest.take('$')) {
      value.expanded += rest.rest().front();
      return rest.skip(1);
    }
    auto after = rest;
    const bool braced = after.take('{');
    const auto name =
        after.take_while([](char c) { return is_letter(c) || is_digit(c) || c == '_'; });
    if (name.empty() || is_digit(name.front()) || (braced && !after.take('}'))) {
      value.expanded += '$';
      if (braced)
        value.unresolved = "expected ${NAME}";
      return;
    }
    rest = after;
    replace(std::string{name}, value);
  }

  void replace(const std::string& name, env_value& value) const {
    const auto earlier = values_.find(name);
    const auto variable = earlier == values_.end() && variables_
                              ? variables_(name)
                              : std::optional<std::string>{};
    if (earlier != values_.end() && !earlier->second.unresolved.empty())
      value.unresolved = earlier->second.unresolved;
    else if (earlier == values_.end() && !variable)
      value.unresolved = "it refers to " + name + ", which is not set";
    else
      value.expanded += earlier != values_.end() ? earlier->second.expanded : *variable;
    if (value.expanded.size() > max_expanded) {
      value.expanded.clear();
      value.unresolved = "its references are too long";
    }
  }

  text_cursor text_;
  std::string_view wanted_;
  const variable_source& variables_;
  std::map<std::string, env_value, std::less<>> values_;
  /// The assignment of the current line, until its end is found.
  std::optional<std::pair<std::string, env_value>> read_;
  dotenv_file file_;
};

} // namespace

dotenv_file parse_dotenv(std::string_view text, std::string_view wanted,
                         const variable_source& variables) {
  if (text.starts_with(byte_order_mark))
    text.remove_prefix(byte_order_mark.size());
  if (text.size() > max_config_size) {
    dotenv_file result;
    result.error = dotenv_error{1, "the file is larger than 1 MiB"};
    return result;
  }
  const auto unix_text = with_unix_lines(text);
  return dotenv_reader{unix_text, wanted, variables}.read();
}

} // namespace tracker
