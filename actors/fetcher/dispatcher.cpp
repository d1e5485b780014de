// SPDX-License-Identifier: MIT
#include "actors/fetcher/dispatcher.hpp"

#include "actors/fetcher/url.hpp"

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

std::string to_text(timespan span) {
  using namespace std::chrono;
  return span < seconds{10}
             ? fmt::format("{} ms", duration_cast<milliseconds>(span).count())
             : fmt::format("{} s", duration_cast<seconds>(span).count());
}

fetch_error error_of(host from, const std::string& endpoint, fetch_error_kind kind,
                     std::string detail, std::uint32_t attempts = 0) {
  return {kind, from, endpoint, 0, std::move(detail), false, attempts};
}

fetch_error too_late(const flight& flight, const waiter& who) {
  const auto waited = to_text(who.deadline - who.asked);
  auto error = error_of(flight.from, flight.endpoint, fetch_error_kind::timeout,
                        flight.attempts > 0
                            ? "no answer within " + waited
                            : "not asked within " + waited + ": others were before it",
                        flight.attempts);
  error.retryable = true;
  return error;
}

fetch_error given_up(const flight& flight) {
  return error_of(flight.from, flight.endpoint, fetch_error_kind::cancelled,
                  "the asker gave up", flight.attempts);
}

} // namespace

dispatcher::dispatcher(dispatcher_options options)
    : options_{std::move(options)}
    , budget_{options_.limits}
    , random_{options_.jitter_seed}
    , flights_{options_.max_open_requests} {
  for (const auto& base_url : options_.base_urls)
    hosts_.push_back({base_url, host_health{options_.breaker}, 0});
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
  reply.attempts = flight->attempts;
  finish(id, {std::move(reply)});
}

void dispatcher::failed(flight_id id, bool probe, failed_attempt attempt,
                        steady_point now) {
  auto& flight = *flights_.find(id);
  attempt.error.from = flight.from;
  attempt.error.endpoint = flight.endpoint;
  attempt.error.attempts = flight.attempts;
  learn(flight, probe, attempt, now);
  const auto again_at =
      now + std::max(full_jitter(flight.attempts, options_.backoff, random_),
                     attempt.retry_after.value_or(timespan{0}));
  if (attempt.learnt == failed_attempt::lesson::throttled)
    hold_endpoint(flight, again_at, attempt.error, now);
  const auto hopeless = !attempt.error.retryable ||
                        flight.attempts >= options_.max_attempts ||
                        at(flight.from).health.state() != host_health::condition::ok;
  if (hopeless)
    return finish(id, {attempt.error});
  try_again(id, flight, attempt.error, again_at, now);
}

void dispatcher::learn(const flight& flight, bool probe, const failed_attempt& attempt,
                       steady_point now) {
  auto& health = at(flight.from).health;
  heard_of_ |= attempt.learnt != failed_attempt::lesson::silent;
  switch (attempt.learnt) {
  case failed_attempt::lesson::answers:
  case failed_attempt::lesson::throttled:
    return report(flight.from, health.answered(probe, now));
  case failed_attempt::lesson::silent:
    return report(flight.from, health.silent(probe, attempt.error, now));
  case failed_attempt::lesson::blocked:
    return report(flight.from,
                  health.blocked(probe, attempt.error,
                                 attempt.retry_after.value_or(timespan{0}), now));
  }
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
      report(flight.from,
             at(flight.from)
                 .health.silent(flight.probe, too_late(flight, late.back()), now));
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
      auto error = health.refusal(now);
      error.endpoint = flight.endpoint;
      error.attempts = flight.attempts;
      finish(id, {std::move(error)});
      continue;
    }
    auto ready_at =
        std::max(flight.not_before, budget_.earliest(flight.from, flight.endpoint, now));
    if (const auto* pause = find_hold(flight, now)) {
      give_up(flight, pause->until, pause->cause);
      ready_at = std::max(ready_at, pause->until);
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
  const auto* name = to_string(which);
  const auto& cause = at(which).health.cause();
  switch (change->what) {
  case health_change::kind::unreachable:
    notice(log_level::warn, "host-unreachable",
           fmt::format("{} is unreachable: {}", name, to_string(cause)));
    if (!std::exchange(heard_of_, true))
      notice(log_level::warn, "platform-unreachable",
             "the platform can not be reached: no host has answered since the start. "
             "It is asked again and again, and watching begins when it answers. "
             "Meanwhile `main/run doctor` says what is wrong, and `main/run demo` shows "
             "the tracker without a network");
    return;
  case health_change::kind::blocked:
    return notice(
        log_level::warn, "host-blocked",
        fmt::format("{} does not want to be asked: {}", name, to_string(cause)));
  case health_change::kind::back:
    return notice(log_level::info, "host-back",
                  fmt::format("{} answers again after {}", name, to_text(change->away)));
  }
}

void dispatcher::notice(log_level level, std::string event, std::string text) {
  orders_.notices.push_back({level, std::move(event), std::move(text)});
}

void dispatcher::hold_endpoint(const flight& flight, steady_point until,
                               const fetch_error& cause, steady_point now) {
  std::erase_if(holds_, [&](const auto& entry) { return entry.second.until <= now; });
  auto& pause = holds_[{flight.from, flight.endpoint}];
  if (pause.until < until)
    pause = {until, cause};
}

const dispatcher::hold* dispatcher::find_hold(const flight& flight,
                                              steady_point now) const {
  const auto found = holds_.find({flight.from, flight.endpoint});
  return found != holds_.end() && found->second.until > now ? &found->second : nullptr;
}

bool dispatcher::is_throttled(host which, steady_point now) const {
  return std::any_of(holds_.begin(), holds_.end(), [&](const auto& entry) {
    return entry.first.first == which && entry.second.until > now;
  });
}

std::string dispatcher::describe_hosts(steady_point now) const {
  std::string text;
  for (const auto which : all_hosts) {
    const auto& health = hosts_[static_cast<std::size_t>(which)].health;
    const auto away = health.state() != host_health::condition::ok;
    if (!text.empty())
      text += ", ";
    text += fmt::format("{} {}", to_string(which),
                        !away && is_throttled(which, now) ? "throttled"
                                                          : to_string(health.state()));
    if (away)
      text += " for " + to_text(health.away_for(now));
  }
  return text;
}

} // namespace tracker
