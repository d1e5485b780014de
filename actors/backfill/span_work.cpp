// SPDX-License-Identifier: MIT
#include "actors/backfill/span_work.hpp"

#include "actors/window/series.hpp"

#include <utility>

namespace tracker {

namespace {

std::uint64_t count_of(const series& of, const span_ends& ends) {
  if (of.alignment == window_alignment::epoch)
    return static_cast<std::uint64_t>((ends.last.start - ends.first.start) / of.length) +
           1;
  std::uint64_t count = 1;
  for (auto at = ends.first; at.start < ends.last.start; at = next_window(of, at))
    ++count;
  return count;
}

} // namespace

std::optional<span_ends> ends_of(const series& of, const window_span& span) {
  auto first = window_at(of, span.from);
  if (first.start < span.from)
    first = next_window(of, first);
  auto last = window_at(of, span.to);
  if (last.end > span.to)
    last = window_at(of, last.start - timespan{1});
  if (last.start < first.start)
    return std::nullopt;
  return span_ends{std::move(first), std::move(last)};
}

span_work::span_work(series of, const window_span& span)
    : series_{std::move(of)}, ends_{ends_of(series_, span)} {
  counts_.series = series_.name;
  if (!ends_)
    return;
  counts_.windows = count_of(series_, *ends_);
  next_ = ends_->first;
}

std::vector<window> span_work::take(std::size_t at_most,
                                    const std::function<bool(const window&)>& known) {
  std::vector<window> result;
  while (next_ && result.size() < at_most && known(*next_)) {
    open_.insert(next_->start);
    auto after = next_window(series_, *next_);
    result.push_back(*std::exchange(next_, std::nullopt));
    if (after.start <= ends_->last.start)
      next_ = std::move(after);
  }
  return result;
}

void span_work::settled(const window& of) {
  counts_.settled += open_.erase(of.start);
}

void span_work::left(const window& of, const std::string& why) {
  if (open_.erase(of.start) == 0)
    return;
  ++counts_.left;
  if (counts_.left_names.size() < max_names)
    counts_.left_names.push_back(of.slug + ": " + why);
}

bool span_work::is_done_with(const window& of) const {
  return ends_ && of.start >= ends_->first.start && of.start <= ends_->last.start &&
         (!next_ || of.start < next_->start) && !open_.contains(of.start);
}

span_progress span_work::progress() const {
  auto result = counts_;
  result.over = is_over();
  return result;
}

} // namespace tracker
