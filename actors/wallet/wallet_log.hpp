// SPDX-License-Identifier: MIT
// The log lines about what a wallet's replies hold. Only the wallet actor includes it.
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
