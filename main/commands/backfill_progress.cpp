// SPDX-License-Identifier: MIT
#include "main/commands/backfill_progress.hpp"

#include "actors/text/time_text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tracker {

namespace {

std::uint64_t percent_of(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 100 : part * 100 / whole;
}

std::string span_text(std::uint64_t seconds) {
  if (seconds < 60)
    return fmt::format("{} s", seconds);
  const auto minutes = (seconds + 59) / 60;
  if (minutes < 60)
    return fmt::format("{} min", minutes);
  return fmt::format("{} h {} min", minutes / 60, minutes % 60);
}

} // namespace

void backfill_tally::add(const span_progress& progress, steady_point now) {
  // The first progress of a series counts what earlier runs had settled.
  const bool is_first = latest_.insert_or_assign(progress.series, progress).second;
  if (!begin_)
    begin_ = beginning{now, 0};
  if (is_first)
    begin_->done += progress.settled + progress.left;
}

std::uint64_t backfill_tally::sum(std::uint64_t span_progress::*member) const {
  std::uint64_t result = 0;
  for (const auto& [name, progress] : latest_)
    result += progress.*member;
  return result;
}

std::uint64_t backfill_tally::windows() const {
  return sum(&span_progress::windows);
}

std::uint64_t backfill_tally::done() const {
  return sum(&span_progress::settled) + left();
}

std::uint64_t backfill_tally::left() const {
  return sum(&span_progress::left);
}

std::vector<std::string> backfill_tally::left_names() const {
  std::vector<std::string> result;
  for (const auto& [name, progress] : latest_)
    result.insert(result.end(), progress.left_names.begin(), progress.left_names.end());
  return result;
}

bool backfill_tally::is_over() const {
  return latest_.size() == series_ &&
         std::all_of(latest_.begin(), latest_.end(),
                     [](const auto& entry) { return entry.second.over; });
}

/// `, waits for the ledger`; empty: nothing holds up the next window.
std::string backfill_tally::waiting_text() const {
  std::optional<timestamp> end;
  for (const auto& [name, progress] : latest_)
    if (progress.read_to)
      end = std::min(end.value_or(*progress.read_to), *progress.read_to);
  if (end)
    return ", reads the wallets' activity, now up to " + format_utc(*end);
  for (const auto& [name, progress] : latest_)
    if (!progress.waits_for.empty())
      return ", waits for " + progress.waits_for;
  return {};
}

std::string backfill_tally::line(steady_point now) const {
  auto text = fmt::format("{} of {} windows, {} %", done(), windows(),
                          percent_of(done(), windows()));
  const auto milliseconds =
      begin_ ? std::chrono::floor<std::chrono::milliseconds>(now - begin_->time).count()
             : 0;
  if (!begin_ || done() <= begin_->done || milliseconds <= 0)
    return text + waiting_text();
  const auto fresh = done() - begin_->done;
  const auto passed = static_cast<std::uint64_t>(milliseconds);
  const auto tenths = fresh * 10'000 / passed;
  text += fmt::format(", {}.{}/s", tenths / 10, tenths % 10);
  if (!is_over())
    text +=
        fmt::format(", {} left", span_text((windows() - done()) * passed / fresh / 1000));
  return text + waiting_text();
}

std::string backfill_tally::bar(steady_point now, std::size_t width) const {
  const auto filled = windows() == 0 ? width : done() * width / windows();
  return fmt::format("[{}{}] {}", std::string(filled, '#'),
                     std::string(width - filled, '.'), line(now));
}

std::string backfill_tally::summary() const {
  return fmt::format("{} windows: {} settled, {} left open", windows(), done() - left(),
                     left());
}

} // namespace tracker
