// SPDX-License-Identifier: MIT
// The row ids of series, wallets, markets and tokens.
#pragma once

#include "messages/wallet.hpp"
#include "messages/window.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace tracker {

/// A market of the file and its tokens. Token number n is `tokens[n - 1]`; number 0 means
/// no token.
struct known_market {
  std::int64_t id = 0;
  std::string slug;
  std::optional<std::int64_t> last_event_day;
  std::vector<std::string> tokens;
  /// The details as last written, if any.
  std::optional<market> details;
};

/// Finds ids and creates missing rows, with a cache. For the writing connection only.
/// Every member throws SQLite::Exception.
class ledger_ids {
public:
  explicit ledger_ids(SQLite::Database& file);

  std::int64_t series(const std::string& name);
  std::int64_t wallet(const std::string& address);
  /// Like the above; also updates the configured name.
  std::int64_t wallet(const watched_wallet& named);
  /// The market, created if missing. `event_day`: the day (since the Unix epoch) of an
  /// event about to be booked, if any. The reference is valid until the next call.
  known_market& market(const std::string& slug, const std::string& condition_id,
                       std::optional<std::int64_t> event_day = std::nullopt);
  /// The number of `token` in `market`, created if missing; 0 for an empty token.
  std::int64_t token(known_market& market, const std::string& token);

  /// Clears the cache: created rows may have been rolled back.
  void clear();

private:
  struct known_wallet {
    std::int64_t id = 0;
    /// The name as last written, if any.
    std::optional<std::string> name;
  };

  known_wallet& wallet_of(const std::string& address);
  std::optional<known_market> find_market(const std::string& slug,
                                          const std::string& condition_id);
  known_market make_market(const std::string& slug, const std::string& condition_id,
                           std::optional<std::int64_t> event_day);
  void update_market(known_market& known, const std::string& slug,
                     std::optional<std::int64_t> event_day);

  SQLite::Database& file_;
  SQLite::Statement find_series_;
  SQLite::Statement make_series_;
  SQLite::Statement find_wallet_;
  SQLite::Statement make_wallet_;
  SQLite::Statement name_wallet_;
  SQLite::Statement find_market_;
  SQLite::Statement make_market_;
  SQLite::Statement name_market_;
  SQLite::Statement find_tokens_;
  SQLite::Statement make_token_;
  SQLite::Statement note_event_;
  std::unordered_map<std::string, std::int64_t> series_;
  /// By address.
  std::unordered_map<std::string, known_wallet> wallets_;
  std::unordered_map<std::string, known_market> markets_;
};

} // namespace tracker
