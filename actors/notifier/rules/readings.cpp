// SPDX-License-Identifier: MIT
#include "actors/notifier/rules/readings.hpp"

#include "actors/ledger/report/totals_text.hpp"
#include "messages/money.hpp"
#include "messages/wallet.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

namespace tracker {

namespace {

using namespace std::chrono_literals;
using enum reading_level;

/// A money rule clears at 80 % of its limit.
constexpr std::int64_t clear_share = 80;

reading_level level_of(bool fires, bool clears) {
  return fires ? firing : clears ? clear : between;
}

/// The level of a loss (zero or more) against a limit.
reading_level level_of_loss(std::int64_t loss, std::int64_t limit) {
  return level_of(loss >= limit, loss <= rounded_product(limit, clear_share, 100));
}

std::string duration_text(timespan span) {
  const auto minutes = span / 1min;
  if (minutes < 120)
    return fmt::format("{} min", minutes);
  return fmt::format("{} h {} min", minutes / 60, minutes % 60);
}

/// `, $16.80 to go`: the distance of a money figure to firing.
std::string distance_text(std::int64_t micros) {
  return micros <= 0
             ? std::string{}
             : fmt::format(", {} to go", format_dollars(usdc::from_micros(micros)));
}

using rule_reader = std::function<void(const effective_rule&, const alert_figures&,
                                       timestamp, std::vector<alert_reading>&)>;

void read_books(const effective_rule& rule, const alert_figures& figures, timestamp,
                std::vector<alert_reading>& out) {
  for (const auto& [wallet, rows] : figures.unexplained())
    out.push_back({rule.row->name, wallet, rows == 0 ? clear : firing,
                   fmt::format("{}: {} rows are not explained", wallet, rows),
                   fmt::format("{} rows", rows)});
}

void read_conflicts(const effective_rule& rule, const alert_figures& figures, timestamp,
                    std::vector<alert_reading>& out) {
  for (const auto& slug : figures.conflicts())
    out.push_back({rule.row->name, slug, firing,
                   slug + ": two sources name different winners", "conflict"});
}

void read_loss(const effective_rule& rule, const alert_figures& figures, timestamp now,
               std::vector<alert_reading>& out) {
  const auto pnl = figures.today(now).net.pnl;
  out.push_back({rule.row->name, "", level_of_loss(-pnl.micros(), rule.limit),
                 fmt::format("today's P/L is {}, the limit -{}", format_pnl(pnl),
                             limit_text(rule.row->unit, rule.limit)),
                 format_pnl(pnl) + distance_text(rule.limit + pnl.micros())});
}

void read_drawdown(const effective_rule& rule, const alert_figures& figures, timestamp,
                   std::vector<alert_reading>& out) {
  const auto fall = figures.current_fall();
  out.push_back(
      {rule.row->name, "", level_of_loss(fall.micros(), rule.limit),
       fmt::format("the P/L is {} below its peak of 7 days, the limit {}",
                   format_dollars(fall), limit_text(rule.row->unit, rule.limit)),
       format_dollars(fall) + distance_text(rule.limit - fall.micros())});
}

void read_streaks(const effective_rule& rule, const alert_figures& figures, timestamp,
                  std::vector<alert_reading>& out) {
  const auto streaks = figures.losing_streaks();
  std::vector<std::pair<std::string, std::int64_t>> longest_first{streaks.begin(),
                                                                  streaks.end()};
  std::stable_sort(
      longest_first.begin(), longest_first.end(),
      [](const auto& left, const auto& right) { return left.second > right.second; });
  for (const auto& [wallet, losses] : longest_first)
    out.push_back({rule.row->name, wallet, level_of(losses >= rule.limit, losses == 0),
                   fmt::format("{}: {} windows lost in a row", wallet, losses),
                   fmt::format("{} in a row, {} to go", losses,
                               std::max<std::int64_t>(0, rule.limit - losses))});
}

void read_pending(const effective_rule& rule, const alert_figures& figures, timestamp now,
                  std::vector<alert_reading>& out) {
  for (const auto& [slug, end] : figures.pending(now - timespan{rule.limit}))
    out.push_back({rule.row->name, slug, firing,
                   fmt::format("{}: no winner {} after its end", slug,
                               duration_text(timespan{rule.limit})),
                   duration_text(now - end)});
}

void read_proofs(const effective_rule& rule, const alert_figures& figures, timestamp,
                 std::vector<alert_reading>& out) {
  const auto proofs = figures.proofs();
  if (proofs.empty())
    out.push_back({rule.row->name, "", unknown, "", summary_text({})});
  for (const auto& [wallet, summary] : proofs) {
    const bool fires = summary.amount.micros() > rule.limit || summary.fills > 0;
    const bool is_known = summary.compared() > 0 && summary.open == 0;
    out.push_back(
        {rule.row->name, wallet,
         fires      ? firing
         : is_known ? clear
                    : unknown,
         fmt::format("{}: the platform's own figures: {}", wallet, summary_text(summary)),
         summary_text(summary)});
  }
}

void read_idle(const effective_rule& rule, const alert_figures& figures, timestamp now,
               std::vector<alert_reading>& out) {
  for (const auto& [wallet, fills] : figures.fills()) {
    const auto idle = now - fills.last;
    alert_reading reading{rule.row->name, wallet, unknown,
                          fmt::format("{}: no fill for {}", wallet, duration_text(idle)),
                          duration_text(idle)};
    if (!fills.is_watched) {
      // An alert that opened while the wallet was watched ends.
      reading.level = clear;
      reading.summary = wallet + ": not watched";
    } else if (fills.usual_gap) {
      const auto limit = std::max<timespan>(2 * *fills.usual_gap, timespan{rule.limit});
      reading.level = idle >= limit ? firing : clear;
      reading.value += " of " + duration_text(limit);
    }
    out.push_back(std::move(reading));
  }
}

struct named_reader {
  std::string rule;
  rule_reader read;
};

const std::vector<named_reader>& readers() {
  static const std::vector<named_reader> all{
      {"books_open", read_books},  {"winner_conflict", read_conflicts},
      {"reconcile", read_proofs},  {"loss_day", read_loss},
      {"drawdown", read_drawdown}, {"losing_streak", read_streaks},
      {"stuck", read_pending},     {"idle_bot", read_idle},
  };
  return all;
}

/// The rule, or nullptr when it is off.
const effective_rule* find_enabled(const std::vector<effective_rule>& rules,
                                   std::string_view name) {
  const auto* rule = find_rule(rules, name);
  return rule != nullptr && rule->enabled ? rule : nullptr;
}

std::string subject_of(const grade& graded) {
  return graded.window.slug + " " + display_name(graded.wallet);
}

/// The cost of the side of a pair that is left alone, if it reaches the limit.
std::optional<usdc> lopsided_worth(const effective_rule& rule, const grade& graded) {
  const auto& figures = graded.figures;
  if (figures.arb.result != trade_result::lopsided ||
      figures.one_sided.cost.micros() < rule.limit)
    return std::nullopt;
  return figures.one_sided.cost;
}

} // namespace

std::vector<alert_reading> read_figures(const std::vector<effective_rule>& rules,
                                        const alert_figures& figures, timestamp now) {
  std::vector<alert_reading> result;
  for (const auto& [name, read] : readers())
    if (const auto* rule = find_enabled(rules, name))
      read(*rule, figures, now, result);
  return result;
}

const std::vector<std::string>& complete_rules() {
  static const std::vector<std::string> names{"winner_conflict", "stuck"};
  return names;
}

std::vector<alert_reading> read_hosts(const std::vector<host_outage>& hosts) {
  std::vector<alert_reading> result;
  const auto fails = [](const host_outage& host) { return host.outage > timespan{0}; };
  const auto is_used = [](const host_outage& host) { return host.used; };
  if (std::none_of(hosts.begin(), hosts.end(), is_used))
    return result;
  const bool all_fail = std::all_of(hosts.begin(), hosts.end(), [&](const auto& host) {
    return fails(host) || !host.used;
  });
  timespan longest{};
  for (const auto& host : hosts)
    longest = std::max(longest, host.outage);
  result.push_back({"platform_unreachable", "", all_fail ? firing : clear,
                    "no host of the platform answers",
                    all_fail ? duration_text(longest) : "answers"});
  for (const auto& host : hosts) {
    if (!host.used)
      continue;
    const auto level = all_fail ? unknown : fails(host) ? firing : clear;
    result.push_back({"stale_source", to_string(host.target), level,
                      fmt::format("{} does not answer", to_string(host.target)),
                      fails(host) ? duration_text(host.outage) : "answers"});
  }
  return result;
}

alert_reading read_disk(const effective_rule& rule, std::optional<std::uint64_t> free) {
  alert_reading result{rule.row->name, "", unknown, "", "not known"};
  if (!free)
    return result;
  const auto limit = static_cast<std::uint64_t>(std::max<std::int64_t>(rule.limit, 0));
  const bool is_ample = *free > 2 * limit;
  result.level = level_of(*free < limit, is_ample);
  result.value = fmt::format("{} MB free", *free >> 20);
  result.summary = result.value + " where the ledger is";
  return result;
}

std::optional<alert_event> find_lopsided(const std::vector<effective_rule>& rules,
                                         const grade& graded) {
  const auto* rule = find_enabled(rules, "lopsided");
  const auto worth = rule == nullptr ? std::nullopt : lopsided_worth(*rule, graded);
  if (!worth)
    return std::nullopt;
  return alert_event{"lopsided", subject_of(graded),
                     fmt::format("{}: {} in one side of a pair, {}", subject_of(graded),
                                 format_dollars(*worth),
                                 graded.winner ? "P/L " + format_pnl(graded.figures.pnl)
                                               : "no winner yet")};
}

std::vector<alert_event> find_events(const std::vector<effective_rule>& rules,
                                     const std::optional<grade>& before,
                                     const grade& after) {
  std::vector<alert_event> events;
  if (const auto* rule = find_enabled(rules, "amended");
      rule != nullptr && before && is_settled(before->status)) {
    const auto change = after.figures.pnl - before->figures.pnl;
    const auto size = change.micros() < 0 ? -change : change;
    if (size.micros() >= rule->limit)
      events.push_back(
          {"amended", subject_of(after),
           fmt::format("{}: the final P/L was {} and is {}", subject_of(after),
                       format_pnl(before->figures.pnl), format_pnl(after.figures.pnl))});
  }
  return events;
}

std::string digest_text(const alert_figures& figures, timestamp now) {
  const auto sums = figures.today(now);
  const auto [watched, windows] = figures.coverage(now);
  return fmt::format("Today {} ({} W {} L, {}) · open {} · fees {} rebates {} · {} of {} "
                     "watched · proof {}",
                     format_pnl(sums.net.pnl), sums.net.wins, sums.net.losses,
                     format_win_rate(sums.net), sums.open, format_dollars(sums.fees()),
                     format_dollars(sums.rebates), watched, windows,
                     summary_text(figures.all_proofs()));
}

} // namespace tracker
