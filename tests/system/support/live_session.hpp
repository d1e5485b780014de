// SPDX-License-Identifier: MIT
// The program on a terminal, and what that terminal shows.
#pragma once

#include "messages/time.hpp"
#include "tests/actors/log_tee/live/terminal_model.hpp"
#include "tests/support/process.hpp"

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace tracker::test {

/// Writes a capture of 8 series of 5 minutes and 5 wallets (`w1` to `w5`) that trade in
/// them into `folder`. Returns its file.
std::string record_busy_run(const std::filesystem::path& folder, timespan length);

/// `replay` of a capture with its files in `home`, for a terminal that shows colours.
program replay_program(const std::filesystem::path& home, const std::string& capture,
                       std::vector<std::string> options);

/// A program that runs on a terminal.
class live_session {
public:
  explicit live_session(const program& invocation);

  /// Shows what the program has written since.
  void read();
  void resize(unsigned short rows, unsigned short columns);
  /// True if a row of the screen has this part.
  bool shows(const std::string& part) const;
  /// False: the condition did not hold within the limit.
  bool wait_until(const std::function<bool()>& condition,
                  std::chrono::milliseconds limit);
  bool wait_until_shows(const std::string& part, std::chrono::milliseconds limit);
  /// Stops the program (SIGSTOP) and shows all that it had written by then.
  void freeze();
  void thaw();
  /// The screen, a line for each row.
  std::string text() const;

  process tracker;
  terminal_model screen;

private:
  std::size_t read_bytes_ = 0;
};

} // namespace tracker::test
