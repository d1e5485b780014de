// SPDX-License-Identifier: MIT
#pragma once

#include "actors/fleet/pg/error.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

struct pg_conn;
struct pg_result;

namespace tracker::pg {

/// A parameter of a statement as text; nothing is NULL.
using parameter = std::optional<std::string>;

/// Rows of a statement.
class result {
public:
  explicit result(pg_result* owned);

  std::size_t rows() const;
  std::size_t columns() const;
  /// The value as text, or nothing for NULL; valid as long as the result.
  std::optional<std::string_view> at(std::size_t row, std::size_t column) const;
  /// A value that is a whole number. Throws `error` (unexpected) for anything else.
  std::int64_t number(std::size_t row, std::size_t column) const;
  /// Rows that the statement inserted, changed or deleted.
  std::uint64_t affected() const;

private:
  struct release {
    void operator()(pg_result* owned) const;
  };
  std::unique_ptr<pg_result, release> owned_;
};

struct connect_options {
  /// A connection string of libpq: `postgresql://user:password@host/database?sslmode=…`
  /// or `host=… dbname=…`.
  std::string url;
  /// Shown in `pg_stat_activity`.
  std::string application_name;
  /// Limit of connecting and of each answer of the server.
  std::chrono::milliseconds answer_limit{5'000};
};

/// Why libpq cannot use this connection string; empty: it can. The text has no secret.
std::string find_url_fault(const std::string& url);

/// `host:port/database` for logs: without user, password and options.
std::string describe_target(const std::string& url);

/// One connection. Every wait ends: when the server answers, the connection breaks, or
/// `answer_limit` has passed, which breaks the connection. Members throw `error`. After
/// an error of class `lost` the connection is of no further use. Not for several threads.
class connection {
public:
  explicit connection(const connect_options& options);
  connection(connection&&) noexcept;
  connection& operator=(connection&&) noexcept;
  ~connection();

  /// Runs one or more statements without parameters.
  result run(const std::string& sql);
  /// Runs one statement; `$1` is the first parameter.
  result run(const std::string& sql, std::span<const parameter> parameters);
  /// Like `run`, prepared at its first use on this connection.
  result run_prepared(const std::string& sql, std::span<const parameter> parameters);

  /// Visits the rows one by one, in bounded memory. The views are valid during the visit.
  /// A visit that throws ends the connection.
  void each_row(
      const std::string& sql, std::span<const parameter> parameters,
      const std::function<void(std::span<const std::optional<std::string_view>>)>& visit);

  /// Sends lines to `COPY … FROM STDIN`, which may come after other statements. Each line
  /// ends with a newline.
  void copy(const std::string& sql, std::string_view lines);

  /// Changes the limit of each answer; returns the former one.
  std::chrono::milliseconds set_answer_limit(std::chrono::milliseconds limit);
  /// The id of the server's process that serves this connection.
  int backend_id() const;
  /// True while nothing is known to be wrong with the connection.
  bool is_open() const;

private:
  class state;
  std::unique_ptr<state> state_;
};

/// Takes an advisory lock of the session, outside of a transaction; `keys` are SQL. It
/// waits, because a session that has just ended keeps its own for a moment; `patience`
/// must be less than the limit of an answer. False: another session has it.
bool take_session_lock(connection& database, std::chrono::milliseconds patience,
                       const std::string& keys,
                       std::span<const parameter> parameters = {});

/// A transaction: rolled back by its destructor unless it was committed.
class transaction {
public:
  /// `begin` may have further statements after BEGIN.
  explicit transaction(connection& target, const char* begin = "BEGIN");
  ~transaction();
  transaction(const transaction&) = delete;
  transaction& operator=(const transaction&) = delete;

  /// When this throws `lost`, the server may or may not have committed.
  void commit();
  /// Rows that the last statement of `begin` changed.
  std::uint64_t affected() const { return affected_; }

private:
  connection& target_;
  std::uint64_t affected_;
  bool open_ = true;
};

} // namespace tracker::pg
