// SPDX-License-Identifier: MIT
#include "main/config/syntax/config_value.hpp"

#include "main/config/syntax/config_bytes.hpp"
#include "main/config/syntax/config_cursor.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <optional>

namespace tracker {

namespace {

struct unit {
  std::string_view name;
  /// Nanoseconds, or bytes.
  std::int64_t factor;
};

/// CAF's units, the largest first. Durations are shown in these.
constexpr std::array<unit, 6> duration_units{{{"h", 3'600'000'000'000},
                                              {"min", 60'000'000'000},
                                              {"s", 1'000'000'000},
                                              {"ms", 1'000'000},
                                              {"us", 1'000},
                                              {"ns", 1}}};

/// Units that CAF does not read.
constexpr std::array<unit, 2> more_duration_units{
    {{"d", 86'400'000'000'000}, {"m", 60'000'000'000}}};

/// The largest first; `K` is read as well as `k`.
constexpr std::array<unit, 4> size_units{
    {{"G", 1 << 30}, {"M", 1 << 20}, {"k", 1 << 10}, {"K", 1 << 10}}};

/// CAF packs an atom into 64 bits.
constexpr std::size_t max_atom_length = 10;
constexpr std::size_t max_table_fields = 64;

bool is_key_character(char c) {
  return is_letter(c) || is_digit(c) || c == '-' || c == '_';
}

bool is_number_character(char c) {
  return is_letter(c) || is_digit(c) || c == '.' || c == '_' || c == '+' || c == '-';
}

parsed_value fault(std::string reason) {
  return value_fault{std::move(reason)};
}

/// The factor of the unit called `name`.
template <std::size_t Size>
std::optional<std::int64_t> factor_of(const std::array<unit, Size>& units,
                                      std::string_view name) {
  const auto found = std::find_if(units.begin(), units.end(),
                                  [&](const unit& known) { return known.name == name; });
  return found == units.end() ? std::nullopt : std::optional{found->factor};
}

std::optional<std::int64_t> multiply(std::int64_t count, std::int64_t factor) {
  const auto limit = std::numeric_limits<std::int64_t>::max() / factor;
  return count > limit || count < -limit ? std::nullopt : std::optional{count * factor};
}

parsed_value number_with_unit(std::int64_t count, std::string_view name) {
  if (const auto factor = factor_of(size_units, name)) {
    const auto bytes = multiply(count, *factor);
    return bytes ? config_value{byte_size{*bytes}} : fault("the size is too large");
  }
  auto factor = factor_of(duration_units, name);
  if (!factor)
    factor = factor_of(more_duration_units, name);
  if (!factor)
    return fault("the unit is unknown; a duration has one of ns, us, ms, s, min (or m), "
                 "h and d, a size in bytes one of k, M and G");
  const auto nanoseconds = multiply(count, *factor);
  return nanoseconds ? config_value{timespan{*nanoseconds}}
                     : fault("the duration is too large");
}

/// Reads a token that begins like a number, such as `15` or `-3s`.
parsed_value read_number(std::string_view token) {
  const auto first_digit = token.front() == '-' ? 1U : 0U;
  std::int64_t count = 0;
  const auto [end, error] =
      std::from_chars(token.data(), token.data() + token.size(), count);
  if (error == std::errc::result_out_of_range)
    return fault("the number is too large");
  if (error != std::errc{})
    return fault("a number begins with a digit");
  const auto digits = static_cast<std::size_t>(end - token.data());
  const auto rest = token.substr(digits);
  if (digits - first_digit > 1 && token[first_digit] == '0')
    return fault("a number has no leading zero (CAF reads it as octal)");
  if (rest.empty())
    return config_value{count};
  if (rest.front() == '.' || rest.front() == 'e' || rest.front() == 'E')
    return fault("a number has no fraction; write a whole number or use a smaller unit");
  if (token.starts_with("0x") || token.starts_with("0b"))
    return fault("write the number in decimal");
  return number_with_unit(count, rest);
}

class value_reader {
public:
  explicit value_reader(std::string_view text) : text_{text} {}

  parsed_value read_all() {
    auto result = read(0);
    if (std::holds_alternative<config_value>(result) && !text_.done())
      return fault(fmt::format("unexpected {} behind the value", next()));
    return result;
  }

private:
  parsed_value read(int depth) {
    if (text_.done())
      return fault("the value is missing");
    const char first = text_.rest().front();
    if (first == '"')
      return read_string();
    if (first == '\'')
      return read_atom();
    if (first == '[' || first == '{') {
      if (depth == max_config_depth)
        return fault("lists and tables are nested too deep");
      text_.skip(1);
      return first == '[' ? read_list(depth + 1) : read_table(depth + 1);
    }
    if (is_digit(first) || first == '-' || first == '+' || first == '.')
      return read_number(text_.take_while(is_number_character));
    return read_word();
  }

  parsed_value read_word() {
    const auto word = text_.take_while(is_key_character);
    if (word == "true" || word == "false")
      return config_value{word == "true"};
    if (word.empty())
      return fault("unexpected " + next());
    return fault("text needs double quotes");
  }

  parsed_value read_string() {
    std::string text;
    text_.skip(1);
    while (!text_.done() && !text_.at('\n')) {
      if (text_.take('"'))
        return config_value{std::move(text)};
      const bool escape = text_.take('\\');
      if (text_.done())
        break;
      const char c = text_.rest().front();
      const auto meaning = escape ? unescape(c) : std::optional{c};
      if (!meaning)
        return fault("only \\n, \\r, \\t, \\\" and \\\\ may follow a backslash");
      text += *meaning;
      text_.skip(1);
    }
    return fault("the text has no closing double quote");
  }

  static std::optional<char> unescape(char c) {
    switch (c) {
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    case '"':
    case '\\':
      return c;
    default:
      return std::nullopt;
    }
  }

  parsed_value read_atom() {
    text_.skip(1);
    const auto text = text_.take_while(
        [](char c) { return is_letter(c) || is_digit(c) || c == '_' || c == ' '; });
    if (!text_.take('\'') || text.size() > max_atom_length)
      return fault("a word in single quotes has at most 10 letters, digits, _ or spaces");
    return config_value{config_atom{std::string{text}}};
  }

  parsed_value read_list(int depth) {
    config_list list;
    while (true) {
      skip_layout();
      if (text_.take(']'))
        return config_value{std::move(list)};
      auto element = read(depth);
      if (std::holds_alternative<value_fault>(element))
        return element;
      list.push_back(std::get<config_value>(std::move(element)));
      skip_layout();
      if (!text_.take(',') && !text_.at(']'))
        return fault(text_.done() ? "the list is not closed"
                                  : "expected , or ] instead of " + next());
    }
  }

  parsed_value read_table(int depth) {
    config_table table;
    while (true) {
      skip_layout();
      if (text_.take('}'))
        return config_value{std::move(table)};
      if (auto problem = read_field(table, depth))
        return fault(std::move(*problem));
      const bool new_line = skip_layout();
      if (!text_.take(',') && !text_.at('}') && (!new_line || text_.done()))
        return fault(text_.done() ? "the table is not closed"
                                  : "expected , or } instead of " + next());
    }
  }

  /// Reads `name = value` into `table`; returns the error, if any.
  std::optional<std::string> read_field(config_table& table, int depth) {
    if (text_.done())
      return "the table is not closed";
    if (!is_letter(text_.rest().front()) && !is_digit(text_.rest().front()))
      return "expected a name instead of " + next();
    std::string name{text_.take_while(is_key_character)};
    text_.take_while(is_blank);
    if (!text_.take('='))
      return "expected = behind the name";
    text_.take_while(is_blank);
    auto value = read(depth);
    if (const auto* problem = std::get_if<value_fault>(&value))
      return problem->reason;
    if (std::any_of(table.begin(), table.end(),
                    [&](const auto& field) { return field.name == name; }))
      return shown_name(name) + " is given twice in the table";
    if (table.size() == max_table_fields)
      return "the table has too many fields";
    table.push_back({std::move(name), std::get<config_value>(std::move(value))});
    return std::nullopt;
  }

  /// Skips blanks, line ends and comments; true if it skipped a line end.
  bool skip_layout() {
    bool new_line = false;
    while (true) {
      if (text_.at(';') || text_.at('#'))
        text_.take_line();
      else if (text_.take('\n'))
        new_line = true;
      else if (text_.take_while(is_blank).empty())
        return new_line;
    }
  }

  std::string next() const {
    return fmt::format("\"{}\"", printable(text_.rest().substr(0, 1)));
  }

  text_cursor text_;
};

/// The number in the largest unit that keeps it whole.
template <std::size_t Size>
std::string with_unit(std::int64_t number, const std::array<unit, Size>& units) {
  const auto fitting = std::find_if(units.begin(), units.end(), [&](const unit& known) {
    return number % known.factor == 0;
  });
  return fmt::format("{}{}", number / fitting->factor, fitting->name);
}

std::string in_quotes(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\')
      result += '\\';
    if (c == '\n')
      result += "\\n";
    else if (c == '\r')
      result += "\\r";
    else if (c == '\t')
      result += "\\t";
    else
      result += c;
  }
  return result + '"';
}

struct renderer {
  std::string operator()(std::int64_t number) const { return std::to_string(number); }
  std::string operator()(bool flag) const { return flag ? "true" : "false"; }
  std::string operator()(timespan duration) const {
    return duration == timespan{} ? "0s" : with_unit(duration.count(), duration_units);
  }
  /// A parsed size is a multiple of its unit.
  std::string operator()(byte_size size) const {
    return size.bytes == 0 ? "0k" : with_unit(size.bytes, size_units);
  }
  std::string operator()(const std::string& text) const { return in_quotes(text); }
  std::string operator()(const config_atom& atom) const {
    return fmt::format("'{}'", atom.text);
  }
  std::string operator()(const config_list& list) const {
    std::string result;
    for (const auto& element : list)
      result += (result.empty() ? "" : ", ") + to_string(element);
    return fmt::format("[{}]", result);
  }
  std::string operator()(const config_table& table) const {
    std::string result;
    for (const auto& [name, value] : table)
      result += (result.empty() ? "" : ", ") + name + " = " + to_string(value);
    return fmt::format("{{ {} }}", result);
  }
};

} // namespace

bool config_value::operator==(const config_value& other) const {
  return data == other.data;
}

parsed_value parse_config_value(std::string_view text) {
  return value_reader{text}.read_all();
}

std::string to_string(const config_value& value) {
  return std::visit(renderer{}, value.data);
}

const char* kind_of(const config_value& value) {
  constexpr std::array names{"a whole number", "true or false",           "a duration",
                             "a text",         "a word in single quotes", "a list",
                             "a table",        "a size in bytes"};
  return names[value.data.index()];
}

} // namespace tracker
