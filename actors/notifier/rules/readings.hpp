// SPDX-License-Identifier: MIT
// The conditions of the rules: pure functions over the figures.
#pragma once

#include "actors/notifier/rules/alert_figures.hpp"
#include "actors/notifier/rules/rule_table.hpp"
#include "messages/alert.hpp"
#include "messages/fetch.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tracker {

/// Readings of the rules over the ledger: books_open, winner_conflict, reconcile,
/// loss_day, drawdown, losing_streak, stuck, idle_bot. A window without a reading is
/// clear. A difference from the platform is clear only while no day is open.
std::vector<alert_reading> read_figures(const std::vector<effective_rule>& rules,
                                        const alert_figures& figures, timestamp now);

/// The rules whose open subjects are clear when `read_figures` has no reading of them.
const std::vector<std::string>& complete_rules();

/// stale_source of each host and platform_unreachable. While no host answers, only the
/// latter fires and the hosts are unknown, so that an outage is one alert.
std::vector<alert_reading> read_hosts(const std::vector<host_outage>& hosts);

/// disk. `free`: bytes; nothing: not known.
alert_reading read_disk(const effective_rule& rule, std::optional<std::uint64_t> free);

/// An event, which has no end.
struct alert_event {
  std::string rule;
  std::string subject;
  std::string summary;

  bool operator==(const alert_event&) const = default;
};

/// Time before the end of a window at which a lopsided pair is evaluated.
inline constexpr timespan lopsided_lead = std::chrono::seconds{30};

/// lopsided: the event of a grade that leaves one side of a pair alone; nothing if it
/// does not, or if the rule is off.
std::optional<alert_event> find_lopsided(const std::vector<effective_rule>& rules,
                                         const grade& graded);

/// amended: the events of a new revision of a grade that `before` did not have.
std::vector<alert_event> find_events(const std::vector<effective_rule>& rules,
                                     const std::optional<grade>& before,
                                     const grade& after);

/// `Today +$12.40 (31 W 12 L, 72.1%) · open 3 · fees $1.10 rebates $0.42 · 96 of 96
/// watched · proof difference $0.00, 7 days proven`.
std::string digest_text(const alert_figures& figures, timestamp now);

} // namespace tracker
