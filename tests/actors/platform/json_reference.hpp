// SPDX-License-Identifier: MIT
// nlohmann's own tree of the same bytes, as a reference. Its numbers are long doubles
// here, so that numbers that exceed a double are compared as well.
#pragma once

#include "actors/platform/json.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tracker::test {

using wide_json = nlohmann::basic_json<std::map, std::vector, std::string, bool,
                                       std::int64_t, std::uint64_t, long double>;

/// Records why the library stopped.
class json_reference : public nlohmann::json_sax<wide_json> {
public:
  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(std::int64_t) override { return true; }
  bool number_unsigned(std::uint64_t) override { return true; }
  bool number_float(long double, const std::string&) override { return true; }
  bool string(std::string&) override { return true; }
  bool binary(wide_json::binary_t&) override { return false; }
  bool start_object(std::size_t) override { return true; }
  bool key(std::string&) override { return true; }
  bool end_object() override { return true; }
  bool start_array(std::size_t) override { return true; }
  bool end_array() override { return true; }
  bool parse_error(std::size_t, const std::string&,
                   const wide_json::exception& reason) override {
    id = reason.id;
    return false;
  }

  /// The exception's number; 0: there was none.
  int id = 0;
};

/// Whether the bytes are JSON; empty: a number exceeds even a long double. The library
/// stops at a NUL byte and skips a byte order mark; neither is JSON.
inline std::optional<bool> is_json(std::string_view text) {
  constexpr int out_of_range_number = 406;
  if (text.find('\0') != std::string_view::npos || text.substr(0, 3) == "\xEF\xBB\xBF")
    return false;
  json_reference reference;
  const bool accepted = wide_json::sax_parse(text.begin(), text.end(), &reference);
  if (reference.id == out_of_range_number)
    return std::nullopt;
  return accepted;
}

inline bool same_value(const json_value& ours, const wide_json& theirs);

/// The library keeps the last of several members with one name.
inline bool same_members(const json_value::object& ours, const wide_json& theirs) {
  return std::all_of(ours.begin(), ours.end(), [&](const auto& member) {
    const auto last = std::find_if(ours.rbegin(), ours.rend(), [&](const auto& each) {
      return each.first == member.first;
    });
    return theirs.contains(member.first) &&
           same_value(last->second, theirs.at(member.first));
  });
}

/// True when both trees are equal.
inline bool same_value(const json_value& ours, const wide_json& theirs) {
  if (const auto* flag = ours.get_if<bool>())
    return theirs == *flag;
  if (const auto* number = ours.get_if<json_value::number>())
    return theirs.is_number() && theirs == wide_json::parse(number->text);
  if (const auto* text = ours.get_if<std::string>())
    return theirs == *text;
  if (const auto* object = ours.get_if<json_value::object>())
    return theirs.is_object() && same_members(*object, theirs);
  if (const auto* array = ours.get_if<json_value::array>())
    return theirs.is_array() && std::equal(array->begin(), array->end(), theirs.begin(),
                                           theirs.end(), same_value);
  return theirs.is_null();
}

/// True when `parse_json` and the library agree about `text`, or the library cannot tell.
inline bool agrees_with_library(std::string_view text) {
  const auto expected = is_json(text);
  if (!expected)
    return true;
  const auto read = parse_json(text);
  const auto* value = std::get_if<json_value>(&read);
  if (!value) {
    const bool is_our_limit = std::get<decode_error>(read).expected != "JSON";
    return !*expected || is_our_limit;
  }
  return *expected && same_value(*value, wide_json::parse(text.begin(), text.end()));
}

} // namespace tracker::test
