// SPDX-License-Identifier: MIT
#include "actors/notifier/episodes/alert_desk.hpp"

#include "actors/text/time_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace tracker {

namespace {

using namespace std::chrono_literals;

/// A digest that is later than this, because the tracker did not run, is not sent.
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
  missed_.clear();
  lopsided_.clear();
  for (const auto& graded : grades) {
    figures_.book(graded);
    // A grade with a winner was evaluated in the run that booked it.
    if (!graded.winner)
      note_lopsided(graded);
  }
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
  const bool was_evaluated =
      before && before->winner && find_lopsided(options_.rules, *before);
  if (!was_evaluated)
    note_lopsided(after);
  // The first grade of a window that is watched comes with its coverage, while it is
  // open.
  const auto& end = after.window.end;
  if (!before && end <= now && now - end <= figure_span &&
      !figures_.knows_coverage(after.window))
    note_missed(after.series, after.window, "the tracker did not run, or was suspended");
  figures_.book(after);
  changed_ = true;
}

void alert_desk::book(const record_coverage& coverage) {
  changed_ = true;
  if (figures_.book(coverage))
    note_missed(coverage.series, coverage.window, coverage.seen.why);
}

void alert_desk::note_missed(const std::string& series, const window& which,
                             std::string why) {
  auto& windows = missed_[series];
  const bool is_noted =
      std::any_of(windows.begin(), windows.end(),
                  [&](const missed_window& noted) { return noted.which == which; });
  if (!is_noted && !episodes_.is_known("missed", which.slug))
    windows.push_back({which, std::move(why)});
}

/// One event for each series: a pause of hours is not an alert for each of its windows.
void alert_desk::add_missed(timestamp now) {
  for (auto& [series, windows] : std::exchange(missed_, {})) {
    if (windows.empty())
      continue;
    std::sort(windows.begin(), windows.end(),
              [](const missed_window& left, const missed_window& right) {
                return left.which.start < right.which.start;
              });
    const auto& first = windows.front();
    const auto& last = windows.back();
    const auto text =
        windows.size() == 1
            ? first.which.slug + ": not watched"
            : fmt::format("{}: {} windows not watched, {} to {}", series, windows.size(),
                          format_utc(first.which.start), format_utc(last.which.end));
    add_event({"missed", first.which.slug, text + ": " + first.why}, last.which.end, now);
  }
}

void alert_desk::note_lopsided(const grade& graded) {
  const auto pair = graded.window.slug + ' ' + graded.wallet.address;
  if (auto event = find_lopsided(options_.rules, graded))
    lopsided_.insert_or_assign(pair, lopsided_pair{graded.window.end, std::move(*event)});
  else
    lopsided_.erase(pair);
}

bool alert_desk::is_lopsided_due(timestamp now) const {
  return std::any_of(lopsided_.begin(), lopsided_.end(), [&](const auto& pair) {
    return now >= pair.second.window_end - lopsided_lead;
  });
}

void alert_desk::add_lopsided(timestamp now) {
  std::erase_if(lopsided_, [&](const auto& item) {
    const auto& [window_end, event] = item.second;
    if (now < window_end - lopsided_lead)
      return false;
    if (!episodes_.is_known(event.rule, event.subject))
      add_event(event, window_end, now);
    return true;
  });
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
  if (!changed_ && advanced_at_ && now - *advanced_at_ < 5s && now >= *advanced_at_ &&
      !is_lopsided_due(now))
    return {};
  changed_ = false;
  advanced_at_ = now;
  figures_.forget(now);
  add_missed(now);
  add_lopsided(now);
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
