// SPDX-License-Identifier: MIT
// What a watch knows and still wants.
#include "actors/window/grade/winner.hpp"
#include "actors/window/source_replies.hpp"
#include "actors/window/window_tracker.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tracker {

namespace {

std::string seconds_text(timespan span) {
  return fmt::format("{}s", std::chrono::floor<std::chrono::seconds>(span).count());
}

} // namespace

std::vector<window_let_go> window_tracker::let_go(std::uint32_t looks) {
  std::vector<window_let_go> result;
  std::erase_if(windows_, [&](const auto& entry) {
    const auto& at = entry.second;
    const auto looks_of = [&](host source) -> const source_looks& {
      return at.sources[index_of(source)];
    };
    // The look that finds the market is gamma's alone.
    const auto most =
        std::max(looks_of(host::gamma).all_looks, looks_of(host::clob).all_looks + 1);
    const bool is_over =
        most >= looks &&
        std::all_of(winner_hosts.begin(), winner_hosts.end(), [&](host source) {
          const bool is_asked = at.known && (source != host::data || at.known->up_index);
          return !looks_of(source).asked_at &&
                 (!is_asked || looks_of(source).all_looks > 0 ||
                  find_report(at.reports, source_of(source)) != nullptr);
        });
    if (is_over)
      result.push_back({at.of, missing_text(at)});
    return is_over;
  });
  return result;
}

/// What each source that names no winner has brought.
std::string window_tracker::missing_text(const watched& at) const {
  if (!at.unsupported.empty())
    return at.unsupported;
  if (is_contested(at.reports))
    return reports_text(at.reports);
  std::string silent;
  std::string failed;
  for (const auto source : winner_hosts) {
    if ((!at.known && source != host::gamma) ||
        find_report(at.reports, source_of(source)))
      continue;
    const auto& failure = at.sources[index_of(source)].failure;
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
    const auto& at = entry->second;
    if (at.of.start <= now && now < at.of.end)
      return open_window{at.of, at.known ? &*at.known : nullptr};
  }
  return std::nullopt;
}

std::size_t window_tracker::pending(timestamp now) const {
  return static_cast<std::size_t>(
      std::count_if(windows_.begin(), windows_.end(), [&](const auto& entry) {
        return now >= entry.second.of.end && !is_confirmed(entry.second.reports);
      }));
}

std::string window_tracker::summary(timestamp now) const {
  const window* oldest = nullptr;
  std::size_t pending = 0;
  std::size_t disputed = 0;
  std::size_t unsupported = 0;
  for (const auto& [start, at] : windows_) {
    if (now < at.of.end || is_confirmed(at.reports))
      continue;
    ++pending;
    if (is_contested(at.reports))
      ++disputed;
    if (!at.unsupported.empty())
      ++unsupported;
    if (!oldest)
      oldest = &at.of;
  }
  auto text = fmt::format("{} ended without a confirmed winner", pending);
  if (oldest)
    text += fmt::format(" (oldest {}, {} ago)", oldest->slug,
                        seconds_text(now - oldest->end));
  if (disputed > 0)
    text += fmt::format(", the sources disagree on {}", disputed);
  if (unsupported > 0)
    text += fmt::format(", {} unsupported", unsupported);
  return text;
}

} // namespace tracker
