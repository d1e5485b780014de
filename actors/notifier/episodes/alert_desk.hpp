// SPDX-License-Identifier: MIT
// Derives alerts from what the ledger books. Pure.
#pragma once

#include "actors/notifier/episodes/episode_book.hpp"
#include "actors/notifier/rules/alert_figures.hpp"
#include "actors/notifier/rules/alert_settings.hpp"
#include "actors/notifier/rules/readings.hpp"

#include <chrono>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace tracker {

struct alert_desk_options {
  std::vector<effective_rule> rules;
  const date::time_zone* zone = nullptr;
  digest_period digest = digest_period::never;
  std::chrono::minutes digest_at{0};
  /// True for a run over the past: all alerts are silent.
  bool silent = false;
  /// The watched wallets; nothing: all that have fills.
  std::optional<std::vector<watched_wallet>> wallets{};
};

class alert_desk {
public:
  explicit alert_desk(alert_desk_options options);

  /// Continues from what the ledger has.
  void restore(const std::vector<alert_record>& last_episodes,
               const std::vector<grade>& grades);
  /// Known coverage, which gives no event.
  void restore_coverage(const record_coverage& coverage) { figures_.book(coverage); }

  void set_watched(std::vector<watched_wallet> wallets);

  /// A grade that is current now.
  void book(const std::optional<grade>& before, const grade& after, timestamp now);
  void book(const record_coverage& coverage);
  void book(const day_proof& proof);
  void book_fill(const watched_wallet& wallet, timestamp time);
  /// The alerts that follow from what was booked and from the time. Call it in the
  /// transaction of the booking, and with each tick.
  std::vector<alert_record> advance(timestamp now);
  /// The alerts that follow from what the notifier has measured.
  std::vector<alert_record> advance(timestamp now,
                                    std::span<const alert_reading> readings);

  const episode_book& episodes() const { return episodes_; }

private:
  /// A window that was not watched.
  struct missed_window {
    window which;
    std::string why;
  };
  /// A pair with one side left alone, evaluated shortly before the end of its window.
  struct lopsided_pair {
    timestamp window_end{};
    alert_event event;
  };

  void add_event(const alert_event& event, timestamp window_end, timestamp now);
  void note_missed(const std::string& series, const window& which, std::string why);
  void add_missed(timestamp now);
  void note_lopsided(const grade& graded);
  bool is_lopsided_due(timestamp now) const;
  void add_lopsided(timestamp now);
  void add_digest(timestamp now);

  alert_desk_options options_;
  alert_figures figures_;
  episode_book episodes_;
  /// Events since the last `advance`.
  std::vector<alert_record> events_;
  /// Windows since the last `advance`, by series.
  std::map<std::string, std::vector<missed_window>> missed_;
  /// By window and wallet.
  std::map<std::string, lopsided_pair> lopsided_;
  /// Something was booked since the readings were taken; without it they are taken every
  /// 5 seconds.
  bool changed_ = true;
  std::optional<timestamp> advanced_at_;
};

/// The last time at or before `now` at which a digest is due, and its name: `2026-11-29`
/// or `2026-11-29 13:00`. Nothing without digests.
struct digest_time {
  timestamp due{};
  std::string name;

  bool operator==(const digest_time&) const = default;
};
std::optional<digest_time> last_digest(digest_period period, std::chrono::minutes at,
                                       timestamp now, const date::time_zone& zone);

} // namespace tracker
