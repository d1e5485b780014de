// SPDX-License-Identifier: MIT
#include "actors/capture/capture_replay.hpp"

#include <algorithm>
#include <utility>

namespace tracker {

namespace {

std::string key_of(host from, const std::string& path) {
  return std::string{to_string(from)} + path;
}

fetch_result not_recorded(const fetch_request& asked) {
  fetch_error error;
  error.kind = fetch_error_kind::refused;
  error.from = asked.from;
  error.endpoint = asked.endpoint;
  error.detail = "the capture has no reply to this";
  error.retryable = true;
  return {error};
}

} // namespace

capture_replay::capture_replay(const capture_header& header, record_source records,
                               std::string optional_owner)
    : records_{std::move(records)}
    , optional_owner_{std::move(optional_owner)}
    , played_{header.begun.steady, header.begun}
    , read_to_{header.begun.steady} {}

std::optional<tick> capture_replay::next_tick() {
  if (coming_)
    played_ = *std::exchange(coming_, std::nullopt);
  while (ticks_.empty() && read_on()) {
  }
  if (ticks_.empty())
    return std::nullopt;
  const auto next = ticks_.front();
  ticks_.pop_front();
  ++counts_.ticks;
  coming_ = played_tick{next.due, {next.due + (next.now - next.scheduled), next.now}};
  return next;
}

timed_result capture_replay::ask(const fetch_request& asked, timestamp now) {
  const auto at = played_.sent.steady + (now - played_.sent.wall);
  const bool is_optional =
      !optional_owner_.empty() && asked.owner.ends_with(optional_owner_);
  if (auto found = find(asked, at)) {
    ++counts_.replies;
    --counts_.unused;
    has_optional_ = has_optional_ || is_optional;
    return {now + (found->answered.steady - at), std::move(found->result)};
  }
  if (is_at_end_ && read_to_ <= at + asked.deadline) {
    ++counts_.open_at_cut;
    return {now + asked.deadline, not_recorded(asked)};
  }
  if (is_optional && !has_optional_) {
    ++counts_.left_out;
    return {now, not_recorded(asked)};
  }
  ++counts_.missing;
  if (missing_.size() < max_missing)
    missing_.push_back({now, asked.from, asked.path});
  return {now, not_recorded(asked)};
}

/// Reads one record. False: there are no more.
bool capture_replay::read_on() {
  auto record = records_();
  if (!record) {
    is_at_end_ = true;
    return false;
  }
  read_to_ = record->taken;
  if (const auto* current_tick = std::get_if<tick>(&record->what)) {
    ticks_.push_back(*current_tick);
  } else if (auto* exchange = std::get_if<captured_exchange>(&record->what)) {
    ++counts_.unused;
    waiting_[key_of(exchange->from, exchange->path)].push_back(std::move(*exchange));
  }
  return true;
}

std::optional<captured_exchange> capture_replay::find(const fetch_request& asked,
                                                      steady_point at) {
  const auto key = key_of(asked.from, asked.path);
  auto& candidates = waiting_[key];
  auto found = find_in(candidates, at, asked.deadline);
  if (candidates.empty())
    waiting_.erase(key);
  return found;
}

std::optional<captured_exchange>
capture_replay::find_in(std::deque<captured_exchange>& candidates, steady_point at,
                        timespan deadline) {
  const auto is_too_old = [this](const captured_exchange& one) {
    return one.asked.steady < played_.due;
  };
  for (;;) {
    std::erase_if(candidates, is_too_old);
    // By their answers they are in order; the first to be asked is meant.
    const auto first = std::min_element(candidates.begin(), candidates.end(),
                                        [](const auto& left, const auto& right) {
                                          return left.asked.steady < right.asked.steady;
                                        });
    if (first != candidates.end()) {
      if (first->asked.steady > at + deadline)
        return std::nullopt;
      auto result = std::move(*first);
      candidates.erase(first);
      return result;
    }
    // The reply to what was asked within the deadline comes within another one.
    if (read_to_ > at + 2 * deadline || !read_on())
      return std::nullopt;
  }
}

} // namespace tracker
