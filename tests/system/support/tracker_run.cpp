// SPDX-License-Identifier: MIT
#include "tests/system/support/tracker_run.hpp"

#include <algorithm>
#include <csignal>
#include <fstream>
#include <stdexcept>

namespace tracker::test {

namespace {

constexpr const char* graded_mark = "WINDOW GRADED: ";
constexpr const char* separator = " | ";

/// The text after `mark`; empty without it.
std::string text_after(const std::string& line, const std::string& mark) {
  const auto position = line.find(mark);
  return position == std::string::npos ? "" : line.substr(position + mark.size());
}

} // namespace

run_options two_second_windows() {
  run_options options;
  options.platform.rules.window_length = std::chrono::seconds{2};
  options.settings = {"tracker.window-length=2s", "clock.interval=100ms"};
  return options;
}

tracker_run::tracker_run(run_options options)
    : options_{std::move(options)}
    , rules_{options_.platform.rules}
    , platform_{options_.platform}
    , tracker_{std::make_unique<process>(invocation())} {}

program tracker_run::invocation(const std::vector<std::string>& command) const {
  program invocation;
  invocation.path = TRACKER_BINARY;
  invocation.terminal = options_.terminal;
  invocation.environment = {{"HOME", home().string()}};
  invocation.directory = home();
  invocation.arguments = command;
  for (const auto& setting : {"--http.gamma-url=" + platform_.gamma_url(),
                              "--http.data-url=" + platform_.data_url(),
                              "--http.clob-url=" + platform_.clob_url(),
                              "--ledger.file=" + ledger_file().string()})
    invocation.arguments.push_back(setting);
  // Many trackers run at once and cannot share the default port.
  if (std::none_of(
          options_.settings.begin(), options_.settings.end(),
          [](const std::string& setting) { return setting.starts_with("web.listen="); }))
    invocation.arguments.emplace_back("--web.listen=");
  for (const auto& setting : options_.settings)
    invocation.arguments.push_back("--" + setting);
  return invocation;
}

std::filesystem::path tracker_run::ledger_file() const {
  return options_.ledger.empty() ? home() / "polybot" / "tracker.db" : options_.ledger;
}

std::unique_ptr<process> tracker_run::start_another() const {
  return std::make_unique<process>(invocation());
}

std::unique_ptr<process>
tracker_run::start_command(const std::vector<std::string>& command) const {
  auto started = invocation(command);
  started.terminal = false;
  return std::make_unique<process>(started);
}

void tracker_run::start_again() {
  tracker_.reset();
  tracker_ = start_another();
}

void tracker_run::kill() {
  tracker_->signal(SIGKILL);
  tracker_->wait(std::chrono::seconds{10});
}

nlohmann::json tracker_run::report(std::vector<std::string> options) const {
  options.insert(options.begin(), {"report", "--format=json"});
  const auto asked = start_command(options);
  if (asked->wait(std::chrono::seconds{60}) != 0)
    throw std::runtime_error{"report: " + asked->text(stream::err)};
  return nlohmann::json::parse(asked->text());
}

bool tracker_run::wait_for(const std::string& part, std::chrono::milliseconds limit) {
  return tracker_
      ->wait_for_line(
          [&](const std::string& line) { return line.find(part) != std::string::npos; },
          limit)
      .has_value();
}

bool tracker_run::wait_for_rows(std::size_t count, std::chrono::milliseconds limit) {
  // Counts the lines it is shown; they are the same ones in the same order each time.
  std::size_t seen = 0;
  return tracker_
      ->wait_for_line(
          [&](const std::string& line) {
            return line.find(graded_mark) != std::string::npos && ++seen == count;
          },
          limit)
      .has_value();
}

std::optional<int> tracker_run::stop(std::chrono::milliseconds limit) {
  tracker_->signal(SIGTERM);
  return tracker_->wait(limit);
}

std::vector<std::string> tracker_run::logged() const {
  std::ifstream file{log_file()};
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);)
    lines.push_back(std::move(line));
  return lines;
}

std::multimap<std::string, std::string>
graded_rows(const std::vector<std::string>& lines) {
  std::multimap<std::string, std::string> rows;
  for (const auto& line : lines) {
    const auto headline = text_after(line, graded_mark);
    if (headline.empty())
      continue;
    const auto outcome = text_after(headline, separator);
    rows.emplace(headline.substr(0, headline.find(separator)),
                 outcome.substr(0, outcome.find(separator)));
  }
  return rows;
}

std::size_t count_lines(const std::vector<std::string>& lines, const std::string& part) {
  return static_cast<std::size_t>(
      std::count_if(lines.begin(), lines.end(), [&](const std::string& line) {
        return line.find(part) != std::string::npos;
      }));
}

long number_before(const std::vector<std::string>& lines, const std::string& part,
                   const std::string& unit) {
  for (const auto& line : lines) {
    if (line.find(part) == std::string::npos)
      continue;
    const auto end = line.find(unit);
    if (end == std::string::npos)
      continue;
    const auto start = line.find_last_not_of("0123456789", end - 1) + 1;
    if (start < end)
      return std::stol(line.substr(start, end - start));
  }
  return -1;
}

} // namespace tracker::test
