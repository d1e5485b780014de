// SPDX-License-Identifier: MIT
#include "actors/notifier/channels/outbox.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace tracker {

namespace {

using namespace std::chrono_literals;

std::uint64_t end_bit(const alert_channel& channel) {
  return begin_bit(channel) << sent_end_shift;
}

std::uint64_t bits_of(const notice& one, const alert_channel& channel) {
  switch (one.phase) {
  case alert_phase::begin:
    // A begin that is sent after the end states both.
    return one.alert.state == alert_state::firing ? begin_bit(channel)
                                                  : begin_bit(channel) | end_bit(channel);
  case alert_phase::end:
    return begin_bit(channel) | end_bit(channel);
  case alert_phase::reminder:
    return 0;
  }
  return 0;
}

} // namespace

bool is_quiet(const quiet_hours& quiet, timestamp now, const date::time_zone& zone) {
  const auto local = date::floor<std::chrono::minutes>(zone.to_local(now));
  const auto minute = local - date::floor<date::days>(local);
  if (quiet.begin <= quiet.end)
    return quiet.begin <= minute && minute < quiet.end;
  return minute >= quiet.begin || minute < quiet.end;
}

bool is_meant_for(const alert_record& alert, const channel_settings& settings,
                  const alert_channel& assigned) {
  return alert.opened >= assigned.since &&
         (alert.severity >= settings.min_severity || alert.key.rule == "digest");
}

bool is_held_back(const alert_record& alert, const channel_settings& settings,
                  timestamp now, const date::time_zone& zone) {
  return settings.quiet && alert.severity != alert_severity::critical &&
         is_quiet(*settings.quiet, now, zone);
}

std::uint64_t begin_bit(const alert_channel& channel) {
  return std::uint64_t{1} << channel.bit;
}

timespan retry_pause(std::uint32_t failures) {
  constexpr std::uint32_t doublings = 9; // more exceed the longest pause
  const auto steps = std::min(failures - 1, doublings);
  return std::min(first_retry * (std::int64_t{1} << steps), longest_retry);
}

outbox::outbox(std::vector<channel_settings> channels, std::vector<effective_rule> rules,
               const date::time_zone& zone)
    : rules_{std::move(rules)}, zone_{&zone} {
  for (auto& settings : channels)
    channels_.emplace_back().settings = std::move(settings);
}

void outbox::assign(const std::vector<alert_channel>& assigned) {
  for (auto& channel : channels_)
    for (const auto& given : assigned)
      if (given.name == channel.settings.name)
        channel.assigned = given;
}

std::int64_t outbox::reminders_due(const alert_record& alert, timestamp now) const {
  const auto* rule = find_rule(rules_, alert.key.rule);
  if (rule == nullptr || rule->repeat_after <= timespan{0})
    return 0;
  return std::max<std::int64_t>(0, (now - alert.opened) / rule->repeat_after);
}

void outbox::put(const std::vector<alert_record>& alerts, bool recalled, timestamp now) {
  for (const auto& alert : alerts) {
    if (alert.state == alert_state::silent)
      continue;
    const auto [place, is_new] = entries_.try_emplace(alert.key);
    auto& kept = place->second;
    const auto mask = kept.alert.sent_mask | alert.sent_mask;
    kept.alert = alert;
    kept.alert.sent_mask = mask;
    if (!is_new)
      continue;
    kept.recalled = recalled;
    kept.reminders.assign(channels_.size(), recalled ? reminders_due(alert, now) : 0);
    kept.given_up.assign(channels_.size(), false);
  }
}

std::optional<notice> outbox::find_due(std::size_t index, const entry& candidate,
                                       timestamp now) const {
  const auto& channel = channels_[index];
  const auto& alert = candidate.alert;
  if (!channel.assigned || !is_meant_for(alert, channel.settings, *channel.assigned) ||
      candidate.given_up[index])
    return std::nullopt;
  const auto due = [&](alert_phase phase) {
    return notice{alert, phase, candidate.recalled};
  };
  const bool is_over = alert.state == alert_state::resolved;
  if ((alert.sent_mask & begin_bit(*channel.assigned)) == 0)
    return due(is_over && channel.settings.sends_resolved ? alert_phase::end
                                                          : alert_phase::begin);
  if (is_over)
    return channel.settings.sends_resolved &&
                   (alert.sent_mask & end_bit(*channel.assigned)) == 0
               ? std::optional{due(alert_phase::end)}
               : std::nullopt;
  if (alert.state == alert_state::firing &&
      reminders_due(alert, now) > candidate.reminders[index])
    return notice{alert, alert_phase::reminder, false};
  return std::nullopt;
}

