// SPDX-License-Identifier: MIT
#include "actors/fetcher/policy/dispatcher.hpp"

#include "actors/fetcher/transport/url.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tracker {

namespace {

constexpr std::array all_hosts{host::gamma, host::data, host::clob};

/// `now + span`, or the end of time where that would overflow.
steady_point later(steady_point now, timespan span) {
  return span > steady_point::max() - now ? steady_point::max() : now + span;
}

void reduce_to(std::optional<steady_point>& first, steady_point other) {
  first = std::min(first.value_or(other), other);
}

} // namespace

dispatcher::dispatcher(dispatcher_options options)
    : options_{std::move(options)}
    , budget_{options_.limits}
    , random_{options_.jitter_seed}
    , requests_{options_.max_open_requests}
    , holds_{options_.breaker.short_pause} {
  for (const auto& base_url : options_.base_urls)
    hosts_.push_back({base_url, host_health{options_.breaker}, 0, false});
}

// -- events ------------------------------------------------------------------

void dispatcher::submit(ticket id, const fetch_request& request, steady_point now) {
  ++counts_.requests;
  if (closed_)
    return answer(id, {error_of(request.target, request.endpoint,
                                fetch_error_kind::cancelled, "the tracker is stopping")});
  if (auto problem = path_problem(request.path))
    return answer(id, {error_of(request.target, request.endpoint,
                                fetch_error_kind::refused, std::move(*problem))});
  if (!requests_.add({id, request.owner, now, later(now, request.deadline)}, request))
    refuse(id, request);
}

void dispatcher::cancel(std::string_view owner) {
  for (auto it = requests_.all().begin(); it != requests_.all().end();) {
    auto& [id, joint_request] = *it;
    const auto removed =
        requests_.remove_waiters(joint_request, [&](const waiter& waiter) {
          return owner.empty() || waiter.owner == owner;
        });
    for (const auto& waiter : removed)
      answer(waiter.id, {given_up(joint_request)});
    if (joint_request.waiters.empty()) {
      if (joint_request.probe)
        state_of(joint_request.target).health.abandon_probe();
      it = abandon(it);
    } else {
      ++it;
    }
  }
}

void dispatcher::end_attempt(joint_request_id id, const transfer_result& result,
                             steady_point now, timestamp wall) {
  auto* joint_request = requests_.find(id);
  if (joint_request == nullptr || !joint_request->in_transfer)
    return;
  joint_request->in_transfer = false;
  --state_of(joint_request->target).transfers;
  const auto probe = std::exchange(joint_request->probe, false);
  if (const auto* failure = std::get_if<transport_failure>(&result))
    return handle_failure(id, probe, classify_reply(*failure), now);
  auto classified = classify_reply(std::get<http_answer>(result), wall);
  if (auto* reply = std::get_if<fetch_reply>(&classified))
    return handle_reply(id, probe, std::move(*reply), now);
  handle_failure(id, probe, std::move(std::get<failed_attempt>(classified)), now);
}

std::optional<steady_point> dispatcher::advance(steady_point now) {
  answer_expired(now);
  auto next = start_due(now);
  if (const auto deadline = requests_.first_deadline())
    reduce_to(next, *deadline);
  return next;
}

// -- ended attempts ------------------------------------------------------------

void dispatcher::handle_reply(joint_request_id id, bool probe, fetch_reply reply,
                              steady_point now) {
  const auto* joint_request = requests_.find(id);
  has_any_host_answered_ = true;
  report(joint_request->target,
         state_of(joint_request->target).health.record_answer(probe, now));
  report(*joint_request, holds_.record_answer(*joint_request, id, now), {});
  if (is_retiring(*joint_request))
    retired_answers_ = 0;
  reply.attempts = joint_request->attempts;
  finish(id, {std::move(reply)});
}

void dispatcher::handle_failure(joint_request_id id, bool probe, failed_attempt attempt,
                                steady_point now) {
  auto& joint_request = *requests_.find(id);
  attempt.error.target = joint_request.target;
  attempt.error.endpoint = joint_request.endpoint;
  attempt.error.attempts = joint_request.attempts;
  warn_of_retirement(joint_request, attempt.error);
  update_health(joint_request, probe, attempt, now);
  update_hold(id, joint_request, attempt, now);
  const auto retry_at =
      now + std::max(full_jitter(joint_request.attempts, options_.backoff, random_),
                     attempt.retry_after.value_or(timespan{0}));
  const auto is_host_paused =
      state_of(joint_request.target).health.state() != host_health::condition::ok;
  const auto* pause = holds_.find(joint_request.target, joint_request.endpoint);
  attempt.error.host_paused = is_host_paused || (pause != nullptr && pause->until > now);
  const auto hopeless = !attempt.error.retryable || is_host_paused ||
                        joint_request.attempts >= options_.max_attempts;
  if (hopeless)
    return finish(id, {attempt.error});
  schedule_retry(id, joint_request, attempt.error, retry_at, now);
}

