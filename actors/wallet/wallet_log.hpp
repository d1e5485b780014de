// SPDX-License-Identifier: MIT
// The log lines about the replies for a wallet. Only the wallet actor includes it.
#pragma once

#include "actors/log_tee/log_port.hpp"
#include "actors/platform/ids.hpp"
#include "actors/text/time_text.hpp"
#include "actors/wallet/wallet_tracker.hpp"

#include <fmt/format.h>

#include <string>
#include <utility>

namespace tracker {

inline const char* to_string(drift_kind kind) {
  switch (kind) {
  case drift_kind::field:
    return "field";
  case drift_kind::type:
    return "type";
  case drift_kind::side:
    return "side";
  }
  return "?";
}

/// Logs unknown names and rows that belong to no window, each kind once.
inline void log_unknown(const log_port& log, const poll_result& poll) {
  for (const auto& note : poll.drift) {
    auto text = fmt::format(
        "data {}: unknown {} \"{}\", first seen in a row of {}; {}", poll.endpoint,
        to_string(note.kind), mask_addresses(note.word),
        note.slug.empty() ? "no market" : mask_addresses(note.slug),
        note.kind == drift_kind::field ? "ignored" : "such rows are not graded");
    if (note.kind == drift_kind::field)
      log.info("drift", std::move(text));
    else
      log.warn("drift", std::move(text));
  }
  for (const auto& skipped : poll.skipped)
    log.info("row-skipped",
             fmt::format("data {}: a row of type {} near {} is skipped, it belongs to "
                         "no Up/Down window: {}",
                         poll.endpoint, mask_addresses(skipped.kind),
                         format_utc(skipped.row.near), to_string(skipped.row.why)));
  if (poll.combination)
    log.info("combination",
             fmt::format("data {}: rows of combinations belong to no Up/Down window and "
                         "are kept as account rows; first {} {} for ${} at {}",
                         poll.endpoint, poll.combination->platform_type,
                         to_string(poll.combination->size),
                         to_string(poll.combination->cash),
                         format_utc(poll.combination->time)));
}

/// Failed polls are logged as a warning when they have lasted this long.
inline constexpr timespan lasting_failure = std::chrono::seconds{10};

/// Logs one warning when polls have failed for a while; single failures are debug lines.
/// The fetcher reports hosts that are unreachable or paused. Returns whether it was the
/// warning.
inline bool log_failure(const log_port& log, const poll_failure& failure,
                        bool is_stopping, bool is_reported) {
  const bool is_lasting = failure.duration >= lasting_failure && failure.consecutive > 1;
  const auto next = std::chrono::ceil<std::chrono::seconds>(failure.retry_after).count();
  if (!is_lasting || failure.host_away || is_reported) {
    log.debug("poll-failed",
              is_stopping ? failure.reason
                          : fmt::format("{}; next try in {}s", failure.reason, next));
    return false;
  }
  log.warn("poll-failed",
           fmt::format("activity not read for {}s: {}; next try in {}s",
                       std::chrono::floor<std::chrono::seconds>(failure.duration).count(),
                       failure.reason, next));
  return true;
}

/// Logs the rows that are not booked.
inline void log_set_aside(const log_port& log, const reading& rows) {
  for (const auto& row : rows.set_aside) {
    const auto slug = mask_addresses(row.slug);
    log.warn(
        "row-set-aside",
        fmt::format("data activity: a row of {} near {} is not booked: {}",
                    slug.empty() ? "an unreadable market" : slug, format_utc(row.near),
                    to_string(row.why)),
        {{"slug", slug}, {"transaction", row.transaction}, {"field", row.why.field}});
  }
}

/// Logs that the platform knows no row of the wallet.
inline void log_never_active(const log_port& log, const watched_wallet& wallet) {
  log.warn("no-activity",
           fmt::format("wallet {} has no activity on the platform yet: is {} the address "
                       "that holds the positions?",
                       display_name(wallet), mask_address(wallet.address)));
}

/// Logs what was odd about a page.
inline void log_oddities(const log_port& log, const reading& rows) {
  if (rows.notes.mis_sorted)
    log.warn("page-mis-sorted",
             "data activity: the page is not in the requested order; requested again "
             "with the next poll");
  if (rows.notes.oversized)
    log.debug("page-oversized", "data activity: more rows than requested");
  if (rows.notes.clamped)
    log.debug("page-clamped", "data activity: fewer rows than requested, although "
                              "there were more; the next page is requested");
  if (rows.notes.stale)
    log.debug("page-stale", "data activity: the reply is older than an earlier one");
  if (rows.next == next_step::blocked)
    log.error("activity-blocked",
              "data activity: one second holds more rows than the platform returns; "
              "windows from there on cannot become FINAL");
}

} // namespace tracker
