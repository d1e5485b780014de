// SPDX-License-Identifier: MIT
#pragma once

#include "actors/log_tee/log_port.hpp"
#include "actors/window/grade_book.hpp"
#include "actors/window/window_text.hpp"
#include "actors/window/window_tracker.hpp"

#include <utility>

namespace tracker {

/// Logs that sources name different winners of a window.
inline void log_dispute(const log_port& log, const sources_disagree& event) {
  const log_fields fields{{"slug", event.window.slug}};
  if (event.confirmed)
    log.error("sources-disagree", describe(event), fields);
  else
    log.warn("sources-disagree", describe(event), fields);
}

/// Logs that a wallet's own redemptions and a source name different winners.
inline void log_dispute(const log_port& log, const redemption_disagrees& event) {
  log.warn("sources-disagree", describe(event), {{"slug", event.window.slug}});
}

/// Logs that gamma's list of a series could not be read: a warning at first, unless the
/// host as a whole fails.
inline void log_listing_failure(const log_port& log, const listing_failed& event) {
  auto text = event.reason + "; windows are looked up by their slugs meanwhile";
  if (event.host_away || event.repeated)
    log.debug("listing-failed", std::move(text));
  else
    log.warn("listing-failed", std::move(text));
}

/// Logs that the platform has never listed a window.
inline void log_not_offered(const log_port& log, const window_not_offered& event) {
  log.info("window-not-offered", describe(event), {{"slug", event.window.slug}});
}

} // namespace tracker
