// SPDX-License-Identifier: MIT
#include "actors/ledger/tables/kept_settings.hpp"

#include "actors/ledger/sql/sql_values.hpp"

#include <utility>

namespace tracker {

namespace {

using namespace date::literals;

/// From when, in seconds since the epoch, and the offset in seconds.
using zone_offset = std::pair<std::int64_t, std::int64_t>;

constexpr date::sys_seconds last_change = date::sys_days{2100_y / 1 / 1};

std::vector<zone_offset> offsets_of(const date::time_zone& zone) {
  std::vector<zone_offset> result;
  for (date::sys_seconds instant{}; instant < last_change;) {
    const auto info = zone.get_info(instant);
    if (result.empty() || result.back().second != info.offset.count())
      result.emplace_back(instant.time_since_epoch().count(), info.offset.count());
    instant = info.end;
  }
  return result;
}

std::vector<zone_offset> recorded_offsets(SQLite::Database& file) {
  std::vector<zone_offset> result;
  SQLite::Statement query{file, "SELECT from_s, offset_s FROM zone_offsets "
                                "ORDER BY from_s"};
  for (sql::run rows{query}; rows.next();) {
    auto& [from, offset] = result.emplace_back();
    rows.row(from, offset);
  }
  return result;
}

constexpr const char* rules_name = "strategies";

/// A grade whose tag changes, and its new tag.
struct changed_tag {
  std::int64_t window = 0;
  std::int64_t wallet = 0;
  std::string tag;
};

/// Only what `matches` uses: reading whole grades takes many times longer.
std::vector<changed_tag> find_changes(SQLite::Database& file,
                                      const std::vector<strategy>& strategies) {
  SQLite::Statement grades{
      file, "SELECT g.window_id, g.wallet_id, g.strategy, s.name, g.start_s, g.end_s, "
            "g.up_first_bought_ns, g.up_average_entry, g.up_bought, "
            "g.down_first_bought_ns, g.down_average_entry, g.down_bought "
            "FROM grades g JOIN series s ON s.id = g.series_id"};
  std::vector<changed_tag> result;
  for (sql::run rows{grades}; rows.next();) {
    changed_tag row;
    std::string series;
    window graded;
    window_figures figures;
    auto& up = figures.up;
    auto& down = figures.down;
    std::string before;
    rows.row(row.window, row.wallet, before, series, sql::seconds_into{graded.start},
             sql::seconds_into{graded.end}, up.first_bought, up.average_entry, up.bought,
             down.first_bought, down.average_entry, down.bought);
    row.tag = match_strategy(strategies, series, graded, figures);
    if (row.tag != before)
      result.push_back(std::move(row));
  }
  return result;
}

} // namespace

std::optional<std::string> recorded_rules(SQLite::Database& file) {
  SQLite::Statement query{file, "SELECT value FROM kept_settings WHERE name = ?"};
  const std::string name = rules_name;
  std::optional<std::string> result;
  if (sql::run found{query, name}; found.next())
    found.row(result);
  return result;
}

std::uint64_t tag_grades(SQLite::Database& file,
                         const std::vector<strategy>& strategies) {
  const auto rules = rules_text(strategies);
  if (recorded_rules(file) == rules)
    return 0;
  const auto changes = find_changes(file, strategies);
  SQLite::Statement change{
      file, "UPDATE grades SET strategy = ? WHERE window_id = ? AND wallet_id = ?"};
  for (const auto& [window, wallet, tag] : changes)
    sql::run{change, tag, window, wallet}.change();
  SQLite::Statement record{file, "INSERT INTO kept_settings VALUES(?1, ?2) "
                                 "ON CONFLICT DO UPDATE SET value = ?2"};
  const std::string name = rules_name;
  sql::run{record, name, rules}.change();
  return changes.size();
}

void keep_zone_offsets(SQLite::Database& file, const date::time_zone& zone) {
  const auto offsets = offsets_of(zone);
  if (recorded_offsets(file) == offsets)
    return;
  file.exec("DELETE FROM zone_offsets");
  SQLite::Statement insert{file, "INSERT INTO zone_offsets VALUES(?, ?)"};
  for (const auto& [from, offset] : offsets)
    sql::run{insert, from, offset}.change();
}

} // namespace tracker