void outbox::drop_expired(std::size_t index, timestamp now) {
  std::size_t dropped = 0;
  for (auto& [key, candidate] : entries_) {
    const auto since = candidate.alert.closed.value_or(candidate.alert.opened);
    if (now - since <= alert_lifetime)
      continue;
    const auto due = find_due(index, candidate, now);
    // Reminders of an old alert that fires do not expire.
    if (!due || due->phase == alert_phase::reminder)
      continue;
    candidate.given_up[index] = true;
    ++dropped;
  }
  if (dropped == 0)
    return;
  channels_[index].counts.dropped += dropped;
  news_.push_back(
      {true, fmt::format("channel {} has not accepted {} alerts for 24 h: they "
                         "are dropped",
                         channels_[index].settings.name, dropped)});
}

std::vector<notice> outbox::gather(std::size_t index, timestamp now) {
  drop_expired(index, now);
  const auto& settings = channels_[index].settings;
  std::vector<notice> due;
  for (const auto& [key, candidate] : entries_)
    if (auto one = find_due(index, candidate, now);
        one && !is_held_back(one->alert, settings, now, *zone_))
      due.push_back(std::move(*one));
  std::stable_sort(due.begin(), due.end(), [](const notice& left, const notice& right) {
    return left.alert.opened < right.alert.opened;
  });
  return due;
}

std::vector<notice> outbox::pick_notices(channel_state& channel, std::vector<notice> due,
                                         timestamp now) const {
  if (channel.storm_until) {
    if (now < *channel.storm_until && *channel.storm_until - now <= storm_span)
      return {};
    channel.storm_until.reset();
    due.resize(std::min(due.size(), max_notices));
    return due;
  }
  std::size_t openings = 0;
  auto oldest = now;
  for (const auto& [key, candidate] : entries_) {
    const auto& opened = candidate.alert.opened;
    if (opened < channel.assigned->since || now - opened >= storm_span || opened > now)
      continue;
    ++openings;
    oldest = std::min(oldest, opened);
  }
  const bool is_storm = openings > storm_size || due.size() > storm_size;
  if (!is_storm) {
    due.resize(1);
    return due;
  }
  if (due.size() == 1) {
    channel.storm_until = oldest + storm_span;
    return {};
  }
  channel.storm_until = now + storm_span;
  due.resize(std::min(due.size(), max_notices));
  return due;
}

std::optional<outbox_order> outbox::alertmanager_order(std::size_t index, timestamp now) {
  auto& channel = channels_[index];
  outbox_order order{index, {}, {}};
  drop_expired(index, now);
  for (const auto& [key, candidate] : entries_) {
    if (auto due = find_due(index, candidate, now);
        due && due->phase != alert_phase::reminder)
      order.message.notices.push_back(std::move(*due));
    const auto& alert = candidate.alert;
    const bool is_wanted =
        channel.assigned && is_meant_for(alert, channel.settings, *channel.assigned);
    const bool is_recent =
        alert.closed && now - *alert.closed < 5 * alertmanager_interval;
    if (is_wanted && (alert.state == alert_state::firing || is_recent))
      order.alerts.push_back(alert);
  }
  // What was not accepted for long is sent, however old it is.
  for (const auto& one : order.message.notices)
    if (std::none_of(
            order.alerts.begin(), order.alerts.end(),
            [&](const alert_record& alert) { return alert.key == one.alert.key; }))
      order.alerts.push_back(one.alert);
  const bool is_due = !channel.last_request || now < *channel.last_request ||
                      now - *channel.last_request >= alertmanager_interval;
  if (!is_due && order.message.notices.empty())
    return std::nullopt;
  channel.last_request = now;
  return order;
}

std::optional<outbox_order> outbox::next_order(std::size_t index, timestamp now) {
  auto& channel = channels_[index];
  if (channel.busy || !channel.assigned)
    return std::nullopt;
  // A wall clock that was set back must not delay the channel.
  channel.next_try = std::min(channel.next_try, now + longest_service_pause);
  if (channel.failures > 0 && now < channel.next_try)
    return std::nullopt;
  if (channel.settings.kind == channel_kind::alertmanager)
    return alertmanager_order(index, now);
  auto due = gather(index, now);
  if (due.empty())
    return std::nullopt;
  due = pick_notices(channel, std::move(due), now);
  if (due.empty())
    return std::nullopt;
  return outbox_order{index, {std::move(due), false}, {}};
}

