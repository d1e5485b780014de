// SPDX-License-Identifier: MIT
// The real program against the stand-in for the platform, each in its own folder.
#pragma once

#include "messages/window.hpp"
#include "tests/exchange/server.hpp"
#include "tests/support/process.hpp"

#include <nlohmann/json.hpp>

#include <chrono>
#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace tracker::test {

/// The options of a run; other settings have the program's defaults.
struct run_options {
  exchange::server_options platform;
  /// `tracker.window-length=2s` and so on, without the dashes.
  std::vector<std::string> settings;
  bool terminal = false;
  /// The ledger file; empty: in the home folder of the run.
  std::filesystem::path ledger{};
};

/// Windows of two seconds, a tick every 100 ms, and no wallets.
run_options two_second_windows();

/// A tracker with a home folder and a platform of its own.
class tracker_run {
public:
  explicit tracker_run(run_options options);

  exchange::server& platform() { return platform_; }
  const exchange::market_rules& rules() const { return rules_; }
  process& tracker() { return *tracker_; }
  std::filesystem::path home() const { return home_.path(); }
  std::filesystem::path log_file() const { return home() / "polybot" / "tracker.log"; }

  std::filesystem::path ledger_file() const;

  /// Starts another tracker with the same settings, on the same folders.
  std::unique_ptr<process> start_another() const;
  /// Starts another command of the program with the same settings, on the same folders,
  /// without a terminal.
  std::unique_ptr<process> start_command(const std::vector<std::string>& command) const;
  /// Restarts the tracker on the same folders; the last one is killed if it still runs.
  void start_again();
  /// Sends SIGKILL and waits for the end.
  void kill();

  /// The output of `report --format=json` with these further options. Throws
  /// std::runtime_error with its errors when it ends with another code than 0.
  nlohmann::json report(std::vector<std::string> options) const;

  /// Waits for a line that contains `part`; false when none came in time.
  bool wait_for(const std::string& part, std::chrono::milliseconds limit);
  /// Waits until `count` windows have a row.
  bool wait_for_rows(std::size_t count, std::chrono::milliseconds limit);
  /// Sends SIGTERM; the exit code, or nothing when it does not end within `limit`.
  std::optional<int> stop(std::chrono::milliseconds limit = std::chrono::seconds{15});

  /// The lines of the log file.
  std::vector<std::string> logged() const;

  /// The program with this command, `run` without one, on this run's folders and hosts.
  program invocation(const std::vector<std::string>& command = {}) const;

private:
  run_options options_;
  exchange::market_rules rules_;
  exchange::server platform_;
  temporary_directory home_;
  std::unique_ptr<process> tracker_;
};

/// The rows of a log: the outcome of each graded window by its slug, in the words of the
/// contract. A slug that was graded twice has both outcomes.
std::multimap<std::string, std::string>
graded_rows(const std::vector<std::string>& lines);

/// The number of lines that contain `part`.
std::size_t count_lines(const std::vector<std::string>& lines, const std::string& part);

/// The number that stands before `unit` in the first line that contains `part`, -1
/// without.
long number_before(const std::vector<std::string>& lines, const std::string& part,
                   const std::string& unit);

} // namespace tracker::test