void dispatcher::update_health(const joint_request& joint_request, bool probe,
                               const failed_attempt& attempt, steady_point now) {
  auto& health = state_of(joint_request.target).health;
  const auto requested_pause = attempt.retry_after.value_or(timespan{0});
  has_any_host_answered_ |= attempt.evidence != failed_attempt::host_evidence::silent;
  switch (attempt.evidence) {
  case failed_attempt::host_evidence::answers:
    return report(joint_request.target, health.record_answer(probe, now));
  case failed_attempt::host_evidence::silent:
  case failed_attempt::host_evidence::failing:
  case failed_attempt::host_evidence::throttled:
    return report(joint_request.target,
                  health.record_failure(probe, attempt.error, requested_pause, now));
  case failed_attempt::host_evidence::blocked:
    return report(joint_request.target,
                  health.record_block(probe, attempt.error, requested_pause, now));
  }
}

void dispatcher::update_hold(joint_request_id id, const joint_request& joint_request,
                             const failed_attempt& attempt, steady_point now) {
  const auto requested_pause = attempt.retry_after.value_or(timespan{0});
  switch (attempt.evidence) {
  case failed_attempt::host_evidence::answers:
    return report(joint_request, holds_.record_answer(joint_request, id, now), {});
  case failed_attempt::host_evidence::blocked:
    return holds_.release(joint_request, id);
  case failed_attempt::host_evidence::silent:
  case failed_attempt::host_evidence::failing:
    if (requested_pause == timespan{0})
      return holds_.release(joint_request, id);
    break;
  case failed_attempt::host_evidence::throttled:
    break;
  }
  const auto pauses = holds_.pauses(joint_request.target, joint_request.endpoint);
  const auto span = requested_pause > timespan{0}
                        ? requested_pause
                        : full_jitter(pauses + 1, options_.backoff, random_);
  report(joint_request, holds_.pause(joint_request, id, span, attempt.error, now),
         attempt.error);
}

void dispatcher::schedule_retry(joint_request_id id, joint_request& joint_request,
                                const fetch_error& error, steady_point retry_at,
                                steady_point now) {
  fail_waiters(joint_request, retry_at, error);
  if (joint_request.waiters.empty()) {
    requests_.end(id);
    return;
  }
  joint_request.not_before = retry_at;
  notice(log_level::debug, "fetch-again",
         fmt::format("{}; attempt {} in {}", to_string(error), joint_request.attempts + 1,
                     to_text(retry_at - now)));
}

void dispatcher::finish(joint_request_id id, const fetch_result& result) {
  for (const auto& waiter : requests_.end(id).waiters)
    answer(waiter.id, result);
}

void dispatcher::fail_waiters(joint_request& joint_request, steady_point ready_at,
                              fetch_error error) {
  error.attempts = joint_request.attempts;
  const auto removed = requests_.remove_waiters(
      joint_request, [&](const waiter& waiter) { return waiter.deadline <= ready_at; });
  for (const auto& waiter : removed)
    answer(waiter.id, {error});
}

// -- time -------------------------------------------------------------

void dispatcher::answer_expired(steady_point now) {
  for (auto it = requests_.all().begin(); it != requests_.all().end();) {
    auto& joint_request = it->second;
    const auto expired = requests_.remove_waiters(
        joint_request, [&](const waiter& waiter) { return waiter.deadline <= now; });
    for (const auto& waiter : expired)
      answer(waiter.id, {too_late(joint_request, waiter)});
    if (!joint_request.waiters.empty()) {
      ++it;
      continue;
    }
    // A transfer that outlasts every deadline is a timeout of the host.
    if (joint_request.in_transfer)
      report(joint_request.target,
             state_of(joint_request.target)
                 .health.record_failure(joint_request.probe,
                                        too_late(joint_request, expired.back()),
                                        timespan{0}, now));
    it = abandon(it);
  }
}

std::optional<steady_point> dispatcher::start_due(steady_point now) {
  std::optional<steady_point> next;
  for (auto it = requests_.all().begin(); it != requests_.all().end();) {
    const auto id = it->first;
    auto& joint_request = (it++)->second;
    if (joint_request.in_transfer)
      continue;
    const auto& health = state_of(joint_request.target).health;
    const auto admission = health.admit(now);
    if (admission == host_health::admission::refuse) {
      auto error = health.refusal();
      error.endpoint = joint_request.endpoint;
      error.attempts = joint_request.attempts;
      finish(id, {std::move(error)});
      continue;
    }
    auto ready_at =
        std::max(joint_request.not_before,
                 budget_.earliest(joint_request.target, joint_request.endpoint, now));
    const auto* pause = holds_.find(joint_request.target, joint_request.endpoint);
    if (pause != nullptr && pause->until > now) {
      auto error = pause->cause;
      error.retryable = true;
      error.host_paused = true;
      fail_waiters(joint_request, pause->until, std::move(error));
      ready_at = std::max(ready_at, pause->until);
    } else if (pause != nullptr && pause->probe) {
      // Wait for the result of the probe.
      continue;
    }
    if (joint_request.waiters.empty())
      requests_.end(id);
    else if (ready_at > now)
      reduce_to(next, ready_at);
    else if (admission == host_health::admission::go &&
             state_of(joint_request.target).transfers < options_.max_transfers_per_host)
      start_attempt(id, joint_request, now);
  }
  return next;
}

