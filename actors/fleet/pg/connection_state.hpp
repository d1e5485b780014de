// SPDX-License-Identifier: MIT
// The inside of a connection. Only connection.cpp includes it.
#pragma once

#include "actors/fleet/pg/connection.hpp"

#include <libpq-fe.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <new>
#include <string>
#include <unordered_map>
#include <utility>

#include <poll.h>

namespace tracker::pg {

/// How many bytes of a COPY are handed to libpq at a time.
inline constexpr std::size_t copy_piece = 65'536;

struct close_connection {
  void operator()(PGconn* owned) const { PQfinish(owned); }
};
using connection_handle = std::unique_ptr<PGconn, close_connection>;

/// One line: libpq ends its texts with newlines and adds details in further lines.
inline std::string one_line(std::string text) {
  while (!text.empty() && text.back() == '\n')
    text.pop_back();
  std::string line;
  for (const char c : text)
    line += c == '\n' || c == '\t' ? ' ' : c;
  return line;
}

class connection::state {
public:
  explicit state(const connect_options& options) : limit_{options.answer_limit} {
    // Entries before `dbname` are defaults: the string replaces them.
    const std::array keywords{"keepalives_idle",
                              "keepalives_interval",
                              "keepalives_count",
                              "tcp_user_timeout",
                              "dbname",
                              "fallback_application_name",
                              static_cast<const char*>(nullptr)};
    const std::array values{"10",
                            "5",
                            "3",
                            "15000",
                            options.url.c_str(),
                            options.application_name.c_str(),
                            static_cast<const char*>(nullptr)};
    handle_.reset(PQconnectStartParams(keywords.data(), values.data(), 1));
    if (!handle_)
      throw std::bad_alloc{};
    // Notices of the server would be printed on stderr.
    PQsetNoticeProcessor(
        handle_.get(), [](void*, const char*) {}, nullptr);
    start_wait();
    auto next = PGRES_POLLING_WRITING;
    while (next != PGRES_POLLING_OK) {
      if (next == PGRES_POLLING_FAILED || PQstatus(handle_.get()) == CONNECTION_BAD)
        fail_to_connect();
      wait(next == PGRES_POLLING_READING ? POLLIN : POLLOUT);
      next = PQconnectPoll(handle_.get());
    }
    if (PQsetnonblocking(handle_.get(), 1) != 0)
      fail();
  }

  result run(const std::string& sql) {
    check_open();
    require(PQsendQuery(handle_.get(), sql.c_str()));
    return finish();
  }

  result run(const std::string& sql, std::span<const parameter> parameters) {
    check_open();
    send(sql, parameters);
    return finish();
  }

  result run_prepared(const std::string& sql, std::span<const parameter> parameters) {
    const auto name = prepare(sql);
    check_open();
    const auto texts = pointers_to(parameters);
    require(PQsendQueryPrepared(handle_.get(), name.c_str(),
                                static_cast<int>(texts.size()), texts.data(), nullptr,
                                nullptr, 0));
    return finish();
  }

  template <class Visit>
  void each_row(const std::string& sql, std::span<const parameter> parameters,
                const Visit& visit) {
    check_open();
    send(sql, parameters);
    require(PQsetSingleRowMode(handle_.get()));
    flush();
    std::vector<std::optional<std::string_view>> row;
    std::optional<error> failure;
    start_wait();
    while (auto* next = receive()) {
      const result one{next};
      if (const auto status = PQresultStatus(next);
          status != PGRES_SINGLE_TUPLE && status != PGRES_TUPLES_OK) {
        failure = make_error(next);
        continue;
      }
      for (std::size_t y = 0; y < one.rows(); ++y) {
        row.clear();
        for (std::size_t x = 0; x < one.columns(); ++x)
          row.push_back(one.at(y, x));
        visit_row(visit, row);
      }
      start_wait();
    }
    if (failure)
      throw error{*failure};
  }

  void copy(const std::string& sql, std::string_view lines) {
    check_open();
    require(PQsendQuery(handle_.get(), sql.c_str()));
    flush();
    start_wait();
    auto* answer = receive();
    result begun{answer};
    // Of statements before COPY.
    while (PQresultStatus(answer) == PGRES_COMMAND_OK)
      begun = result{answer = receive()};
    const bool accepts = PQresultStatus(answer) == PGRES_COPY_IN;
    for (; accepts && !lines.empty();
         lines.remove_prefix(std::min(copy_piece, lines.size()))) {
      const auto size = static_cast<int>(std::min(copy_piece, lines.size()));
      start_wait();
      while (check(PQputCopyData(handle_.get(), lines.data(), size)) == 0)
        wait_to_write();
      flush();
    }
    if (accepts) {
      start_wait();
      while (check(PQputCopyEnd(handle_.get(), nullptr)) == 0)
        wait_to_write();
    }
    finish(accepts ? std::nullopt : std::optional{make_error(answer)});
  }

  std::chrono::milliseconds set_answer_limit(std::chrono::milliseconds limit) {
    return std::exchange(limit_, limit);
  }
  int backend_id() const { return PQbackendPID(handle_.get()); }
  bool is_open() const { return handle_ && PQstatus(handle_.get()) == CONNECTION_OK; }

private:
  static std::vector<const char*> pointers_to(std::span<const parameter> parameters) {
    std::vector<const char*> result;
    result.reserve(parameters.size());
    for (const auto& one : parameters)
      result.push_back(one ? one->c_str() : nullptr);
    return result;
  }

