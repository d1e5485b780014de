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
    , flights_{options_.max_open_requests}
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
  if (!flights_.board({who, request.owner, now, later(now, request.deadline)}, request))
    turn_away(who, request);
}

void dispatcher::cancel(std::string_view owner) {
  for (auto it = flights_.all().begin(); it != flights_.all().end();) {
    auto& [id, flight] = *it;
    const auto gone = flights_.disembark(
        flight, [&](const waiter& who) { return owner.empty() || who.owner == owner; });
    for (const auto& who : gone)
      answer(who.who, {given_up(flight)});
    if (flight.waiters.empty()) {
      if (flight.probe)
        at(flight.from).health.probe_abandoned();
      it = abandon(it);
    } else {
      ++it;
    }
  }
}

void dispatcher::landed(flight_id id, const transfer_result& result, steady_point now,
                        timestamp wall) {
  auto* flight = flights_.find(id);
  if (flight == nullptr || !flight->aloft)
    return;
  flight->aloft = false;
  --at(flight->from).transfers;
  const auto probe = std::exchange(flight->probe, false);
  if (const auto* failure = std::get_if<transport_failure>(&result))
    return failed(id, probe, judge(*failure), now);
  auto judged = judge(std::get<http_answer>(result), wall);
  if (auto* reply = std::get_if<fetch_reply>(&judged))
    return succeeded(id, probe, std::move(*reply), now);
  failed(id, probe, std::move(std::get<failed_attempt>(judged)), now);
}

std::optional<steady_point> dispatcher::advance(steady_point now) {
  expire(now);
  auto next = launch(now);
  if (const auto deadline = flights_.first_deadline())
    earlier_of(next, *deadline);
  return next;
}

// -- the ends of attempts ------------------------------------------------------------

void dispatcher::succeeded(flight_id id, bool probe, fetch_reply reply,
                           steady_point now) {
  const auto* flight = flights_.find(id);
  heard_of_ = true;
  report(flight->from, at(flight->from).health.answered(probe, now));
  report(*flight, holds_.answered(*flight, id, now), {});
  if (is_retiring(*flight))
    retired_answers_ = 0;
  reply.attempts = flight->attempts;
  finish(id, {std::move(reply)});
}

void dispatcher::failed(flight_id id, bool probe, failed_attempt attempt,
                        steady_point now) {
  auto& flight = *flights_.find(id);
  attempt.error.from = flight.from;
  attempt.error.endpoint = flight.endpoint;
  attempt.error.attempts = flight.attempts;
  warn_of_retirement(flight, attempt.error);
  learn(flight, probe, attempt, now);
  hold(id, flight, attempt, now);
  const auto again_at =
      now + std::max(full_jitter(flight.attempts, options_.backoff, random_),
                     attempt.retry_after.value_or(timespan{0}));
  const auto is_away = at(flight.from).health.state() != host_health::condition::ok;
  const auto* pause = holds_.find(flight.from, flight.endpoint);
  attempt.error.host_paused = is_away || (pause != nullptr && pause->until > now);
  const auto hopeless =
      !attempt.error.retryable || is_away || flight.attempts >= options_.max_attempts;
  if (hopeless)
    return finish(id, {attempt.error});
  try_again(id, flight, attempt.error, again_at, now);
}

void dispatcher::learn(const flight& flight, bool probe, const failed_attempt& attempt,
                       steady_point now) {
  auto& health = at(flight.from).health;
  const auto at_least = attempt.retry_after.value_or(timespan{0});
  heard_of_ |= attempt.learnt != failed_attempt::lesson::silent;
  switch (attempt.learnt) {
  case failed_attempt::lesson::answers:
    return report(flight.from, health.answered(probe, now));
  case failed_attempt::lesson::silent:
  case failed_attempt::lesson::failing:
  case failed_attempt::lesson::throttled:
    return report(flight.from, health.failed(probe, attempt.error, at_least, now));
  case failed_attempt::lesson::blocked:
    return report(flight.from, health.blocked(probe, attempt.error, at_least, now));
  }
}

void dispatcher::hold(flight_id id, const flight& flight, const failed_attempt& attempt,
                      steady_point now) {
  const auto asked_for = attempt.retry_after.value_or(timespan{0});
  switch (attempt.learnt) {
  case failed_attempt::lesson::answers:
    return report(flight, holds_.answered(flight, id, now), {});
  case failed_attempt::lesson::blocked:
    return holds_.release(flight, id);
  case failed_attempt::lesson::silent:
  case failed_attempt::lesson::failing:
    if (asked_for == timespan{0})
      return holds_.release(flight, id);
    break;
  case failed_attempt::lesson::throttled:
    break;
  }
  const auto pauses = holds_.pauses(flight.from, flight.endpoint);
  const auto span = asked_for > timespan{0}
                        ? asked_for
                        : full_jitter(pauses + 1, options_.backoff, random_);
  report(flight, holds_.pause(flight, id, span, attempt.error, now), attempt.error);
}

