// SPDX-License-Identifier: MIT
#include "actors/ledger/days/day_comparison.hpp"

#include "actors/ledger/report/totals_text.hpp"
#include "actors/text/time_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <utility>

namespace tracker {

namespace {

constexpr const char* unavailable_text = "unavailable";
/// Half a cent.
constexpr std::int64_t tolerance = 5'000;

bool agree(usdc left, usdc right) {
  return std::llabs((left - right).micros()) < tolerance;
}

const char* sign_of(proof_relation relation) {
  switch (relation) {
  case proof_relation::equal:
    return "=";
  case proof_relation::within_marks:
    return "\xE2\x89\x88";
  case proof_relation::differs:
    return "\xE2\x89\xA0";
  case proof_relation::unavailable:
    return "?";
  }
  return "?";
}

std::string line_text(const proof_line& line) {
  return fmt::format("{} {} {} {}", line.name, line.ours, sign_of(line.relation),
                     line.platform);
}

proof_line amount_line(const char* name, usdc ours, std::optional<usdc> platform) {
  if (!platform)
    return {name, proof_relation::unavailable, format_pnl(ours), unavailable_text};
  return {name, agree(ours, *platform) ? proof_relation::equal : proof_relation::differs,
          format_pnl(ours), format_pnl(*platform)};
}

proof_line fills_line(const ledger_day& ours, const platform_day& platform) {
  const auto text = [](std::uint64_t count) {
    return format_count(static_cast<std::int64_t>(count));
  };
  if (!platform.fills)
    return {"fills", proof_relation::unavailable, text(ours.fills), unavailable_text};
  return {"fills",
          *platform.fills == ours.fills ? proof_relation::equal : proof_relation::differs,
          text(ours.fills), text(*platform.fills)};
}

proof_line pnl_line(const ledger_day& ours, const platform_day& platform) {
  if (!platform.pnl)
    return amount_line("P/L", ours.pnl, std::nullopt);
  const auto realized = platform.pnl->realized;
  const auto position = platform.pnl->position;
  if (agree(ours.pnl, position))
    return amount_line("P/L", ours.pnl, position);
  auto line = amount_line("P/L", ours.pnl, realized);
  const auto slack = usdc::from_micros(tolerance);
  if (line.relation == proof_relation::differs && ours.open_markets > 0 &&
      realized > ours.pnl_low - slack && realized < ours.pnl_high + slack)
    line.relation = proof_relation::within_marks;
  return line;
}

struct income_kind {
  const char* name;
  usdc account_income::*amount;
};

constexpr income_kind income_kinds[] = {
    {"maker rebates", &account_income::maker_rebates},
    {"taker rebates", &account_income::taker_rebates},
    {"rewards", &account_income::rewards},
    {"referrals", &account_income::referrals},
    {"yield", &account_income::yield},
};

constexpr std::int64_t rounding = 100;
constexpr std::int64_t listed_from = 100'000;

bool differs(shares ours, std::optional<shares> platform) {
  if (!platform)
    return ours.micros() >= listed_from;
  return std::llabs((ours - *platform).micros()) > rounding;
}

std::string size_text(std::optional<shares> size) {
  return size ? to_string(*size) : "none";
}

} // namespace

std::vector<proof_line> proof_lines(const ledger_day& ours,
                                    const platform_day& platform) {
  std::vector<proof_line> result{fills_line(ours, platform), pnl_line(ours, platform)};
  const auto& theirs = platform.pnl;
  result.push_back(amount_line("fees", ours.fees,
                               theirs ? std::optional{theirs->fees} : std::nullopt));
  for (const auto& [name, amount] : income_kinds) {
    const auto paid =
        theirs ? std::optional{theirs->income.*amount} : std::optional<usdc>{};
    if (ours.income.*amount != usdc{} || (paid && *paid != usdc{}))
      result.push_back(amount_line(name, ours.income.*amount, paid));
  }
  return result;
}

proof_state state_of(const std::vector<proof_line>& lines) {
  const auto any = [&](proof_relation relation) {
    return std::any_of(lines.begin(), lines.end(),
                       [&](const proof_line& line) { return line.relation == relation; });
  };
  if (any(proof_relation::differs))
    return proof_state::differs;
  return any(proof_relation::unavailable) ? proof_state::open : proof_state::proven;
}

proof_state state_of(const day_proof& proof) {
  return state_of(proof_lines(proof.ours, proof.platform));
}

bool is_near(const day_proof& proof) {
  const auto lines = proof_lines(proof.ours, proof.platform);
  return state_of(lines) == proof_state::proven &&
         std::any_of(lines.begin(), lines.end(), [](const proof_line& line) {
           return line.relation == proof_relation::within_marks;
         });
}

bool is_settled(const day_proof& proof) {
  return !proof.accepted.empty() || state_of(proof) == proof_state::proven;
}

const day_proof* find_proof(const std::vector<day_proof>& proofs, timestamp day) {
  const auto found =
      std::find_if(proofs.begin(), proofs.end(),
                   [&](const day_proof& proof) { return proof.day == day; });
  return found == proofs.end() ? nullptr : &*found;
}

day_difference difference_of(const day_proof& proof) {
  day_difference result;
  const auto& ours = proof.ours;
  const auto& platform = proof.platform;
  if (platform.fills)
    result.fills =
        std::max(*platform.fills, ours.fills) - std::min(*platform.fills, ours.fills);
  if (!platform.pnl)
    return result;
  const auto& theirs = *platform.pnl;
  const auto note = [&](const proof_line& line, usdc left, usdc right) {
    if (line.relation == proof_relation::differs)
      result.amount = std::max({result.amount, left - right, right - left});
  };
  note(pnl_line(ours, platform), ours.pnl, theirs.realized);
  note(amount_line("fees", ours.fees, theirs.fees), ours.fees, theirs.fees);
  for (const auto& [name, amount] : income_kinds)
    note(amount_line(name, ours.income.*amount, theirs.income.*amount),
         ours.income.*amount, theirs.income.*amount);
  return result;
}

bool lacks_fills(const day_proof& proof) {
  return proof.platform.fills && *proof.platform.fills > proof.ours.fills;
}

bool is_complete(const day_proof& proof) {
  const auto fills = proof.ours.fills;
  const bool has_roles = fills == 0 || (proof.roles && proof.roles->fills() == fills);
  return has_roles && (proof.attributed || proof.ours.income.maker_rebates <= usdc{});
}

std::string not_final_text(const day_proof& proof) {
  if (!lacks_fills(proof) || !proof.accepted.empty())
    return "";
  if (proof.missing.empty())
    return "no window of the day is FINAL until they are found";
  return proof.missing.size() == 1
             ? fmt::format("{} is not FINAL until they are found", proof.missing.front())
             : fmt::format("{} windows are not FINAL until they are found",
                           proof.missing.size());
}

std::string unread_text(const day_proof& proof) {
  const auto& fills = proof.platform.fills;
  if (!fills || *fills == proof.ours.fills || !proof.findings.empty())
    return "";
  return "which fills differ is not known, their list was not read" +
         (proof.platform.why.empty() ? "" : ": " + proof.platform.why);
}

std::string proof_text(const day_proof& proof) {
  const auto lines = proof_lines(proof.ours, proof.platform);
  auto text =
      fmt::format("{} {} | {} | {}", day_text(proof.day), display_name(proof.wallet),
                  line_text(lines[0]), line_text(lines[1]));
  for (std::size_t i = 2; i < lines.size(); ++i)
    if (lines[i].relation != proof_relation::equal)
      text += " | " + line_text(lines[i]);
  text += fmt::format(" | FINAL {} of {}", proof.ours.settled_grades, proof.ours.grades);
  const auto state = state_of(lines);
  if (state != proof_state::proven)
    text += fmt::format(" | {}", to_string(state));
  const auto unread = unread_text(proof);
  if (!unread.empty())
    text += ": " + unread;
  if (!proof.findings.empty())
    text += ": " + proof.findings;
  if (unread.empty() && !proof.platform.why.empty() && state != proof_state::proven)
    text += ": " + proof.platform.why;
  if (const auto lowered = not_final_text(proof); !lowered.empty())
    text += "; " + lowered;
  if (!proof.accepted.empty() && state != proof_state::proven)
    text += " | accepted: " + proof.accepted;
  return text;
}

std::vector<std::string> proof_details(const day_proof& proof) {
  std::vector<std::string> result{
      fmt::format("{} {}: {}, {} of {} grades are final", day_text(proof.day),
                  display_name(proof.wallet), to_string(state_of(proof)),
                  proof.ours.settled_grades, proof.ours.grades)};
  for (const auto& line : proof_lines(proof.ours, proof.platform))
    result.push_back("  " + line_text(line));
  if (proof.ours.open_markets > 0)
    result.push_back(fmt::format(
        "  {} markets are not certain at an end of the day (sold in part, or their "
        "settlement is not known): P/L {} to {}",
        proof.ours.open_markets, format_pnl(proof.ours.pnl_low),
        format_pnl(proof.ours.pnl_high)));
  if (proof.roles)
    result.push_back(fmt::format("  roles: {} maker, {} taker, {} unknown of {} fills",
                                 proof.roles->makers, proof.roles->takers,
                                 proof.roles->unknown, proof.roles->fills()));
  if (proof.ours.income.maker_rebates > usdc{}) {
    const auto paid = proof.ours.income.maker_rebates;
    result.push_back(
        proof.attributed
            ? fmt::format(
                  "  maker rebates paid {} = {} attributed to {} markets of {} (the day "
                  "before: modelled) + {} not attributed",
                  to_string(paid), to_string(proof.attributed->amount),
                  proof.attributed->markets, day_text(proof.day - day_length),
                  to_string(paid - proof.attributed->amount))
            : fmt::format("  maker rebates paid {}: their markets are {}",
                          to_string(paid), unavailable_text));
  }
  if (proof.platform.pnl) {
    const auto& theirs = *proof.platform.pnl;
    result.push_back(fmt::format(
        "  profile page {} (trade_pnl) = {} realized (realized_market_pnl) {} change of "
        "open and other positions, {} fees not deducted",
        format_pnl(theirs.trade), format_pnl(theirs.realized),
        format_pnl(theirs.position - theirs.realized),
        format_pnl(theirs.trade - theirs.position)));
  }
  // The text of an unread list ends with the same reason.
  if (const auto unread = unread_text(proof); !unread.empty())
    result.push_back("  difference: " + unread);
  else if (!proof.platform.why.empty())
    result.push_back("  platform: " + proof.platform.why);
  if (!proof.findings.empty())
    result.push_back("  difference: " + proof.findings);
  if (const auto lowered = not_final_text(proof); !lowered.empty())
    result.push_back("  missing fills: " + lowered);
  if (!proof.accepted.empty())
    result.push_back("  accepted: " + proof.accepted);
  result.push_back(fmt::format("  checked {} times with {} requests, last at {}{}",
                               proof.checks, proof.requests, format_utc(proof.checked_at),
                               proof.closed ? ", closed" : ""));
  return result;
}

bool is_last_check(timestamp day, timestamp now, const proof_rules& rules) {
  return now >= day + day_length + rules.patience;
}

std::vector<timestamp> days_to_check(const history_span& known,
                                     const std::vector<day_proof>& recorded,
                                     timestamp now, const proof_rules& rules) {
  std::vector<timestamp> result;
  const auto is_due = [&](timestamp day) {
    const auto* found = find_proof(recorded, day);
    if (found == nullptr)
      return !is_last_check(day, now, rules);
    if (found->closed || (is_settled(*found) && is_complete(*found)))
      return false;
    // Closed days are not asked for their roles later.
    if (is_settled(*found) && is_last_check(day, now, rules))
      return false;
    return found->checked_at > now ||
           now - found->checked_at >=
               (found->checks < rules.early_checks ? rules.early_pause : rules.pause);
  };
  const auto oldest = now - rules.patience - 2 * day_length;
  // The first day with a whole history.
  auto day = std::max(day_of(known.from - timespan{1}) + day_length, day_of(oldest));
  for (; day + day_length <= known.to && day + day_length + rules.first_delay <= now;
       day += day_length)
    if (is_due(day))
      result.push_back(day);
  return result;
}

bool differs(const position_check& check) {
  return differs(check.ours.up, check.platform_up) ||
         differs(check.ours.down, check.platform_down);
}

std::string position_text(const position_check& check) {
  const auto& ours = check.ours;
  if (!differs(check))
    return fmt::format("as the platform says: UP {} DN {}", to_string(ours.up),
                       to_string(ours.down));
  return fmt::format("the platform says UP {} DN {}, the ledger UP {} DN {}",
                     size_text(check.platform_up), size_text(check.platform_down),
                     to_string(ours.up), to_string(ours.down));
}

} // namespace tracker
