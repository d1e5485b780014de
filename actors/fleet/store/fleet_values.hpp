// SPDX-License-Identifier: MIT
// The tracker's types as columns of PostgreSQL. Each type has one form, that of the
// ledger file (actors/ledger/sql/sql_values.hpp).
#pragma once

#include "actors/fleet/pg/array_text.hpp"
#include "actors/fleet/pg/connection.hpp"
#include "actors/ledger/sql/column_forms.hpp"
#include "actors/text/whole_number.hpp"
#include "messages/money.hpp"
#include "messages/time.hpp"

#include <concepts>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace tracker::fleet {

/// A time without a fraction of a second, stored in seconds.
struct whole_seconds {
  timestamp time;
};

/// Target for reading `whole_seconds`.
struct whole_seconds_into {
  timestamp& time;
};

/// True for the types that are stored as text; all others are numbers.
template <class Value>
inline constexpr bool is_text = std::is_same_v<Value, std::string> ||
                                std::is_same_v<Value, std::vector<source_report>>;

// `Column` is `pg::array_text` or `pg::copy_text`.
template <class Column>
void add(Column& column, const std::string& value) {
  column.add(std::string_view{value});
}
template <class Column>
void add(Column& column, const std::vector<source_report>& value) {
  column.add(std::string_view{sources_text(value)});
}
template <class Column, std::integral Integer>
void add(Column& column, Integer value) {
  column.add(static_cast<std::int64_t>(value));
}
template <class Column, class Enumeration>
requires std::is_enum_v<Enumeration>
void add(Column& column, Enumeration value) {
  column.add(static_cast<std::int64_t>(value));
}
template <class Column, class Tag>
void add(Column& column, micro<Tag> value) {
  column.add(value.micros());
}
template <class Column>
void add(Column& column, timestamp value) {
  column.add(std::int64_t{value.time_since_epoch().count()});
}
template <class Column>
void add(Column& column, std::chrono::seconds value) {
  column.add(std::int64_t{value.count()});
}
template <class Column>
void add(Column& column, whole_seconds value) {
  column.add(to_unix_seconds(value.time));
}
template <class Column, class Value>
void add(Column& column, const std::optional<Value>& value) {
  if (value)
    add(column, *value);
  else
    column.add_null();
}

/// Many rows, line by line, for COPY.
class copy_rows {
public:
  template <class... Values>
  void add_row(const Values&... values) {
    (add(text_, values), ...);
    text_.end_row();
  }
  const std::string& lines() const { return text_.lines(); }

private:
  pg::copy_text text_;
};

/// Many rows, column by column, for `unnest`.
class row_columns {
public:
  /// Adds a row; its values must have the types of the first row's.
  template <class... Values>
  void add_row(const Values&... values) {
    begin_row();
    (add_value(values), ...);
  }
  void begin_row() {
    column_ = 0;
    ++rows_;
  }
  template <class Value>
  void add_value(const Value& value) {
    if (column_ == columns_.size())
      columns_.emplace_back();
    add(columns_[column_++], value);
  }
  /// The value, or NULL where it is not present.
  template <class Value>
  void add_if(bool is_present, const Value& value) {
    if (is_present) {
      add_value(value);
      return;
    }
    if (column_ == columns_.size())
      columns_.emplace_back();
    columns_[column_++].add_null();
  }
  std::size_t rows() const { return rows_; }
  /// The parameters of the statement; no row is left.
  std::vector<pg::parameter> take() {
    std::vector<pg::parameter> result;
    for (auto& column : columns_)
      result.emplace_back(column.take());
    rows_ = 0;
    return result;
  }

private:
  std::vector<pg::array_text> columns_;
  std::size_t column_ = 0;
  std::size_t rows_ = 0;
};

using field = std::optional<std::string_view>;

/// Reads a whole number. Throws `pg::error` for anything else.
inline std::int64_t read_number(field text) {
  const auto value = parse_whole_number<std::int64_t>(text.value_or(""));
  if (!value)
    throw pg::error{pg::error_class::unexpected,
                    "a column has no whole number: it was changed from outside"};
  return *value;
}

inline void read(field text, std::string& value) {
  value = text.value_or(std::string_view{});
}
inline void read(field text, std::vector<source_report>& value) {
  value = read_sources(text.value_or(std::string_view{}));
}
template <std::integral Integer>
void read(field text, Integer& value) {
  value = static_cast<Integer>(read_number(text));
}
template <class Enumeration>
requires std::is_enum_v<Enumeration>
void read(field text, Enumeration& value) {
  value = static_cast<Enumeration>(read_number(text));
}
template <class Tag>
void read(field text, micro<Tag>& value) {
  value = micro<Tag>::from_micros(read_number(text));
}
inline void read(field text, timestamp& value) {
  value = timestamp{timespan{read_number(text)}};
}
inline void read(field text, std::chrono::seconds& value) {
  value = std::chrono::seconds{read_number(text)};
}
inline void read(field text, whole_seconds_into value) {
  value.time = from_unix_seconds(read_number(text));
}
template <class Value>
void read(field text, std::optional<Value>& value) {
  if (text)
    read(text, value.emplace());
  else
    value.reset();
}

/// Reads the columns of a row from left to right.
class row_reader {
public:
  explicit row_reader(std::span<const field> row) : row_{row} {}

  template <class... Values>
  row_reader& next(Values&&... values) {
    (read(row_[column_++], values), ...);
    return *this;
  }
  bool is_null() const { return !row_[column_]; }
  void skip(std::size_t columns) { column_ += columns; }

private:
  std::span<const field> row_;
  std::size_t column_ = 0;
};

} // namespace tracker::fleet
