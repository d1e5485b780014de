// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>

namespace tracker::pg {

/// The kinds of errors, by what helps.
enum class error_class : std::uint8_t {
  /// The server is away, starts, stops, or did not answer in time: connect again.
  lost,
  /// Another transaction conflicted (deadlock, serialization, lock time-out): repeat the
  /// transaction.
  conflict,
  /// The server accepts no writes: a standby, or `default_transaction_read_only`.
  read_only,
  /// Its disk, memory or number of connections is used up.
  full,
  /// The role may not do this, or may not log in.
  no_rights,
  /// The database does not exist, or the address names none.
  absent,
  /// The tables were made by a newer program.
  newer,
  /// Another tracker with the same name is connected.
  taken,
  /// The transaction lost its right to write: another tracker has taken over.
  fenced,
  /// The server refused a statement of this program: a table was changed from outside, or
  /// the program has a fault.
  unexpected,
};

/// `lost`, `conflict`, …: stable names for logs and metrics.
const char* to_string(error_class kind);

/// The SQLSTATE that a fence raises; its class is not used by PostgreSQL.
inline constexpr const char* fenced_state = "TF001";

/// The SQLSTATE of a row whose key exists already.
inline constexpr const char* duplicate_state = "23505";
/// A lock was not free within `lock_timeout`.
inline constexpr const char* lock_timeout_state = "55P03";

/// The class of a SQLSTATE.
error_class classify(const std::string& sqlstate);

/// A failure of the server or of the connection to it.
class error : public std::runtime_error {
public:
  error(error_class kind, const std::string& text, std::string sqlstate = {})
      : std::runtime_error{text}, kind_{kind}, sqlstate_{std::move(sqlstate)} {}

  error_class kind() const { return kind_; }
  /// Five characters; empty when the server did not name one.
  const std::string& sqlstate() const { return sqlstate_; }

private:
  error_class kind_;
  std::string sqlstate_;
};

} // namespace tracker::pg