std::vector<outbox_order> outbox::take_due(timestamp now) {
  std::vector<outbox_order> orders;
  for (std::size_t index = 0; index < channels_.size(); ++index)
    if (auto order = next_order(index, now)) {
      channels_[index].busy = true;
      channels_[index].under_way = order->message.notices;
      orders.push_back(std::move(*order));
    }
  forget_finished(now);
  return orders;
}

void outbox::accept(std::size_t index, const notice& one) {
  const auto found = entries_.find(one.alert.key);
  if (found == entries_.end())
    return;
  auto& kept = found->second;
  if (one.phase == alert_phase::reminder)
    ++kept.reminders[index];
  const auto bits = bits_of(one, *channels_[index].assigned);
  if (bits == 0)
    return;
  kept.alert.sent_mask |= bits;
  marks_.push_back({one.alert.key, bits});
}

outbox_counts outbox::counts() const {
  outbox_counts sum;
  for (const auto& channel : channels_) {
    sum.sent += channel.counts.sent;
    sum.failed += channel.counts.failed;
    sum.dropped += channel.counts.dropped;
    sum.refused += channel.counts.refused;
  }
  return sum;
}

std::vector<metric_sample> outbox::samples() const {
  std::vector<metric_sample> result;
  for (const auto& channel : channels_) {
    const auto& counts = channel.counts;
    for (const auto& [word, count] :
         {std::pair{"sent", counts.sent}, std::pair{"failed", counts.failed},
          std::pair{"dropped", counts.dropped}, std::pair{"refused", counts.refused}})
      result.push_back(
          count_sample("notifications_total", count,
                       {{"channel", channel.settings.name}, {"result", word}}));
  }
  return result;
}

void outbox::end(std::size_t index, const delivery_result& result, timestamp now) {
  auto& channel = channels_[index];
  channel.busy = false;
  const auto sent = std::exchange(channel.under_way, {});
  const auto& name = channel.settings.name;
  switch (result.outcome) {
  case delivery::accepted:
    if (channel.failures > 0)
      news_.push_back({false, fmt::format("channel {} accepts alerts again", name)});
    channel.failures = 0;
    channel.counts.sent += sent.size();
    for (const auto& one : sent)
      accept(index, one);
    return;
  case delivery::retry: {
    ++channel.counts.failed;
    ++channel.failures;
    const auto pause =
        std::max(retry_pause(channel.failures),
                 std::min(result.pause.value_or(timespan{0}), longest_service_pause));
    channel.next_try = now + pause;
    if (channel.failures == 1)
      news_.push_back(
          {true, fmt::format("channel {} does not accept alerts: {}; they "
                             "wait, next try in {} s",
                             name, result.reason,
                             std::chrono::ceil<std::chrono::seconds>(pause).count())});
    return;
  }
  case delivery::refused:
    ++channel.counts.failed;
    channel.counts.refused += sent.size();
    channel.failures = 0;
    for (const auto& one : sent)
      if (const auto found = entries_.find(one.alert.key); found != entries_.end())
        found->second.given_up[index] = true;
    news_.push_back({true, fmt::format("channel {} refuses {} alerts: {}; they are not "
                                       "sent again in this run, check its settings",
                                       name, sent.size(), result.reason)});
    return;
  }
}

/// Removes entries that no channel will send, unless they fire or have just ended.
void outbox::forget_finished(timestamp now) {
  std::erase_if(entries_, [&](const auto& item) {
    const auto& candidate = item.second;
    const auto& closed = candidate.alert.closed;
    if (!closed || now - *closed < 5 * alertmanager_interval)
      return false;
    for (std::size_t index = 0; index < channels_.size(); ++index)
      if (channels_[index].busy || find_due(index, candidate, now))
        return false;
    return true;
  });
}

std::size_t outbox::waiting(timestamp now) const {
  std::size_t count = 0;
  for (const auto& [key, candidate] : entries_)
    for (std::size_t index = 0; index < channels_.size(); ++index)
      count += find_due(index, candidate, now) ? 1 : 0;
  return count;
}

bool outbox::is_busy() const {
  return std::any_of(channels_.begin(), channels_.end(),
                     [](const channel_state& channel) { return channel.busy; });
}

} // namespace tracker
