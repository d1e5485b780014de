// SPDX-License-Identifier: MIT
// What one message to a channel says, whatever the channel. Pure.
#pragma once

#include "messages/alert.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tracker {

enum class alert_phase : std::uint8_t {
  /// It has begun to fire, or it is an event.
  begin,
  /// It has ended.
  end,
  /// It still fires.
  reminder,
};

/// An alert in a message.
struct notice {
  alert_record alert;
  alert_phase phase = alert_phase::begin;
  /// The message may have been sent before: the run that sent it was killed.
  bool may_repeat = false;

  bool operator==(const notice&) const = default;
};

/// One message: one alert, or the digest of several.
struct notification {
  std::vector<notice> notices;
  /// A test of the channel, without an alert.
  bool is_test = false;
};

/// `#books_open-7`: in every message, so that a repeat can be recognised.
std::string mark_of(const alert_key& key);

/// `books_open-main-7`: the key of services that have one. At most 64 characters of
/// A-Z, a-z, 0-9, `-` and `_`; a longer one ends in a hash.
std::string sequence_id_of(const alert_key& key);

/// `Books open`, `Books open: resolved`, `Books open: reminder`, `7 alerts`.
std::string title_of(const notification& message);

/// A line per alert: summary, times and mark.
std::string text_of(const notice& one);
std::string text_of(const notification& message);

/// The highest severity of its alerts.
alert_severity severity_of(const notification& message);

/// True when all of its alerts have ended.
bool is_over(const notification& message);

/// `text` in at most `limit` (4 or more) bytes; a cut one ends in `…`, between
/// characters.
std::string cut_bytes(std::string_view text, std::size_t limit);

/// `text` in at most `limit` UTF-16 code units, as Telegram and Discord count.
std::string cut_units(std::string_view text, std::size_t limit);

} // namespace tracker
