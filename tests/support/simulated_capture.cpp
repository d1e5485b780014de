// SPDX-License-Identifier: MIT
#include "tests/support/simulated_capture.hpp"

#include "actors/capture/capture_file.hpp"
#include "main/wiring/capture_settings.hpp"
#include "main/wiring/virtual_run.hpp"
#include "tests/simulator/simulator_source.hpp"

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <utility>
#include <vector>

namespace tracker::test {

namespace {

struct taken_record {
  instant at;
  decltype(capture_record::content) what;
};

using tape = std::vector<taken_record>;

/// Passes questions on and notes them with their answers.
class recorded_source final : public reply_source {
public:
  recorded_source(exchange::market_rules rules, timestamp start,
                  std::shared_ptr<tape> into)
      : platform_{std::move(rules)}, start_{start}, tape_{std::move(into)} {}

  timed_result ask(const fetch_request& asked, timestamp now) override {
    auto result = platform_.ask(asked, now);
    const auto answered = both(std::max(result.due, now));
    tape_->push_back(
        {answered, captured_exchange{asked.target, asked.endpoint, asked.path, both(now),
                                     answered, result.result}});
    return result;
  }

private:
  /// Of the clock that `regular_ticks` counts by.
  instant both(timestamp wall) const { return {steady_point{} + (wall - start_), wall}; }

  exchange::simulator_source platform_;
  timestamp start_;
  std::shared_ptr<tape> tape_;
};

capture_header header_of(const simulated_run& run) {
  capture_header header;
  header.program = TRACKER_VERSION;
  header.run = run.start;
  header.begun = {steady_point{}, run.start};
  header.settings = recorded_settings(run.effective);
  return header;
}

} // namespace

capture_size write_simulated_capture(const simulated_run& run, const std::string& file) {
  const auto recorded = std::make_shared<tape>();
  virtual_run_options options;
  options.start = run.start;
  options.replies = std::make_shared<recorded_source>(run.rules, run.start, recorded);
  options.ticks = [recorded, next = regular_ticks(run.start, run.effective.clock_interval,
                                                  run.end)]() mutable {
    auto current_tick = next();
    if (current_tick)
      recorded->push_back({{current_tick->due, current_tick->now}, *current_tick});
    return current_tick;
  };
  options.last_word = "the recording is over";
  if (run_virtually(run.effective, options).exit_code != 0)
    throw std::runtime_error{"the simulated run has failed"};
  std::stable_sort(recorded->begin(), recorded->end(),
                   [](const taken_record& left, const taken_record& right) {
                     return left.at.steady < right.at.steady;
                   });
  auto opened = capture_file::open({file, std::chrono::hours{8760}}, header_of(run));
  if (const auto* failure = std::get_if<capture_failure>(&opened))
    throw std::runtime_error{failure->text};
  auto& into = std::get<capture_file>(opened);
  capture_size result;
  for (auto& [at, what] : *recorded) {
    result.replies += std::holds_alternative<captured_exchange>(what) ? 1 : 0;
    if (const auto failure = into.append(std::move(what), at.steady, at.wall))
      throw std::runtime_error{failure->text};
  }
  result.records = into.records();
  result.bytes = into.bytes();
  return result;
}

} // namespace tracker::test
