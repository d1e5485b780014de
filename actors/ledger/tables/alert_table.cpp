// SPDX-License-Identifier: MIT
#include "actors/ledger/tables/alert_table.hpp"

#include "actors/ledger/sql/sql_values.hpp"

#include <algorithm>
#include <optional>

namespace tracker {

namespace {

constexpr std::uint32_t max_channels = 32;

constexpr const char* alert_columns =
    "rule, subject, episode, state, severity, opened_ns, closed_ns, sent_mask, summary";

std::string select(const std::string& rest) {
  return std::string{"SELECT "} + alert_columns + " FROM alerts " + rest;
}

std::vector<alert_record> read_all(sql::run&& rows) {
  std::vector<alert_record> result;
  while (rows.next()) {
    auto& alert = result.emplace_back();
    rows.row(alert.key.rule, alert.key.subject, alert.key.episode, alert.state,
             alert.severity, alert.opened, alert.closed, alert.sent_mask, alert.summary);
  }
  return result;
}

bool is_named(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::optional<std::uint32_t> find_free_bit(const std::vector<alert_channel>& known) {
  for (std::uint32_t bit = 0; bit < max_channels; ++bit)
    if (std::none_of(known.begin(), known.end(),
                     [&](const alert_channel& channel) { return channel.bit == bit; }))
      return bit;
  return std::nullopt;
}

} // namespace

alert_table::alert_table(SQLite::Database& file)
    : book_{file, std::string{"INSERT INTO alerts("} + alert_columns +
                      ") VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?) "
                      "ON CONFLICT(rule, subject, episode) DO UPDATE SET "
                      "state = excluded.state, closed_ns = excluded.closed_ns"}
    , mark_{file, "UPDATE alerts SET sent_mask = sent_mask | ?4 "
                  "WHERE rule = ?1 AND subject = ?2 AND episode = ?3"}
    , recall_{file, select("WHERE state = 0 OR opened_ns >= ?1 OR closed_ns >= ?1 "
                           "ORDER BY opened_ns, rule, subject, episode")}
    , last_{file, select("AS a WHERE episode = (SELECT MAX(episode) FROM alerts b "
                         "WHERE b.rule = a.rule AND b.subject = a.subject)")}
    // Types 0 and 1: BUY and SELL.
    , fills_{file, "SELECT DISTINCT a.address, a.name, e.at_s FROM events e "
                   "JOIN wallets a ON a.id = e.wallet_id WHERE e.market_id IN "
                   "(SELECT id FROM markets WHERE last_event_day >= ?1 / 86400) "
                   "AND e.type < 2 AND e.at_s >= ?1 ORDER BY a.address, e.at_s"}
    , covered_{file, "SELECT slug, start_s, end_s, coverage FROM windows "
                     "WHERE end_s >= ? AND coverage IS NOT NULL"}
    , channels_{file, "SELECT name, bit, since_ns FROM alert_channels ORDER BY bit"}
    , add_channel_{file,
                   "INSERT INTO alert_channels(name, bit, since_ns) VALUES(?, ?, ?)"}
    , remove_channel_{file, "DELETE FROM alert_channels WHERE bit = ?"}
    , remove_marks_{file, "UPDATE alerts SET sent_mask = sent_mask & ~?1 "
                          "WHERE sent_mask & ?1 <> 0"} {}

void alert_table::book(const alert_record& alert) {
  sql::run{book_,           alert.key.rule, alert.key.subject, alert.key.episode,
           alert.state,     alert.severity, alert.opened,      alert.closed,
           alert.sent_mask, alert.summary}
      .change();
}

void alert_table::mark(const alert_mark& mark) {
  sql::run{mark_, mark.key.rule, mark.key.subject, mark.key.episode, mark.bits}.change();
}

std::vector<alert_record> alert_table::recall(timestamp since) {
  return read_all(sql::run{recall_, since});
}

std::vector<alert_record> alert_table::last_episodes() {
  return read_all(sql::run{last_});
}

std::vector<std::pair<watched_wallet, timestamp>>
alert_table::recall_fills(timestamp since) {
  std::vector<std::pair<watched_wallet, timestamp>> result;
  for (sql::run rows{fills_, sql::seconds{since}}; rows.next();) {
    auto& [wallet, time] = result.emplace_back();
    rows.row(wallet.address, wallet.name, sql::seconds_into{time});
  }
  return result;
}

std::vector<record_coverage> alert_table::recall_coverage(timestamp since) {
  std::vector<record_coverage> result;
  for (sql::run rows{covered_, sql::seconds{since}}; rows.next();) {
    auto& [series, window, seen] = result.emplace_back();
    rows.row(window.slug, sql::seconds_into{window.start}, sql::seconds_into{window.end},
             seen.how);
  }
  return result;
}

std::vector<alert_channel> alert_table::channels() {
  std::vector<alert_channel> result;
  for (sql::run rows{channels_}; rows.next();) {
    auto& channel = result.emplace_back();
    rows.row(channel.name, channel.bit, channel.since);
  }
  return result;
}

void alert_table::free_bit(std::uint32_t bit) {
  const auto begin = std::uint64_t{1} << bit;
  sql::run{remove_channel_, bit}.change();
  sql::run{remove_marks_, begin | begin << sent_end_shift}.change();
}

std::vector<alert_channel> alert_table::assign(const std::vector<std::string>& names,
                                               timestamp now) {
  auto known = channels();
  for (const auto& name : names) {
    if (std::any_of(known.begin(), known.end(),
                    [&](const alert_channel& channel) { return channel.name == name; }))
      continue;
    auto bit = find_free_bit(known);
    if (!bit) {
      const auto unused =
          std::find_if(known.begin(), known.end(), [&](const alert_channel& channel) {
            return !is_named(names, channel.name);
          });
      if (unused == known.end())
        break;
      bit = unused->bit;
      free_bit(*bit);
      known.erase(unused);
    }
    sql::run{add_channel_, name, *bit, now}.change();
    known.push_back({name, *bit, now});
  }
  std::erase_if(known, [&](const alert_channel& channel) {
    return !is_named(names, channel.name);
  });
  return known;
}

} // namespace tracker
