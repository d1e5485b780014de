// SPDX-License-Identifier: MIT
#include "actors/fleet/store/fleet_statements.hpp"

#include "actors/fleet/store/fleet_values.hpp"

#include "actors/ledger/tables/grade_columns.hpp"
#include "actors/ledger/tables/proof_columns.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <optional>
#include <string>
#include <type_traits>
#include <vector>

namespace tracker {

namespace {

constexpr const char* event_columns =
    "market_id, wallet_id, type, occurrence, at_s, size, price, cash, quoted, identity, "
    "tx_hash, token, platform_type";

/// Names and types of the columns of a statement.
class column_list {
public:
  void add(const std::string& name, bool is_text) {
    names_.push_back(name);
    marks_.push_back(
        fmt::format("${}::{}[]", names_.size(), is_text ? "text" : "bigint"));
  }
  void add_numbers(std::initializer_list<const char*> names) {
    for (const auto* name : names)
      add(name, false);
  }
  /// The columns of `visit_grade`.
  void add_figures() {
    const grade sample;
    visit_grade(sample, [&](const char* prefix, const char* name, const auto& member) {
      add(std::string{prefix} + name, fleet::is_text<std::decay_t<decltype(member)>>);
    });
  }

  std::string insert_into(const char* table) const {
    return fmt::format("INSERT INTO {}({}) SELECT * FROM unnest({})", table,
                       fmt::join(names_, ", "), fmt::join(marks_, ", "));
  }
  /// `a = excluded.a, …` of the columns after the first `keys`.
  std::string replace(std::size_t keys) const {
    std::vector<std::string> parts;
    for (auto i = keys; i < names_.size(); ++i)
      parts.push_back(fmt::format("{0} = excluded.{0}", names_[i]));
    return fmt::format("{}", fmt::join(parts, ", "));
  }

private:
  std::vector<std::string> names_;
  std::vector<std::string> marks_;
};

} // namespace

const std::string& copy_events_sql() {
  static const auto sql =
      fmt::format("SAVEPOINT events; COPY events({}) FROM STDIN", event_columns);
  return sql;
}

const std::string& insert_events_sql() {
  static const auto sql = fmt::format(
      "INSERT INTO events({}) SELECT * FROM unnest($1::bigint[], $2::bigint[], "
      "$3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], "
      "$8::bigint[], $9::bigint[], $10::uuid[], $11::text[], $12::text[], $13::text[]) "
      "ON CONFLICT DO NOTHING",
      event_columns);
  return sql;
}

const std::string& insert_revisions_sql() {
  static const auto sql = [] {
    column_list columns;
    columns.add_numbers({"window_id", "wallet_id", "epoch"});
    columns.add_figures();
    return columns.insert_into("grade_revisions") + " ON CONFLICT DO NOTHING";
  }();
  return sql;
}

const std::string& upsert_grades_sql() {
  static const auto sql = [] {
    column_list columns;
    columns.add_numbers(
        {"window_id", "wallet_id", "series_id", "epoch", "start_s", "end_s", "volume"});
    columns.add_figures();
    constexpr std::size_t keys = 2;
    return fmt::format(
        "{} ON CONFLICT(window_id, wallet_id) DO UPDATE SET {} WHERE "
        "(excluded.epoch, excluded.revision) >= (grades.epoch, grades.revision) "
        "AND (excluded.epoch = grades.epoch OR excluded.status >= {settled} "
        "OR grades.status < {settled})",
        columns.insert_into("grades"), columns.replace(keys),
        fmt::arg("settled", static_cast<int>(grade_status::final)));
  }();
  return sql;
}

const std::string& keep_grades_sql() {
  static const auto sql = fmt::format(
      "INSERT INTO grade_revisions(window_id, wallet_id, epoch, {0}) SELECT g.window_id, "
      "g.wallet_id, g.epoch, {1} FROM grades g JOIN unnest($1::bigint[], $2::bigint[], "
      "$3::bigint[]) AS u(window_id, wallet_id, epoch) ON u.window_id = g.window_id AND "
      "u.wallet_id = g.wallet_id WHERE g.epoch < u.epoch ON CONFLICT DO NOTHING",
      grade_column_names(), grade_column_names("g."));
  return sql;
}

const std::string& upsert_proofs_sql() {
  static const auto sql = [] {
    column_list columns;
    columns.add_numbers({"wallet_id", "day_s", "state", "platform_fills"});
    const auto add = [&](const char* name, const auto& member) {
      columns.add(name, fleet::is_text<std::decay_t<decltype(member)>>);
    };
    const day_proof sample;
    visit_our_day(sample, add);
    const official_pnl pnl;
    visit_official(pnl, add);
    add("missing_windows", std::string{});
    constexpr std::size_t keys = 2;
    return columns.insert_into("proofs") +
           " ON CONFLICT(wallet_id, day_s) DO UPDATE SET " + columns.replace(keys);
  }();
  return sql;
}

} // namespace tracker
