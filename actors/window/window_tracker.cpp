// SPDX-License-Identifier: MIT
#include "actors/window/window_tracker.hpp"

#include "actors/window/decode/market_decoder.hpp"
#include "actors/window/decode/resolution_decoder.hpp"
#include "actors/window/grade/winner.hpp"
#include "actors/window/series/series.hpp"
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

/// After this many looks without a result, the pause is the longest of the first hour.
constexpr std::uint32_t looks_to_longest_pause = 5;
/// Causes of failures that are distinguished for one source and window.
constexpr std::size_t max_causes = 8;

/// Addresses with the same answer: a cache that has an old reply for one of them may have
/// none for the next (polymarket-api.md 1.3).
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
    // After a large clock jump, skip ahead instead of enumerating every window.
    const auto resumed = window_at(series_, now);
    events.emplace_back(windows_given_up{next, static_cast<std::uint64_t>(behind)});
    skipped_ = skipped_windows{*last_announced_, resumed.start};
    next = resumed;
  }
  for (; next.start - lead() <= now; next = next_window(series_, next)) {
    if (last_announced_ || now < next.end)
      add_window(next, now);
    last_announced_ = next;
    first_announced_ = std::min(first_announced_, next.start);
  }
  keep_within_bound(events);
  drop_not_offered(now, events);
  for (auto& [start, tracked] : windows_) {
    // A source that does not reply delays the reports of the others only briefly.
    report_changes(tracked, now, events);
    if (tracked.opened || now < start || !is_offered(tracked))
      continue;
    tracked.opened = true;
    if (now < tracked.window.end)
      events.emplace_back(window_opened{tracked.window});
    else
      events.emplace_back(window_passed{tracked.window});
  }
  return events;
}

/// No window may wait for a time that was never reached: future windows are dropped, and
/// all others are looked at now.
clock_set_back window_tracker::set_back(timestamp now) {
  clock_set_back result{*last_advance_ - now, 0};
  std::erase_if(windows_, [&](const auto& entry) {
    const bool is_to_come = entry.first - lead() > now;
    if (is_to_come) {
      drop_requests(entry.second);
      ++result.dropped;
    }
    return is_to_come;
  });
  for (auto& [start, tracked] : windows_) {
    tracked.opened = tracked.opened && start <= now;
    if (tracked.first_look)
      tracked.first_look = std::min(*tracked.first_look, now);
    for (auto& looks : tracked.sources) {
      looks.next_look = now;
      looks.looks = 0;
      if (looks.requested_at)
        looks.requested_at = std::min(*looks.requested_at, now);
    }
  }
  announce_again(now);
  return result;
}

