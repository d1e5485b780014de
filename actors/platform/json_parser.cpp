// SPDX-License-Identifier: MIT
// RFC 8259 by hand, because the libraries at hand read numbers as doubles: they refuse a
// whole reply for one number out of a double's range, and spend more time on a page than
// all that is done with it.
#include "actors/platform/json.hpp"
#include "actors/platform/utf8.hpp"

#include <algorithm>
#include <iterator>

namespace tracker {

namespace {

constexpr std::size_t max_depth = 64;
constexpr std::size_t max_values = 1'000'000;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

constexpr bool is_ascii(char c) {
  return static_cast<unsigned char>(c) < 0x80;
}

/// An ASCII character that stands for itself in a string. An object, not a function: so
/// the search for one that does not is inlined, and most of a page is such characters.
constexpr auto is_plain = [](char c) {
  return is_ascii(c) && c >= ' ' && c != '"' && c != '\\';
};

/// Reads one text from the front to the back; throws `decode_error`.
class json_parser {
public:
  explicit json_parser(std::string_view text) : text_{text} {}

  json_value parse() {
    auto result = value();
    skip_blanks();
    if (at_ != text_.size())
      fail();
    return result;
  }

private:
  [[noreturn]] void fail() const {
    throw decode_error{"", "JSON", "an error at byte " + std::to_string(at_)};
  }

  // No text holds a NUL outside a string, so it may stand for the end.
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool take(char expected) {
    if (peek() != expected)
      return false;
    ++at_;
    return true;
  }
  void require(char expected) {
    if (!take(expected))
      fail();
  }
  void require(std::string_view word) {
    if (text_.substr(at_, word.size()) != word)
      fail();
    at_ += word.size();
  }
  void skip_blanks() {
    while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r')
      ++at_;
  }

  json_value value() {
    if (++values_ > max_values)
      throw decode_error{"", "at most 1000000 values", "more"};
    skip_blanks();
    switch (peek()) {
    case '{':
      return json_value{object()};
    case '[':
      return json_value{array()};
    case '"':
      return json_value{string()};
    case 't':
      require("true");
      return json_value{true};
    case 'f':
      require("false");
      return json_value{false};
    case 'n':
      require("null");
      return json_value{};
    default:
      return json_value{number()};
    }
  }

  /// Reads what stands between two brackets, `read` once for each part.
  template <class Read>
  void list(char close, Read read) {
    if (++depth_ > max_depth)
      throw decode_error{"", "at most 64 levels", "more"};
    ++at_;
    skip_blanks();
    if (!take(close)) {
      do {
        read();
        skip_blanks();
      } while (take(','));
      require(close);
    }
    --depth_;
  }

  // The parts wait on one stack for all levels until they are counted: a container then
  // takes the memory it needs, in one piece.
  template <class Part>
  static std::vector<Part> taken(std::vector<Part>& from, std::size_t begin) {
    const auto first = from.begin() + static_cast<std::ptrdiff_t>(begin);
    std::vector<Part> result(std::make_move_iterator(first),
                             std::make_move_iterator(from.end()));
    from.erase(first, from.end());
    return result;
  }

  json_value::object object() {
    const auto begin = members_.size();
    list('}', [this] {
      skip_blanks();
      auto name = string();
      skip_blanks();
      require(':');
      auto member = value();
      members_.emplace_back(std::move(name), std::move(member));
    });
    return taken(members_, begin);
  }

  json_value::array array() {
    const auto begin = elements_.size();
    list(']', [this] { elements_.push_back(value()); });
    return taken(elements_, begin);
  }

  std::string string() {
    std::string result;
    require('"');
    for (;;) {
      const auto begin = at_;
      skip_plain();
      result.append(text_, begin, at_ - begin);
      if (take('"'))
        return result;
      require('\\');
      append_escaped(result);
    }
  }

  /// The characters of a string that stand for themselves.
  void skip_plain() {
    for (;;) {
      const auto rest = text_.substr(at_);
      const auto stop = std::find_if_not(rest.begin(), rest.end(), is_plain);
      at_ += static_cast<std::size_t>(stop - rest.begin());
      const auto length =
          stop == rest.end() || is_ascii(*stop) ? 0 : utf8_length(text_.substr(at_));
      if (length == 0)
        return;
      at_ += length;
    }
  }

  void append_escaped(std::string& to) {
    constexpr std::string_view letters = "\"\\/bfnrt";
    constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
    if (take('u'))
      return append_utf8(to, escaped_character());
    const auto found = letters.find(peek());
    if (found == std::string_view::npos)
      fail();
    to += meanings[found];
    ++at_;
  }

  /// A character beyond 16 bits is written as two units, neither of which stands alone.
  std::uint32_t escaped_character() {
    const auto unit = four_hex_digits();
    if (unit < 0xD800 || unit > 0xDFFF)
      return unit;
    require("\\u");
    const auto second = four_hex_digits();
    if (unit > 0xDBFF || second < 0xDC00 || second > 0xDFFF)
      fail();
    return 0x10000 + ((unit - 0xD800) << 10U) + (second - 0xDC00);
  }

  std::uint32_t four_hex_digits() {
    constexpr std::string_view digits = "0123456789abcdefABCDEF";
    std::uint32_t result = 0;
    for (int i = 0; i < 4; ++i) {
      const auto found = digits.find(peek());
      if (found == std::string_view::npos)
        fail();
      result = result * 16 + static_cast<std::uint32_t>(found < 16 ? found : found - 6);
      ++at_;
    }
    return result;
  }

  json_value::number number() {
    const auto begin = at_;
    take('-');
    if (!take('0'))
      digits();
    if (take('.'))
      digits();
    if (take('e') || take('E')) {
      if (!take('+'))
        take('-');
      digits();
    }
    return {std::string{text_.substr(begin, at_ - begin)}};
  }

  void digits() {
    if (!is_digit(peek()))
      fail();
    while (is_digit(peek()))
      ++at_;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t values_ = 0;
  std::size_t depth_ = 0;
  std::vector<json_value> elements_;
  json_value::object members_;
};

} // namespace

decoded<json_value> parse_json(std::string_view text) {
  try {
    return json_parser{text}.parse();
  } catch (const decode_error& error) {
    return error;
  }
}

} // namespace tracker
