// SPDX-License-Identifier: MIT
#include "actors/window/past_windows.hpp"

#include "actors/window/series/series.hpp"

#include <fmt/format.h>

#include <utility>

namespace tracker {

bool past_windows::add_late_rows(const rows_out_of_time& rows) {
  if (late_.size() >= max_late && !late_.contains(rows.window.slug)) {
    ++left_out_;
    return false;
  }
  auto reason = "late row: " + rows.first;
  if (rows.count > 1)
    reason += fmt::format(" and {} more", rows.count - 1);
  late_.emplace(rows.window.slug, std::move(reason));
  return true;
}

void past_windows::begin_check(timestamp now, timespan span) {
  next_ = window_at(series_, now).start;
  oldest_ = now - span;
}

std::optional<recall_windows> past_windows::next_request() {
  if (requesting_)
    return std::nullopt;
  recall_windows result{series_.name, {}};
  requested_.clear();
  while (!late_.empty() && requested_.size() < batch) {
    auto window = late_.extract(late_.begin());
    result.slugs.push_back(window.key());
    requested_.insert(std::move(window));
  }
  next_before_ = next_;
  checked_before_ = checked_;
  while (requested_.empty() && is_checking() && result.slugs.size() < batch) {
    const auto window = window_at(series_, next_ - timespan{1});
    next_ = window.start;
    result.slugs.push_back(window.slug);
  }
  requesting_ = !result.slugs.empty();
  if (requesting_ && requested_.empty())
    checked_ += result.slugs.size();
  return requesting_ ? std::optional{std::move(result)} : std::nullopt;
}

std::map<std::string, std::string> past_windows::finish_request() {
  requesting_ = false;
  return std::exchange(requested_, {});
}

void past_windows::retry_request() {
  requesting_ = false;
  next_ = next_before_;
  checked_ = checked_before_;
  late_.merge(requested_);
  requested_.clear();
}

} // namespace tracker
