// SPDX-License-Identifier: MIT
#include "tests/system/support/virtual_platform.hpp"

#include "actors/clock/tick_schedule.hpp"
#include "main/config/setting_checks.hpp"
#include "main/config/setting_table.hpp"
#include "tests/support/simulated_run.hpp"

#include <algorithm>
#include <fstream>
#include <stdexcept>
#include <utility>

namespace tracker::test {

namespace {

/// The ticks of a live clock over `length`, its wall clock wrong by `error`.
tick_source ticks_of(timestamp start, timespan interval, timespan length,
                     virtual_platform::clock_error error) {
  const auto wall_at = [start, error = std::move(error)](steady_point steady) {
    const timespan elapsed = steady - steady_point{};
    return start + elapsed + error(elapsed);
  };
  return [schedule = tick_schedule{{steady_point{}, wall_at(steady_point{})}, interval},
          wall_at, length]() mutable -> std::optional<tick> {
    const auto steady = schedule.next_due();
    if (steady - steady_point{} > length)
      return std::nullopt;
    const auto wall = wall_at(steady);
    const auto due = schedule.take({steady, wall});
    return tick{due->sequence, due->due.steady, due->due.wall, wall};
  };
}

} // namespace

virtual_platform::virtual_platform(exchange::market_rules rules, timestamp start)
    : rules_{std::move(rules)}, now_{start} {
  effective = unwatched_settings(rules_, (folder_.path() / "tracker.db").string());
  effective.window_length = rules_.window_length;
  name_series(effective);
  effective.log_file = (folder_.path() / "tracker.log").string();
  model = [](const exchange::request&, const exchange::reply& good, timestamp) {
    return attempt_end{std::chrono::milliseconds{50}, answer_of(good)};
  };
}

int virtual_platform::run(timespan length, const clock_error& error) {
  const restored_signals restored;
  virtual_run_options options;
  options.start = now_ + error(timespan{0});
  options.ticks = ticks_of(now_, effective.clock_interval, length, error);
  options.spawn_fetcher = [this](caf::actor_system& system, wall_clock wall,
                                 log_port log) {
    return spawn_simulated_fetcher(system,
                                   {rules_, now_, model, 1, record_, platform_time_},
                                   std::move(wall), std::move(log));
  };
  options.commits = durability::process;
  options.last_word = "the simulation is over";
  const auto end = run_virtually(effective, std::move(options));
  now_ += length;
  return end.exit_code;
}

std::vector<std::string> virtual_platform::lines(const std::string& part) const {
  std::vector<std::string> result;
  std::ifstream file{effective.log_file};
  for (std::string line; std::getline(file, line);)
    if (line.find(part) != std::string::npos)
      result.push_back(line);
  return result;
}

nlohmann::json virtual_platform::report(const std::vector<std::string>& options) const {
  program invocation;
  invocation.path = TRACKER_BINARY;
  invocation.environment = {{"HOME", folder_.path().string()}};
  invocation.directory = folder_.path();
  invocation.arguments = {"report", "--format=json",
                          "--ledger.file=" + effective.ledger_file};
  for (const auto& setting : follow_all(rules_))
    invocation.arguments.push_back("--" + setting);
  invocation.arguments.insert(invocation.arguments.end(), options.begin(), options.end());
  process command{invocation};
  if (command.wait(std::chrono::seconds{60}) != 0)
    throw std::runtime_error{"report: " + command.text(stream::err)};
  return nlohmann::json::parse(command.text());
}

timespan virtual_platform::longest_silence(host target, timestamp end) const {
  const auto& [requests, attempts] = record_->at(static_cast<std::size_t>(target));
  timespan longest{0};
  for (const auto requested : requests) {
    if (requested >= end)
      break;
    const auto next = std::lower_bound(attempts.begin(), attempts.end(), requested);
    const auto answered = next == attempts.end() ? end : std::min(*next, end);
    longest = std::max<timespan>(longest, answered - requested);
  }
  return longest;
}

} // namespace tracker::test