  void send(const std::string& sql, std::span<const parameter> parameters) {
    const auto texts = pointers_to(parameters);
    require(PQsendQueryParams(handle_.get(), sql.c_str(), static_cast<int>(texts.size()),
                              nullptr, texts.data(), nullptr, nullptr, 0));
  }

  std::string prepare(const std::string& sql) {
    const auto known = prepared_.find(sql);
    if (known != prepared_.end())
      return known->second;
    auto name = "s" + std::to_string(prepared_.size() + 1);
    check_open();
    require(PQsendPrepare(handle_.get(), name.c_str(), sql.c_str(), 0, nullptr));
    finish();
    return prepared_.emplace(sql, std::move(name)).first->second;
  }

  template <class Visit>
  void visit_row(const Visit& visit,
                 const std::vector<std::optional<std::string_view>>& row) {
    try {
      visit(std::span{row});
    } catch (...) {
      handle_.reset();
      throw;
    }
  }

  // -- waiting ---------------------------------------------------------------

  void check_open() {
    if (!handle_)
      throw error{error_class::lost,
                  "the connection was closed after an earlier failure"};
  }
  void start_wait() { deadline_ = std::chrono::steady_clock::now() + limit_; }

  /// Waits for the socket, at most until the deadline.
  void wait(short events) {
    for (;;) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(
                            deadline_ - std::chrono::steady_clock::now())
                            .count();
      pollfd socket{PQsocket(handle_.get()), events, 0};
      const int ready = left <= 0 ? 0 : ::poll(&socket, 1, static_cast<int>(left));
      if (ready > 0)
        return;
      if (ready < 0 && errno == EINTR)
        continue;
      // The state of the session is unknown now.
      handle_.reset();
      throw error{error_class::lost,
                  "no answer within " + std::to_string(limit_.count()) + " ms"};
    }
  }
  /// Waits until libpq can send more. What the server sends meanwhile is read: otherwise
  /// both sides could wait for each other.
  void wait_to_write() {
    wait(POLLIN | POLLOUT);
    require(PQconsumeInput(handle_.get()));
  }
  void flush() {
    start_wait();
    while (check(PQflush(handle_.get())) == 1)
      wait_to_write();
  }
  /// The next result, or null after the last.
  PGresult* receive() {
    while (PQisBusy(handle_.get()) != 0) {
      wait(POLLIN);
      require(PQconsumeInput(handle_.get()));
    }
    return PQgetResult(handle_.get());
  }
  /// Receives all results; returns the last one, or throws the first failure.
  result finish(std::optional<error> failure = {}) {
    flush();
    start_wait();
    result last{nullptr};
    while (auto* next = receive()) {
      last = result{next};
      const auto status = PQresultStatus(next);
      if (!failure && status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK &&
          status != PGRES_EMPTY_QUERY)
        failure = make_error(next);
      // A statement that should not copy did: its session is of no use.
      if (status == PGRES_COPY_IN || status == PGRES_COPY_OUT)
        break;
      start_wait();
    }
    if (failure)
      throw error{*failure};
    return last;
  }

  // -- failures ---------------------------------------------------------------

  void require(int success) {
    if (success != 1)
      fail();
  }
  int check(int code) {
    if (code < 0)
      fail();
    return code;
  }
  error make_error(PGresult* from) {
    const auto* field =
        from == nullptr ? nullptr : PQresultErrorField(from, PG_DIAG_SQLSTATE);
    const std::string sqlstate = field == nullptr ? "" : field;
    const bool is_lost = PQstatus(handle_.get()) == CONNECTION_BAD;
    auto text = one_line(from == nullptr || *PQresultErrorMessage(from) == '\0'
                             ? PQerrorMessage(handle_.get())
                             : PQresultErrorMessage(from));
    if (text.empty())
      text = "the server answered unexpectedly";
    const auto kind = is_lost || (sqlstate.empty() && from == nullptr)
                          ? error_class::lost
                          : classify(sqlstate);
    return error{kind, text, sqlstate};
  }
  [[noreturn]] void fail() { throw make_error(nullptr); }
  /// libpq 15 keeps no SQLSTATE of a failed connection: the text tells.
  [[noreturn]] void fail_to_connect() {
    const auto text = one_line(PQerrorMessage(handle_.get()));
    const auto has = [&](const char* part) {
      return text.find(part) != std::string::npos;
    };
    auto kind = error_class::lost;
    if (has("does not exist") && has("database"))
      kind = error_class::absent;
    else if (has("password") || has("role ") || has("authentication") ||
             has("no pg_hba.conf entry") || has("permission denied for database"))
      kind = error_class::no_rights;
    else if (has("too many c") || has("remaining connection slots"))
      kind = error_class::full;
    throw error{kind, text};
  }

  connection_handle handle_;
  std::chrono::milliseconds limit_;
  std::chrono::steady_clock::time_point deadline_{};
  /// Names of prepared statements by their text.
  std::unordered_map<std::string, std::string> prepared_;
};

} // namespace tracker::pg
