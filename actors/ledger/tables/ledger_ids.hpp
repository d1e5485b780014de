// SPDX-License-Identifier: MIT
// The numbers that stand for names in the ledger's rows.
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

/// A market of the file and its tokens. The token number n is `tokens[n - 1]`; number 0
/// stands for none.
struct known_market {
  std::int64_t id = 0;
  std::string slug;
  std::optional<std::int64_t> last_event_day;
  std::vector<std::string> tokens;
  /// What was last written of it, if anything was.
  std::optional<market> details;
};

/// Finds the numbers, and makes new ones. Belongs to the one connection that writes;
/// everything in it throws SQLite::Exception.
class ledger_ids {
public:
  explicit ledger_ids(SQLite::Database& file);

  std::int64_t series(const std::string& name);
  std::int64_t wallet(const std::string& address);
  /// The same, and the name that people gave it.
  std::int64_t wallet(const watched_wallet& named);
  /// The market, which has an event on `event_day` (nothing: it is not about one); valid
  /// until the next call.
  known_market& market(const std::string& slug, const std::string& condition_id,
                       std::optional<std::int64_t> event_day = std::nullopt);
  /// The number of `token` in `market`; 0 where it is empty.
  std::int64_t token(known_market& market, const std::string& token);

  /// Forgets what it remembers of the file: what was made may have been rolled back.
  void clear();

private:
  struct known_wallet {
    std::int64_t id = 0;
    /// What people call it, as last written, if it was.
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
  /// Rows come in runs of one market.
  const std::string* last_key_ = nullptr;
  known_market* last_ = nullptr;
};

} // namespace tracker
