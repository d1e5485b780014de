// SPDX-License-Identifier: MIT
// Sample grades, alerts and channels.
#pragma once

#include "actors/notifier/rules/alert_settings.hpp"
#include "actors/notifier/rules/rule_table.hpp"
#include "messages/grade.hpp"
#include "messages/ledger.hpp"

#include <date/tz.h>
#include <fmt/format.h>

#include <string>
#include <vector>

namespace tracker::test {

/// 2026-11-23 00:00 UTC, a Monday.
inline const timestamp monday = from_unix_seconds(1'795'392'000);
inline const watched_wallet alert_wallet{"main",
                                         "0x1234567890123456789012345678901234abcdef"};
constexpr std::int64_t dollar = 1'000'000;

inline const date::time_zone& utc() {
  return *date::locate_zone("UTC");
}

inline window window_ending(timestamp end) {
  const auto start = end - std::chrono::minutes{15};
  return {fmt::format("btc-updown-15m-{}", to_unix_seconds(start)), start, end};
}

/// A final directional grade of the window that ends at `end`.
inline grade grade_of(timestamp end, std::int64_t pnl_micros,
                      grade_status status = grade_status::final) {
  grade result;
  result.window = window_ending(end);
  result.series = "btc-updown-15m";
  result.wallet = alert_wallet;
  result.status = status;
  if (status != grade_status::pending)
    result.winner = settlement::up;
  result.figures.kind = trade_kind::directional;
  result.figures.one_sided.kind = trade_kind::directional;
  result.figures.pnl = usdc::from_micros(pnl_micros);
  result.figures.directional_pnl = result.figures.pnl;
  result.figures.fills = 1;
  return result;
}

inline record_coverage coverage_of(timestamp end, coverage_kind kind) {
  record_coverage result;
  result.series = "btc-updown-15m";
  result.window = window_ending(end);
  result.seen.how = kind;
  result.seen.why = kind == coverage_kind::missed ? "the tracker did not run" : "";
  return result;
}

inline alert_record alert_of(const std::string& rule, std::int64_t episode,
                             timestamp opened,
                             alert_severity severity = alert_severity::high) {
  return {{rule, "main", episode},
          severity,
          alert_state::firing,
          rule + " is true",
          opened,
          std::nullopt,
          0};
}

inline alert_record closed(alert_record alert, timestamp time) {
  alert.state = alert_state::resolved;
  alert.closed = time;
  return alert;
}

inline channel_settings channel_named(const std::string& name,
                                      channel_kind kind = channel_kind::webhook) {
  channel_settings result;
  result.name = name;
  result.kind = kind;
  result.url = "http://127.0.0.1:1/hook";
  return result;
}

inline std::vector<effective_rule> default_rules() {
  rule_change loss;
  loss.rule = "loss_day";
  loss.limit = 20 * dollar;
  rule_change fall;
  fall.rule = "drawdown";
  fall.limit = 30 * dollar;
  return effective_rules({loss, fall});
}

} // namespace tracker::test
