// SPDX-License-Identifier: MIT
#include "actors/window/series_watch.hpp"

#include "actors/window/market_decoder.hpp"
#include "actors/window/series.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tracker {

namespace {

using namespace std::chrono_literals;

constexpr timespan first_pause = 2s;
constexpr timespan longest_pause_in_first_hour = 60s;
constexpr timespan longest_pause = 15min;

constexpr const char* gamma_endpoint = "/markets/slug";
constexpr const char* clob_endpoint = "/markets";

/// The same answer under different addresses: a cache that holds an old reply under one
/// of them may not under the next (polymarket-api.md 1.3).
constexpr std::array<const char*, 3> gamma_variants{"", "?include_tag=false",
                                                    "?include_tag=true"};

std::string seconds_text(timespan span) {
  return fmt::format("{}s", std::chrono::floor<std::chrono::seconds>(span).count());
}

look_failed failure_of(const window& of, const fetch_error& error) {
  const bool away = error.kind == fetch_error_kind::resolve ||
                    error.kind == fetch_error_kind::connect ||
                    error.kind == fetch_error_kind::tls ||
                    error.kind == fetch_error_kind::timeout ||
                    error.kind == fetch_error_kind::cancelled;
  return {of, to_string(error), away, {}};
}

look_failed failure_of(const window& of, const question& asked,
                       const decode_error& error) {
  return {
      of,
      fmt::format("{} {}: {}", to_string(asked.source), asked.endpoint, to_string(error)),
      false,
      {}};
}

std::string unnamed_by(const std::optional<settlement>& by_gamma) {
  return by_gamma ? "clob names no winner" : "gamma names no winner";
}

} // namespace

timespan look_pause(std::uint32_t looks, timespan since_end) {
  if (since_end >= 1h)
    return std::clamp<timespan>((since_end - 1h) / 4, longest_pause_in_first_hour,
                                longest_pause);
  const auto doublings = std::min<std::uint32_t>(looks, 5);
  return std::min<timespan>(first_pause * (1 << doublings), longest_pause_in_first_hour);
}

std::vector<watch_event> series_watch::advance(timestamp now) {
  std::vector<watch_event> events;
  auto next =
      last_announced_ ? next_window(series_, *last_announced_) : window_at(series_, now);
  const auto lead = std::min<timespan>(rules_.lead, series_.length);
  const auto behind = (now - next.start) / series_.length;
  if (behind > static_cast<std::int64_t>(rules_.max_windows)) {
    // A wall clock that leapt over years must not be followed window by window.
    const auto resumed = window_at(series_, now);
    events.emplace_back(windows_given_up{next, static_cast<std::uint64_t>(behind)});
    next = resumed;
  }
  for (; next.start - lead <= now; next = next_window(series_, next)) {
    if (last_announced_ || now < next.end)
      announce(next, now);
    last_announced_ = next;
  }
  keep_within_bound(events);
  for (auto& [start, at] : windows_) {
    if (at.opened || now < start)
      continue;
    at.opened = true;
    if (now < at.of.end)
      events.emplace_back(window_opened{at.of});
    else
      events.emplace_back(window_passed{at.of});
  }
  return events;
}

void series_watch::resume(const window& of, const std::optional<market>& known,
                          timestamp now) {
  watched at;
  at.of = of;
  at.known = known;
  at.opened = true;
  at.next_look = now;
  windows_.emplace(of.start, std::move(at));
}

void series_watch::announce(const window& next, timestamp now) {
  watched at;
  at.of = next;
  at.next_look = now;
  windows_.emplace(next.start, std::move(at));
}

void series_watch::keep_within_bound(std::vector<watch_event>& events) {
  if (windows_.size() <= rules_.max_windows)
    return;
  windows_given_up given_up{windows_.begin()->second.of, 0};
  while (windows_.size() > rules_.max_windows) {
    open_questions_ -= windows_.begin()->second.open_questions;
    windows_.erase(windows_.begin());
    ++given_up.count;
  }
  events.emplace_back(std::move(given_up));
}

