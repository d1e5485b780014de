// SPDX-License-Identifier: MIT
// What `alerts` prints: the rules with their present values, and what the ledger has of
// alerts. Pure.
#pragma once

#include "actors/ledger/store/ledger_reader.hpp"
#include "actors/notifier/rules/alert_figures.hpp"
#include "actors/notifier/rules/rule_table.hpp"
#include "messages/alert.hpp"

#include <date/tz.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tracker {

/// Alerts that are over are listed for so long, and at most so many.
inline constexpr timespan listed_span = std::chrono::hours{24};
inline constexpr std::size_t max_listed = 20;

/// What the listing is made of.
struct rule_listing {
  alert_settings settings;
  alert_figures figures;
  /// What fires, and what was over in the last `listed_span`.
  alert_history history;
  /// Bytes where the ledger is; nothing: not known.
  std::optional<std::uint64_t> disk_free;
  timestamp now{};
  const date::time_zone* zone = nullptr;
};

/// A table of the rules, closest to firing first where a rule has several subjects, then
/// a line for each alert that fires or has ended, with the channels that have accepted
/// it, then a line for each channel, the heartbeat and the digest. No secret is in it.
std::string listing_text(const rule_listing& listing);

} // namespace tracker
