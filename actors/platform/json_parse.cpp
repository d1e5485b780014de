// SPDX-License-Identifier: MIT
#include "actors/platform/json.hpp"

#include <nlohmann/json.hpp>

#include <iterator>
#include <map>
#include <optional>
#include <utility>

namespace tracker {

namespace {

using library = nlohmann::json;

constexpr std::size_t max_depth = 64;
constexpr std::size_t max_values = 1'000'000;
/// Limit of numbers in a text that exceed a double: each costs another pass, and valid
/// replies have none.
constexpr std::size_t max_too_big = 4;

/// The token at which the library stopped.
struct stop {
  /// Number of values before it.
  std::size_t values = 0;
  /// Offset of the token's end.
  std::size_t end = 0;
  std::size_t length = 0;
  /// True when it is a number that exceeds a double.
  bool is_too_big = false;
};

/// Numbers that were replaced by `0` in the library's input, by the number of values
/// before them.
using too_big_numbers = std::map<std::size_t, std::string_view>;

/// Builds the value tree from the library's SAX events. A handler that returns false
/// stops the library.
class tree_builder {
public:
  explicit tree_builder(const too_big_numbers& too_big) : too_big_{too_big} {}

  bool null() { return add(nullptr); }
  bool boolean(bool flag) { return add(flag); }
  bool number_integer(std::int64_t number) { return add_number(std::to_string(number)); }
  bool number_unsigned(std::uint64_t number) {
    const auto found = too_big_.find(values_);
    return add_number(found == too_big_.end() ? std::to_string(number)
                                              : std::string{found->second});
  }
  bool number_float(double, const std::string& text) { return add_number(text); }
  // Texts are copied: the library reuses its buffer.
  bool string(const std::string& text) { return add(std::string{text}); }
  bool binary(const library::binary_t&) { return false; }
  bool key(const std::string& name) {
    name_ = name;
    return true;
  }
  bool start_object(std::size_t) { return open(); }
  bool start_array(std::size_t) { return open(); }
  bool end_object() { return add(close()); }
  bool end_array() {
    json_value::array elements;
    auto parts = close();
    elements.reserve(parts.size());
    for (auto& [name, element] : parts)
      elements.push_back(std::move(element));
    return add(std::move(elements));
  }
  bool parse_error(std::size_t position, const std::string& token,
                   const library::exception& reason) {
    constexpr int number_out_of_range = 406;
    stop_ = {values_, position, token.size(), reason.id == number_out_of_range};
    return false;
  }

  const std::optional<stop>& stopped_at() const { return stop_; }
  decoded<json_value> result() && {
    if (refusal_)
      return *refusal_;
    return std::move(parts_.front().second);
  }

private:
  /// An open container.
  struct level {
    std::string name;
    std::size_t first_part;
  };

  bool refuse(const char* limit) {
    refusal_ = {"", limit, "more"};
    return false;
  }

  bool add_number(std::string text) { return add(json_value::number{std::move(text)}); }

  template <class T>
  bool add(T value) {
    if (++values_ > max_values)
      return refuse("at most 1000000 values");
    parts_.emplace_back(std::exchange(name_, {}), json_value{std::move(value)});
    return true;
  }

  bool open() {
    if (levels_.size() == max_depth)
      return refuse("at most 64 levels");
    levels_.push_back({std::exchange(name_, {}), parts_.size()});
    return true;
  }

  json_value::object close() {
    auto& [name, first_part] = levels_.back();
    const auto first = parts_.begin() + static_cast<std::ptrdiff_t>(first_part);
    json_value::object result(std::make_move_iterator(first),
                              std::make_move_iterator(parts_.end()));
    parts_.erase(first, parts_.end());
    name_ = std::move(name);
    levels_.pop_back();
    return result;
  }

  const too_big_numbers& too_big_;
  /// The name of the next value; empty in an array.
  std::string name_;
  std::vector<level> levels_;
  // The parts of all open containers are on one stack, so that each container is
  // allocated once, with its final size.
  json_value::object parts_;
  std::size_t values_ = 0;
  std::optional<stop> stop_;
  std::optional<decode_error> refusal_;
};

decode_error not_json(std::size_t position) {
  return {"", "JSON", "an error at byte " + std::to_string(position)};
}

/// Refuses what the library accepts: it skips a byte order mark and stops at a NUL.
std::optional<decode_error> find_accepted_error(std::string_view text) {
  if (text.substr(0, 3) == "\xEF\xBB\xBF")
    return not_json(1);
  if (const auto nul = text.find('\0'); nul != std::string_view::npos)
    return not_json(nul + 1);
  return std::nullopt;
}

} // namespace

decoded<json_value> parse_json(std::string_view text) {
  if (auto refused = find_accepted_error(text))
    return std::move(*refused);
  std::string readable;
  too_big_numbers too_big;
  for (;;) {
    const auto read = too_big.empty() ? text : std::string_view{readable};
    tree_builder builder{too_big};
    library::sax_parse(read.begin(), read.end(), &builder);
    const auto& stopped = builder.stopped_at();
    if (!stopped)
      return std::move(builder).result();
    if (!stopped->is_too_big)
      return not_json(stopped->end);
    if (too_big.size() == max_too_big)
      return decode_error{"", "at most 4 numbers beyond a double", "more"};
    if (too_big.empty())
      readable = text;
    const auto begin = stopped->end - stopped->length;
    too_big[stopped->values] = text.substr(begin, stopped->length);
    readable.replace(begin, stopped->length, stopped->length, ' ');
    readable[begin] = '0';
  }
}

} // namespace tracker
