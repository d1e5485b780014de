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

void backfill_tally::hear(const span_progress& how, steady_point now) {
  // What a series says first is what earlier runs had settled.
  const bool is_first = latest_.insert_or_assign(how.series, how).second;
  if (!began_)
    began_ = beginning{now, 0};
  if (is_first)
    began_->done += how.settled + how.left;
}

std::uint64_t backfill_tally::sum(std::uint64_t span_progress::*of) const {
  std::uint64_t result = 0;
  for (const auto& [name, how] : latest_)
    result += how.*of;
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
  for (const auto& [name, how] : latest_)
    result.insert(result.end(), how.left_names.begin(), how.left_names.end());
  return result;
}

bool backfill_tally::is_over() const {
  return latest_.size() == series_ &&
         std::all_of(latest_.begin(), latest_.end(),
                     [](const auto& entry) { return entry.second.over; });
}

/// `, the wallets' activity is read up to 2026-11-24T10:00:00Z`; empty: it is read.
std::string backfill_tally::waiting_text() const {
  std::optional<timestamp> to;
  for (const auto& [name, how] : latest_)
    if (how.read_to)
      to = std::min(to.value_or(*how.read_to), *how.read_to);
  return to ? ", the wallets' activity is read up to " + format_utc(*to) : std::string{};
}

std::string backfill_tally::line(steady_point now) const {
  auto text = fmt::format("{} of {} windows, {} %", done(), windows(),
                          percent_of(done(), windows()));
  const auto milliseconds =
      began_ ? std::chrono::floor<std::chrono::milliseconds>(now - began_->at).count()
             : 0;
  if (!began_ || done() <= began_->done || milliseconds <= 0)
    return text + waiting_text();
  const auto fresh = done() - began_->done;
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
