// SPDX-License-Identifier: MIT
#include "actors/notifier/drift/reply_shape.hpp"

#include "actors/platform/excerpt.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace tracker {

namespace {

constexpr std::size_t max_differences = 50;

char kind_of(const json_value& value) {
  if (value.is_null())
    return 'n';
  if (value.get_if<bool>() != nullptr)
    return 'b';
  if (value.get_if<json_value::number>() != nullptr)
    return 'd';
  if (value.get_if<std::string>() != nullptr)
    return 's';
  return value.get_if<json_value::array>() != nullptr ? 'a' : 'o';
}

std::string name_of(char kind) {
  switch (kind) {
  case 'n':
    return "null";
  case 'b':
    return "boolean";
  case 'd':
    return "number";
  case 's':
    return "string";
  case 'a':
    return "array";
  default:
    return "object";
  }
}

std::string names_of(std::string_view kinds) {
  std::string text;
  for (const char kind : kinds)
    text += (text.empty() ? "" : " or ") + name_of(kind);
  return text;
}

bool has_word(std::string_view words, std::string_view word) {
  while (!words.empty()) {
    const auto end = std::min(words.find(' '), words.size());
    if (words.substr(0, end) == word)
      return true;
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return false;
}

class comparison {
public:
  explicit comparison(const known_shape& shape) : shape_{shape} {
    for (const auto& known : shape.members)
      if (known.is_required)
        required_.push_back(known.path);
  }

  void compare(const json_value& value, const std::string& path) {
    if (differences_.size() >= max_differences)
      return;
    if (const auto* elements = value.get_if<json_value::array>()) {
      for (const auto& element : *elements)
        check(element, path + "[]");
    } else if (const auto* members = value.get_if<json_value::object>()) {
      for (const auto& [name, member] : *members)
        check(member, path.empty() ? name : fmt::format("{}.{}", path, name));
      check_required(*members, path);
    }
  }

  std::vector<std::string> take() { return std::move(differences_); }

private:
  const known_member* find(std::string_view path) const {
    const auto found =
        std::lower_bound(shape_.members.begin(), shape_.members.end(), path,
                         [](const known_member& known, std::string_view wanted) {
                           return known.path < wanted;
                         });
    return found == shape_.members.end() || found->path != path ? nullptr : &*found;
  }

  void add(const std::string& path, const std::string& text) {
    auto difference = excerpt(path) + ": " + text;
    if (differences_.size() < max_differences && seen_.insert(difference).second)
      differences_.push_back(std::move(difference));
  }

  void check(const json_value& value, const std::string& path) {
    const auto* known = find(path);
    const auto kind = kind_of(value);
    if (known == nullptr) {
      if (!shape_.is_open)
        add(path, "unknown member");
      return;
    }
    if (known->kinds.find(kind) == std::string_view::npos) {
      add(path, name_of(kind) + ", known: " + names_of(known->kinds));
      return;
    }
    if (const auto* text = value.get_if<std::string>();
        text != nullptr && !known->values.empty() && !text->empty() &&
        !has_word(known->values, *text))
      add(path, "unknown value \"" + excerpt(*text) + "\"");
    compare(value, path);
  }

  void check_required(const json_value::object& members, const std::string& path) {
    const auto prefix = path.empty() ? std::string{} : path + '.';
    for (const auto required : required_) {
      if (!required.starts_with(prefix))
        continue;
      const auto name = required.substr(prefix.size());
      if (name.find_first_of(".[") == std::string_view::npos &&
          std::none_of(members.begin(), members.end(),
                       [&](const auto& member) { return member.first == name; }))
        add(prefix + std::string{name}, "missing");
    }
  }

  const known_shape& shape_;
  std::vector<std::string_view> required_;
  std::vector<std::string> differences_;
  std::set<std::string> seen_;
};

} // namespace

const known_shape* find_shape(std::string_view source, std::string_view endpoint) {
  const auto& shapes = known_shapes();
  const auto found =
      std::find_if(shapes.begin(), shapes.end(), [&](const known_shape& shape) {
        return shape.source == source && shape.endpoint == endpoint;
      });
  return found == shapes.end() ? nullptr : &*found;
}

std::vector<std::string> find_differences(const known_shape& shape,
                                          std::string_view body) {
  const auto parsed = parse_json(body);
  const auto* value = std::get_if<json_value>(&parsed);
  if (value == nullptr)
    return {};
  comparison result{shape};
  result.compare(*value, "");
  return result.take();
}

} // namespace tracker
