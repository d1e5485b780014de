// SPDX-License-Identifier: MIT
#include "main/config/syntax/config_text.hpp"

#include "actors/text/utf8.hpp"
#include "main/config/syntax/config_bytes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace tracker {

namespace {

bool begins_comment(char c) {
  return c == ';' || c == '#';
}

bool is_name_character(char c) {
  return is_letter(c) || is_digit(c) || c == '_' || c == '-';
}

bool is_name(std::string_view text) {
  return !text.empty() && text.front() != '-' &&
         std::all_of(text.begin(), text.end(), is_name_character);
}

/// `tracker`, or `tracker.http`: names with dots between them.
bool is_section_name(std::string_view text) {
  for (auto dot = text.find('.'); dot != std::string_view::npos; dot = text.find('.')) {
    if (!is_name(text.substr(0, dot)))
      return false;
    text.remove_prefix(dot + 1);
  }
  return is_name(text);
}

class text_scanner {
public:
  explicit text_scanner(std::string_view text) : text_{text} {}

  config_document scan() {
    while (at_ < text_.size())
      scan_line();
    return std::move(result_);
  }

private:
  void scan_line() {
    const auto line = trim(rest_of_line());
    if (line.empty() || begins_comment(line.front()))
      next_line();
    else if (line.front() == '[')
      scan_section(line);
    else
      scan_entry();
  }

  void scan_section(std::string_view line) {
    const auto close = line.find(']');
    const auto name = line.substr(1, close == std::string_view::npos ? close : close - 1);
    const auto rest = close == std::string_view::npos ? std::string_view{}
                                                      : trim(line.substr(close + 1));
    if (close == std::string_view::npos || !is_section_name(name))
      fault("a section is written [name]");
    else if (!rest.empty() && !begins_comment(rest.front()))
      fault("a section needs a line of its own");
    else
      open_section(std::string{name});
    next_line();
  }

  void open_section(std::string name) {
    const auto [earlier, is_new] = seen_.emplace(fmt::format("[{}", name), line_);
    if (!is_new)
      fault(fmt::format("the section [{}] was given in line {} already", shown_name(name),
                        earlier->second));
    result_.sections.push_back({std::move(name), line_});
  }

  void scan_entry() {
    const auto line = rest_of_line();
    const auto equals = line.find('=');
    const auto key = trim(line.substr(0, equals));
    if (equals == std::string_view::npos || !is_name(key)) {
      fault(advise_on(line));
      return next_line();
    }
    if (result_.sections.empty()) {
      fault(fmt::format("the key {} comes before the first [section]", shown_name(key)));
      return next_line();
    }
    config_entry entry{result_.sections.back().name, std::string{key}, line_, {}, {}};
    at_ += equals + 1;
    scan_value(entry);
    refuse_repetition(entry);
    result_.entries.push_back(std::move(entry));
  }

  /// `log.level`.
  static bool is_dotted_name(std::string_view text) {
    const auto dot = text.find('.');
    return dot != std::string_view::npos && is_name(text.substr(0, dot)) &&
           is_name(text.substr(dot + 1));
  }

  /// The error of a line that is neither a section nor an entry. Its value is not quoted:
  /// it may be a secret.
  static std::string advise_on(std::string_view line) {
    const auto colon = line.find(':');
    const auto key = trim(line.substr(0, colon));
    const auto equals = line.find('=');
    const auto dotted = trim(line.substr(0, equals));
    if (equals != std::string_view::npos && is_dotted_name(dotted))
      return fmt::format("write [{}] in a line of its own and \"{} =\" in the next one",
                         shown_name(dotted.substr(0, dotted.find('.'))),
                         shown_name(dotted.substr(dotted.find('.') + 1)));
    if (colon == std::string_view::npos || !is_name(key))
      return "expected [section] or key = value";
    if (trim(line.substr(colon + 1)).empty())
      return fmt::format("write [{0}] instead of \"{0}:\"", shown_name(key));
    return fmt::format("write \"{0} =\" instead of \"{0}:\"", shown_name(key));
  }

