// SPDX-License-Identifier: MIT
#include "actors/fleet/store/fleet_writer.hpp"

#include "actors/fleet/leases/lease_table.hpp"
#include "actors/fleet/store/fleet_schema.hpp"
#include "actors/fleet/store/fleet_statements.hpp"
#include "actors/fleet/store/fleet_values.hpp"

#include "actors/ledger/days/day_comparison.hpp"
#include "actors/ledger/query/ledger_rows.hpp"
#include "actors/ledger/tables/grade_columns.hpp"
#include "actors/ledger/tables/proof_columns.hpp"

#include <fmt/format.h>

#include <openssl/sha.h>

#include <array>
#include <utility>
#include <vector>

namespace tracker {

namespace {

using fleet::row_columns;
using fleet::whole_seconds;

/// How long the server may take to notice that a former session of this tracker has
/// ended; less than the limit of an answer in a run.
constexpr std::chrono::seconds holder_patience{2};

/// Fewer events are not worth the risk of a refusal, which the server logs.
constexpr std::size_t smallest_copy = 100;

/// The first 16 bytes of the SHA-256 of the event's identity, as a UUID without dashes.
std::string identity_of(const activity_event& event) {
  const auto identity = activity_identity(event);
  std::array<unsigned char, SHA256_DIGEST_LENGTH> sum{};
  SHA256(reinterpret_cast<const unsigned char*>(identity.data()), identity.size(),
         sum.data());
  constexpr std::string_view digits = "0123456789abcdef";
  constexpr std::size_t uuid_bytes = 16;
  std::string result;
  result.reserve(2 * uuid_bytes);
  for (std::size_t i = 0; i < uuid_bytes; ++i) {
    result += digits[sum[i] >> 4U];
    result += digits[sum[i] & 0x0fU];
  }
  return result;
}

/// Every name in the facts.
fleet_ids::wanted names_of(const outbox_facts& facts) {
  fleet_ids::wanted names;
  for (const auto& one : facts.wallets)
    names.wallets.insert(one.wallet.address);
  for (const auto& one : facts.windows) {
    names.windows.try_emplace(one.window.slug, one.series, one.window);
    if (one.in)
      names.add_market(one.in->slug, one.in->condition_id);
  }
  for (const auto& event : facts.events) {
    names.wallets.insert(event.wallet);
    names.add_market(event.slug, event.condition_id);
  }
  for (const auto* grades : {&facts.grades, &facts.revisions})
    for (const auto& graded : *grades) {
      names.wallets.insert(graded.wallet.address);
      names.windows.try_emplace(graded.window.slug, graded.series, graded.window);
    }
  for (const auto& sum : facts.sums)
    names.wallets.insert(sum.wallet);
  for (const auto& proof : facts.proofs)
    names.wallets.insert(proof.wallet.address);
  return names;
}

} // namespace

fleet_writer::fleet_writer(fleet_writer_options options) : options_{std::move(options)} {}

fleet_greeting fleet_writer::connect() {
  ids_.reset();
  database_.reset();
  pg::connection database{
      {options_.url, session_name(options_.name), options_.answer_limit}};
  const auto known = prepare_fleet(database);
  take_name(database);
  name_session(database, options_.name);
  database.run(fmt::format("SET fleet.tracker = {}", tracker_));
  if (options_.shares_wallets)
    prepare_leases(database);
  const auto committed =
      database.run(fmt::format("SELECT batch FROM trackers WHERE id = {}", tracker_))
          .number(0, 0);
  database_.emplace(std::move(database));
  ids_.emplace(*database_);
  return {known.id, committed};
}

/// The session's advisory lock is the proof that no other tracker has the name: it ends
/// with the session, however that ends.
void fleet_writer::take_name(pg::connection& database) {
  const std::vector<pg::parameter> names{options_.name, options_.version};
  database.run("INSERT INTO trackers(name, version) SELECT $1, $2 WHERE NOT EXISTS "
               "(SELECT 1 FROM trackers WHERE name = $1) ON CONFLICT DO NOTHING",
               names);
  tracker_ = database.run("SELECT id FROM trackers WHERE name = $1", {{names.front()}})
                 .number(0, 0);
  if (!pg::take_session_lock(database, holder_patience,
                             fmt::format("{}, {}", fleet_migration_lock, tracker_)))
    throw pg::error{pg::error_class::taken,
                    fmt::format("a tracker with the name {} is connected: give each "
                                "tracker of a fleet its own fleet.name",
                                options_.name)};
  database.run("UPDATE trackers SET version = $2, connected_at = clock_timestamp(), "
               "seen_at = clock_timestamp() WHERE name = $1",
               names);
}

void fleet_writer::transact(const std::string& first,
                            const std::function<void(pg::connection&)>& body) {
  if (!database_)
    throw pg::error{pg::error_class::lost, "it is not connected"};
  try {
    // One round trip for both.
    pg::transaction change{*database_, ("BEGIN; " + first).c_str()};
    if (change.affected() != 1)
      throw pg::error{pg::error_class::unexpected,
                      "another tracker has written under this tracker's name"};
    body(*database_);
    change.commit();
  } catch (...) {
    ids_.reset();
    database_.reset();
    throw;
  }
}

void fleet_writer::report_complete() {
  transact(fmt::format("UPDATE trackers SET waiting = 0, seen_at = clock_timestamp(), "
                       "complete_at = clock_timestamp() WHERE id = {}",
                       tracker_),
           [](pg::connection&) {});
}

void fleet_writer::write(pg::connection& database, const outbox_facts& facts,
                         const held_leases& held) {
  ids_->find(names_of(facts));
  write_wallets(database, facts);
  write_windows(database, facts);
  write_sums(database, facts);
  write_events(database, facts);
  write_roles(database, facts);
  write_grades(database, facts, held);
  write_proofs(database, facts);
}

void fleet_writer::write_wallets(pg::connection& database, const outbox_facts& facts) {
  if (facts.wallets.empty())
    return;
  row_columns wallets;
  row_columns ids;
  row_columns doubtful;
  for (const auto& [wallet, history, rows] : facts.wallets) {
    const auto id = ids_->wallet(wallet.address);
    const auto known = history.value_or(history_span{});
    wallets.add_row(id, wallet.name);
    wallets.add_if(history.has_value(), known.from);
    wallets.add_if(history.has_value(), known.to);
    ids.add_row(id);
    std::int64_t number = 0;
    for (const auto& row : rows)
      doubtful.add_row(id, number++, row.slug, row.condition_id, row.near, row.why);
  }
  database.run_prepared(update_wallets_sql, wallets.take());
  database.run_prepared("DELETE FROM doubtful_rows WHERE wallet_id = ANY($1::bigint[])",
                        ids.take());
  if (doubtful.rows() > 0)
    database.run_prepared(insert_doubtful_sql, doubtful.take());
}

void fleet_writer::write_windows(pg::connection& database, const outbox_facts& facts) {
  if (facts.windows.empty())
    return;
  row_columns windows;
  row_columns coverage;
  row_columns markets;
  std::set<std::int64_t> described;
  for (const auto& one : facts.windows) {
    const auto id = ids_->window(one.window.slug);
    std::optional<std::int64_t> market;
    if (one.in) {
      const auto& in = *one.in;
      market = ids_->market(in.slug, in.condition_id);
      if (described.insert(*market).second) {
        const auto fees = in.fees.value_or(fee_schedule{});
        markets.add_row(*market, in.slug, in.up_token, in.down_token, in.start, in.end,
                        in.closed, in.settled, in.closed_at);
        markets.add_if(in.fees.has_value(), fees.rate_micros);
        markets.add_if(in.fees.has_value(), fees.exponent);
        markets.add_value(in.up_index);
      }
    }
    windows.add_row(id, whole_seconds{one.window.start}, whole_seconds{one.window.end});
    windows.add_if(market.has_value(), market.value_or(0));
    if (one.coverage)
      coverage.add_row(id, tracker_, one.coverage->how, one.coverage->from,
                       one.coverage->to, one.coverage->why);
  }
  if (markets.rows() > 0)
    database.run_prepared(update_markets_sql, markets.take());
  database.run_prepared(update_windows_sql, windows.take());
  if (coverage.rows() > 0)
    database.run_prepared(upsert_coverage_sql, coverage.take());
}

void fleet_writer::write_events(pg::connection& database, const outbox_facts& facts) {
  if (facts.events.empty())
    return;
  const auto add_to = [&](auto& rows) {
    for (const auto& event : facts.events)
      rows.add_row(ids_->market(event.slug, event.condition_id),
                   ids_->wallet(event.wallet), event.type, event.occurrence,
                   whole_seconds{event.time}, event.size, event.at_price, event.cash,
                   event.quoted, identity_of(event), event.transaction, event.asset,
                   event.platform_type);
  };
  if (copies_events_ && facts.events.size() >= smallest_copy) {
    fleet::copy_rows rows;
    add_to(rows);
    if (copy_events(database, rows.lines()))
      return;
  }
  row_columns rows;
  add_to(rows);
  const auto added = database.run_prepared(insert_events_sql(), rows.take()).affected();
  copies_events_ = added == facts.events.size();
}

/// False: one of them is known.
bool fleet_writer::copy_events(pg::connection& database, const std::string& lines) {
  try {
    database.copy(copy_events_sql(), lines);
    return true;
  } catch (const pg::error& error) {
    if (error.sqlstate() != pg::duplicate_state)
      throw;
  }
  database.run("ROLLBACK TO events");
  return false;
}

/// A day later than the events: the first sending has none.
void fleet_writer::write_roles(pg::connection& database, const outbox_facts& facts) {
  row_columns rows;
  for (const auto& event : facts.events)
    if (event.role != observed_role::none)
      rows.add_row(ids_->market(event.slug, event.condition_id),
                   ids_->wallet(event.wallet), identity_of(event), event.role);
  if (rows.rows() > 0)
    database.run_prepared(update_roles_sql, rows.take());
}

void fleet_writer::write_grades(pg::connection& database, const outbox_facts& facts,
                                const held_leases& held) {
  if (!facts.revisions.empty()) {
    row_columns rows;
    for (const auto& graded : facts.revisions) {
      rows.add_row(ids_->window(graded.window.slug), ids_->wallet(graded.wallet.address),
                   epoch_of(held, graded.wallet.address));
      visit_grade(graded, [&](const char*, const char*, const auto& member) {
        rows.add_value(member);
      });
    }
    database.run_prepared(insert_revisions_sql(), rows.take());
  }
  if (facts.grades.empty())
    return;
  row_columns rows;
  for (const auto& graded : facts.grades) {
    rows.add_row(ids_->window(graded.window.slug), ids_->wallet(graded.wallet.address),
                 ids_->series(graded.series), epoch_of(held, graded.wallet.address),
                 whole_seconds{graded.window.start}, whole_seconds{graded.window.end},
                 traded_volume(graded.figures));
    visit_grade(graded, [&](const char*, const char*, const auto& member) {
      rows.add_value(member);
    });
  }
  const auto parameters = rows.take();
  if (!held.empty())
    database.run_prepared(keep_grades_sql(),
                          {{parameters[0], parameters[1], parameters[3]}});
  database.run_prepared(upsert_grades_sql(), parameters);
}

void fleet_writer::write_sums(pg::connection& database, const outbox_facts& facts) {
  if (facts.sums.empty())
    return;
  row_columns rows;
  for (const auto& sum : facts.sums)
    rows.add_row(ids_->wallet(sum.wallet), whole_seconds{sum.quarter}, sum.type,
                 sum.platform_type, sum.events, sum.size, sum.cash);
  database.run_prepared(insert_sums_sql, rows.take());
}

void fleet_writer::write_proofs(pg::connection& database, const outbox_facts& facts) {
  if (facts.proofs.empty())
    return;
  row_columns rows;
  for (const auto& proof : facts.proofs) {
    rows.add_row(ids_->wallet(proof.wallet.address), whole_seconds{proof.day},
                 state_of(proof), proof.platform.fills);
    visit_our_day(proof,
                  [&](const char*, const auto& member) { rows.add_value(member); });
    const auto pnl = proof.platform.pnl.value_or(official_pnl{});
    visit_official(pnl, [&](const char*, const usdc& member) {
      rows.add_value(proof.platform.pnl ? std::optional{member} : std::nullopt);
    });
    rows.add_value(missing_windows_text(proof));
  }
  database.run_prepared(upsert_proofs_sql(), rows.take());
}

} // namespace tracker
