// SPDX-License-Identifier: MIT
#include "actors/fleet/store/fleet_ids.hpp"

#include "actors/fleet/store/fleet_values.hpp"

namespace tracker {

namespace {

/// Cached ids of a kind, about 100 bytes each.
constexpr std::size_t max_cached = 20'000;

constexpr const char* insert_series =
    "INSERT INTO series(name) SELECT * FROM unnest($1::text[]) ON CONFLICT DO NOTHING";
constexpr const char* insert_wallets =
    "INSERT INTO wallets(address, name) SELECT address, '' FROM unnest($1::text[]) "
    "AS u(address) ON CONFLICT DO NOTHING";
constexpr const char* insert_markets =
    "INSERT INTO markets(key, slug, condition_id) SELECT * FROM unnest($1::text[], "
    "$2::text[], $3::text[]) ON CONFLICT DO NOTHING RETURNING key, id";
constexpr const char* insert_windows =
    "INSERT INTO windows(series_id, slug, start_s, end_s) SELECT * FROM "
    "unnest($1::bigint[], $2::text[], $3::bigint[], $4::bigint[]) ON CONFLICT DO NOTHING "
    "RETURNING slug, id";

} // namespace

void fleet_ids::find(const wanted& names) {
  for (auto* cache : {&series_, &wallets_, &markets_, &windows_})
    if (cache->size() > max_cached)
      cache->clear();
  auto series = names.series;
  for (const auto& [slug, window] : names.windows)
    series.insert(window.first);
  find_names(series_, "SELECT name, id FROM series WHERE name = ANY($1::text[])",
             insert_series, series);
  find_names(wallets_, "SELECT address, id FROM wallets WHERE address = ANY($1::text[])",
             insert_wallets, names.wallets);
  find_markets(names);
  find_windows(names);
}

std::set<std::string> fleet_ids::missing(const id_map& known,
                                         const std::set<std::string>& names) {
  std::set<std::string> result;
  for (const auto& name : names)
    if (!known.contains(name))
      result.insert(name);
  return result;
}

void fleet_ids::remember(id_map& known, const pg::result& rows) {
  for (std::size_t row = 0; row < rows.rows(); ++row)
    known.insert_or_assign(std::string{rows.at(row, 0).value_or("")},
                           rows.number(row, 1));
}

std::set<std::string> fleet_ids::look_up(id_map& known, const char* query,
                                         const std::set<std::string>& names) {
  auto unknown = missing(known, names);
  if (unknown.empty())
    return unknown;
  fleet::row_columns columns;
  for (const auto& name : unknown)
    columns.add_row(name);
  const auto found = database_.run_prepared(query, columns.take());
  remember(known, found);
  return missing(known, unknown);
}

// Looks first: an insert that meets a conflict uses up a number of the identity. Names
// are inserted in their order, so that two trackers wait for each other instead of both.
void fleet_ids::find_names(id_map& known, const char* query, const char* insert,
                           const std::set<std::string>& names) {
  const auto absent = look_up(known, query, names);
  if (absent.empty())
    return;
  fleet::row_columns columns;
  for (const auto& name : absent)
    columns.add_row(name);
  database_.run_prepared(insert, columns.take());
  look_up(known, query, absent);
}

void fleet_ids::find_markets(const wanted& names) {
  std::set<std::string> keys;
  for (const auto& [key, market] : names.markets)
    keys.insert(key);
  constexpr const char* query = "SELECT key, id FROM markets WHERE key = ANY($1::text[])";
  const auto absent = look_up(markets_, query, keys);
  if (absent.empty())
    return;
  fleet::row_columns columns;
  for (const auto& key : absent)
    columns.add_row(key, names.markets.at(key).first, names.markets.at(key).second);
  remember(markets_, database_.run_prepared(insert_markets, columns.take()));
  // Another tracker may have made them meanwhile.
  look_up(markets_, query, absent);
}

void fleet_ids::find_windows(const wanted& names) {
  std::set<std::string> slugs;
  for (const auto& [slug, window] : names.windows)
    slugs.insert(slug);
  constexpr const char* query =
      "SELECT slug, id FROM windows WHERE slug = ANY($1::text[])";
  const auto absent = look_up(windows_, query, slugs);
  if (absent.empty())
    return;
  fleet::row_columns columns;
  for (const auto& slug : absent) {
    const auto& [series_name, window] = names.windows.at(slug);
    columns.add_row(series(series_name), slug, fleet::whole_seconds{window.start},
                    fleet::whole_seconds{window.end});
  }
  remember(windows_, database_.run_prepared(insert_windows, columns.take()));
  look_up(windows_, query, absent);
}

} // namespace tracker
