// SPDX-License-Identifier: MIT
#include "actors/ledger/tables/ledger_ids.hpp"

#include "actors/ledger/sql/sql_values.hpp"

#include <algorithm>

namespace tracker {

namespace {

/// Cached markets, about 500 bytes each: enough for the windows that are open at a time.
constexpr std::size_t max_markets = 1024;

std::string key_of(const std::string& slug, const std::string& condition_id) {
  return condition_id.empty() ? slug : condition_id;
}

} // namespace

ledger_ids::ledger_ids(SQLite::Database& file)
    : file_{file}
    , find_series_{file, "SELECT id FROM series WHERE name = ?"}
    , make_series_{file, "INSERT INTO series(name) VALUES(?)"}
    , find_wallet_{file, "SELECT id FROM wallets WHERE address = ?"}
    , make_wallet_{file, "INSERT INTO wallets(address, name) VALUES(?, '')"}
    , name_wallet_{file, "UPDATE wallets SET name = ?2 WHERE id = ?1 AND name <> ?2"}
    , find_market_{file, "SELECT id, slug, last_event_day FROM markets "
                         "WHERE condition_id = ?1 AND (condition_id <> '' OR slug = ?2)"}
    , make_market_{file, "INSERT INTO markets(slug, condition_id, last_event_day) "
                         "VALUES(?, ?, ?)"}
    , name_market_{file, "UPDATE markets SET slug = ?2 WHERE id = ?1"}
    , find_tokens_{file, "SELECT token FROM tokens WHERE market_id = ? ORDER BY number"}
    , make_token_{file, "INSERT INTO tokens(market_id, number, token) VALUES(?, ?, ?)"}
    , note_event_{file, "UPDATE markets SET last_event_day = ?2 WHERE id = ?1"} {}

std::int64_t ledger_ids::series(const std::string& name) {
  const auto known = series_.find(name);
  if (known != series_.end())
    return known->second;
  std::int64_t id = 0;
  if (sql::run found{find_series_, name}; found.next()) {
    found.row(id);
  } else {
    sql::run{make_series_, name}.change();
    id = file_.getLastInsertRowid();
  }
  return series_[name] = id;
}

std::int64_t ledger_ids::wallet(const std::string& address) {
  return wallet_of(address).id;
}

std::int64_t ledger_ids::wallet(const watched_wallet& named) {
  auto& known = wallet_of(named.address);
  if (known.name != named.name) {
    sql::run{name_wallet_, known.id, named.name}.change();
    known.name = named.name;
  }
  return known.id;
}

ledger_ids::known_wallet& ledger_ids::wallet_of(const std::string& address) {
  const auto known = wallets_.find(address);
  if (known != wallets_.end())
    return known->second;
  std::int64_t id = 0;
  if (sql::run found{find_wallet_, address}; found.next()) {
    found.row(id);
  } else {
    sql::run{make_wallet_, address}.change();
    id = file_.getLastInsertRowid();
  }
  return wallets_[address] = {id, {}};
}

known_market& ledger_ids::market(const std::string& slug, const std::string& condition_id,
                                 std::optional<std::int64_t> event_day) {
  auto key = key_of(slug, condition_id);
  auto found = markets_.find(key);
  if (found == markets_.end()) {
    if (markets_.size() >= max_markets)
      markets_.clear();
    auto known = find_market(slug, condition_id);
    found =
        markets_
            .emplace(std::move(key), known ? std::move(*known)
                                           : make_market(slug, condition_id, event_day))
            .first;
  }
  update_market(found->second, slug, event_day);
  return found->second;
}

std::optional<known_market> ledger_ids::find_market(const std::string& slug,
                                                    const std::string& condition_id) {
  known_market result;
  {
    sql::run found{find_market_, sql::hash{condition_id}, slug};
    if (!found.next())
      return std::nullopt;
    found.row(result.id, result.slug, result.last_event_day);
  }
  sql::run tokens{find_tokens_, result.id};
  while (tokens.next())
    tokens.row(result.tokens.emplace_back());
  return result;
}

known_market ledger_ids::make_market(const std::string& slug,
                                     const std::string& condition_id,
                                     std::optional<std::int64_t> event_day) {
  sql::run{make_market_, slug, sql::hash{condition_id}, event_day}.change();
  return {file_.getLastInsertRowid(), slug, event_day, {}, {}};
}

void ledger_ids::update_market(known_market& known, const std::string& slug,
                               std::optional<std::int64_t> event_day) {
  // The slug of a row is a label that may be missing or wrong, a window's own is not.
  const bool renames = known.slug.empty() || (!event_day && known.slug != slug);
  if (renames && !slug.empty()) {
    sql::run{name_market_, known.id, slug}.change();
    known.slug = slug;
  }
  if (event_day > known.last_event_day) {
    sql::run{note_event_, known.id, *event_day}.change();
    known.last_event_day = event_day;
  }
}

std::int64_t ledger_ids::token(known_market& market, const std::string& token) {
  if (token.empty())
    return 0;
  const auto found = std::find(market.tokens.begin(), market.tokens.end(), token);
  const auto number = found - market.tokens.begin() + 1;
  if (found == market.tokens.end()) {
    sql::run{make_token_, market.id, number, token}.change();
    market.tokens.push_back(token);
  }
  return number;
}

void ledger_ids::clear() {
  series_.clear();
  wallets_.clear();
  markets_.clear();
}

} // namespace tracker
