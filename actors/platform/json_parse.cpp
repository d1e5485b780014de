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
/// Numbers beyond a double that one text may hold: each costs another reading, and no
/// honest reply has any.
constexpr std::size_t max_too_big = 4;

/// What the library stopped at.
struct stop {
  /// Values before it.
  std::size_t values = 0;
  /// Bytes up to the end of what it could not read.
  std::size_t end = 0;
  std::size_t length = 0;
  /// True when it is a number, but none that a double holds.
  bool is_too_big = false;
};

/// Numbers that a `0` stands for in what the library reads, by the values before them.
using too_big_numbers = std::map<std::size_t, std::string_view>;

/// Builds the tree of what the library reads; as its handler, false ends the reading.
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
  // Texts are copied: the library goes on with the memory of its own.
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
  /// A container that is open.
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
  /// The name of the value to come; empty in an array.
  std::string name_;
  std::vector<level> levels_;
  // What the open containers hold so far waits on one stack for all levels until it is
  // counted: a container then takes the memory it needs, in one piece.
  json_value::object parts_;
  std::size_t values_ = 0;
  std::optional<stop> stop_;
  std::optional<decode_error> refusal_;
};

decode_error no_json(std::size_t position) {
  return {"", "JSON", "an error at byte " + std::to_string(position)};
}

/// Refuses what the library does not: it skips a byte order mark, and ends at a NUL.
std::optional<decode_error> overlooked(std::string_view text) {
  if (text.substr(0, 3) == "\xEF\xBB\xBF")
    return no_json(1);
  if (const auto nul = text.find('\0'); nul != std::string_view::npos)
    return no_json(nul + 1);
  return std::nullopt;
}

} // namespace

decoded<json_value> parse_json(std::string_view text) {
  if (auto refused = overlooked(text))
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
      return no_json(stopped->end);
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