  void refuse_repetition(config_entry& entry) {
    const auto [earlier, is_new] =
        seen_.emplace(entry.section + "." + entry.key, entry.line);
    if (!is_new)
      entry.value = value_fault{
          fmt::format("the key was given in line {} already", earlier->second)};
  }

  /// Reads the value that begins here and moves to the next line.
  void scan_value(config_entry& entry) {
    const auto begin = at_;
    const char* problem = find_value_end();
    entry.raw = trim(text_.substr(begin, at_ - begin));
    if (problem != nullptr)
      entry.value = value_fault{problem};
    else if (at_ == text_.size() && may_be_cut(entry.raw))
      entry.value = value_fault{"the file ends inside this line, and the number may be "
                                "incomplete; end the line"};
    else
      entry.value = parse_config_value(entry.raw);
    next_line();
  }

  /// A number that more characters would change: `8` to `83`, `10m` to `10ms`.
  static bool may_be_cut(std::string_view value) {
    return !value.empty() &&
           (is_digit(value.back()) || (is_digit(value.front()) && value.back() == 'm'));
  }

  /// Moves to the end of a value: the end of its line or a comment, outside of quotes and
  /// brackets. Returns the error, or nullptr.
  const char* find_value_end() {
    for (int depth = 0; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (depth == 0 && (c == '\n' || begins_comment(c)))
        return nullptr;
      if (c == '[' || c == '{')
        ++depth;
      if (c == ']' || c == '}')
        --depth;
      if (depth < 0)
        return "a bracket is closed that was not opened";
      if (begins_comment(c))
        at_ = end_of_line() - 1;
      if (c == '\n')
        ++line_;
      if ((c == '"' || c == '\'') && !skip_quoted(c))
        return "the quotes are not closed in their line";
      if (at_ + 1 == text_.size() && depth > 0)
        return "the file ends inside a list or table";
    }
    return nullptr;
  }

  /// Moves from an opening to its closing quote.
  bool skip_quoted(char quote) {
    for (++at_; at_ < text_.size() && text_[at_] != '\n'; ++at_) {
      if (text_[at_] == quote)
        return true;
      if (quote == '"' && text_[at_] == '\\' && end_of_line() > at_ + 1)
        ++at_;
    }
    return false;
  }

  std::size_t end_of_line() const {
    return std::min(text_.find('\n', at_), text_.size());
  }
  std::string_view rest_of_line() const { return text_.substr(at_, end_of_line() - at_); }
  void next_line() {
    at_ = std::min(end_of_line() + 1, text_.size());
    ++line_;
  }
  void fault(std::string reason) { result_.faults.push_back({line_, std::move(reason)}); }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  /// Line of every section, `[name`, and key, `section.key`.
  std::map<std::string, std::size_t> seen_;
  config_document result_;
};

std::size_t line_of(std::string_view text, std::size_t at) {
  const auto before = text.substr(0, at);
  return 1 + static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
}

} // namespace

config_document parse_config_text(std::string_view text) {
  if (text.size() > max_config_size)
    return {{}, {}, {{1, "the file is larger than 1 MiB"}}};
  if (text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff"))
    return {{}, {}, {{1, "the file is UTF-16, not UTF-8 text; save it as UTF-8"}}};
  if (const auto line = find_binary(text))
    return {{}, {}, {{*line, "the file is not UTF-8 text"}}};
  if (text.starts_with(byte_order_mark))
    text.remove_prefix(byte_order_mark.size());
  const auto unix_text = with_unix_lines(text);
  if (const auto carriage_return = unix_text.find('\r');
      carriage_return != unix_text.npos)
    return {{},
            {},
            {{line_of(unix_text, carriage_return),
              "a carriage return without a line feed; end lines with LF or CRLF"}}};
  return text_scanner{unix_text}.scan();
}

} // namespace tracker
