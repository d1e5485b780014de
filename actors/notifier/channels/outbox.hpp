// SPDX-License-Identifier: MIT
// What is sent to which channel, and when. Pure.
#pragma once

#include "actors/notifier/channels/notification.hpp"
#include "actors/notifier/channels/service_reply.hpp"
#include "actors/notifier/rules/rule_table.hpp"
#include "messages/metrics.hpp"

#include <date/tz.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tracker {

/// First and longest pause before a message is sent again; it doubles with each failure.
inline constexpr timespan first_retry = std::chrono::seconds{1};
inline constexpr timespan longest_retry = std::chrono::minutes{5};
/// More openings than this in `storm_span` share one message.
inline constexpr std::size_t storm_size = 5;
inline constexpr timespan storm_span = std::chrono::seconds{60};
/// Alerts in one message; the others follow in the next.
inline constexpr std::size_t max_notices = 20;
/// Interval of the requests to Alertmanager.
inline constexpr timespan alertmanager_interval = std::chrono::minutes{1};

/// True when `now` is in the quiet hours of the local day.
bool is_quiet(const quiet_hours& quiet, timestamp now, const date::time_zone& zone);

/// True when the alert is severe enough for the channel, and not older than the channel.
bool is_meant_for(const alert_record& alert, const channel_settings& settings,
                  const alert_channel& assigned);

/// True when the alert waits for the end of the channel's quiet hours.
bool is_held_back(const alert_record& alert, const channel_settings& settings,
                  timestamp now, const date::time_zone& zone);

/// The bit of `sent_mask` that is set when the channel has accepted the alert's begin.
std::uint64_t begin_bit(const alert_channel& channel);

/// The pause after `failures` (1 or more) failures in a row.
timespan retry_pause(std::uint32_t failures);

/// A line for the log.
struct outbox_news {
  bool is_problem = true;
  std::string text;
};

/// A message to send now.
struct outbox_order {
  /// Index of the channel in the settings.
  std::size_t channel = 0;
  notification message;
  /// For Alertmanager: the alerts of the whole request.
  std::vector<alert_record> alerts;
};

/// Numbers of alerts; `failed` counts attempts.
struct outbox_counts {
  std::uint64_t sent = 0;
  std::uint64_t failed = 0;
  std::uint64_t dropped = 0;
  std::uint64_t refused = 0;
};

/// The alerts that are on disk, until every channel has accepted them.
///
/// Each channel has at most one message under way. What it accepts is marked at once, and
/// the mark goes to the ledger (`take_marks`); an alert whose mark is known is never sent
/// again. A begin that was not sent before the end becomes one message with both.
class outbox {
public:
  outbox(std::vector<channel_settings> channels, std::vector<effective_rule> rules,
         const date::time_zone& zone);

  /// Takes the channels' bits from the ledger. Before that nothing is sent.
  void assign(const std::vector<alert_channel>& assigned);
  /// Adds alerts of the ledger, new or changed. `recalled`: they are of an earlier run,
  /// which may have sent them without storing the mark.
  void put(const std::vector<alert_record>& alerts, bool recalled, timestamp now);
  /// The messages that are due; each must be ended.
  std::vector<outbox_order> take_due(timestamp now);
  /// Ends the message under way of a channel.
  void end(std::size_t channel, const delivery_result& result, timestamp now);

  std::vector<alert_mark> take_marks() { return std::exchange(marks_, {}); }
  std::vector<outbox_news> take_news() { return std::exchange(news_, {}); }
  /// Number of alerts that a channel has not accepted yet, counted for each channel.
  std::size_t waiting(timestamp now) const;
  bool is_busy() const;
  /// Of all channels.
  outbox_counts counts() const;
  /// `notifications_total` of each channel.
  std::vector<metric_sample> samples() const;

private:
  struct entry {
    alert_record alert;
    bool recalled = false;
    /// By channel: reminders sent.
    std::vector<std::int64_t> reminders;
    /// By channel: it has refused the alert, or it was dropped.
    std::vector<bool> given_up;
  };
  struct channel_state {
    channel_settings settings;
    std::optional<alert_channel> assigned;
    std::vector<notice> under_way;
    bool busy = false;
    std::uint32_t failures = 0;
    outbox_counts counts;
    timestamp next_try{};
    /// Set after a storm was sent: nothing is sent before.
    std::optional<timestamp> storm_until;
    /// The last request to Alertmanager.
    std::optional<timestamp> last_request;
  };

  std::optional<notice> find_due(std::size_t index, const entry& candidate,
                                 timestamp now) const;
  std::int64_t reminders_due(const alert_record& alert, timestamp now) const;
  std::vector<notice> gather(std::size_t index, timestamp now);
  /// The due notices that the next message has: one, or all in a storm.
  std::vector<notice> pick_notices(channel_state& channel, std::vector<notice> due,
                                   timestamp now) const;
  std::optional<outbox_order> next_order(std::size_t index, timestamp now);
  std::optional<outbox_order> alertmanager_order(std::size_t index, timestamp now);
  void drop_expired(std::size_t index, timestamp now);
  void forget_finished(timestamp now);
  void accept(std::size_t index, const notice& one);

  std::vector<channel_state> channels_;
  std::vector<effective_rule> rules_;
  const date::time_zone* zone_;
  std::map<alert_key, entry> entries_;
  std::vector<alert_mark> marks_;
  std::vector<outbox_news> news_;
};

} // namespace tracker
