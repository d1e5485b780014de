// SPDX-License-Identifier: MIT
#include "actors/fleet/store/fact_parts.hpp"

#include "actors/text/time_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>
#include <string_view>

namespace tracker {

namespace {

/// Calls `visit(rows, first, second)` for each kind of facts.
template <class Visit>
void visit_kinds(const outbox_facts& all, outbox_facts& first, outbox_facts& second,
                 Visit visit) {
  visit(all.wallets, first.wallets, second.wallets);
  visit(all.windows, first.windows, second.windows);
  visit(all.events, first.events, second.events);
  visit(all.grades, first.grades, second.grades);
  visit(all.revisions, first.revisions, second.revisions);
  visit(all.sums, first.sums, second.sums);
  visit(all.proofs, first.proofs, second.proofs);
}

refused_fact name_grade(const grade& graded, const std::string& why) {
  return {fact_kind::grade,
          graded.wallet.address,
          graded.window.slug,
          {},
          std::int64_t{graded.revision},
          fmt::format("grade of {} of {}, revision {}: {}", graded.window.slug,
                      graded.wallet.address, graded.revision, why)};
}

} // namespace

bool is_refusal_of_fact(const pg::error& failure) {
  // Data exception, constraint, program limit, RAISE of a trigger.
  constexpr std::array<std::string_view, 4> classes{"22", "23", "54", "P0"};
  return failure.kind() == pg::error_class::unexpected &&
         std::any_of(classes.begin(), classes.end(), [&](std::string_view each) {
           return failure.sqlstate().starts_with(each);
         });
}

std::pair<outbox_facts, outbox_facts> halve(const outbox_facts& facts) {
  std::pair<outbox_facts, outbox_facts> result;
  auto left = facts.rows() / 2;
  visit_kinds(facts, result.first, result.second,
              [&](const auto& rows, auto& first, auto& second) {
                const auto count = std::min(left, rows.size());
                const auto middle = rows.begin() + static_cast<std::ptrdiff_t>(count);
                first.assign(rows.begin(), middle);
                second.assign(middle, rows.end());
                left -= count;
              });
  return result;
}

refused_fact name_refused(const outbox_facts& facts, const std::string& why) {
  for (const auto& row : facts.wallets)
    return {fact_kind::wallet,
            row.wallet.address,
            {},
            {},
            0,
            fmt::format("wallet {}: {}", row.wallet.address, why)};
  for (const auto& row : facts.windows)
    return {fact_kind::window,
            {},
            row.window.slug,
            {},
            0,
            fmt::format("window {}: {}", row.window.slug, why)};
  for (const auto& row : facts.events)
    return {fact_kind::events,
            row.wallet,
            row.slug,
            row.condition_id,
            to_unix_seconds(row.time),
            fmt::format("{} of {} in transaction {}: {}", to_string(row.type), row.wallet,
                        row.transaction, why)};
  for (const auto* grades : {&facts.grades, &facts.revisions})
    for (const auto& row : *grades)
      return name_grade(row, why);
  for (const auto& row : facts.sums)
    return {fact_kind::sums,
            row.wallet,
            {},
            {},
            0,
            fmt::format("sums of {}: {}", row.wallet, why)};
  for (const auto& row : facts.proofs)
    return {fact_kind::proof,
            row.wallet.address,
            {},
            {},
            to_unix_seconds(row.day),
            fmt::format("proof of {} of {}: {}", format_utc(row.day), row.wallet.address,
                        why)};
  return {};
}

} // namespace tracker