void window_tracker::announce_again(timestamp now) {
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

void window_tracker::resume(const window& window, const std::optional<market>& market,
                            timestamp now, std::vector<source_report> reports) {
  if (is_confirmed(reports))
    return;
  tracked_window tracked;
  tracked.window = window;
  tracked.market = market;
  tracked.opened = true;
  for (auto& looks : tracked.sources)
    looks.next_look = now;
  if (!reports.empty())
    tracked.sources[index_of(host::data)].next_look = now + first_pause;
  tracked.reported = reports;
  tracked.reports = std::move(reports);
  windows_.emplace(window.start, std::move(tracked));
}

void window_tracker::add_window(const window& next, timestamp now) {
  tracked_window tracked;
  tracked.window = next;
  if (const auto* slug = listing_.slug_of(next.start))
    tracked.window.slug = *slug;
  for (auto& looks : tracked.sources)
    looks.next_look = now;
  windows_.emplace(next.start, std::move(tracked));
}

void window_tracker::keep_within_bound(std::vector<window_event>& events) {
  if (windows_.size() <= rules_.max_windows)
    return;
  windows_given_up given_up{windows_.begin()->second.window, 0};
  while (windows_.size() > rules_.max_windows) {
    drop_requests(windows_.begin()->second);
    windows_.erase(windows_.begin());
    ++given_up.count;
  }
  events.emplace_back(std::move(given_up));
}

void window_tracker::drop_requests(const tracked_window& dropped) {
  for (const auto source : winner_hosts)
    if (dropped.sources[index_of(source)].requested_at)
      --open_requests_[index_of(source)];
}

std::size_t window_tracker::open_requests() const {
  return std::accumulate(open_requests_.begin(), open_requests_.end(),
                         std::size_t{listing_.has_open_request() ? 1U : 0U});
}

std::vector<source_request> window_tracker::due_requests(timestamp now) {
  std::vector<source_request> result;
  want_listings(now);
  if (auto listing = start_listing_request(now))
    result.push_back(std::move(*listing));
  // The newest window first: an open window must not wait for ended ones.
  for (auto entry = windows_.rbegin(); entry != windows_.rend(); ++entry)
    for (const auto source : winner_hosts)
      if (open_requests_[index_of(source)] < rules_.max_requests &&
          is_due(entry->second, source, now))
        result.push_back(start_request(entry->second, source, now));
  return result;
}

bool window_tracker::is_due(const tracked_window& tracked, host source,
                            timestamp now) const {
  const auto& looks = tracked.sources[index_of(source)];
  if (looks.requested_at || now < looks.next_look)
    return false;
  if (!tracked.market)
    return source == host::gamma && !waits_for_listing(tracked);
  if (now < tracked.window.end + rules_.grade_delay || is_confirmed(tracked.reports))
    return false;
  // Sources that disagree are all requested again.
  if (find_report(tracked.reports, source_of(source)) && !is_contested(tracked.reports))
    return false;
  if (source != host::data)
    return true;
  // Its payouts are in the order of the outcomes.
  return tracked.market->up_index &&
         (!tracked.reports.empty() ||
          (tracked.first_look && now >= *tracked.first_look + first_pause));
}

source_request window_tracker::start_request(tracked_window& tracked, host source,
                                             timestamp now) {
  auto& looks = tracked.sources[index_of(source)];
  looks.requested_at = now;
  ++looks.all_looks;
  ++open_requests_[index_of(source)];
  if (!tracked.first_look && tracked.market && now >= tracked.window.end)
    tracked.first_look = now;
  switch (source) {
  case host::gamma:
    break;
  case host::clob:
    return {tracked.window, source, clob_endpoint,
            fmt::format("{}/{}", clob_endpoint, tracked.market->condition_id), false};
  case host::data:
    return {tracked.window, source, resolutions_endpoint,
            resolutions_path_v2(tracked.market->condition_id), false};
  }
  const auto* variant = gamma_variants[tracked.gamma_requests++ % gamma_variants.size()];
  return {tracked.window, source, gamma_endpoint,
          fmt::format("{}/{}{}", gamma_endpoint, tracked.window.slug, variant), false};
}

std::vector<window_event> window_tracker::apply_result(const source_request& request,
                                                       const fetch_result& result,
                                                       timestamp now) {
  if (request.of_listing)
    return apply_listing(result, now);
  std::vector<window_event> events;
  const auto found = windows_.find(request.window.start);
  if (found == windows_.end())
    return events;
  auto& tracked = found->second;
  auto& looks = tracked.sources[index_of(request.source)];
  if (!looks.requested_at)
    return events;
  const auto requested_at = *std::exchange(looks.requested_at, std::nullopt);
  --open_requests_[index_of(request.source)];
  const bool was_known = tracked.market.has_value();
  const auto said_before = tracked.reports.size();
  std::string cause;
  look_failed failure{tracked.window, request.source, {}, false, false, {}, {}};
  if (const auto* error = std::get_if<fetch_error>(&result.value)) {
    failure.reason = to_string(*error);
    failure.host_away = is_host_trouble(*error);
    cause = fmt::format("{} {}", to_string(error->kind), error->status);
    if (error->kind == fetch_error_kind::status && error->status == 404 &&
        request.source == host::gamma)
      tracked.unknown_at = requested_at;
    looks.host_failed = is_unreachable(*error) && !looks.retried_early;
    if (is_unavailable(*error))
      looks.looks = std::max(looks.looks, looks_to_longest_pause);
  } else {
    const auto& reply = std::get<fetch_reply>(result.value);
    looks.host_failed = looks.retried_early = false;
    retry_after_failure(request.source, now);
    if (const auto refused = apply_reply(tracked, request.source, reply, now, events)) {
      failure.reason = fmt::format("{} {}: {}", to_string(request.source),
                                   request.endpoint, to_string(*refused));
      cause = refused->field + ": " + refused->expected;
      if (refused->unsupported && request.source == host::gamma)
        report_unsupported(tracked, std::exchange(failure.reason, {}), events);
    }
  }
  looks.failure = failure.reason;
  const bool has_more =
      tracked.reports.size() > said_before && !is_contested(tracked.reports);
  schedule(tracked, request.source, tracked.market.has_value() != was_known || has_more,
           now);
  if (!failure.reason.empty()) {
    // Gamma is not expected to know a window that it does not list.
    failure.repeated =
        (tracked.unknown_at && !is_offered(tracked)) ||
        looks.causes.size() >= max_causes ||
        std::find(looks.causes.begin(), looks.causes.end(), cause) != looks.causes.end();
    if (!failure.repeated)
      looks.causes.push_back(std::move(cause));
    looks.unreported = std::move(failure);
  }
  report_changes(tracked, now, events);
  const bool is_idle =
      std::none_of(tracked.sources.begin(), tracked.sources.end(),
                   [](const source_looks& looked) { return looked.requested_at; });
  if (is_idle && is_confirmed(tracked.reports))
    windows_.erase(found);
  drop_not_offered(now, events);
  return events;
}

std::optional<decode_error>
window_tracker::apply_reply(tracked_window& tracked, host source,
                            const fetch_reply& reply, timestamp now,
                            std::vector<window_event>& events) {
  if (source == host::gamma)
    return apply_gamma_reply(tracked, reply, now, events);
  const auto read = source == host::clob
                        ? read_clob_report(*reply.body, *tracked.market, now)
                        : read_resolution_report(*reply.body, *tracked.market, now);
  if (const auto* refused = std::get_if<decode_error>(&read))
    return *refused;
  if (const auto& report = std::get<std::optional<source_report>>(read))
    put_report(tracked.reports, *report);
  return std::nullopt;
}

std::optional<decode_error>
window_tracker::apply_gamma_reply(tracked_window& tracked, const fetch_reply& reply,
                                  timestamp now, std::vector<window_event>& events) {
  auto read = decode_window_market(*reply.body, tracked.window);
  if (const auto* refused = std::get_if<decode_error>(&read))
    return *refused;
  tracked.unsupported.clear();
  auto& described = std::get<market>(read);
  if (reply.age > 0s && !described.settled && now >= tracked.window.end)
    events.emplace_back(reply_cached{tracked.window, reply.age});
  // A winner named before the window's end is ignored.
  if (described.settled && now >= tracked.window.end)
    put_report(tracked.reports, gamma_report(described, now));
  const bool is_new = !tracked.market;
  tracked.market = std::move(described);
  if (is_new)
    events.emplace_back(market_found{*tracked.market});
  return std::nullopt;
}

/// Sets when each source is requested next, after a reply of `source`.
void window_tracker::schedule(tracked_window& tracked, host source, bool progressed,
                              timestamp now) {
  // After a new report the next requests follow soon, whatever the age of the window. The
  // data host comes last: the two other sources are enough.
  if (progressed) {
    for (const auto other : winner_hosts) {
      auto& looks = tracked.sources[index_of(other)];
      looks.looks = 0;
      looks.next_look = now + (other == host::data ? 2 * first_pause : first_pause);
    }
    return;
  }
  auto& requested = tracked.sources[index_of(source)];
  if (!tracked.unsupported.empty() && !tracked.market && !rules_.hurried) {
    requested.next_look = now + longest_pause;
    return;
  }
  const auto since_end = rules_.hurried ? timespan{} : now - tracked.window.end;
  requested.next_look = now + look_pause(requested.looks++, since_end);
}

void window_tracker::report_unsupported(tracked_window& tracked, std::string reason,
                                        std::vector<window_event>& events) {
  if (reason == tracked.unsupported)
    return;
  tracked.unsupported = std::move(reason);
  events.emplace_back(
      window_unsupported{tracked.window, tracked.unsupported, longest_pause});
}

void window_tracker::retry_after_failure(host source, timestamp now) {
  for (auto& [start, tracked] : windows_) {
    auto& looks = tracked.sources[index_of(source)];
    if (!looks.host_failed)
      continue;
    looks.host_failed = false;
    looks.retried_early = true;
    looks.looks = 0;
    looks.next_look = now;
  }
}

} // namespace tracker
