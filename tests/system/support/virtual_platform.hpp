// SPDX-License-Identifier: MIT
// The whole tracker in virtual time against the simulated platform, with the live
// fetcher's decisions and a wall clock that can be wrong.
#pragma once

#include "main/config/settings.hpp"
#include "main/wiring/virtual_run.hpp"
#include "tests/support/process.hpp"
#include "tests/system/support/simulated_fetcher.hpp"
#include "tests/system/support/simulated_truth.hpp"

#include <functional>
#include <string>
#include <vector>

namespace tracker::test {

/// A virtual run, or several of them one after the other on the same folders.
class virtual_platform {
public:
  /// How far the tracker's wall clock is ahead of the platform's at a time since the
  /// start.
  using clock_error = std::function<timespan(timespan elapsed)>;

  /// The platform's time begins at `start`.
  virtual_platform(exchange::market_rules rules, timestamp start);

  /// The faults that attempts meet; none by default.
  network_model model;
  /// The tracker's settings, those of the wallets and series included.
  settings effective;

  /// Runs the tracker for `length` from the end of the last run. Returns its exit code.
  int run(
      timespan length, const clock_error& error = [](timespan) { return timespan{0}; });

  timestamp now() const { return now_; }
  const exchange::market_rules& rules() const { return rules_; }
  const network_record& record() const { return *record_; }
  /// CPU time of the simulated platform, in this process too.
  timespan platform_time() const { return *platform_time_; }

  /// The lines of the log that contain `part`.
  std::vector<std::string> lines(const std::string& part = {}) const;
  /// The output of `report --format=json` with these further options.
  nlohmann::json report(const std::vector<std::string>& options) const;

  /// The longest time between a request to a host and the next attempt.
  timespan longest_silence(host target, timestamp end) const;

private:
  exchange::market_rules rules_;
  timestamp now_;
  temporary_directory folder_;
  std::shared_ptr<timespan> platform_time_ = std::make_shared<timespan>(0);
  std::shared_ptr<network_record> record_ = std::make_shared<network_record>();
};

} // namespace tracker::test
