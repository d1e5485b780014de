// SPDX-License-Identifier: MIT
#include "actors/ledger/ledger_upkeep.hpp"

#include "actors/ledger/store/ledger_backup.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace tracker {

namespace {

using namespace std::chrono_literals;

/// 8 MiB per tick: some ten milliseconds.
constexpr int pages_per_step = 2048;
constexpr std::uint64_t events_per_step = 2000;
/// Interval between checks whether a backup is due.
constexpr timespan backup_check_interval = 1min;
/// Pause after a failed backup.
constexpr timespan backup_retry_delay = 15min;
constexpr timespan roll_up_interval = 1h;

} // namespace

std::vector<upkeep_notice> ledger_upkeep::advance(ledger_store& store, timestamp now) {
  std::vector<upkeep_notice> notices;
  // If the wall clock was ahead and was set back, shorten the pauses to their regular
  // length.
  next_backup_ = std::min(next_backup_, now + backup_retry_delay);
  next_roll_up_ = std::min(next_roll_up_, now + roll_up_interval);
  if (rules_.backups > 0 && rules_.backup_interval > 0s)
    back_up(store, now, notices);
  if (rules_.keep_events > 0s && now >= next_roll_up_)
    roll_up(store, now, notices);
  return notices;
}

void ledger_upkeep::back_up(ledger_store& store, timestamp now,
                            std::vector<upkeep_notice>& notices) {
  if (copy_) {
    continue_copy(store.path(), notices, now);
    return;
  }
  if (now < next_backup_)
    return;
  next_backup_ = now + std::min<timespan>(backup_check_interval, rules_.backup_interval);
  if (!backup_is_due(store.path(), list_backups(store.path()), rules_.backup_interval,
                     now))
    return;
  auto begun = ledger_backup::begin(store.connection(), store.path(), now);
  if (auto* copy = std::get_if<ledger_backup>(&begun))
    copy_ = std::move(*copy);
  else
    abandon_backup(std::get<ledger_error>(begun), notices, now);
}

void ledger_upkeep::continue_copy(const std::string& ledger_file,
                                  std::vector<upkeep_notice>& notices, timestamp now) {
  const auto stepped = copy_->step(pages_per_step);
  if (const auto* error = std::get_if<ledger_error>(&stepped)) {
    abandon_backup(*error, notices, now);
  } else if (std::get<bool>(stepped)) {
    const auto name = copy_->name();
    copy_.reset();
    const auto removed = remove_surplus_backups(ledger_file, rules_.backups).size();
    notices.push_back({false, "backup-made",
                       fmt::format("backup made: {}, {} older removed", name, removed)});
  }
}

void ledger_upkeep::abandon_backup(const ledger_error& error,
                                   std::vector<upkeep_notice>& notices, timestamp now) {
  copy_.reset();
  next_backup_ = now + std::min<timespan>(backup_retry_delay, rules_.backup_interval);
  notices.push_back({true, "backup-failed", "no backup was made: " + error.text});
}

void ledger_upkeep::roll_up(ledger_store& store, timestamp now,
                            std::vector<upkeep_notice>& notices) {
  const auto fail = [&](const ledger_error& error) {
    next_roll_up_ = now + roll_up_interval;
    notices.push_back({true, "roll-up-failed", "old events stay: " + error.text});
  };
  // A wall clock that is years ahead must not age every event: measure age from the
  // latest time that the platform confirmed.
  const auto known_to = store.activity_known_to();
  if (const auto* error = std::get_if<ledger_error>(&known_to))
    return fail(*error);
  const auto present =
      std::min(now, std::get<std::optional<timestamp>>(known_to).value_or(now));
  const auto step = store.roll_up(present - rules_.keep_events, events_per_step);
  if (const auto* error = std::get_if<ledger_error>(&step))
    return fail(*error);
  const auto& done = std::get<rolled_up>(step);
  rolled_up_ += done.events;
  if (!done.complete)
    return;
  next_roll_up_ = now + roll_up_interval;
  if (const auto events = std::exchange(rolled_up_, 0); events > 0)
    notices.push_back(
        {false, "events-rolled-up",
         fmt::format("{} old events rolled up; every total stays", events)});
}

} // namespace tracker
