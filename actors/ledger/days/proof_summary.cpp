// SPDX-License-Identifier: MIT
#include "actors/ledger/days/proof_summary.hpp"

#include "actors/ledger/days/day_comparison.hpp"
#include "actors/ledger/report/report_encoder.hpp"
#include "actors/ledger/report/totals_text.hpp"
#include "actors/text/time_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <ostream>

namespace tracker {

namespace {

std::string days_text(std::size_t count) {
  return fmt::format("{} {}", count, count == 1 ? "day" : "days");
}

std::string difference_text(const proof_summary& summary) {
  if (summary.differ == 0)
    return "difference $0.00";
  const auto since = " since " + day_text(*summary.first_day);
  if (summary.fills == 0)
    return "differs by " + format_dollars(summary.amount) + since;
  const auto fills =
      fmt::format("{} {}", summary.fills, summary.fills == 1 ? "fill" : "fills");
  if (summary.amount == usdc{})
    return "differs in " + fills + since;
  return fmt::format("differs by {} and {}{}", format_dollars(summary.amount), fills,
                     since);
}

using namespace cells;

/// A figure of the platform's P/L; null without one.
template <usdc official_pnl::*member>
report_cell official(const day_proof& proof) {
  return proof.platform.pnl ? amount((*proof.platform.pnl).*member) : none();
}

template <usdc account_income::*member>
report_cell income(const day_proof& proof) {
  return amount(proof.ours.income.*member);
}

template <usdc account_income::*member>
report_cell official_income(const day_proof& proof) {
  return proof.platform.pnl ? amount(proof.platform.pnl->income.*member) : none();
}

report_columns<day_proof> proof_columns() {
  return {
      {"day", [](const day_proof& row) { return text(day_text(row.day)); }},
      {"wallet", [](const day_proof& row) { return text(row.wallet.address); }},
      {"wallet_name", [](const day_proof& row) { return text(row.wallet.name); }},
      {"state", [](const day_proof& row) { return text(to_string(state_of(row))); }},
      {"fills", [](const day_proof& row) { return number(row.ours.fills); }},
      {"platform_fills",
       [](const day_proof& row) {
         return row.platform.fills ? number(*row.platform.fills) : none();
       }},
      {"pnl", [](const day_proof& row) { return amount(row.ours.pnl); }},
      {"pnl_low", [](const day_proof& row) { return amount(row.ours.pnl_low); }},
      {"pnl_high", [](const day_proof& row) { return amount(row.ours.pnl_high); }},
      {"open_markets",
       [](const day_proof& row) { return number(row.ours.open_markets); }},
      {"platform_realized", official<&official_pnl::realized>},
      {"platform_position", official<&official_pnl::position>},
      {"platform_trade", official<&official_pnl::trade>},
      {"fees", [](const day_proof& row) { return amount(row.ours.fees); }},
      {"platform_fees", official<&official_pnl::fees>},
      {"maker_rebates", income<&account_income::maker_rebates>},
      {"platform_maker_rebates", official_income<&account_income::maker_rebates>},
      {"taker_rebates", income<&account_income::taker_rebates>},
      {"platform_taker_rebates", official_income<&account_income::taker_rebates>},
      {"rewards", income<&account_income::rewards>},
      {"platform_rewards", official_income<&account_income::rewards>},
      {"referrals", income<&account_income::referrals>},
      {"platform_referrals", official_income<&account_income::referrals>},
      {"yield", income<&account_income::yield>},
      {"platform_yield", official_income<&account_income::yield>},
      {"settled_grades",
       [](const day_proof& row) { return number(row.ours.settled_grades); }},
      {"grades", [](const day_proof& row) { return number(row.ours.grades); }},
      {"why", [](const day_proof& row) { return text(row.platform.why); }},
      {"findings", [](const day_proof& row) { return text(row.findings); }},
      {"accepted", [](const day_proof& row) { return text(row.accepted); }},
      {"checks", [](const day_proof& row) { return number(row.checks); }},
      {"requests", [](const day_proof& row) { return number(row.requests); }},
      {"checked_at", [](const day_proof& row) { return time(row.checked_at); }},
  };
}

std::size_t count_of(const std::vector<day_proof>& proofs, proof_state state) {
  return static_cast<std::size_t>(
      std::count_if(proofs.begin(), proofs.end(),
                    [&](const day_proof& proof) { return state_of(proof) == state; }));
}

} // namespace

bool is_unexplained(const day_proof& proof) {
  return proof.accepted.empty() && state_of(proof) == proof_state::differs;
}

void proof_summary::add(const day_proof& proof) {
  const auto state = state_of(proof);
  if (state == proof_state::open) {
    ++open;
    return;
  }
  compared_at = std::max(compared_at.value_or(proof.checked_at), proof.checked_at);
  if (state == proof_state::proven) {
    ++(is_near(proof) ? near : proven);
    return;
  }
  if (!proof.accepted.empty()) {
    ++accepted;
    return;
  }
  ++differ;
  const auto difference = difference_of(proof);
  amount += difference.amount;
  fills += difference.fills;
  if (!first_day) {
    first_day = proof.day;
    first_text = proof_text(proof);
  }
}

proof_summary summarize_proofs(const std::vector<day_proof>& proofs) {
  proof_summary result;
  for (const auto& proof : proofs)
    result.add(proof);
  return result;
}

std::string summary_text(const proof_summary& summary) {
  std::string text = "not available";
  if (summary.compared() > 0)
    text =
        fmt::format("{}, {} proven", difference_text(summary), days_text(summary.proven));
  if (summary.near > 0)
    text += fmt::format(", {} near (\xE2\x89\x88)", summary.near);
  if (summary.accepted > 0)
    text += fmt::format(", {} accepted", summary.accepted);
  if (summary.open > 0)
    text +=
        fmt::format(", {} open", summary.compared() == 0 ? days_text(summary.open)
                                                         : std::to_string(summary.open));
  return text;
}

std::string count_proofs(const std::vector<day_proof>& proofs) {
  const auto accepted =
      std::count_if(proofs.begin(), proofs.end(), [](const day_proof& proof) {
        return state_of(proof) == proof_state::differs && !proof.accepted.empty();
      });
  const auto near =
      static_cast<std::size_t>(std::count_if(proofs.begin(), proofs.end(), is_near));
  const auto near_text =
      near == 0 ? std::string{} : fmt::format(" {} near (\xE2\x89\x88),", near);
  return fmt::format("{} days: {} proven,{} {} differ ({} of them accepted), {} open",
                     proofs.size(), count_of(proofs, proof_state::proven) - near,
                     near_text, count_of(proofs, proof_state::differs), accepted,
                     count_of(proofs, proof_state::open));
}

bool are_settled(const std::vector<day_proof>& proofs) {
  return std::all_of(proofs.begin(), proofs.end(),
                     [](const day_proof& proof) { return is_settled(proof); });
}

std::vector<day_proof> select_proofs(const std::vector<day_proof>& all,
                                     const report_filter& filter) {
  const auto is_selected = [&](const std::string& name) {
    return !name.empty() && std::find(filter.wallets.begin(), filter.wallets.end(),
                                      name) != filter.wallets.end();
  };
  std::vector<day_proof> result;
  std::copy_if(all.begin(), all.end(), std::back_inserter(result),
               [&](const day_proof& proof) {
                 return (!filter.begin || proof.day >= day_of(*filter.begin)) &&
                        (!filter.end || proof.day < *filter.end) &&
                        (filter.wallets.empty() || is_selected(proof.wallet.name) ||
                         is_selected(proof.wallet.address));
               });
  return result;
}

void write_proofs(const std::vector<day_proof>& proofs, report_format format,
                  std::ostream& out) {
  if (format == report_format::table) {
    for (const auto& proof : proofs)
      for (const auto& line : proof_details(proof))
        out << line << '\n';
    out << count_proofs(proofs) << '\n';
    const auto first =
        std::find_if(proofs.begin(), proofs.end(), [](const day_proof& proof) {
          return state_of(proof) == proof_state::differs;
        });
    if (first != proofs.end())
      out << "first difference: " << proof_text(*first) << '\n';
    return;
  }
  write_rows(proof_columns(), proofs, format, out);
}

} // namespace tracker
