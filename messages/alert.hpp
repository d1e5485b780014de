// SPDX-License-Identifier: MIT
// Alerts: what the ledger stores of them, and what the notifier and the ledger exchange
// about those that were sent.
#pragma once

#include "messages/time.hpp"

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tracker {

enum class alert_severity : std::uint8_t { medium, high, critical };

/// medium, high, critical.
constexpr const char* to_string(alert_severity severity) {
  switch (severity) {
  case alert_severity::medium:
    return "medium";
  case alert_severity::high:
    return "high";
  case alert_severity::critical:
    return "critical";
  }
  return "?";
}

enum class alert_state : std::uint8_t {
  firing,
  /// It fired, and the condition has ended.
  resolved,
  /// Something that happened; it has no end.
  event,
  /// Found in the past (backfill, windows that ended long before the run): never sent.
  silent,
};

/// firing, resolved, event, silent.
constexpr const char* to_string(alert_state state) {
  switch (state) {
  case alert_state::firing:
    return "firing";
  case alert_state::resolved:
    return "resolved";
  case alert_state::event:
    return "event";
  case alert_state::silent:
    return "silent";
  }
  return "?";
}

/// Identifies an alert: the episodes of a rule about one subject are numbered from 1.
struct alert_key {
  std::string rule;
  /// A wallet, a window, a host, …; empty: the tracker as a whole.
  std::string subject;
  std::int64_t episode = 0;

  // clang-tidy 14 takes the comparison's literal zero for a pointer.
  auto operator<=>(const alert_key&) const = default; // NOLINT(modernize-use-nullptr)
};

/// One alert, as the ledger keeps it.
struct alert_record {
  alert_key key;
  alert_severity severity = alert_severity::medium;
  alert_state state = alert_state::firing;
  /// One line of text, with the figure that made it true.
  std::string summary;
  timestamp opened{};
  /// When the condition ended, or when the event happened; empty while it fires.
  std::optional<timestamp> closed;
  /// Bit n: its start was sent to the channel with bit n. Bit 32 + n: its end was sent.
  std::uint64_t sent_mask = 0;

  bool operator==(const alert_record&) const = default;
};

/// From the bit of an alert's start to the bit of its end in `sent_mask`.
inline constexpr unsigned sent_end_shift = 32;

/// How long an alert is offered to a channel that does not accept it; also the age of
/// windows whose events are recorded but not sent.
inline constexpr timespan alert_lifetime = std::chrono::hours{24};

/// What a rule's condition is at this moment.
enum class reading_level : std::uint8_t {
  /// The figure is not available: nothing changes.
  unknown,
  clear,
  /// Neither true enough to fire nor false enough to clear.
  between,
  firing,
};

/// The condition of a rule about one subject, now.
struct alert_reading {
  std::string rule;
  std::string subject;
  reading_level level = reading_level::unknown;
  /// The alert's text, should it open now.
  std::string summary;
  /// Present value and limit, for the list of rules: `-$3.20 of -$20.00`.
  std::string value;

  bool operator==(const alert_reading&) const = default;
};

/// A channel has accepted messages: set these bits of `sent_mask`.
struct alert_mark {
  alert_key key;
  std::uint64_t bits = 0;

  bool operator==(const alert_mark&) const = default;
};

/// Request of the notifier to the ledger, once per tick.
struct sync_alerts {
  /// The names of all channels; the ledger assigns each a permanent bit.
  std::vector<std::string> channels;
  /// True: send every alert that may have to be sent, not only what has changed since the
  /// last answer.
  bool recall = false;
  /// What the notifier has measured.
  std::vector<alert_reading> readings;
  std::vector<alert_mark> marks;
};

/// A channel's bit in `sent_mask`.
struct alert_channel {
  std::string name;
  /// 0 to 31.
  std::uint32_t bit = 0;
  /// When the ledger first received its name: older alerts are not sent to it.
  timestamp since{};

  bool operator==(const alert_channel&) const = default;
};

/// Answer to `sync_alerts`, when the marks and the alerts are on disk.
struct alerts_synced {
  std::vector<alert_channel> channels;
  std::vector<alert_record> alerts;
};

} // namespace tracker
