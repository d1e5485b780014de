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
#include <unordered_map>

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

/// Receives the values of a row; nothing is NULL.
using row_visit = std::function<void(std::span<const std::optional<std::string_view>>)>;

/// One connection. Every wait ends: when the server answers, the connection breaks, or
/// `answer_limit` has passed, which breaks the connection. Members throw `error`. After
/// an error of class `lost` the connection cannot be used any longer. Not thread-safe.
class connection {
public:
  explicit connection(const connect_options& options);

  /// Runs one or more statements without parameters.
  result run(const std::string& sql);
  /// Runs one statement; `$1` is the first parameter.
  result run(const std::string& sql, std::span<const parameter> parameters);
  /// Like `run`, prepared at its first use on this connection.
  result run_prepared(const std::string& sql, std::span<const parameter> parameters);

  /// Visits the rows one by one, in bounded memory. The views are valid during the visit.
  /// A visit that throws ends the connection.
  void each_row(const std::string& sql, std::span<const parameter> parameters,
                const row_visit& visit);

  /// Sends lines to `COPY … FROM STDIN`, which may come after other statements. Each line
  /// ends with a newline.
  void copy(const std::string& sql, std::string_view lines);

  /// Changes the limit of each answer; returns the former one.
  std::chrono::milliseconds set_answer_limit(std::chrono::milliseconds limit);
  /// True while nothing is known to be wrong with the connection.
  bool is_open() const;

private:
  struct close {
    void operator()(pg_conn* owned) const;
  };

  void send(const std::string& sql, std::span<const parameter> parameters);
  std::string prepare(const std::string& sql);
  void check_open() const;
  /// Each wait must end within the limit of an answer from now on.
  void start_wait() { deadline_ = std::chrono::steady_clock::now() + limit_; }
  /// Waits for events of the socket, at most until the deadline.
  void wait(short events);
  /// Waits until libpq can send more. What the server sends meanwhile is read: otherwise
  /// both sides could wait for each other.
  void wait_to_write();
  void flush();
  /// The next result, or null after the last.
  pg_result* receive();
  /// Receives all results; returns the last one, or throws the first failure.
  result finish(std::optional<error> failure = {});
  /// Throw the error of libpq unless a call has succeeded: 1, or 0 and more.
  void require(int success) const;
  int check(int code) const;
  error make_error(pg_result* answer) const;

  std::unique_ptr<pg_conn, close> handle_;
  std::chrono::milliseconds limit_;
  std::chrono::steady_clock::time_point deadline_{};
  /// Names of prepared statements by their text.
  std::unordered_map<std::string, std::string> prepared_;
};

/// Takes an advisory lock of the session, outside of a transaction; `keys` are SQL. It
/// waits for `patience`, which must be less than the limit of an answer, because a
/// session that has just ended keeps its locks for a moment. False: another session has
/// it.
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
