// SPDX-License-Identifier: MIT
#include "actors/window/window_tracker.hpp"

#include "actors/window/decode/market_decoder.hpp"
#include "actors/window/decode/resolution_decoder.hpp"
#include "actors/window/grade/winner.hpp"
#include "actors/window/series.hpp"
#include "actors/window/source_replies.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

namespace tracker {

namespace {

using namespace std::chrono_literals;

constexpr timespan first_pause = 2s;
constexpr timespan longest_pause_in_first_hour = 60s;
constexpr timespan longest_pause = 15min;

constexpr const char* gamma_endpoint = "/markets/slug";
constexpr const char* clob_endpoint = "/markets";
constexpr const char* resolutions_endpoint = "/v2/resolutions";

/// A source that is asked in vain this often waits for the longest pause of the first
/// hour.
constexpr std::uint32_t looks_to_longest_pause = 5;
/// Causes of failures that are told apart for one source and window.
constexpr std::size_t max_causes = 8;

/// The same answer under different addresses: a cache that holds an old reply under one
/// of them may not under the next (polymarket-api.md 1.3).
constexpr std::array<const char*, 3> gamma_variants{"", "?include_tag=false",
                                                    "?include_tag=true"};

} // namespace

timespan look_pause(std::uint32_t looks, timespan since_end) {
  if (since_end >= 1h)
    return std::clamp<timespan>((since_end - 1h) / 4, longest_pause_in_first_hour,
                                longest_pause);
  const auto doublings = std::min<std::uint32_t>(looks, 5);
  return std::min<timespan>(first_pause * (1 << doublings), longest_pause_in_first_hour);
}

std::vector<window_event> window_tracker::advance(timestamp now) {
  std::vector<window_event> events;
  if (last_advance_ && now < *last_advance_)
    events.emplace_back(set_back(now));
  last_advance_ = now;
  auto next =
      last_announced_ ? next_window(series_, *last_announced_) : window_at(series_, now);
  const auto behind = (now - next.start) / series_.length;
  if (behind > static_cast<std::int64_t>(rules_.max_windows)) {
    // A wall clock that leapt over years must not be followed window by window.
    const auto resumed = window_at(series_, now);
    events.emplace_back(windows_given_up{next, static_cast<std::uint64_t>(behind)});
    skipped_ = skipped_windows{*last_announced_, resumed.start};
    next = resumed;
  }
  for (; next.start - lead() <= now; next = next_window(series_, next)) {
    if (last_announced_ || now < next.end)
      announce(next, now);
    last_announced_ = next;
    first_announced_ = std::min(first_announced_, next.start);
  }
  keep_within_bound(events);
  for (auto& [start, at] : windows_) {
    // A source that does not answer holds up what another one says for a moment only.
    settle(at, now, events);
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

/// Nothing may wait for a time that was never reached: windows to come are dropped, and
/// all others are looked at now.
clock_set_back window_tracker::set_back(timestamp now) {
  clock_set_back result{*last_advance_ - now, 0};
  std::erase_if(windows_, [&](const auto& entry) {
    const bool is_to_come = entry.first - lead() > now;
    if (is_to_come) {
      forget_questions(entry.second);
      ++result.dropped;
    }
    return is_to_come;
  });
  for (auto& [start, at] : windows_) {
    at.opened = at.opened && start <= now;
    if (at.first_look)
      at.first_look = std::min(*at.first_look, now);
    for (auto& looks : at.sources) {
      looks.next_look = now;
      looks.looks = 0;
      if (looks.asked_at)
        looks.asked_at = std::min(*looks.asked_at, now);
    }
  }
  announce_again_from(now);
  return result;
}

void window_tracker::announce_again_from(timestamp now) {
  if (!last_announced_ || last_announced_->start - lead() <= now)
    return;
  const auto present = window_at(series_, now);
  if (present.start < first_announced_) {
    last_announced_.reset();
    first_announced_ = timestamp::max();
    skipped_.reset();
  } else if (skipped_ && now < skipped_->end && skipped_->before.start - lead() <= now) {
    last_announced_ = skipped_->before;
    skipped_.reset();
  } else {
    const auto next = next_window(series_, present);
    last_announced_ = next.start - lead() <= now ? next : present;
  }
}

void window_tracker::resume(const window& of, const std::optional<market>& known,
                            timestamp now, std::vector<source_report> reports) {
  if (is_confirmed(reports))
    return;
  watched at;
  at.of = of;
  at.known = known;
  at.opened = true;
  for (auto& looks : at.sources)
    looks.next_look = now;
  if (!reports.empty())
    at.sources[index_of(host::data)].next_look = now + first_pause;
  at.told = reports;
  at.reports = std::move(reports);
  windows_.emplace(of.start, std::move(at));
}

void window_tracker::announce(const window& next, timestamp now) {
  watched at;
  at.of = next;
  for (auto& looks : at.sources)
    looks.next_look = now;
  windows_.emplace(next.start, std::move(at));
}

void window_tracker::keep_within_bound(std::vector<window_event>& events) {
  if (windows_.size() <= rules_.max_windows)
    return;
  windows_given_up given_up{windows_.begin()->second.of, 0};
  while (windows_.size() > rules_.max_windows) {
    forget_questions(windows_.begin()->second);
    windows_.erase(windows_.begin());
    ++given_up.count;
  }
  events.emplace_back(std::move(given_up));
}

void window_tracker::forget_questions(const watched& dropped) {
  for (const auto source : winner_hosts)
    if (dropped.sources[index_of(source)].asked_at)
      --open_questions_[index_of(source)];
}

std::size_t window_tracker::open_questions() const {
  return std::accumulate(open_questions_.begin(), open_questions_.end(), std::size_t{0});
}

std::vector<question> window_tracker::questions(timestamp now) {
  std::vector<question> result;
  // The newest window first: what is traded now must not wait for what is over.
  for (auto entry = windows_.rbegin(); entry != windows_.rend(); ++entry)
    for (const auto source : winner_hosts)
      if (open_questions_[index_of(source)] < rules_.max_questions &&
          is_due(entry->second, source, now))
        result.push_back(ask(entry->second, source, now));
  return result;
}

bool window_tracker::is_due(const watched& at, host source, timestamp now) const {
  const auto& looks = at.sources[index_of(source)];
  if (looks.asked_at || now < looks.next_look)
    return false;
  if (!at.known)
    return source == host::gamma;
  if (now < at.of.end + rules_.grade_delay || is_confirmed(at.reports))
    return false;
  // Sources that disagree are all asked again.
  if (find_report(at.reports, source_of(source)) && !is_contested(at.reports))
    return false;
  if (source != host::data)
    return true;
  // Its payouts are in the order of the outcomes.
  return at.known->up_index &&
         (!at.reports.empty() || (at.first_look && now >= *at.first_look + first_pause));
}

question window_tracker::ask(watched& at, host source, timestamp now) {
  auto& looks = at.sources[index_of(source)];
  looks.asked_at = now;
  ++looks.all_looks;
  ++open_questions_[index_of(source)];
  if (!at.first_look && at.known && now >= at.of.end)
    at.first_look = now;
  switch (source) {
  case host::gamma:
    break;
  case host::clob:
    return {at.of, source, clob_endpoint,
            fmt::format("{}/{}", clob_endpoint, at.known->condition_id)};
  case host::data:
    return {at.of, source, resolutions_endpoint,
            resolutions_path_v2(at.known->condition_id)};
  }
  const auto* variant = gamma_variants[at.gamma_questions++ % gamma_variants.size()];
  return {at.of, source, gamma_endpoint,
          fmt::format("{}/{}{}", gamma_endpoint, at.of.slug, variant)};
}

std::vector<window_event>
window_tracker::answer(const question& asked, const fetch_result& result, timestamp now) {
  std::vector<window_event> events;
  const auto found = windows_.find(asked.of.start);
  if (found == windows_.end())
    return events;
  auto& at = found->second;
  auto& looks = at.sources[index_of(asked.source)];
  if (!looks.asked_at)
    return events;
  looks.asked_at.reset();
  --open_questions_[index_of(asked.source)];
  const bool was_known = at.known.has_value();
  const auto said_before = at.reports.size();
  std::string cause;
  look_failed failure{at.of, asked.source, {}, false, false, {}, {}};
  if (const auto* error = std::get_if<fetch_error>(&result.value)) {
    failure.reason = to_string(*error);
    failure.host_away = is_host_trouble(*error);
    cause = fmt::format("{} {}", to_string(error->kind), error->status);
    looks.starved = is_away(*error) && !looks.woken;
    if (is_unavailable(*error))
      looks.looks = std::max(looks.looks, looks_to_longest_pause);
  } else {
    const auto& reply = std::get<fetch_reply>(result.value);
    looks.starved = looks.woken = false;
    wake_starved(asked.source, now);
    if (const auto refused = take(at, asked.source, reply, now, events)) {
      failure.reason = fmt::format("{} {}: {}", to_string(asked.source), asked.endpoint,
                                   to_string(*refused));
      cause = refused->field + ": " + refused->expected;
      if (refused->unsupported && asked.source == host::gamma)
        note_unsupported(at, std::exchange(failure.reason, {}), events);
    }
  }
  looks.failure = failure.reason;
  const bool has_more = at.reports.size() > said_before && !is_contested(at.reports);
  schedule(at, asked.source, at.known.has_value() != was_known || has_more, now);
  if (!failure.reason.empty()) {
    failure.repeated =
        looks.causes.size() >= max_causes ||
        std::find(looks.causes.begin(), looks.causes.end(), cause) != looks.causes.end();
    if (!failure.repeated)
      looks.causes.push_back(std::move(cause));
    looks.unreported = std::move(failure);
  }
  settle(at, now, events);
  const bool is_idle = std::none_of(at.sources.begin(), at.sources.end(),
                                    [](const auto& each) { return each.asked_at; });
  if (is_idle && is_confirmed(at.reports))
    windows_.erase(found);
  return events;
}

std::optional<decode_error> window_tracker::take(watched& at, host source,
                                                 const fetch_reply& reply, timestamp now,
                                                 std::vector<window_event>& events) {
  if (source == host::gamma)
    return take_gamma(at, reply, now, events);
  const auto read = source == host::clob
                        ? read_clob_report(*reply.body, *at.known, now)
                        : read_resolution_report(*reply.body, *at.known, now);
  if (const auto* refused = std::get_if<decode_error>(&read))
    return *refused;
  if (const auto& report = std::get<std::optional<source_report>>(read))
    put_report(at.reports, *report);
  return std::nullopt;
}

std::optional<decode_error>
window_tracker::take_gamma(watched& at, const fetch_reply& reply, timestamp now,
                           std::vector<window_event>& events) {
  auto read = decode_window_market(*reply.body, at.of);
  if (const auto* refused = std::get_if<decode_error>(&read))
    return *refused;
  at.unsupported.clear();
  auto& what = std::get<market>(read);
  if (reply.age > 0s && !what.settled && now >= at.of.end)
    events.emplace_back(reply_cached{at.of, reply.age});
  // A winner named before the end is none.
  if (what.settled && now >= at.of.end)
    put_report(at.reports, gamma_report(what, now));
  const bool is_new = !at.known;
  at.known = std::move(what);
  if (is_new)
    events.emplace_back(market_found{*at.known});
  return std::nullopt;
}

/// When each source is asked next, after an answer of `source`.
void window_tracker::schedule(watched& at, host source, bool progressed, timestamp now) {
  auto& asked = at.sources[index_of(source)];
  // What has just become known leads to the next question, however old the window is. To
  // the data host it comes last: two other sources are enough.
  if (progressed)
    for (const auto each : winner_hosts) {
      auto& looks = at.sources[index_of(each)];
      looks.looks = 0;
      looks.next_look = now + (each == host::data ? 2 * first_pause : first_pause);
    }
  if (progressed)
    return;
  if (!at.unsupported.empty() && !at.known && !rules_.hurried) {
    asked.next_look = now + longest_pause;
    return;
  }
  const auto since_end = rules_.hurried ? timespan{} : now - at.of.end;
  asked.next_look = now + look_pause(asked.looks++, since_end);
}

void window_tracker::note_unsupported(watched& at, std::string reason,
                                      std::vector<window_event>& events) {
  if (reason == at.unsupported)
    return;
  at.unsupported = std::move(reason);
  events.emplace_back(window_unsupported{at.of, at.unsupported, longest_pause});
}

/// Reports what the sources say where that has changed, and what has failed. One word
/// alone, words that disagree and failures wait a moment for the questions under way.
void window_tracker::settle(watched& at, timestamp now,
                            std::vector<window_event>& events) {
  const bool waits =
      std::any_of(at.sources.begin(), at.sources.end(), [&](const source_looks& looks) {
        return looks.asked_at && now - *looks.asked_at < first_pause;
      });
  if (at.reports != at.told && (!waits || is_confirmed(at.reports)))
    report_winner(at, now, events);
  if (!waits)
    report_failures(at, now, events);
}

void window_tracker::report_failures(watched& at, timestamp now,
                                     std::vector<window_event>& events) {
  for (auto& looks : at.sources) {
    if (!looks.unreported)
      continue;
    auto failure = *std::exchange(looks.unreported, std::nullopt);
    const auto resolved = resolve_winner(at.reports);
    if (resolved && resolved->confirmed)
      continue;
    if (resolved && resolved->winner)
      failure.graded_by = source_names(at.reports, resolved->winner, ", ");
    failure.next_look = std::max<timespan>(looks.next_look - now, timespan{});
    events.emplace_back(std::move(failure));
  }
}

void window_tracker::report_winner(watched& at, timestamp now,
                                   std::vector<window_event>& events) {
  const auto resolved = resolve_winner(at.reports);
  const bool confirmed = resolved && resolved->confirmed;
  at.told = at.reports;
  const auto winner = resolved ? resolved->winner : std::nullopt;
  events.emplace_back(window_resolved{*at.known, winner, confirmed, at.reports});
  const bool is_disputed =
      resolved && (!winner || !dissent_text(at.reports, *winner).empty());
  auto text = is_disputed ? reports_text(at.reports) : std::string{};
  if (text == at.disputed)
    return;
  at.disputed = std::move(text);
  if (!is_disputed)
    return;
  auto next = timestamp::max();
  for (const auto& looks : at.sources)
    next = std::min(next, std::max(looks.next_look, now));
  events.emplace_back(sources_disagree{at.of, at.disputed, confirmed, next - now});
}

void window_tracker::wake_starved(host source, timestamp now) {
  for (auto& [start, at] : windows_) {
    auto& looks = at.sources[index_of(source)];
    if (!looks.starved)
      continue;
    looks.starved = false;
    looks.woken = true;
    looks.looks = 0;
    looks.next_look = now;
  }
}

} // namespace tracker
