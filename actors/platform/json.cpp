// SPDX-License-Identifier: MIT
#include "actors/platform/json.hpp"

#include "messages/money.hpp"

#include <nlohmann/json.hpp>

#include <charconv>
#include <optional>

namespace tracker {

namespace {

constexpr std::size_t max_depth = 64;
constexpr std::size_t max_values = 1'000'000;
constexpr std::size_t max_excerpt = 60;

std::string excerpt(std::string_view text) {
  std::string result;
  for (const char c : text.substr(0, max_excerpt))
    result += c >= ' ' && c <= '~' ? c : '?';
  if (text.size() > max_excerpt)
    result += "...";
  return result;
}

std::string describe(const json_value& value) {
  if (value.is_null())
    return "null";
  if (const auto* flag = value.get_if<bool>())
    return *flag ? "true" : "false";
  if (const auto* number = value.get_if<json_value::number>())
    return excerpt(number->text);
  if (const auto* text = value.get_if<std::string>())
    return '"' + excerpt(*text) + '"';
  if (const auto* array = value.get_if<json_value::array>())
    return "an array of " + std::to_string(array->size());
  return "an object";
}

/// Receives nlohmann's parse events and builds the tree. Returning false ends the parse.
class tree_builder : public nlohmann::json_sax<nlohmann::json> {
public:
  bool null() override { return add(json_value{}); }
  bool boolean(bool flag) override { return add(json_value{flag}); }
  bool number_integer(std::int64_t number) override {
    return add_number(std::to_string(number));
  }
  bool number_unsigned(std::uint64_t number) override {
    return add_number(std::to_string(number));
  }
  bool number_float(double, const std::string& text) override { return add_number(text); }
  bool string(std::string& text) override { return add(json_value{std::move(text)}); }
  bool binary(nlohmann::json::binary_t&) override { return false; }
  bool start_object(std::size_t) override {
    return open(json_value{json_value::object{}});
  }
  bool key(std::string& name) override {
    keys_.back() = std::move(name);
    return true;
  }
  bool end_object() override { return close(); }
  bool start_array(std::size_t) override { return open(json_value{json_value::array{}}); }
  bool end_array() override { return close(); }
  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::json::exception&) override {
    failure_ = {"", "JSON", "an error at byte " + std::to_string(position)};
    return false;
  }

  decoded<json_value> result() && {
    if (failure_)
      return *failure_;
    return std::move(root_);
  }

private:
  bool add_number(std::string text) {
    return add(json_value{json_value::number{std::move(text)}});
  }

  bool add(json_value value) {
    if (++values_ > max_values) {
      failure_ = {"", "at most 1000000 values", "more"};
      return false;
    }
    place(std::move(value));
    return true;
  }

  bool open(json_value container) {
    if (open_.size() == max_depth) {
      failure_ = {"", "at most 64 levels", "more"};
      return false;
    }
    if (!add(std::move(container)))
      return false;
    open_.push_back(last_);
    keys_.emplace_back();
    return true;
  }

  bool close() {
    open_.pop_back();
    keys_.pop_back();
    return true;
  }

  // Pointers in open_ stay valid: a container is not touched while a child of it is open.
  void place(json_value value) {
    if (open_.empty()) {
      root_ = std::move(value);
      last_ = &root_;
    } else if (auto* array = open_.back()->get_if<json_value::array>()) {
      last_ = &array->emplace_back(std::move(value));
    } else {
      auto* object = open_.back()->get_if<json_value::object>();
      last_ = &object->emplace_back(std::move(keys_.back()), std::move(value)).second;
    }
  }

  json_value root_;
  json_value* last_ = nullptr;
  std::vector<json_value*> open_;
  std::vector<std::string> keys_;
  std::size_t values_ = 0;
  std::optional<decode_error> failure_;
};

} // namespace

std::string to_string(const decode_error& error) {
  return (error.field.empty() ? "the reply" : error.field) + ": expected " +
         error.expected + ", found " + error.found;
}

decoded<json_value> parse_json(std::string_view text) {
  tree_builder builder;
  nlohmann::json::sax_parse(text.begin(), text.end(), &builder);
  return std::move(builder).result();
}

json_cursor json_cursor::at(std::string_view name) const {
  const auto* object = value_->get_if<json_value::object>();
  if (!object)
    refuse("an object");
  const json_value* found = nullptr;
  const auto path = path_.empty() ? std::string{name} : path_ + "." + std::string{name};
  for (const auto& [key, member] : *object) {
    if (key != name)
      continue;
    if (found)
      throw decode_error{path, "one member of this name", "two"};
    found = &member;
  }
  if (!found)
    throw decode_error{path, "a value", "nothing"};
  return json_cursor{*found, path};
}

bool json_cursor::has(std::string_view name) const {
  const auto* object = value_->get_if<json_value::object>();
  if (!object)
    refuse("an object");
  for (const auto& [key, member] : *object)
    if (key == name)
      return !member.is_null();
  return false;
}

std::vector<json_cursor> json_cursor::elements() const {
  const auto* array = value_->get_if<json_value::array>();
  if (!array)
    refuse("an array");
  std::vector<json_cursor> result;
  result.reserve(array->size());
  for (std::size_t i = 0; i < array->size(); ++i)
    result.emplace_back((*array)[i], path_ + "[" + std::to_string(i) + "]");
  return result;
}

std::vector<std::string> json_cursor::string_list() const {
  std::vector<std::string> result;
  if (const auto* wrapped = value_->get_if<std::string>()) {
    auto inner = parse_json(*wrapped);
    const auto* array = std::get_if<json_value>(&inner);
    if (!array || !array->get_if<json_value::array>())
      refuse("an array of strings in a string");
    for (const auto& element : json_cursor{*array, path_}.elements())
      result.push_back(element.text());
    return result;
  }
  for (const auto& element : elements())
    result.push_back(element.text());
  return result;
}

const std::string& json_cursor::text() const {
  const auto* text = value_->get_if<std::string>();
  if (!text)
    refuse("a string");
  return *text;
}

bool json_cursor::boolean() const {
  const auto* flag = value_->get_if<bool>();
  if (!flag)
    refuse("true or false");
  return *flag;
}

std::string json_cursor::decimal() const {
  if (const auto* number = value_->get_if<json_value::number>())
    return number->text;
  const auto* text = value_->get_if<std::string>();
  if (!text || !parse_micros(*text))
    refuse("a decimal number");
  return *text;
}

std::int64_t json_cursor::integer() const {
  const auto* number = value_->get_if<json_value::number>();
  std::int64_t result = 0;
  if (!number)
    refuse("an integer");
  const auto* end = number->text.data() + number->text.size();
  const auto [stop, error] = std::from_chars(number->text.data(), end, result);
  if (error != std::errc{} || stop != end)
    refuse("an integer");
  return result;
}

void json_cursor::refuse(std::string expected) const {
  throw decode_error{path_, std::move(expected), describe(*value_)};
}

} // namespace tracker
