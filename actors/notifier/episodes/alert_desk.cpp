// SPDX-License-Identifier: MIT
#include "actors/notifier/episodes/alert_desk.hpp"

#include <fmt/format.h>

#include <utility>

namespace tracker {

namespace {

using namespace std::chrono_literals;

/// A digest that was missed for longer (the tracker did not run) is not sent any later.
constexpr timespan longest_digest_delay = 30min;

/// The local time of `instant`, to the minute.
date::local_time<std::chrono::minutes> local_minute(timestamp instant,
                                                    const date::time_zone& zone) {
  return date::floor<std::chrono::minutes>(zone.to_local(instant));
}

} // namespace

std::optional<digest_time> last_digest(digest_period period, std::chrono::minutes at,
                                       timestamp now, const date::time_zone& zone) {
  if (period == digest_period::never)
    return std::nullopt;
  const auto step = period == digest_period::daily ? std::chrono::minutes{24h}
                                                   : std::chrono::minutes{1h};
  const auto local = local_minute(now, zone);
  const auto day = date::floor<date::days>(local);
  const auto offset = at % step;
  auto due = day + offset;
  if (due > local)
    due -= step;
  else
    due += step * ((local - due) / step);
  const auto instant =
      timestamp{zone.to_sys(due, date::choose::earliest).time_since_epoch()};
  const auto name = format_local_minute(instant, zone);
  return digest_time{instant, period == digest_period::daily ? name.substr(0, 10) : name};
}

alert_desk::alert_desk(alert_desk_options options)
    : options_{std::move(options)}, figures_{*options_.zone}, episodes_{options_.rules} {}

void alert_desk::restore(const std::vector<alert_record>& last_episodes,
                         const std::vector<grade>& grades) {
  figures_ = alert_figures{*options_.zone};
  if (options_.wallets)
    figures_.set_watched(*options_.wallets);
  episodes_.restore(last_episodes);
  events_.clear();
  for (const auto& graded : grades)
    figures_.book(graded);
  changed_ = true;
}

void alert_desk::set_watched(std::vector<watched_wallet> wallets) {
  figures_.set_watched(wallets);
  options_.wallets = std::move(wallets);
  changed_ = true;
}

void alert_desk::add_event(const alert_event& event, timestamp window_end,
                           timestamp now) {
  auto alert = episodes_.add_event(event.rule, event.subject, event.summary, now);
  if (!alert)
    return;
  if (now - window_end > alert_lifetime)
    alert->state = alert_state::silent;
  events_.push_back(std::move(*alert));
}

void alert_desk::book(const std::optional<grade>& before, const grade& after,
                      timestamp now) {
  for (const auto& event : find_events(options_.rules, before, after))
    add_event(event, after.window.end, now);
  figures_.book(after);
  changed_ = true;
}

void alert_desk::book(const record_coverage& coverage, timestamp now) {
  const bool is_missed = figures_.book(coverage);
  changed_ = true;
  if (!is_missed)
    return;
  const auto& slug = coverage.window.slug;
  if (!episodes_.is_known("missed", slug))
    add_event(
        {"missed", slug, fmt::format("{}: not watched: {}", slug, coverage.seen.why)},
        coverage.window.end, now);
}

void alert_desk::book(const day_proof& proof) {
  figures_.book(proof);
  changed_ = true;
}

void alert_desk::book_fill(const watched_wallet& wallet, timestamp time) {
  figures_.book_fill(wallet, time);
  changed_ = true;
}

void alert_desk::add_digest(timestamp now) {
  const auto digest =
      last_digest(options_.digest, options_.digest_at, now, *options_.zone);
  if (!digest || now - digest->due > longest_digest_delay ||
      episodes_.is_known("digest", digest->name))
    return;
  if (auto alert =
          episodes_.add_event("digest", digest->name, digest_text(figures_, now), now))
    events_.push_back(std::move(*alert));
}

std::vector<alert_record> alert_desk::advance(timestamp now) {
  if (!changed_ && advanced_at_ && now - *advanced_at_ < 5s && now >= *advanced_at_)
    return {};
  changed_ = false;
  advanced_at_ = now;
  figures_.forget(now);
  if (options_.silent) {
    for (auto& alert : events_)
      alert.state = alert_state::silent;
    return std::exchange(events_, {});
  }
  add_digest(now);
  auto alerts = std::exchange(events_, {});
  for (auto& change : episodes_.advance(now, read_figures(options_.rules, figures_, now),
                                        complete_rules()))
    alerts.push_back(std::move(change));
  return alerts;
}

std::vector<alert_record> alert_desk::advance(timestamp now,
                                              std::span<const alert_reading> readings) {
  if (options_.silent)
    return {};
  return episodes_.advance(now, readings);
}

} // namespace tracker
