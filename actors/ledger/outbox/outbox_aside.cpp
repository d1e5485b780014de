// SPDX-License-Identifier: MIT
// What a committed batch has left: keys that are set aside.
#include "actors/ledger/outbox/outbox_table.hpp"

#include "actors/ledger/sql/sql_values.hpp"

#include <memory>
#include <string>
#include <utility>

namespace tracker {

namespace {

/// Why a key is set aside, as stored.
constexpr int withheld_cause = 0;
constexpr int refused_cause = 1;

/// The wallet of a key, 0 where it has none.
std::int64_t wallet_of(fact_kind kind, std::int64_t a, std::int64_t b) {
  switch (kind) {
  case fact_kind::window:
    return 0;
  case fact_kind::events:
  case fact_kind::grade:
    return b;
  default:
    return a;
  }
}

} // namespace

/// Keys of the batch that was handed out. They are acknowledged afterwards.
void outbox_table::set_aside(const batch_rest& rest) {
  std::set<std::int64_t> wallets;
  for (const auto& address : rest.withheld)
    if (const auto wallet = find_wallet(address))
      wallets.insert(*wallet);
  const std::string no_words;
  for (const auto& [sent, next_since] : handed_out_)
    if (const auto wallet = wallet_of(sent.kind, sent.a, sent.b);
        wallets.contains(wallet))
      sql::run{put_aside_, withheld_cause, wallet,     sent.kind,
               sent.a,     sent.b,         sent.since, no_words}
          .change();
  for (const auto& fact : rest.refused)
    set_aside(fact);
}

void outbox_table::set_aside(const refused_fact& fact) {
  const auto wallet =
      fact.kind == fact_kind::window ? 0 : find_wallet(fact.wallet).value_or(0);
  std::int64_t a = wallet;
  std::int64_t b = 0;
  if (fact.kind == fact_kind::window || fact.kind == fact_kind::grade) {
    b = wallet;
    if (sql::run found{window_id_, fact.slug}; found.next())
      found.row(a);
  } else if (fact.kind == fact_kind::events) {
    b = wallet;
    if (sql::run found{market_id_, fact.slug, sql::hash{fact.condition_id}}; found.next())
      found.row(a);
  } else if (fact.kind == fact_kind::proof) {
    b = fact.since;
  }
  const auto since = fact.kind == fact_kind::proof ? 0 : fact.since;
  sql::run{put_aside_, refused_cause, wallet, fact.kind, a, b, since, fact.why}.change();
}

void outbox_table::regain(const std::vector<std::string>& wallets) {
  for (const auto& address : wallets)
    if (const auto wallet = find_wallet(address)) {
      sql::run{note_again_, *wallet}.change();
      sql::run{drop_aside_, *wallet}.change();
    }
}

std::optional<std::int64_t> outbox_table::find_wallet(const std::string& address) {
  std::optional<std::int64_t> result;
  if (sql::run found{wallet_id_, address}; found.next())
    found.row(result);
  return result;
}

void outbox_table::describe_aside(outbox_batch& batch) {
  {
    sql::run counted{count_refused_};
    counted.next();
    counted.row(batch.refused);
  }
  if (sql::run any{has_withheld_}; !any.next())
    return;
  auto wallets = std::make_shared<std::vector<std::string>>();
  sql::run rows{withheld_};
  while (rows.next())
    rows.row(wallets->emplace_back());
  batch.withheld = std::move(wallets);
}

} // namespace tracker
