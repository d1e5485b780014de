// SPDX-License-Identifier: MIT
// Binds the tracker's types to parameters and reads them
// from columns. Each type has one form.
#pragma once

#include "actors/ledger/sql/column_forms.hpp"
#include "messages/money.hpp"
#include "messages/time.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

namespace tracker::sql {

/// A text that is usually a hash, stored as 32 bytes instead of 66 characters.
struct hash {
  const std::string& text;
};

/// Target for reading a `hash`.
struct hash_into {
  std::string& text;
};

/// Bytes that are not text.
struct bytes {
  const std::string& all;
};

/// A time without a fraction of a second, stored in seconds.
struct seconds {
  timestamp time;
};

/// Target for reading `seconds`.
struct seconds_into {
  timestamp& time;
};

/// The number of the UTC day, the form of `markets.last_event_day`.
constexpr std::int64_t day_number(timestamp time) {
  return std::chrono::floor<std::chrono::days>(time).time_since_epoch().count();
}

/// A place for NULL.
struct null {};

/// Binds `value` to the parameter number `parameter` (from 1). Texts are not copied: they
/// must outlive the statement run.
template <std::integral Integer>
void bind(SQLite::Statement& statement, int parameter, Integer value) {
  statement.bind(parameter, static_cast<std::int64_t>(value));
}
template <class Enumeration>
requires std::is_enum_v<Enumeration>
void bind(SQLite::Statement& statement, int parameter, Enumeration value) {
  statement.bind(parameter, static_cast<std::int64_t>(value));
}
template <class Tag>
void bind(SQLite::Statement& statement, int parameter, micro<Tag> value) {
  statement.bind(parameter, value.micros());
}
inline void bind(SQLite::Statement& statement, int parameter, const std::string& value) {
  statement.bindNoCopy(parameter, value);
}
inline void bind(SQLite::Statement& statement, int parameter,
                 const std::vector<source_report>& value) {
  statement.bind(parameter, sources_text(value));
}
inline void bind(SQLite::Statement& statement, int parameter, null) {
  statement.bind(parameter);
}
inline void bind(SQLite::Statement& statement, int parameter, timestamp value) {
  statement.bind(parameter, std::int64_t{value.time_since_epoch().count()});
}
inline void bind(SQLite::Statement& statement, int parameter,
                 std::chrono::seconds value) {
  statement.bind(parameter, std::int64_t{value.count()});
}
inline void bind(SQLite::Statement& statement, int parameter, seconds value) {
  statement.bind(parameter, to_unix_seconds(value.time));
}
inline void bind(SQLite::Statement& statement, int parameter, hash value) {
  if (const auto bytes = parse_hash(value.text))
    statement.bind(parameter, bytes->data(), static_cast<int>(bytes->size()));
  else
    statement.bindNoCopy(parameter, value.text);
}
inline void bind(SQLite::Statement& statement, int parameter, bytes value) {
  statement.bindNoCopy(parameter, value.all.data(), static_cast<int>(value.all.size()));
}
template <class Value>
void bind(SQLite::Statement& statement, int parameter,
          const std::optional<Value>& value) {
  if (value)
    bind(statement, parameter, *value);
  else
    statement.bind(parameter);
}

/// Reads a column into a value.
template <std::integral Integer>
void read(const SQLite::Column& column, Integer& value) {
  value = static_cast<Integer>(column.getInt64());
}
template <class Enumeration>
requires std::is_enum_v<Enumeration>
void read(const SQLite::Column& column, Enumeration& value) {
  value = static_cast<Enumeration>(column.getInt64());
}
template <class Tag>
void read(const SQLite::Column& column, micro<Tag>& value) {
  value = micro<Tag>::from_micros(column.getInt64());
}
inline void read(const SQLite::Column& column, std::string& value) {
  value.assign(column.getText(), static_cast<std::size_t>(column.getBytes()));
}
inline void read(const SQLite::Column& column, std::vector<source_report>& value) {
  value = read_sources({column.getText(), static_cast<std::size_t>(column.getBytes())});
}
inline void read(const SQLite::Column& column, timestamp& value) {
  value = timestamp{timespan{column.getInt64()}};
}
inline void read(const SQLite::Column& column, std::chrono::seconds& value) {
  value = std::chrono::seconds{column.getInt64()};
}
inline void read(const SQLite::Column& column, seconds_into value) {
  value.time = from_unix_seconds(column.getInt64());
}
inline void read(const SQLite::Column& column, hash_into value) {
  if (!column.isBlob()) {
    read(column, value.text);
    return;
  }
  const auto* bytes = static_cast<const char*>(column.getBlob());
  value.text = hash_text({bytes, static_cast<std::size_t>(column.getBytes())});
}
template <class Value>
void read(const SQLite::Column& column, std::optional<Value>& value) {
  if (column.isNull())
    value.reset();
  else
    read(column, value.emplace());
}

/// One run of a prepared statement: parameters in, rows out. The destructor resets the
/// statement: an open one would hold its snapshot of the file.
class run {
public:
  template <class... Values>
  explicit run(SQLite::Statement& statement, const Values&... parameters)
      : statement_{statement} {
    int parameter = 0;
    (bind(statement_, ++parameter, parameters), ...);
  }
  ~run() { statement_.tryReset(); }
  run(const run&) = delete;
  run& operator=(const run&) = delete;

  /// Binds the next parameter after `parameter`.
  template <class Value>
  void bind_next(int& parameter, const Value& value) {
    bind(statement_, ++parameter, value);
  }
  /// Runs the statement to its end; returns the number of changed rows.
  int change() { return statement_.exec(); }
  /// Moves to the next row; false at the end.
  bool next() { return statement_.executeStep(); }
  /// Reads the current row's first columns.
  template <class... Values>
  void row(Values&&... outputs) const {
    int index = 0;
    (read_column(index++, outputs), ...);
  }
  /// Reads the column number `index` (from 0) of the current row.
  template <class Value>
  void read_column(int index, Value&& output) const {
    read(statement_.getColumn(index), output);
  }

private:
  SQLite::Statement& statement_;
};

} // namespace tracker::sql
