// SPDX-License-Identifier: MIT
#include "actors/notifier/episodes/episode_book.hpp"

#include <algorithm>
#include <set>

namespace tracker {

void episode_book::restore(const std::vector<alert_record>& last) {
  episodes_.clear();
  for (const auto& alert : last) {
    auto& current = episodes_[{alert.key.rule, alert.key.subject}];
    current.number = std::max(current.number, alert.key.episode);
    if (alert.state == alert_state::firing)
      current.alert = alert;
  }
}

std::optional<alert_record> episode_book::advance(const effective_rule& rule,
                                                  episode& current,
                                                  const alert_reading& reading,
                                                  timestamp now) {
  if (reading.level == reading_level::unknown)
    return std::nullopt;
  const auto awaited = current.alert ? reading_level::clear : reading_level::firing;
  if (reading.level != awaited) {
    current.since.reset();
    return std::nullopt;
  }
  // If the wall clock is set back, the hold begins again instead of waiting for the old
  // time.
  current.since = std::min(current.since.value_or(now), now);
  if (now - *current.since < (current.alert ? rule.clear_hold : rule.hold))
    return std::nullopt;
  current.since.reset();
  if (current.alert) {
    auto closed = std::move(*current.alert);
    current.alert.reset();
    closed.state = alert_state::resolved;
    closed.closed = now;
    return closed;
  }
  current.alert = alert_record{{reading.rule, reading.subject, ++current.number},
                               rule.severity,
                               alert_state::firing,
                               reading.summary,
                               now,
                               std::nullopt,
                               0};
  return current.alert;
}

std::vector<alert_record> episode_book::advance(timestamp now,
                                                std::span<const alert_reading> readings,
                                                std::span<const std::string> complete) {
  std::vector<alert_record> changes;
  const auto apply = [&](const alert_reading& reading) {
    const auto* rule = find_rule(rules_, reading.rule);
    if (rule == nullptr || rule->row->is_event)
      return;
    const std::pair subject{reading.rule, reading.subject};
    if (!rule->enabled && !is_open(reading.rule, reading.subject))
      return;
    if (auto change = advance(*rule, episodes_[subject], reading, now))
      changes.push_back(std::move(*change));
  };
  std::set<std::pair<std::string, std::string>> read;
  for (const auto& reading : readings) {
    read.emplace(reading.rule, reading.subject);
    apply(reading);
  }
  for (const auto& name : complete)
    for (auto& [subject, current] : episodes_) {
      if (subject.first != name || read.contains(subject))
        continue;
      if (current.alert)
        apply({subject.first, subject.second, reading_level::clear, {}, {}});
      else
        current.since.reset();
    }
  return changes;
}

std::optional<alert_record> episode_book::add_event(const std::string& rule_name,
                                                    const std::string& subject,
                                                    const std::string& summary,
                                                    timestamp now) {
  const auto* rule = find_rule(rules_, rule_name);
  if (rule == nullptr || !rule->enabled)
    return std::nullopt;
  auto& current = episodes_[{rule_name, subject}];
  return alert_record{{rule_name, subject, ++current.number},
                      rule->severity,
                      alert_state::event,
                      summary,
                      now,
                      now,
                      0};
}

bool episode_book::is_open(const std::string& rule, const std::string& subject) const {
  const auto found = episodes_.find({rule, subject});
  return found != episodes_.end() && found->second.alert.has_value();
}

std::size_t episode_book::open() const {
  return static_cast<std::size_t>(
      std::count_if(episodes_.begin(), episodes_.end(),
                    [](const auto& entry) { return entry.second.alert.has_value(); }));
}

std::map<std::string, std::size_t> episode_book::open_by_rule() const {
  std::map<std::string, std::size_t> result;
  for (const auto& rule : rules_)
    if (rule.enabled && !rule.row->is_event)
      result[rule.row->name] = 0;
  for (const auto& [key, known] : episodes_)
    if (known.alert)
      ++result[key.first];
  return result;
}

bool episode_book::is_known(const std::string& rule, const std::string& subject) const {
  const auto found = episodes_.find({rule, subject});
  return found != episodes_.end() && found->second.number > 0;
}

} // namespace tracker
