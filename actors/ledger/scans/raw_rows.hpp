// SPDX-License-Identifier: MIT
// Rows of a query over a million rows. SQLiteCpp counts a
// reference per column read, which would take most of the time.
#pragma once

#include "messages/time.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace tracker::sql {

/// The rows of a query without parameters, in order; the columns of each row are read
/// from left to right. Throws SQLite::Exception.
class raw_rows {
public:
  raw_rows(SQLite::Database& file, const std::string& query) : file_{file} {
    sqlite3_stmt* prepared = nullptr;
    if (sqlite3_prepare_v2(file.getHandle(), query.c_str(), -1, &prepared, nullptr) !=
        SQLITE_OK)
      throw SQLite::Exception{file.getHandle()};
    statement_.reset(prepared);
  }

  /// Moves to the next row; false at the end.
  bool next() {
    column_ = 0;
    const int code = sqlite3_step(statement_.get());
    if (code != SQLITE_ROW && code != SQLITE_DONE)
      throw SQLite::Exception{file_.getHandle()};
    return code == SQLITE_ROW;
  }

  int columns() const { return sqlite3_column_count(statement_.get()); }
  /// Whether the next column is NULL, or an integer.
  bool is_null() const { return type() == SQLITE_NULL; }
  bool is_integer() const { return type() == SQLITE_INTEGER; }
  void skip() { ++column_; }

  std::int64_t number() { return sqlite3_column_int64(statement_.get(), column_++); }
  timestamp seconds() { return from_unix_seconds(number()); }
  template <class Enumeration>
  std::optional<Enumeration> optional_word() {
    if (!is_null())
      return static_cast<Enumeration>(number());
    skip();
    return std::nullopt;
  }
  /// The bytes of a text, or of a number as text; valid until the next row. Empty for
  /// NULL.
  std::string_view bytes() {
    const auto* first =
        static_cast<const char*>(sqlite3_column_blob(statement_.get(), column_));
    const auto length = sqlite3_column_bytes(statement_.get(), column_++);
    return {first, static_cast<std::size_t>(length)};
  }
  void text(std::string& output) { output = bytes(); }

private:
  struct finalizer {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };

  int type() const { return sqlite3_column_type(statement_.get(), column_); }

  SQLite::Database& file_;
  std::unique_ptr<sqlite3_stmt, finalizer> statement_;
  int column_ = 0;
};

} // namespace tracker::sql
