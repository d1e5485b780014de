// SPDX-License-Identifier: MIT
// What a window tracker reports: winners, failures, windows it drops, its status.
#include "actors/window/grade/winner.hpp"
#include "actors/window/source_replies.hpp"
#include "actors/window/window_text.hpp"
#include "actors/window/window_tracker.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace tracker {

namespace {

/// A report waits at most this long for the other requests of the same look.
constexpr timespan report_delay = std::chrono::seconds{2};

const std::string listing_unread = "gamma's list of the series could not be read";

} // namespace

/// Reports changes of the reports, and failures. A single report, disagreements and
/// failures wait briefly for the open requests.
void window_tracker::report_changes(tracked_window& tracked, timestamp now,
                                    std::vector<window_event>& events) {
  const bool waits = std::any_of(
      tracked.sources.begin(), tracked.sources.end(), [&](const source_looks& looks) {
        return looks.requested_at && now - *looks.requested_at < report_delay;
      });
  if (tracked.reports != tracked.reported && (!waits || is_confirmed(tracked.reports)))
    report_winner(tracked, now, events);
  if (!waits)
    report_failures(tracked, now, events);
}

void window_tracker::report_failures(tracked_window& tracked, timestamp now,
                                     std::vector<window_event>& events) {
  for (auto& looks : tracked.sources) {
    if (!looks.unreported)
      continue;
    auto failure = *std::exchange(looks.unreported, std::nullopt);
    const auto resolved = resolve_winner(tracked.reports);
    if (resolved && resolved->confirmed)
      continue;
    if (resolved && resolved->winner)
      failure.graded_by = source_names(tracked.reports, resolved->winner, ", ");
    failure.next_look = std::max<timespan>(looks.next_look - now, timespan{});
    events.emplace_back(std::move(failure));
  }
}

void window_tracker::report_winner(tracked_window& tracked, timestamp now,
                                   std::vector<window_event>& events) {
  const auto resolved = resolve_winner(tracked.reports);
  const bool confirmed = resolved && resolved->confirmed;
  tracked.reported = tracked.reports;
  const auto winner = resolved ? resolved->winner : std::nullopt;
  events.emplace_back(
      window_resolved{*tracked.market, winner, confirmed, tracked.reports});
  const bool is_disputed =
      resolved && (!winner || !dissent_text(tracked.reports, *winner).empty());
  auto text = is_disputed ? reports_text(tracked.reports) : std::string{};
  if (text == tracked.dispute)
    return;
  tracked.dispute = std::move(text);
  if (!is_disputed)
    return;
  auto next = timestamp::max();
  for (const auto& looks : tracked.sources)
    next = std::min(next, std::max(looks.next_look, now));
  events.emplace_back(
      sources_disagree{tracked.window, tracked.dispute, confirmed, next - now});
}

std::vector<unresolved_window> window_tracker::drop_unresolved(std::uint32_t looks) {
  std::vector<unresolved_window> result;
  std::erase_if(windows_, [&](const auto& entry) {
    const auto& tracked = entry.second;
    const auto looks_of = [&](host source) -> const source_looks& {
      return tracked.sources[index_of(source)];
    };
    // The look that finds the market is gamma's alone.
    const auto most =
        std::max(looks_of(host::gamma).all_looks, looks_of(host::clob).all_looks + 1);
    // Without a slug to request, only gamma's list has the window.
    const bool is_unread =
        !tracked.market && most < looks && waits_for_listing(tracked) &&
        listing_.failures(entry.first) >= looks && !listing_.has_open_request();
    const bool is_over =
        (most >= looks || is_unread) &&
        std::all_of(winner_hosts.begin(), winner_hosts.end(), [&](host source) {
          const bool is_asked =
              tracked.market && (source != host::data || tracked.market->up_index);
          return !looks_of(source).requested_at &&
                 (!is_asked || looks_of(source).all_looks > 0 ||
                  find_report(tracked.reports, source_of(source)) != nullptr);
        });
    if (is_over)
      result.push_back({tracked.window, missing_text(tracked)});
    return is_over;
  });
  return result;
}

/// Why each source without a report names no winner.
std::string window_tracker::missing_text(const tracked_window& tracked) const {
  if (!tracked.unsupported.empty())
    return tracked.unsupported;
  if (is_contested(tracked.reports))
    return reports_text(tracked.reports);
  std::string silent;
  std::string failed;
  for (const auto source : winner_hosts) {
    if ((!tracked.market && source != host::gamma) ||
        find_report(tracked.reports, source_of(source)))
      continue;
    const auto& failure = tracked.market || !waits_for_listing(tracked)
                              ? tracked.sources[index_of(source)].failure
                              : listing_unread;
    auto& list = failure.empty() ? silent : failed;
    list += list.empty() ? "" : failure.empty() ? ", " : "; ";
    list += failure.empty() ? to_string(source_of(source)) : failure;
  }
  if (silent.empty())
    return failed;
  silent +=
      silent.find(',') == std::string::npos ? " names no winner" : " name no winner";
  return failed.empty() ? silent : failed + "; " + silent;
}

std::optional<window_tracker::open_window> window_tracker::current(timestamp now) const {
  for (auto entry = windows_.rbegin(); entry != windows_.rend(); ++entry) {
    const auto& tracked = entry->second;
    if (tracked.window.start <= now && now < tracked.window.end)
      return open_window{tracked.window, tracked.market ? &*tracked.market : nullptr};
  }
  return std::nullopt;
}

std::size_t window_tracker::pending(timestamp now) const {
  return static_cast<std::size_t>(
      std::count_if(windows_.begin(), windows_.end(), [&](const auto& entry) {
        return now >= entry.second.window.end && !is_confirmed(entry.second.reports);
      }));
}

std::string window_tracker::summary(timestamp now) const {
  const window* oldest = nullptr;
  std::size_t pending = 0;
  std::size_t dispute = 0;
  std::size_t unsupported = 0;
  for (const auto& [start, tracked] : windows_) {
    if (now < tracked.window.end || is_confirmed(tracked.reports))
      continue;
    ++pending;
    if (is_contested(tracked.reports))
      ++dispute;
    if (!tracked.unsupported.empty())
      ++unsupported;
    if (!oldest)
      oldest = &tracked.window;
  }
  auto text = fmt::format("{} ended without a confirmed winner", pending);
  if (oldest)
    text += fmt::format(" (oldest {}, {} ago)", oldest->slug,
                        seconds_text(now - oldest->end));
  if (dispute > 0)
    text += fmt::format(", the sources disagree on {}", dispute);
  if (unsupported > 0)
    text += fmt::format(", {} unsupported", unsupported);
  return text;
}

} // namespace tracker