std::vector<question> series_watch::questions(timestamp now) {
  std::vector<question> result;
  // The newest window first: what is traded now must not wait for what is over.
  for (auto entry = windows_.rbegin(); entry != windows_.rend(); ++entry) {
    auto& at = entry->second;
    if (open_questions_ >= rules_.max_questions)
      break;
    if (at.open_questions != 0 || now < at.next_look)
      continue;
    for (auto& asked : look(at, now))
      result.push_back(std::move(asked));
  }
  return result;
}

std::vector<question> series_watch::look(watched& at, timestamp now) {
  std::vector<question> result;
  const auto first_look = at.of.end + rules_.grade_delay;
  if (at.known && now < first_look) {
    at.next_look = first_look;
    return result;
  }
  if (!at.known || !at.by_gamma) {
    const auto* variant = gamma_variants[at.gamma_questions++ % gamma_variants.size()];
    result.push_back({at.of, host::gamma, gamma_endpoint,
                      fmt::format("{}/{}{}", gamma_endpoint, at.of.slug, variant)});
  }
  if (at.known && !at.by_clob)
    result.push_back({at.of, host::clob, clob_endpoint,
                      fmt::format("{}/{}", clob_endpoint, at.known->condition_id)});
  at.open_questions = static_cast<std::uint32_t>(result.size());
  open_questions_ += result.size();
  at.failure.reset();
  at.progressed = false;
  ++at.all_looks;
  return result;
}

std::vector<watch_event> series_watch::answer(const question& asked,
                                              const fetch_result& result, timestamp now) {
  std::vector<watch_event> events;
  const auto found = windows_.find(asked.of.start);
  if (found == windows_.end() || found->second.open_questions == 0)
    return events;
  auto& at = found->second;
  --at.open_questions;
  --open_questions_;
  if (const auto* error = std::get_if<fetch_error>(&result.value)) {
    at.failure = failure_of(at.of, *error);
  } else {
    const auto& reply = std::get<fetch_reply>(result.value);
    const auto refused = asked.source == host::gamma ? take_gamma(at, reply, now, events)
                                                     : take_clob(at, reply);
    if (refused && refused->unsupported && asked.source == host::gamma)
      note_unsupported(at, asked, *refused, events);
    else if (refused)
      at.failure = failure_of(at.of, asked, *refused);
    wake_starved(now);
  }
  if (at.open_questions == 0)
    conclude(at, now, events);
  return events;
}

std::optional<decode_error> series_watch::take_gamma(watched& at,
                                                     const fetch_reply& reply,
                                                     timestamp now,
                                                     std::vector<watch_event>& events) {
  auto read = decode_window_market(*reply.body, at.of);
  if (const auto* refused = std::get_if<decode_error>(&read))
    return *refused;
  at.unsupported.clear();
  auto& what = std::get<market>(read);
  if (reply.age > 0s && !what.settled && now >= at.of.end)
    events.emplace_back(reply_cached{at.of, reply.age});
  // Nobody knows a winner before the end.
  at.by_gamma = now >= at.of.end ? what.settled : std::nullopt;
  const bool is_new = !at.known;
  at.progressed = at.progressed || is_new;
  at.known = std::move(what);
  if (is_new)
    events.emplace_back(market_found{*at.known});
  return std::nullopt;
}

std::optional<decode_error> series_watch::take_clob(watched& at,
                                                    const fetch_reply& reply) {
  auto read = decode_clob_settlement(*reply.body, *at.known);
  if (const auto* refused = std::get_if<decode_error>(&read))
    return *refused;
  at.by_clob = std::get<std::optional<settlement>>(read);
  return std::nullopt;
}

