// SPDX-License-Identifier: MIT
#include "actors/fleet/pg/connection.hpp"

#include <libpq-fe.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <new>
#include <utility>
#include <vector>

#include <poll.h>

namespace tracker::pg {

namespace {

/// The settings of a session: the server ends statements of a stalled tracker, so that
/// none holds locks for long.
constexpr const char* session_settings =
    "SET idle_in_transaction_session_timeout = '20s'; SET lock_timeout = '4s'; "
    "SET statement_timeout = '60s'; SET standard_conforming_strings = on; "
    "SET client_encoding = 'UTF8'; SET client_min_messages = 'warning'; "
    "SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; "
    "SET tcp_keepalives_count = 3";

/// Bytes of a COPY that are passed to libpq at a time.
constexpr std::size_t copy_piece = 65'536;

/// `text` as one line: libpq ends its texts with newlines and adds details in further
/// lines.
std::string one_line(std::string text) {
  while (!text.empty() && text.back() == '\n')
    text.pop_back();
  std::string line;
  for (const char c : text)
    line += c == '\n' || c == '\t' ? ' ' : c;
  return line;
}

std::vector<const char*> pointers_to(std::span<const parameter> parameters) {
  std::vector<const char*> result;
  result.reserve(parameters.size());
  for (const auto& one : parameters)
    result.push_back(one ? one->c_str() : nullptr);
  return result;
}

/// Throws why a connection could not be opened: libpq 15 has no SQLSTATE of it, so the
/// text is searched.
[[noreturn]] void fail_to_connect(const PGconn* handle) {
  const auto text = one_line(PQerrorMessage(handle));
  const auto has = [&](const char* part) { return text.find(part) != std::string::npos; };
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

} // namespace

void connection::close::operator()(pg_conn* owned) const {
  PQfinish(owned);
}

connection::connection(const connect_options& options) : limit_{options.answer_limit} {
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
      fail_to_connect(handle_.get());
    wait(next == PGRES_POLLING_READING ? POLLIN : POLLOUT);
    next = PQconnectPoll(handle_.get());
  }
  check(PQsetnonblocking(handle_.get(), 1));
  run(session_settings);
}

result connection::run(const std::string& sql) {
  check_open();
  require(PQsendQuery(handle_.get(), sql.c_str()));
  return finish();
}

result connection::run(const std::string& sql, std::span<const parameter> parameters) {
  check_open();
  send(sql, parameters);
  return finish();
}

result connection::run_prepared(const std::string& sql,
                                std::span<const parameter> parameters) {
  const auto name = prepare(sql);
  check_open();
  const auto texts = pointers_to(parameters);
  require(PQsendQueryPrepared(handle_.get(), name.c_str(), static_cast<int>(texts.size()),
                              texts.data(), nullptr, nullptr, 0));
  return finish();
}

void connection::each_row(const std::string& sql, std::span<const parameter> parameters,
                          const row_visit& visit) {
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
      try {
        visit(row);
      } catch (...) {
        handle_.reset();
        throw;
      }
    }
    start_wait();
  }
  if (failure)
    throw error{*failure};
}

void connection::copy(const std::string& sql, std::string_view lines) {
  check_open();
  require(PQsendQuery(handle_.get(), sql.c_str()));
  flush();
  start_wait();
  auto* answer = receive();
  result begun{answer};
  // The results of statements before COPY.
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

std::chrono::milliseconds connection::set_answer_limit(std::chrono::milliseconds limit) {
  return std::exchange(limit_, limit);
}

bool connection::is_open() const {
  return handle_ && PQstatus(handle_.get()) == CONNECTION_OK;
}

void connection::send(const std::string& sql, std::span<const parameter> parameters) {
  const auto texts = pointers_to(parameters);
  require(PQsendQueryParams(handle_.get(), sql.c_str(), static_cast<int>(texts.size()),
                            nullptr, texts.data(), nullptr, nullptr, 0));
}

std::string connection::prepare(const std::string& sql) {
  const auto known = prepared_.find(sql);
  if (known != prepared_.end())
    return known->second;
  auto name = "s" + std::to_string(prepared_.size() + 1);
  check_open();
  require(PQsendPrepare(handle_.get(), name.c_str(), sql.c_str(), 0, nullptr));
  finish();
  return prepared_.emplace(sql, std::move(name)).first->second;
}

// -- waiting ---------------------------------------------------------------

void connection::check_open() const {
  if (!handle_)
    throw error{error_class::lost, "the connection was closed after an earlier failure"};
}

void connection::wait(short events) {
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

void connection::wait_to_write() {
  wait(POLLIN | POLLOUT);
  require(PQconsumeInput(handle_.get()));
}

void connection::flush() {
  start_wait();
  while (check(PQflush(handle_.get())) == 1)
    wait_to_write();
}

pg_result* connection::receive() {
  while (PQisBusy(handle_.get()) != 0) {
    wait(POLLIN);
    require(PQconsumeInput(handle_.get()));
  }
  return PQgetResult(handle_.get());
}

result connection::finish(std::optional<error> failure) {
  flush();
  start_wait();
  result last{nullptr};
  while (auto* next = receive()) {
    last = result{next};
    const auto status = PQresultStatus(next);
    if (!failure && status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK &&
        status != PGRES_EMPTY_QUERY)
      failure = make_error(next);
    // A COPY that was not expected: the session cannot be used any longer.
    if (status == PGRES_COPY_IN || status == PGRES_COPY_OUT)
      break;
    start_wait();
  }
  if (failure)
    throw error{*failure};
  return last;
}

// -- failures ---------------------------------------------------------------

void connection::require(int success) const {
  if (success != 1)
    throw make_error(nullptr);
}

int connection::check(int code) const {
  if (code < 0)
    throw make_error(nullptr);
  return code;
}

error connection::make_error(pg_result* answer) const {
  const auto* field =
      answer == nullptr ? nullptr : PQresultErrorField(answer, PG_DIAG_SQLSTATE);
  const std::string sqlstate = field == nullptr ? "" : field;
  const bool is_lost = PQstatus(handle_.get()) == CONNECTION_BAD;
  auto text = one_line(answer == nullptr || *PQresultErrorMessage(answer) == '\0'
                           ? PQerrorMessage(handle_.get())
                           : PQresultErrorMessage(answer));
  if (text.empty())
    text = "the server answered unexpectedly";
  const auto kind = is_lost || (sqlstate.empty() && answer == nullptr)
                        ? error_class::lost
                        : classify(sqlstate);
  return error{kind, text, sqlstate};
}

bool take_session_lock(connection& database, std::chrono::milliseconds patience,
                       const std::string& keys, std::span<const parameter> parameters) {
  try {
    // The setting ends with the transaction, the lock does not.
    transaction wait{database};
    database.run("SET LOCAL lock_timeout = " + std::to_string(patience.count()));
    database.run("SELECT pg_advisory_lock(" + keys + ")", parameters);
    wait.commit();
    return true;
  } catch (const error& failure) {
    if (failure.sqlstate() != lock_timeout_state)
      throw;
    return false;
  }
}

transaction::transaction(connection& target, const char* begin)
    : target_{target}, affected_{target.run(begin).affected()} {}

transaction::~transaction() {
  if (!open_ || !target_.is_open())
    return;
  try {
    target_.run("ROLLBACK");
  } catch (const error&) {
    // The server rolls back by itself when the connection ends.
  }
}

void transaction::commit() {
  open_ = false;
  // COMMIT of a failed transaction is answered with ROLLBACK, not with an error.
  target_.run("COMMIT");
}

} // namespace tracker::pg
