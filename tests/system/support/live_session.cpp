// SPDX-License-Identifier: MIT
#include "tests/system/support/live_session.hpp"

#include "tests/simulator/wallets/activity.hpp"
#include "tests/support/simulated_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <thread>

namespace tracker::test {

namespace {

using namespace std::chrono_literals;

simulated_run busy_run(const std::filesystem::path& folder, timespan length) {
  simulated_run run;
  run.start = from_unix_seconds(1'768'936'500) - 1ms;
  run.end = run.start + length;
  auto& rules = run.rules;
  rules.seed = 5374;
  rules.resolution_delay = 8s;
  rules.resolution_spread = 8s;
  rules.clob_lag = 5s;
  auto& wallets = rules.wallets;
  wallets.count = 5;
  wallets.series = series_of_all_assets("5m");
  wallets.trading_begin = run.start + 1ms;
  wallets.index_delay = 2s;
  wallets.index_jitter = 3s;
  wallets.block_delay = 2s;
  run.effective = unwatched_settings(rules, (folder / "recorded.db").string());
  for (std::size_t i = 0; i < run.effective.wallets.size(); ++i)
    run.effective.wallets[i].name = fmt::format("w{}", i + 1);
  return run;
}

/// Stopped, dead or gone.
bool is_stopped(pid_t id) {
  std::ifstream file{fmt::format("/proc/{}/stat", id)};
  std::string line;
  std::getline(file, line);
  const auto name_end = line.rfind(") ");
  return name_end == std::string::npos || line[name_end + 2] == 'T' ||
         line[name_end + 2] == 'Z';
}

} // namespace

std::string record_busy_run(const std::filesystem::path& folder, timespan length) {
  const restored_signals restored;
  auto file = (folder / "busy.cap").string();
  write_simulated_capture(busy_run(folder, length), file);
  return file;
}

program replay_program(const std::filesystem::path& home, const std::string& capture,
                       std::vector<std::string> options) {
  program invocation;
  invocation.path = TRACKER_BINARY;
  invocation.arguments = {"replay", capture};
  invocation.arguments.insert(invocation.arguments.end(), options.begin(), options.end());
  invocation.environment = {{"HOME", home.string()},
                            {"TMPDIR", home.string()},
                            {"TERM", "xterm-256color"},
                            {"LANG", "C.UTF-8"}};
  return invocation;
}

live_session::live_session(const program& invocation)
    : tracker{invocation}, screen{invocation.rows, invocation.columns} {}

void live_session::read() {
  const auto text = tracker.text();
  screen.write(std::string_view{text}.substr(read_bytes_));
  read_bytes_ = text.size();
}

void live_session::resize(unsigned short rows, unsigned short columns) {
  read();
  screen.resize(rows, columns);
  tracker.resize(rows, columns);
}

bool live_session::shows(const std::string& part) const {
  const auto rows = screen.screen();
  return std::any_of(rows.begin(), rows.end(), [&](const std::string& row) {
    return row.find(part) != std::string::npos;
  });
}

bool live_session::wait_until(const std::function<bool()>& condition,
                              std::chrono::milliseconds limit) {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  while (std::chrono::steady_clock::now() < deadline) {
    read();
    if (condition())
      return true;
    std::this_thread::sleep_for(20ms);
  }
  return false;
}

bool live_session::wait_until_shows(const std::string& part,
                                    std::chrono::milliseconds limit) {
  return wait_until([&] { return shows(part); }, limit);
}

void live_session::freeze() {
  tracker.signal(SIGSTOP);
  wait_until([&] { return is_stopped(tracker.id()); }, 10s);
  // What is in the terminal by now is read by the next polls.
  int unchanged = 0;
  auto seen = read_bytes_;
  wait_until(
      [&] {
        unchanged = read_bytes_ == seen ? unchanged + 1 : 0;
        seen = read_bytes_;
        return unchanged >= 10;
      },
      10s);
}

void live_session::thaw() {
  tracker.signal(SIGCONT);
}

std::string live_session::text() const {
  std::string result;
  for (const auto& row : screen.screen())
    result += row + '\n';
  return result;
}

} // namespace tracker::test
