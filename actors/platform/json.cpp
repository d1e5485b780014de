// SPDX-License-Identifier: MIT
#include "actors/platform/json.hpp"

#include "actors/platform/ids.hpp"
#include "actors/text/utf8.hpp"
#include "messages/money.hpp"

#include <algorithm>
#include <charconv>

namespace tracker {

namespace {

constexpr std::size_t max_excerpt = 60;

/// The beginning of `text`, printable, with addresses masked.
std::string printable_excerpt(std::string_view text) {
  // An address across the cut is read whole, with the character behind it.
  constexpr std::size_t longest_address = 40;
  std::string printable;
  for (const char c : text.substr(0, max_excerpt + longest_address))
    printable += c >= ' ' && c <= '~' ? c : '?';
  auto result = mask_addresses(printable);
  if (text.size() <= max_excerpt)
    return result;
  auto cut = std::min(max_excerpt, result.size());
  while (cut > 0 && cut < result.size() && utf8_length(result.substr(cut)) == 0)
    --cut;
  return result.substr(0, cut) + "...";
}

std::string describe(const json_value& value) {
  if (value.is_null())
    return "null";
  if (const auto* flag = value.get_if<bool>())
    return *flag ? "true" : "false";
  if (const auto* number = value.get_if<json_value::number>())
    return printable_excerpt(number->text);
  if (const auto* text = value.get_if<std::string>())
    return '"' + printable_excerpt(*text) + '"';
  if (const auto* array = value.get_if<json_value::array>())
    return "an array of " + std::to_string(array->size());
  return "an object";
}

/// `parent.rest`; without the dot where `rest` begins with an index.
std::string join_path(std::string_view parent, std::string_view rest) {
  std::string result{parent};
  if (!parent.empty() && !rest.empty() && rest.front() != '[')
    result += '.';
  return result += rest;
}

/// Sets `path` to the path from `root` to `target`; false: `root` does not contain it.
bool find_path(const json_value& root, const json_value& target, std::string& path) {
  if (&root == &target)
    return true;
  if (const auto* object = root.get_if<json_value::object>())
    for (const auto& [name, member] : *object)
      if (find_path(member, target, path)) {
        path = join_path(name, path);
        return true;
      }
  if (const auto* array = root.get_if<json_value::array>())
    for (std::size_t i = 0; i < array->size(); ++i)
      if (find_path((*array)[i], target, path)) {
        path = join_path('[' + std::to_string(i) + ']', path);
        return true;
      }
  return false;
}

} // namespace

std::string to_string(const decode_error& error) {
  return (error.field.empty() ? "the reply" : error.field) + ": expected " +
         error.expected + ", found " + error.found;
}

json_cursor json_cursor::at(std::string_view name) const {
  const json_value* found = nullptr;
  for (const auto& [key, member] : members()) {
    if (key != name)
      continue;
    if (found)
      throw decode_error{join_path(path(), name), "one member of this name", "two"};
    found = &member;
  }
  if (!found)
    throw decode_error{join_path(path(), name), "a value", "nothing"};
  return json_cursor{*root_, *found};
}

bool json_cursor::has(std::string_view name) const {
  for (const auto& [key, member] : members())
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
  for (const auto& element : *array)
    result.push_back(json_cursor{*root_, element});
  return result;
}

std::vector<std::string> json_cursor::string_list() const {
  const auto* wrapped = value_->get_if<std::string>();
  if (!wrapped)
    return texts();
  const auto inner = parse_json(*wrapped);
  const auto* list = std::get_if<json_value>(&inner);
  if (!list || !list->get_if<json_value::array>())
    refuse("an array of strings in a string");
  try {
    return json_cursor{*list}.texts();
  } catch (decode_error& error) {
    error.field = join_path(path(), error.field);
    throw;
  }
}

std::vector<std::string> json_cursor::texts() const {
  std::vector<std::string> result;
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

std::string_view json_cursor::decimal() const {
  if (const auto* number = value_->get_if<json_value::number>())
    return number->text;
  const auto* text = value_->get_if<std::string>();
  if (!text || !parse_micros(*text))
    refuse("a decimal number");
  return *text;
}

std::int64_t json_cursor::integer() const {
  const auto* number = value_->get_if<json_value::number>();
  if (!number)
    refuse("an integer");
  std::int64_t result = 0;
  const auto* end = number->text.data() + number->text.size();
  const auto [stop, error] = std::from_chars(number->text.data(), end, result);
  if (error != std::errc{} || stop != end)
    refuse("an integer");
  return result;
}

void json_cursor::refuse(std::string expected) const {
  throw decode_error{path(), std::move(expected), describe(*value_)};
}

void json_cursor::refuse_unsupported(std::string known) const {
  throw decode_error{path(), std::move(known), describe(*value_), true};
}

const json_value::object& json_cursor::members() const {
  const auto* object = value_->get_if<json_value::object>();
  if (!object)
    refuse("an object");
  return *object;
}

std::string json_cursor::path() const {
  std::string result;
  find_path(*root_, *value_, result);
  return result;
}

} // namespace tracker
