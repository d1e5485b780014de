// SPDX-License-Identifier: MIT
// Decides when an alert opens and closes. Pure.
#pragma once

#include "actors/notifier/rules/rule_table.hpp"
#include "messages/alert.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace tracker {

/// The episodes of every rule and subject.
///
///     idle ──firing──▶ pending ──for `hold`──▶ open ──clear for `clear_hold`──▶ idle
///       ◀──not firing──┘                        ▲└──clear──▶ closing ──not clear──┐
///                                               └────────────────────────────────┘
///
/// An unknown reading changes nothing. Each opening gets the next episode number, so an
/// episode is opened once and closed once.
class episode_book {
public:
  explicit episode_book(std::vector<effective_rule> rules) : rules_{std::move(rules)} {}

  /// Continues from the last episode of each rule and subject.
  void restore(const std::vector<alert_record>& last);

  /// The alerts that open or close with these readings. Open subjects of the rules
  /// `complete` without a reading are clear.
  std::vector<alert_record> advance(timestamp now,
                                    std::span<const alert_reading> readings,
                                    std::span<const std::string> complete = {});
  /// An event: opened and over at once. Nothing when the rule is off.
  std::optional<alert_record> add_event(const std::string& rule,
                                        const std::string& subject,
                                        const std::string& summary, timestamp now);

  /// Number of alerts that fire.
  std::size_t open() const;
  /// The same by rule, of every rule that is not off.
  std::map<std::string, std::size_t> open_by_rule() const;
  /// True when an event of this rule and subject was ever added.
  bool is_known(const std::string& rule, const std::string& subject) const;

private:
  struct episode {
    std::int64_t number = 0;
    /// The alert, while it fires.
    std::optional<alert_record> alert;
    /// The time since which the condition is true (not open) or false (open).
    std::optional<timestamp> since;
  };

  bool is_open(const std::string& rule, const std::string& subject) const;
  std::optional<alert_record> advance(const effective_rule& rule, episode& current,
                                      const alert_reading& reading, timestamp now);

  std::vector<effective_rule> rules_;
  std::map<std::pair<std::string, std::string>, episode> episodes_;
};

} // namespace tracker