void series_watch::conclude(watched& at, timestamp now,
                            std::vector<watch_event>& events) {
  judge(at, events);
  if (at.by_gamma && at.by_clob) {
    windows_.erase(at.of.start);
    return;
  }
  if (!at.unsupported.empty() && !at.known && !rules_.hurried) {
    at.next_look = now + longest_pause;
    return;
  }
  at.starved = at.failure && at.failure->host_away;
  if (now < at.of.end && !at.failure) {
    at.next_look = at.of.end + rules_.grade_delay;
    at.looks = 0;
    return;
  }
  if (at.progressed)
    at.looks = 0;
  // What has just become known leads to the next question, however old the window is.
  const auto since_end = rules_.hurried ? timespan{} : now - at.of.end;
  const auto pause = at.progressed ? first_pause : look_pause(at.looks++, since_end);
  at.next_look = now + pause;
  if (at.failure) {
    at.failure->next_look = pause;
    events.emplace_back(*at.failure);
  }
}

void series_watch::note_unsupported(watched& at, const question& asked,
                                    const decode_error& refused,
                                    std::vector<watch_event>& events) {
  auto reason = failure_of(at.of, asked, refused).reason;
  if (reason == at.unsupported)
    return;
  at.unsupported = std::move(reason);
  events.emplace_back(window_unsupported{at.of, at.unsupported, longest_pause});
}

std::vector<window_let_go> series_watch::let_go(std::uint32_t looks) {
  std::vector<window_let_go> result;
  std::erase_if(windows_, [&](const auto& entry) {
    const auto& at = entry.second;
    const bool is_over = at.all_looks >= looks && at.open_questions == 0;
    if (is_over)
      result.push_back({at.of, !at.unsupported.empty() ? at.unsupported
                               : at.failure            ? at.failure->reason
                                                       : unnamed_by(at.by_gamma)});
    return is_over;
  });
  return result;
}

void series_watch::judge(watched& at, std::vector<watch_event>& events) {
  if (!at.by_gamma)
    return;
  if (at.by_clob && *at.by_clob != *at.by_gamma) {
    at.failure =
        look_failed{at.of,
                    fmt::format("gamma says {}, clob says {}: not graded on that",
                                to_string(*at.by_gamma), to_string(*at.by_clob)),
                    false,
                    {}};
    at.by_gamma.reset();
    at.by_clob.reset();
    return;
  }
  const bool confirmed = at.by_clob.has_value();
  if (at.resolved && !confirmed)
    return;
  at.progressed = true;
  at.resolved = true;
  events.emplace_back(window_resolved{*at.known, *at.by_gamma, confirmed});
}

void series_watch::wake_starved(timestamp now) {
  for (auto& [start, at] : windows_) {
    if (!at.starved)
      continue;
    at.starved = false;
    at.looks = 0;
    at.next_look = now;
  }
}

std::optional<series_watch::open_window> series_watch::current(timestamp now) const {
  for (auto entry = windows_.rbegin(); entry != windows_.rend(); ++entry) {
    const auto& at = entry->second;
    if (at.of.start <= now && now < at.of.end)
      return open_window{at.of, at.known ? &*at.known : nullptr};
  }
  return std::nullopt;
}

std::string series_watch::summary(timestamp now) const {
  const window* oldest = nullptr;
  std::size_t pending = 0;
  const auto unsupported =
      std::count_if(windows_.begin(), windows_.end(),
                    [](const auto& entry) { return !entry.second.unsupported.empty(); });
  for (const auto& [start, at] : windows_) {
    if (now < at.of.end)
      continue;
    ++pending;
    if (!oldest)
      oldest = &at.of;
  }
  auto text = fmt::format("{} ended without a confirmed winner", pending);
  if (oldest)
    text += fmt::format(" (oldest {}, {} ago)", oldest->slug,
                        seconds_text(now - oldest->end));
  if (unsupported > 0)
    text += fmt::format(", {} unsupported", unsupported);
  return text;
}

} // namespace tracker
