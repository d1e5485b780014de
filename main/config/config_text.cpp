// SPDX-License-Identifier: MIT
#include "main/config/config_text.hpp"

#include "main/config/config_bytes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace tracker {

namespace {

constexpr const char* comment_hint = "comments begin with ; and not with #";

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
    if (line.empty() || line.front() == ';')
      next_line();
    else if (line.front() == '[')
      scan_section(line);
    else
      scan_entry();
  }

  void scan_section(std::string_view line) {
    const auto close = line.find(']');
    const auto name = line.substr(1, close == std::string_view::npos ? close : close - 1);
    const auto behind = close == std::string_view::npos ? std::string_view{}
                                                        : trim(line.substr(close + 1));
    if (close == std::string_view::npos || !is_section_name(name))
      fault("a section is written [name]");
    else if (!behind.empty() && behind.front() != ';')
      fault(behind.front() == '#' ? comment_hint
                                  : "a section stands on a line of its own");
    else
      open_section(std::string{name});
    next_line();
  }

  void open_section(std::string name) {
    const auto [earlier, is_new] = seen_.emplace(fmt::format("[{}", name), line_);
    if (!is_new)
      fault(fmt::format("the section [{}] stands in line {} already", name,
                        earlier->second));
    result_.sections.push_back({std::move(name), line_});
  }

  void scan_entry() {
    const auto line = rest_of_line();
    const auto equals = line.find('=');
    const auto key = trim(line.substr(0, equals));
    if (equals == std::string_view::npos || !is_name(key)) {
      fault(key.starts_with('#') ? comment_hint : "expected [section] or key = value");
      return next_line();
    }
    if (result_.sections.empty()) {
      fault(fmt::format("the key {} stands before the first [section]", printable(key)));
      return next_line();
    }
    config_entry entry{result_.sections.back().name, std::string{key}, line_, {}, {}};
    at_ += equals + 1;
    scan_value(entry);
    refuse_repetition(entry);
    result_.entries.push_back(std::move(entry));
  }

  void refuse_repetition(config_entry& entry) {
    const auto [earlier, is_new] =
        seen_.emplace(entry.section + "." + entry.key, entry.line);
    if (!is_new)
      entry.value =
          value_fault{fmt::format("the key stands in line {} already", earlier->second)};
  }

  /// Reads the value from here to its end and moves on to the line behind it.
  void scan_value(config_entry& entry) {
    const auto begin = at_;
    const char* problem = find_value_end();
    entry.raw = trim(text_.substr(begin, at_ - begin));
    if (problem != nullptr)
      entry.value = value_fault{problem};
    else if (at_ == text_.size() && at_ > begin && is_digit(text_.back()))
      entry.value =
          value_fault{"the file ends in this line, and whether the number is whole "
                      "cannot be seen; end the line"};
    else
      entry.value = parse_config_value(entry.raw);
    next_line();
  }

  /// Moves to the end of a value: the end of its line or a comment, outside of quotes and
  /// brackets. Returns what is wrong, or nullptr.
  const char* find_value_end() {
    for (int depth = 0; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (depth == 0 && (c == '\n' || c == ';'))
        return nullptr;
      if (c == '#')
        return comment_hint;
      if (c == '[' || c == '{')
        ++depth;
      if (c == ']' || c == '}')
        --depth;
      if (depth < 0)
        return "a bracket is closed that was not opened";
      if (c == ';')
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
  if (const auto line = find_binary(text))
    return {{}, {}, {{*line, "the file is not UTF-8 text"}}};
  const auto carriage_return = text.find('\r');
  if (carriage_return == std::string_view::npos)
    return text_scanner{text}.scan();
  // What else is wrong with a file of another system is better said at once.
  std::string unix_text{text};
  std::erase(unix_text, '\r');
  auto result = text_scanner{unix_text}.scan();
  result.faults.push_back({line_of(text, carriage_return),
                           "lines end with LF alone, not with a carriage return (CRLF)"});
  return result;
}

} // namespace tracker
