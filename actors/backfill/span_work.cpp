// SPDX-License-Identifier: MIT
#include "actors/backfill/span_work.hpp"

#include "actors/window/grade/grading.hpp"
#include "actors/window/series/series.hpp"

#include <algorithm>
#include <utility>

namespace tracker {

namespace {

std::uint64_t count_of(const series& series, const span_ends& ends) {
  if (series.alignment == window_alignment::epoch)
    return static_cast<std::uint64_t>((ends.last.start - ends.first.start) /
                                      series.length) +
           1;
  std::uint64_t count = 1;
  for (auto window = ends.first; window.start < ends.last.start;
       window = next_window(series, window))
    ++count;
  return count;
}

bool is_settled_for(const remembered_window& memory, const std::string& address) {
  return std::any_of(
      memory.grades.begin(), memory.grades.end(), [&](const grade& graded) {
        return graded.wallet.address == address && is_settled(graded.status);
      });
}

} // namespace

bool is_settled_for_all(const remembered_window& memory,
                        const std::vector<watched_wallet>& wallets) {
  if (wallets.empty())
    return is_settled_for(memory, "");
  return std::all_of(wallets.begin(), wallets.end(), [&](const watched_wallet& wallet) {
    return is_settled_for(memory, wallet.address);
  });
}

std::optional<span_ends> ends_of(const series& series, const window_span& span) {
  auto first = window_at(series, span.start);
  if (first.start < span.start)
    first = next_window(series, first);
  auto last = window_at(series, span.end);
  if (last.end > span.end)
    last = window_at(series, last.start - timespan{1});
  if (last.start < first.start)
    return std::nullopt;
  return span_ends{std::move(first), std::move(last)};
}

span_work::span_work(series graded_series, const window_span& span)
    : series_{std::move(graded_series)}, ends_{ends_of(series_, span)} {
  counts_.series = series_.name;
  if (!ends_)
    return;
  counts_.windows = count_of(series_, *ends_);
  next_ = ends_->first;
}

std::vector<window>
span_work::start_next(std::size_t limit,
                      const std::function<bool(const window&)>& is_ready) {
  std::vector<window> result;
  while (next_ && result.size() < limit && is_ready(*next_)) {
    open_.insert(next_->start);
    auto after = next_window(series_, *next_);
    result.push_back(*std::exchange(next_, std::nullopt));
    if (after.start <= ends_->last.start)
      next_ = std::move(after);
  }
  return result;
}

void span_work::mark_settled(const window& window) {
  counts_.settled += open_.erase(window.start);
}

void span_work::mark_left(const window& window, const std::string& reason) {
  if (open_.erase(window.start) == 0)
    return;
  ++counts_.left;
  if (counts_.left_names.size() < max_names)
    counts_.left_names.push_back(window.slug + ": " + reason);
}

bool span_work::is_done_with(const window& window) const {
  return ends_ && window.start >= ends_->first.start &&
         window.start <= ends_->last.start && (!next_ || window.start < next_->start) &&
         !open_.contains(window.start);
}

span_progress span_work::progress() const {
  auto result = counts_;
  result.over = is_over();
  return result;
}

void wallet_histories::update(const wallet_activity& activity, timestamp now) {
  auto& known = histories_[activity.wallet.address];
  if (known == activity.history)
    return;
  known = activity.history;
  changed_at_ = now;
}

bool wallet_histories::covers(const window& window) const {
  return std::all_of(wallets_.begin(), wallets_.end(), [&](const watched_wallet& wallet) {
    const auto known = histories_.find(wallet.address);
    return known != histories_.end() && tracker::covers(known->second, window);
  });
}

bool wallet_histories::are_stuck(timestamp now, timespan patience) {
  if (changed_at_ == timestamp{})
    changed_at_ = now;
  return now - changed_at_ >= patience;
}

std::optional<timestamp> wallet_histories::read_to() const {
  if (histories_.size() < wallets_.size() || histories_.empty())
    return std::nullopt;
  const auto least = std::min_element(histories_.begin(), histories_.end(),
                                      [](const auto& left, const auto& right) {
                                        return left.second.to < right.second.to;
                                      });
  return least->second.to;
}

} // namespace tracker
