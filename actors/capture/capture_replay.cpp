// SPDX-License-Identifier: MIT
#include "actors/capture/capture_replay.hpp"

#include <algorithm>
#include <utility>

namespace tracker {

namespace {

std::string key_of(host target, const std::string& path) {
  return std::string{to_string(target)} + path;
}

fetch_result not_recorded(const fetch_request& request) {
  fetch_error error;
  error.kind = fetch_error_kind::refused;
  error.target = request.target;
  error.endpoint = request.endpoint;
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
  if (next_)
    played_ = *std::exchange(next_, std::nullopt);
  while (ticks_.empty() && read_record()) {
  }
  if (ticks_.empty())
    return std::nullopt;
  const auto next = ticks_.front();
  ticks_.pop_front();
  ++counts_.ticks;
  next_ = played_tick{next.due, {next.due + (next.now - next.scheduled), next.now}};
  return next;
}

timed_result capture_replay::ask(const fetch_request& request, timestamp now) {
  const auto sent = played_.sent.steady + (now - played_.sent.wall);
  const bool is_optional =
      !optional_owner_.empty() && request.owner.ends_with(optional_owner_);
  if (auto found = find(request, sent)) {
    ++counts_.replies;
    --counts_.unused;
    has_optional_ = has_optional_ || is_optional;
    return {now + (found->answered.steady - sent), std::move(found->result)};
  }
  if (is_at_end_ && read_to_ <= sent + request.deadline) {
    ++counts_.open_at_cut;
    return {now + request.deadline, not_recorded(request)};
  }
  if (is_optional && !has_optional_) {
    ++counts_.left_out;
    return {now, not_recorded(request)};
  }
  ++counts_.missing;
  if (missing_.size() < max_missing)
    missing_.push_back({now, request.target, request.path});
  return {now, not_recorded(request)};
}

bool capture_replay::read_record() {
  auto record = records_();
  if (!record) {
    is_at_end_ = true;
    return false;
  }
  read_to_ = record->taken;
  if (const auto* current_tick = std::get_if<tick>(&record->content)) {
    ticks_.push_back(*current_tick);
  } else if (auto* exchange = std::get_if<captured_exchange>(&record->content)) {
    ++counts_.unused;
    waiting_[key_of(exchange->target, exchange->path)].push_back(std::move(*exchange));
  }
  return true;
}

std::optional<captured_exchange> capture_replay::find(const fetch_request& request,
                                                      steady_point sent) {
  const auto key = key_of(request.target, request.path);
  auto& candidates = waiting_[key];
  auto found = find_in(candidates, sent, request.deadline);
  if (candidates.empty())
    waiting_.erase(key);
  return found;
}

std::optional<captured_exchange>
capture_replay::find_in(std::deque<captured_exchange>& candidates, steady_point sent,
                        timespan deadline) {
  const auto is_too_old = [this](const captured_exchange& exchange) {
    return exchange.asked.steady < played_.due;
  };
  for (;;) {
    std::erase_if(candidates, is_too_old);
    // They are ordered by their answers: find the earliest request.
    const auto first = std::min_element(candidates.begin(), candidates.end(),
                                        [](const auto& left, const auto& right) {
                                          return left.asked.steady < right.asked.steady;
                                        });
    if (first != candidates.end()) {
      if (first->asked.steady > sent + deadline)
        return std::nullopt;
      auto result = std::move(*first);
      candidates.erase(first);
      return result;
    }
    // A request within the deadline has its reply within another deadline.
    if (read_to_ > sent + 2 * deadline || !read_record())
      return std::nullopt;
  }
}

} // namespace tracker
