// SPDX-License-Identifier: MIT
#include "tests/support/simulated_run.hpp"

#include "actors/capture/capture_file.hpp"
#include "main/config/setting_checks.hpp"
#include "main/config/setting_table.hpp"
#include "main/wiring/capture_settings.hpp"
#include "main/wiring/virtual_run.hpp"
#include "tests/simulator/simulator_source.hpp"
#include "tests/simulator/wallets/activity.hpp"

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <utility>
#include <vector>

namespace tracker::test {

namespace {

struct taken_record {
  instant time;
  decltype(capture_record::content) content;
};

using tape = std::vector<taken_record>;

/// Forwards requests to the simulator and records them with their answers.
class recorded_source final : public reply_source {
public:
  recorded_source(exchange::market_rules rules, timestamp start,
                  std::shared_ptr<tape> records)
      : platform_{std::move(rules)}, start_{start}, tape_{std::move(records)} {}

  timed_result ask(const fetch_request& asked, timestamp now) override {
    auto result = platform_.ask(asked, now);
    const auto answered = both(std::max(result.due, now));
    tape_->push_back(
        {answered, captured_exchange{asked.target, asked.endpoint, asked.path, both(now),
                                     answered, result.result}});
    return result;
  }

private:
  /// The time on the clock that `regular_ticks` uses.
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

std::vector<std::string> series_of_all_assets(const std::string& length) {
  std::vector<std::string> result;
  for (const auto* asset : {"btc", "eth", "sol", "xrp", "doge", "bnb", "hype", "ltc"})
    result.push_back(std::string{asset} + "-updown-" + length);
  return result;
}

settings unwatched_settings(const exchange::market_rules& rules,
                            const std::string& ledger_file) {
  auto result = default_settings();
  result.timezone = "America/Los_Angeles";
  result.series_names = rules.wallets.series;
  name_series(result);
  for (const auto& address : exchange::simulated_wallets(rules))
    result.wallets.push_back({"", address});
  result.log_console = false;
  result.log_file.clear();
  result.ledger_file = ledger_file;
  result.ledger_backup_interval = std::chrono::seconds{0};
  return result;
}

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
                     return left.time.steady < right.time.steady;
                   });
  auto opened = capture_file::open({file, std::chrono::hours{8760}}, header_of(run));
  if (const auto* failure = std::get_if<capture_failure>(&opened))
    throw std::runtime_error{failure->text};
  auto& capture = std::get<capture_file>(opened);
  capture_size result;
  for (auto& [time, content] : *recorded) {
    result.replies += std::holds_alternative<captured_exchange>(content) ? 1 : 0;
    if (const auto failure = capture.append(std::move(content), time.steady, time.wall))
      throw std::runtime_error{failure->text};
  }
  result.records = capture.records();
  result.bytes = capture.bytes();
  return result;
}

} // namespace tracker::test
