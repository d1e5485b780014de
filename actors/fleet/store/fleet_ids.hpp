// SPDX-License-Identifier: MIT
// The ids of series, wallets, markets and windows in the fleet's database.
#pragma once

#include "actors/fleet/pg/connection.hpp"
#include "messages/window.hpp"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>

namespace tracker {

/// Finds ids and creates missing rows with few statements for many names. It has a cache
/// and must not be used after a transaction was rolled back. Members throw `pg::error`.
class fleet_ids {
public:
  explicit fleet_ids(pg::connection& database) : database_{database} {}

  /// The names to find.
  struct wanted {
    std::set<std::string> series;
    std::set<std::string> wallets;
    /// By key: the condition id or, where that is empty, the slug; with slug and
    /// condition id.
    std::map<std::string, std::pair<std::string, std::string>> markets;
    /// By slug: the series and the window.
    std::map<std::string, std::pair<std::string, tracker::window>> windows;

    void add_market(const std::string& slug, const std::string& condition_id) {
      markets.try_emplace(condition_id.empty() ? slug : condition_id, slug, condition_id);
    }
  };
  void find(const wanted& names);

  // The ids of names that `find` was called with.
  std::int64_t series(const std::string& name) const { return series_.at(name); }
  std::int64_t wallet(const std::string& address) const { return wallets_.at(address); }
  std::int64_t market(const std::string& slug, const std::string& condition_id) const {
    return markets_.at(condition_id.empty() ? slug : condition_id);
  }
  std::int64_t window(const std::string& slug) const { return windows_.at(slug); }

private:
  using id_map = std::unordered_map<std::string, std::int64_t>;

  std::set<std::string> missing(const id_map& known, const std::set<std::string>& names);
  /// Adds the names and ids of `rows`.
  static void remember(id_map& known, const pg::result& rows);
  /// Adds the ids that `query` finds; returns the names without one.
  std::set<std::string> look_up(id_map& known, const char* query,
                                const std::set<std::string>& names);
  void find_names(id_map& known, const char* query, const char* insert,
                  const std::set<std::string>& names);
  void find_markets(const wanted& names);
  void find_windows(const wanted& names);

  pg::connection& database_;
  id_map series_;
  id_map wallets_;
  id_map markets_;
  id_map windows_;
};

} // namespace tracker