void dispatcher::start_attempt(joint_request_id id, joint_request& joint_request,
                               steady_point now) {
  auto& host = state_of(joint_request.target);
  host.used = true;
  holds_.begin_attempt(joint_request, id);
  budget_.spend(joint_request.target, joint_request.endpoint, now);
  joint_request.probe = host.health.begin_transfer();
  joint_request.in_transfer = true;
  ++host.transfers;
  ++counts_.attempts;
  if (joint_request.attempts++ > 0)
    ++counts_.retries;
  orders_.starts.push_back({id, join_url(host.base_url, joint_request.path)});
}

dispatcher::request_iterator dispatcher::abandon(request_iterator abandoned) {
  const auto next = std::next(abandoned);
  const auto& [id, joint_request] = *abandoned;
  if (joint_request.in_transfer) {
    --state_of(joint_request.target).transfers;
    holds_.release(joint_request, id);
    orders_.aborts.push_back(id);
  }
  requests_.end(id);
  return next;
}

// -- answers and log lines -----------------------------------------------------

void dispatcher::refuse(ticket id, const fetch_request& request) {
  ++counts_.refused;
  if (++refused_in_a_row_ == 1)
    notice(log_level::warn, "fetch-queue-full",
           fmt::format("{} requests are open: the limit, further requests are refused",
                       options_.max_open_requests));
  auto error = error_of(request.target, request.endpoint, fetch_error_kind::refused,
                        "the queue is full");
  error.retryable = true;
  answer(id, {std::move(error)});
}

void dispatcher::answer(ticket id, fetch_result result) {
  if (std::holds_alternative<fetch_error>(result.value))
    ++counts_.errors;
  orders_.answers.push_back({id, std::move(result)});
  if (refused_in_a_row_ > 0 && open() <= options_.max_open_requests / 2)
    notice(log_level::info, "fetch-queue-clear",
           fmt::format("requests are accepted again, {} were refused",
                       std::exchange(refused_in_a_row_, 0)));
}

void dispatcher::report(host target, const std::optional<health_change>& change) {
  if (!change)
    return;
  auto text = change_text(to_string(target), state_of(target).health.cause(), *change);
  if (change->type == health_change::kind::back)
    return notice(log_level::info, "host-back", std::move(text));
  const auto is_block = change->type == health_change::kind::blocked;
  notice(log_level::warn, is_block ? "host-blocked" : "host-unreachable",
         std::move(text));
  if (!std::exchange(has_any_host_answered_, true))
    notice(log_level::warn, "platform-unreachable",
           "the platform cannot be reached: no host has answered since the start. "
           "Requests are retried, and tracking begins with the first answer. "
           "Meanwhile `main/run doctor` shows the cause, and `main/run demo` shows "
           "the tracker without a network");
}

void dispatcher::report(const joint_request& joint_request,
                        const std::optional<health_change>& change,
                        const fetch_error& cause) {
  if (!change)
    return;
  const auto name =
      fmt::format("{} {}", to_string(joint_request.target), joint_request.endpoint);
  const auto is_back = change->type == health_change::kind::back;
  notice(is_back ? log_level::info : log_level::warn,
         is_back ? "endpoint-back" : "endpoint-paused",
         change_text(name, cause, *change));
}

bool dispatcher::is_retiring(const joint_request& joint_request) {
  return joint_request.target == host::data && joint_request.endpoint == "/activity";
}

void dispatcher::warn_of_retirement(const joint_request& joint_request,
                                    const fetch_error& error) {
  constexpr std::uint16_t not_found = 404;
  constexpr std::uint16_t gone = 410;
  // One 404 may come from an intermediary; several in a row mean it.
  constexpr std::uint32_t enough = 3;
  if (!is_retiring(joint_request) || (error.status != not_found && error.status != gone))
    return;
  retired_answers_ += error.status == gone ? enough : 1;
  if (retired_answers_ < enough || std::exchange(is_retirement_reported_, true))
    return;
  notice(log_level::error, "data-api-retired",
         fmt::format("data /activity: status {}: the platform has ended Data API v1, no "
                     "activity can be read; set http.data-api = \"v2\" and restart",
                     error.status));
}

void dispatcher::notice(log_level level, std::string event, std::string text) {
  orders_.notices.push_back({level, std::move(event), std::move(text)});
}

std::string dispatcher::describe_hosts(steady_point now) const {
  std::string text;
  for (const auto target : all_hosts) {
    const auto& host = hosts_[static_cast<std::size_t>(target)];
    if (!text.empty())
      text += ", ";
    text += to_string(target);
    if (!host.used)
      text += " not used yet";
    else if (host.health.state() != host_health::condition::ok)
      text += fmt::format(" {} for {}", pause_word(host.health.cause()),
                          to_text(host.health.outage_duration(now)));
    else if (const auto* paused = holds_.find_paused(target, now))
      text += fmt::format(" {} at {}", pause_word(paused->second.cause),
                          paused->first.second);
    else
      text += " ok";
  }
  return text;
}

} // namespace tracker
