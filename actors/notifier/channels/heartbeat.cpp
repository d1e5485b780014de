// SPDX-License-Identifier: MIT
#include "actors/notifier/channels/heartbeat.hpp"

#include <fmt/format.h>

namespace tracker {

namespace {

using namespace std::chrono_literals;

constexpr timespan longest_tick_age = 5s;
constexpr timespan longest_ledger_age = 10s;

std::optional<std::string> age_problem(const char* what,
                                       const std::optional<steady_point>& last,
                                       timespan limit, steady_point now) {
  if (!last)
    return fmt::format("{}: none yet", what);
  if (now - *last < limit)
    return std::nullopt;
  return fmt::format("{}: {} s ago", what, (now - *last) / 1s);
}

} // namespace

std::optional<std::string> health_problem(const health_figures& figures,
                                          steady_point now) {
  if (auto problem = age_problem("last tick", figures.last_tick, longest_tick_age, now))
    return problem;
  return age_problem("last answer of the ledger", figures.last_ledger_answer,
                     longest_ledger_age, now);
}

bool heartbeat::is_due(const health_figures& figures, steady_point now) {
  if (health_problem(figures, now) || (last_ && now - *last_ < interval))
    return false;
  last_ = now;
  return true;
}

} // namespace tracker
