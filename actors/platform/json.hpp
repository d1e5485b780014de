// SPDX-License-Identifier: MIT
// JSON whose numbers keep their text, so that money never passes through a double.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace tracker {

/// Why a reply is refused: the field, what was expected and what was found.
struct decode_error {
  /// Path inside the reply, `tokens[1].winner`; empty: the reply as a whole.
  std::string field;
  std::string expected;
  /// What was found, printable and shortened.
  std::string found;
  /// The reply is well formed but has a value that this program does not support, such as
  /// another version or state. `expected` lists the supported values.
  bool unsupported = false;

  bool operator==(const decode_error&) const = default;
};

/// `outcomes: expected ["Up","Down"] in any order, found ["Yes","No"]`.
std::string to_string(const decode_error& error);

/// A decoded value, or why the bytes were refused.
template <class T>
using decoded = std::variant<T, decode_error>;

/// A JSON value. Numbers keep their text, except `-0`, which becomes `0`.
class json_value {
public:
  struct number {
    std::string text;
  };
  using array = std::vector<json_value>;
  /// Members in order, duplicate names included.
  using object = std::vector<std::pair<std::string, json_value>>;
  using storage = std::variant<std::nullptr_t, bool, number, std::string, array, object>;

  json_value() = default;
  explicit json_value(storage value) : value_{std::move(value)} {}

  template <class T>
  const T* get_if() const {
    return std::get_if<T>(&value_);
  }
  template <class T>
  T* get_if() {
    return std::get_if<T>(&value_);
  }
  bool is_null() const { return std::holds_alternative<std::nullptr_t>(value_); }

private:
  storage value_{nullptr};
};

/// Parses one JSON text (RFC 8259) without anything before or after it. Refused: bytes
/// that are not JSON (invalid UTF-8 included), more than 64 levels, more than 1,000,000
/// values. Numbers may have any size and precision, but each that exceeds a double costs
/// another pass: more than 4 of them are refused.
decoded<json_value> parse_json(std::string_view text);

/// A position in a reply. Its readers throw `decode_error` with the exact path where the
/// reply differs from the documentation; `decode` below returns that as a value. A cursor
/// and all references that it returns refer to the reply.
class json_cursor {
public:
  /// A cursor at `root`, where the paths of its errors begin.
  explicit json_cursor(const json_value& root) : json_cursor{root, root} {}

  /// The member `name` of an object. Throws when this is not an object, or the member is
  /// missing or duplicate.
  json_cursor at(std::string_view name) const;
  /// True when this object has a member `name` that is not null.
  bool has(std::string_view name) const;
  /// The elements of an array.
  std::vector<json_cursor> elements() const;
  /// The elements of an array that may be wrapped in a string, `"[\"Up\", \"Down\"]"`.
  std::vector<std::string> string_list() const;

  const std::string& text() const;
  bool boolean() const;
  /// The decimal text of a number, or of a string that holds one.
  std::string_view decimal() const;
  std::int64_t integer() const;

  const json_value& value() const { return *value_; }
  /// Throws a `decode_error` for this value.
  [[noreturn]] void refuse(std::string expected) const;
  /// The same, for a well-formed value that is not one of the `known` ones.
  [[noreturn]] void refuse_unsupported(std::string known) const;

private:
  json_cursor(const json_value& root, const json_value& value)
      : root_{&root}, value_{&value} {}

  const json_value::object& members() const;
  std::vector<std::string> texts() const;
  std::string path() const;

  const json_value* root_;
  const json_value* value_;
};

/// Parses `body` and decodes it with `read(json_cursor) -> T`.
template <class Read>
auto decode(std::string_view body, Read read)
    -> decoded<decltype(read(std::declval<json_cursor>()))> {
  auto parsed = parse_json(body);
  if (auto* error = std::get_if<decode_error>(&parsed))
    return *error;
  try {
    return read(json_cursor{std::get<json_value>(parsed)});
  } catch (const decode_error& error) {
    return error;
  }
}

} // namespace tracker