void dispatcher::try_again(flight_id id, flight& flight, const fetch_error& error,
                           steady_point at, steady_point now) {
  give_up(flight, at, error);
  if (flight.waiters.empty()) {
    flights_.end(id);
    return;
  }
  flight.not_before = at;
  notice(log_level::debug, "fetch-again",
         fmt::format("{}; attempt {} in {}", to_string(error), flight.attempts + 1,
                     to_text(at - now)));
}

void dispatcher::finish(flight_id id, const fetch_result& result) {
  for (const auto& who : flights_.end(id).waiters)
    answer(who.who, result);
}

void dispatcher::give_up(flight& flight, steady_point at, fetch_error error) {
  error.attempts = flight.attempts;
  const auto gone =
      flights_.disembark(flight, [&](const waiter& who) { return who.deadline <= at; });
  for (const auto& who : gone)
    answer(who.who, {error});
}

// -- the passing of time -------------------------------------------------------------

void dispatcher::expire(steady_point now) {
  for (auto it = flights_.all().begin(); it != flights_.all().end();) {
    auto& flight = it->second;
    const auto late = flights_.disembark(
        flight, [&](const waiter& who) { return who.deadline <= now; });
    for (const auto& who : late)
      answer(who.who, {too_late(flight, who)});
    if (!flight.waiters.empty()) {
      ++it;
      continue;
    }
    // The host has let the last one wait in vain: that is a timeout of the host.
    if (flight.aloft)
      report(flight.from, at(flight.from)
                              .health.failed(flight.probe, too_late(flight, late.back()),
                                             timespan{0}, now));
    it = abandon(it);
  }
}

std::optional<steady_point> dispatcher::launch(steady_point now) {
  std::optional<steady_point> next;
  for (auto it = flights_.all().begin(); it != flights_.all().end();) {
    const auto id = it->first;
    auto& flight = (it++)->second;
    if (flight.aloft)
      continue;
    const auto& health = at(flight.from).health;
    const auto admission = health.ask(now);
    if (admission == host_health::admission::refuse) {
      auto error = health.refusal();
      error.endpoint = flight.endpoint;
      error.attempts = flight.attempts;
      finish(id, {std::move(error)});
      continue;
    }
    auto ready_at =
        std::max(flight.not_before, budget_.earliest(flight.from, flight.endpoint, now));
    const auto* pause = holds_.find(flight.from, flight.endpoint);
    if (pause != nullptr && pause->until > now) {
      auto error = pause->cause;
      error.retryable = true;
      error.host_paused = true;
      give_up(flight, pause->until, std::move(error));
      ready_at = std::max(ready_at, pause->until);
    } else if (pause != nullptr && pause->probe) {
      // The end of that request decides.
      continue;
    }
    if (flight.waiters.empty())
      flights_.end(id);
    else if (ready_at > now)
      earlier_of(next, ready_at);
    else if (admission == host_health::admission::go &&
             at(flight.from).transfers < options_.max_transfers_per_host)
      take_off(id, flight, now);
  }
  return next;
}

void dispatcher::take_off(flight_id id, flight& flight, steady_point now) {
  auto& host = at(flight.from);
  host.asked = true;
  holds_.begin(flight, id);
  budget_.spend(flight.from, flight.endpoint, now);
  flight.probe = host.health.begin();
  flight.aloft = true;
  ++host.transfers;
  ++counts_.attempts;
  if (flight.attempts++ > 0)
    ++counts_.retries;
  orders_.starts.push_back({id, join_url(host.base_url, flight.path)});
}

dispatcher::flight_iterator dispatcher::abandon(flight_iterator deserted) {
  const auto next = std::next(deserted);
  const auto& [id, flight] = *deserted;
  if (flight.aloft) {
    --at(flight.from).transfers;
    holds_.release(flight, id);
    orders_.aborts.push_back(id);
  }
  flights_.end(id);
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

void dispatcher::report(const flight& flight, const std::optional<health_change>& change,
                        const fetch_error& cause) {
  if (!change)
    return;
  const auto name = fmt::format("{} {}", to_string(flight.from), flight.endpoint);
  const auto is_back = change->what == health_change::kind::back;
  notice(is_back ? log_level::info : log_level::warn,
         is_back ? "endpoint-back" : "endpoint-paused",
         change_text(name, cause, *change));
}

bool dispatcher::is_retiring(const flight& flight) {
  return flight.from == host::data && flight.endpoint == "/activity";
}

void dispatcher::warn_of_retirement(const flight& flight, const fetch_error& error) {
  constexpr std::uint16_t not_found = 404;
  constexpr std::uint16_t gone = 410;
  // One 404 may be a fault on the way; several in a row are the answer.
  constexpr std::uint32_t enough = 3;
  if (!is_retiring(flight) || (error.status != not_found && error.status != gone))
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
