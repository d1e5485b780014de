// SPDX-License-Identifier: MIT
#include "actors/fleet/pg/connection.hpp"

#include "actors/fleet/pg/connection_state.hpp"

namespace tracker::pg {

namespace {

/// What the session sets for itself, so that no statement of a stalled tracker holds
/// locks for long: the server ends it.
constexpr const char* session_settings =
    "SET idle_in_transaction_session_timeout = '20s'; SET lock_timeout = '4s'; "
    "SET statement_timeout = '60s'; SET standard_conforming_strings = on; "
    "SET client_encoding = 'UTF8'; SET client_min_messages = 'warning'; "
    "SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; "
    "SET tcp_keepalives_count = 3";

} // namespace

connection::connection(const connect_options& options)
    : state_{std::make_unique<state>(options)} {
  state_->run(session_settings);
}
connection::connection(connection&&) noexcept = default;
connection& connection::operator=(connection&&) noexcept = default;
connection::~connection() = default;

result connection::run(const std::string& sql) {
  return state_->run(sql);
}

result connection::run(const std::string& sql, std::span<const parameter> parameters) {
  return state_->run(sql, parameters);
}

result connection::run_prepared(const std::string& sql,
                                std::span<const parameter> parameters) {
  return state_->run_prepared(sql, parameters);
}

void connection::each_row(
    const std::string& sql, std::span<const parameter> parameters,
    const std::function<void(std::span<const std::optional<std::string_view>>)>& visit) {
  state_->each_row(sql, parameters, visit);
}

void connection::copy(const std::string& sql, std::string_view lines) {
  state_->copy(sql, lines);
}

std::chrono::milliseconds connection::set_answer_limit(std::chrono::milliseconds limit) {
  return state_->set_answer_limit(limit);
}

int connection::backend_id() const {
  return state_->backend_id();
}

bool connection::is_open() const {
  return state_ && state_->is_open();
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
