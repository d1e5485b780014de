// SPDX-License-Identifier: MIT
#include "actors/fetcher/policy/dispatcher.hpp"

#include "actors/fetcher/transport/url.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tracker {

namespace {

constexpr std::array all_hosts{host::gamma, host::data, host::clob};

steady_point later(steady_point now, timespan by) {
  return by > steady_point::max() - now ? steady_point::max() : now + by;
}

void earlier_of(std::optional<steady_point>& at, steady_point other) {
  at = std::min(at.value_or(other), other);
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

// -- what happens ------------------------------------------------------------------

void dispatcher::submit(ticket who, const fetch_request& request, steady_point now) {
  ++counts_.requests;
  if (closed_)
    return answer(who,
                  {error_of(request.from, request.endpoint, fetch_error_kind::cancelled,
                            "the tracker is stopping")});
  if (auto problem = path_problem(request.path))
    return answer(who, {error_of(request.from, request.endpoint,
                                 fetch_error_kind::refused, std::move(*problem))});
  if (!requests_.board({who, request.owner, now, later(now, request.deadline)}, request))
    turn_away(who, request);
}

void dispatcher::cancel(std::string_view owner) {
  for (auto it = requests_.all().begin(); it != requests_.all().end();) {
    auto& [id, joint_request] = *it;
    const auto gone = requests_.disembark(joint_request, [&](const waiter& who) {
      return owner.empty() || who.owner == owner;
    });
    for (const auto& who : gone)
      answer(who.who, {given_up(joint_request)});
    if (joint_request.waiters.empty()) {
      if (joint_request.probe)
        at(joint_request.from).health.probe_abandoned();
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
  --at(joint_request->from).transfers;
  const auto probe = std::exchange(joint_request->probe, false);
  if (const auto* failure = std::get_if<transport_failure>(&result))
    return failed(id, probe, classify_reply(*failure), now);
  auto classified = classify_reply(std::get<http_answer>(result), wall);
  if (auto* reply = std::get_if<fetch_reply>(&classified))
    return succeeded(id, probe, std::move(*reply), now);
  failed(id, probe, std::move(std::get<failed_attempt>(classified)), now);
}

std::optional<steady_point> dispatcher::advance(steady_point now) {
  expire(now);
  auto next = launch(now);
  if (const auto deadline = requests_.first_deadline())
    earlier_of(next, *deadline);
  return next;
}

// -- the ends of attempts ------------------------------------------------------------

void dispatcher::succeeded(joint_request_id id, bool probe, fetch_reply reply,
                           steady_point now) {
  const auto* joint_request = requests_.find(id);
  heard_of_ = true;
  report(joint_request->from, at(joint_request->from).health.answered(probe, now));
  report(*joint_request, holds_.answered(*joint_request, id, now), {});
  if (is_retiring(*joint_request))
    retired_answers_ = 0;
  reply.attempts = joint_request->attempts;
  finish(id, {std::move(reply)});
}

void dispatcher::failed(joint_request_id id, bool probe, failed_attempt attempt,
                        steady_point now) {
  auto& joint_request = *requests_.find(id);
  attempt.error.from = joint_request.from;
  attempt.error.endpoint = joint_request.endpoint;
  attempt.error.attempts = joint_request.attempts;
  warn_of_retirement(joint_request, attempt.error);
  learn(joint_request, probe, attempt, now);
  hold(id, joint_request, attempt, now);
  const auto again_at =
      now + std::max(full_jitter(joint_request.attempts, options_.backoff, random_),
                     attempt.retry_after.value_or(timespan{0}));
  const auto is_away =
      at(joint_request.from).health.state() != host_health::condition::ok;
  const auto* pause = holds_.find(joint_request.from, joint_request.endpoint);
  attempt.error.host_paused = is_away || (pause != nullptr && pause->until > now);
  const auto hopeless = !attempt.error.retryable || is_away ||
                        joint_request.attempts >= options_.max_attempts;
  if (hopeless)
    return finish(id, {attempt.error});
  try_again(id, joint_request, attempt.error, again_at, now);
}

void dispatcher::learn(const joint_request& joint_request, bool probe,
                       const failed_attempt& attempt, steady_point now) {
  auto& health = at(joint_request.from).health;
  const auto at_least = attempt.retry_after.value_or(timespan{0});
  heard_of_ |= attempt.learnt != failed_attempt::lesson::silent;
  switch (attempt.learnt) {
  case failed_attempt::lesson::answers:
    return report(joint_request.from, health.answered(probe, now));
  case failed_attempt::lesson::silent:
  case failed_attempt::lesson::failing:
  case failed_attempt::lesson::throttled:
    return report(joint_request.from, health.failed(probe, attempt.error, at_least, now));
  case failed_attempt::lesson::blocked:
    return report(joint_request.from,
                  health.blocked(probe, attempt.error, at_least, now));
  }
}

void dispatcher::hold(joint_request_id id, const joint_request& joint_request,
                      const failed_attempt& attempt, steady_point now) {
  const auto asked_for = attempt.retry_after.value_or(timespan{0});
  switch (attempt.learnt) {
  case failed_attempt::lesson::answers:
    return report(joint_request, holds_.answered(joint_request, id, now), {});
  case failed_attempt::lesson::blocked:
    return holds_.release(joint_request, id);
  case failed_attempt::lesson::silent:
  case failed_attempt::lesson::failing:
    if (asked_for == timespan{0})
      return holds_.release(joint_request, id);
    break;
  case failed_attempt::lesson::throttled:
    break;
  }
  const auto pauses = holds_.pauses(joint_request.from, joint_request.endpoint);
  const auto span = asked_for > timespan{0}
                        ? asked_for
                        : full_jitter(pauses + 1, options_.backoff, random_);
  report(joint_request, holds_.pause(joint_request, id, span, attempt.error, now),
         attempt.error);
}

void dispatcher::try_again(joint_request_id id, joint_request& joint_request,
                           const fetch_error& error, steady_point at, steady_point now) {
  give_up(joint_request, at, error);
  if (joint_request.waiters.empty()) {
    requests_.end(id);
    return;
  }
  joint_request.not_before = at;
  notice(log_level::debug, "fetch-again",
         fmt::format("{}; attempt {} in {}", to_string(error), joint_request.attempts + 1,
                     to_text(at - now)));
}

void dispatcher::finish(joint_request_id id, const fetch_result& result) {
  for (const auto& who : requests_.end(id).waiters)
    answer(who.who, result);
}

void dispatcher::give_up(joint_request& joint_request, steady_point at,
                         fetch_error error) {
  error.attempts = joint_request.attempts;
  const auto gone = requests_.disembark(
      joint_request, [&](const waiter& who) { return who.deadline <= at; });
  for (const auto& who : gone)
    answer(who.who, {error});
}

// -- the passing of time -------------------------------------------------------------

void dispatcher::expire(steady_point now) {
  for (auto it = requests_.all().begin(); it != requests_.all().end();) {
    auto& joint_request = it->second;
    const auto late = requests_.disembark(
        joint_request, [&](const waiter& who) { return who.deadline <= now; });
    for (const auto& who : late)
      answer(who.who, {too_late(joint_request, who)});
    if (!joint_request.waiters.empty()) {
      ++it;
      continue;
    }
    // The host has let the last one wait in vain: that is a timeout of the host.
    if (joint_request.in_transfer)
      report(joint_request.from,
             at(joint_request.from)
                 .health.failed(joint_request.probe, too_late(joint_request, late.back()),
                                timespan{0}, now));
    it = abandon(it);
  }
}

std::optional<steady_point> dispatcher::launch(steady_point now) {
  std::optional<steady_point> next;
  for (auto it = requests_.all().begin(); it != requests_.all().end();) {
    const auto id = it->first;
    auto& joint_request = (it++)->second;
    if (joint_request.in_transfer)
      continue;
    const auto& health = at(joint_request.from).health;
    const auto admission = health.ask(now);
    if (admission == host_health::admission::refuse) {
      auto error = health.refusal();
      error.endpoint = joint_request.endpoint;
      error.attempts = joint_request.attempts;
      finish(id, {std::move(error)});
      continue;
    }
    auto ready_at =
        std::max(joint_request.not_before,
                 budget_.earliest(joint_request.from, joint_request.endpoint, now));
    const auto* pause = holds_.find(joint_request.from, joint_request.endpoint);
    if (pause != nullptr && pause->until > now) {
      auto error = pause->cause;
      error.retryable = true;
      error.host_paused = true;
      give_up(joint_request, pause->until, std::move(error));
      ready_at = std::max(ready_at, pause->until);
    } else if (pause != nullptr && pause->probe) {
      // The end of that request decides.
      continue;
    }
    if (joint_request.waiters.empty())
      requests_.end(id);
    else if (ready_at > now)
      earlier_of(next, ready_at);
    else if (admission == host_health::admission::go &&
             at(joint_request.from).transfers < options_.max_transfers_per_host)
      start_attempt(id, joint_request, now);
  }
  return next;
}

void dispatcher::start_attempt(joint_request_id id, joint_request& joint_request,
                               steady_point now) {
  auto& host = at(joint_request.from);
  host.asked = true;
  holds_.begin(joint_request, id);
  budget_.spend(joint_request.from, joint_request.endpoint, now);
  joint_request.probe = host.health.begin();
  joint_request.in_transfer = true;
  ++host.transfers;
  ++counts_.attempts;
  if (joint_request.attempts++ > 0)
    ++counts_.retries;
  orders_.starts.push_back({id, join_url(host.base_url, joint_request.path)});
}

dispatcher::request_iterator dispatcher::abandon(request_iterator deserted) {
  const auto next = std::next(deserted);
  const auto& [id, joint_request] = *deserted;
  if (joint_request.in_transfer) {
    --at(joint_request.from).transfers;
    holds_.release(joint_request, id);
    orders_.aborts.push_back(id);
  }
  requests_.end(id);
  return next;
}

// -- what is said --------------------------------------------------------------------

void dispatcher::turn_away(ticket who, const fetch_request& request) {
  ++counts_.turned_away;
  if (++turned_away_in_a_row_ == 1)
    notice(log_level::warn, "fetch-queue-full",
           fmt::format("{} requests are open, more are refused",
                       options_.max_open_requests));
  auto error = error_of(request.from, request.endpoint, fetch_error_kind::refused,
                        "the queue is full");
  error.retryable = true;
  answer(who, {std::move(error)});
}

void dispatcher::answer(ticket who, fetch_result result) {
  if (std::holds_alternative<fetch_error>(result.value))
    ++counts_.errors;
  orders_.answers.push_back({who, std::move(result)});
  if (turned_away_in_a_row_ > 0 && open() <= options_.max_open_requests / 2)
    notice(log_level::info, "fetch-queue-clear",
           fmt::format("requests are taken again; {} were refused",
                       std::exchange(turned_away_in_a_row_, 0)));
}

void dispatcher::report(host which, const std::optional<health_change>& change) {
  if (!change)
    return;
  auto text = change_text(to_string(which), at(which).health.cause(), *change);
  if (change->what == health_change::kind::back)
    return notice(log_level::info, "host-back", std::move(text));
  const auto is_block = change->what == health_change::kind::blocked;
  notice(log_level::warn, is_block ? "host-blocked" : "host-unreachable",
         std::move(text));
  if (!std::exchange(heard_of_, true))
    notice(log_level::warn, "platform-unreachable",
           "the platform cannot be reached: no host has answered since the start. "
           "The requests go on, and watching begins when it answers. "
           "Meanwhile `main/run doctor` says what is wrong, and `main/run demo` shows "
           "the tracker without a network");
}

void dispatcher::report(const joint_request& joint_request,
                        const std::optional<health_change>& change,
                        const fetch_error& cause) {
  if (!change)
    return;
  const auto name =
      fmt::format("{} {}", to_string(joint_request.from), joint_request.endpoint);
  const auto is_back = change->what == health_change::kind::back;
  notice(is_back ? log_level::info : log_level::warn,
         is_back ? "endpoint-back" : "endpoint-paused",
         change_text(name, cause, *change));
}

bool dispatcher::is_retiring(const joint_request& joint_request) {
  return joint_request.from == host::data && joint_request.endpoint == "/activity";
}

void dispatcher::warn_of_retirement(const joint_request& joint_request,
                                    const fetch_error& error) {
  constexpr std::uint16_t not_found = 404;
  constexpr std::uint16_t gone = 410;
  // One 404 may be a fault on the way; several in a row are the answer.
  constexpr std::uint32_t enough = 3;
  if (!is_retiring(joint_request) || (error.status != not_found && error.status != gone))
    return;
  retired_answers_ += error.status == gone ? enough : 1;
  if (retired_answers_ < enough || std::exchange(told_of_retirement_, true))
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
  for (const auto which : all_hosts) {
    const auto& host = hosts_[static_cast<std::size_t>(which)];
    if (!text.empty())
      text += ", ";
    text += to_string(which);
    if (!host.asked)
      text += " not asked yet";
    else if (host.health.state() != host_health::condition::ok)
      text += fmt::format(" {} for {}", pause_word(host.health.cause()),
                          to_text(host.health.away_for(now)));
    else if (const auto* paused = holds_.find_paused(which, now))
      text += fmt::format(" {} at {}", pause_word(paused->second.cause),
                          paused->first.second);
    else
      text += " ok";
  }
  return text;
}

} // namespace tracker
