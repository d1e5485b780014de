// SPDX-License-Identifier: MIT
// How the tracker's values lie in columns. Each type has one form, written here both
// ways.
#pragma once

#include "actors/ledger/tables/hash_bytes.hpp"
#include "actors/ledger/tables/source_column.hpp"
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

/// A text that is a hash most of the time: 32 bytes instead of 66 characters.
struct hash {
  const std::string& text;
};

/// The same to read into.
struct hash_into {
  std::string& text;
};

/// Bytes that are no text.
struct bytes {
  const std::string& all;
};

/// A time that has no fraction of a second, in seconds.
struct seconds {
  timestamp at;
};

/// The same to read into.
struct seconds_into {
  timestamp& at;
};

/// A place for NULL.
struct null {};

/// Binds `value` to the parameter number `at` (from 1). Texts are not copied: they have
/// to live until the statement has run.
template <std::integral Integer>
void bind(SQLite::Statement& to, int at, Integer value) {
  to.bind(at, static_cast<std::int64_t>(value));
}
template <class Enumeration>
requires std::is_enum_v<Enumeration>
void bind(SQLite::Statement& to, int at, Enumeration value) {
  to.bind(at, static_cast<std::int64_t>(value));
}
template <class Tag>
void bind(SQLite::Statement& to, int at, micro<Tag> value) {
  to.bind(at, value.micros());
}
inline void bind(SQLite::Statement& to, int at, const std::string& value) {
  to.bindNoCopy(at, value);
}
inline void bind(SQLite::Statement& to, int at, const std::vector<source_report>& value) {
  to.bind(at, sources_text(value));
}
inline void bind(SQLite::Statement& to, int at, null) {
  to.bind(at);
}
inline void bind(SQLite::Statement& to, int at, timestamp value) {
  to.bind(at, std::int64_t{value.time_since_epoch().count()});
}
inline void bind(SQLite::Statement& to, int at, std::chrono::seconds value) {
  to.bind(at, std::int64_t{value.count()});
}
inline void bind(SQLite::Statement& to, int at, seconds value) {
  to.bind(at, to_unix_seconds(value.at));
}
inline void bind(SQLite::Statement& to, int at, hash value) {
  if (const auto bytes = parse_hash(value.text))
    to.bind(at, bytes->data(), static_cast<int>(bytes->size()));
  else
    to.bindNoCopy(at, value.text);
}
inline void bind(SQLite::Statement& to, int at, bytes value) {
  to.bindNoCopy(at, value.all.data(), static_cast<int>(value.all.size()));
}
template <class Value>
void bind(SQLite::Statement& to, int at, const std::optional<Value>& value) {
  if (value)
    bind(to, at, *value);
  else
    to.bind(at);
}

/// Reads a column into a value.
template <std::integral Integer>
void read(const SQLite::Column& from, Integer& value) {
  value = static_cast<Integer>(from.getInt64());
}
template <class Enumeration>
requires std::is_enum_v<Enumeration>
void read(const SQLite::Column& from, Enumeration& value) {
  value = static_cast<Enumeration>(from.getInt64());
}
template <class Tag>
void read(const SQLite::Column& from, micro<Tag>& value) {
  value = micro<Tag>::from_micros(from.getInt64());
}
inline void read(const SQLite::Column& from, std::string& value) {
  value.assign(from.getText(), static_cast<std::size_t>(from.getBytes()));
}
inline void read(const SQLite::Column& from, std::vector<source_report>& value) {
  value = read_sources({from.getText(), static_cast<std::size_t>(from.getBytes())});
}
inline void read(const SQLite::Column& from, timestamp& value) {
  value = timestamp{timespan{from.getInt64()}};
}
inline void read(const SQLite::Column& from, std::chrono::seconds& value) {
  value = std::chrono::seconds{from.getInt64()};
}
inline void read(const SQLite::Column& from, seconds_into value) {
  value.at = from_unix_seconds(from.getInt64());
}
inline void read(const SQLite::Column& from, hash_into value) {
  if (!from.isBlob()) {
    read(from, value.text);
    return;
  }
  const auto* bytes = static_cast<const char*>(from.getBlob());
  value.text = hash_text({bytes, static_cast<std::size_t>(from.getBytes())});
}
template <class Value>
void read(const SQLite::Column& from, std::optional<Value>& value) {
  if (from.isNull())
    value.reset();
  else
    read(from, value.emplace());
}

/// One run of a prepared statement: parameters in, rows out. The statement is ready for
/// the next run when this ends, however it ends; one that stays open would hold its
/// snapshot of the file.
class run {
public:
  template <class... Values>
  explicit run(SQLite::Statement& what, const Values&... parameters) : what_{what} {
    int at = 0;
    (bind(what_, ++at, parameters), ...);
  }
  ~run() { what_.tryReset(); }
  run(const run&) = delete;
  run& operator=(const run&) = delete;

  /// Further parameters, one after the other.
  template <class Value>
  void bind_next(int& at, const Value& value) {
    bind(what_, ++at, value);
  }
  /// Runs it to its end; the rows it changed.
  int change() { return what_.exec(); }
  /// Moves to the next row; false: there is none.
  bool next() { return what_.executeStep(); }
  /// Reads the current row's first columns.
  template <class... Values>
  void row(Values&&... into) const {
    int at = 0;
    (read_column(at++, into), ...);
  }
  /// Reads the column number `at` (from 0) of the current row.
  template <class Value>
  void read_column(int at, Value&& into) const {
    read(what_.getColumn(at), into);
  }

private:
  SQLite::Statement& what_;
};

} // namespace tracker::sql
