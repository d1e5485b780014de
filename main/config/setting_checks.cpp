// SPDX-License-Identifier: MIT
#include "main/config/setting_checks.hpp"

#include "actors/capture/capture_record.hpp"
#include "actors/window/series.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tracker {

namespace {

void check_files(const settings& of, std::vector<combination_fault>& faults) {
  const auto differ = [&](const std::string& file, const std::string& key,
                          const std::string& other_file, const std::string& other_key) {
    if (!file.empty() && file == other_file)
      faults.push_back(
          {{key, other_key},
           fmt::format("it is the file of {}; allowed: a file of its own", other_key)});
  };
  differ(of.log_file, "log.file", of.ledger_file, "ledger.file");
  differ(of.capture_file, "capture.file", of.ledger_file, "ledger.file");
  differ(of.capture_file, "capture.file", of.log_file, "log.file");
}

void check_capture(const settings& of, std::vector<combination_fault>& faults) {
  constexpr auto most = static_cast<std::int64_t>(max_captured_body);
  if (!of.capture_file.empty() && of.max_response_size > most)
    faults.push_back(
        {{"http.max-response-size", "capture.file"},
         fmt::format("it is more than a capture holds; allowed: up to {}", most)});
}

void check_strategies(const settings& of, std::vector<combination_fault>& faults) {
  const auto& watched = of.series_names;
  for (const auto& one : of.strategies)
    if (!one.series.empty() &&
        std::find(watched.begin(), watched.end(), one.series) == watched.end())
      faults.push_back({{"tracker.strategies", "tracker.series"},
                        fmt::format("strategy {}: series = \"{}\" is not watched; "
                                    "allowed: one of tracker.series, or none",
                                    one.name, one.series)});
}

} // namespace

std::vector<combination_fault> check_combinations(const settings& of) {
  std::vector<combination_fault> faults;
  if (of.http_connect_timeout > of.http_timeout)
    faults.push_back(
        {{"http.connect-timeout", "http.timeout"},
         fmt::format("it is longer than http.timeout, {}; allowed: up to that",
                     to_string(config_value{of.http_timeout}))});
  check_files(of, faults);
  check_capture(of, faults);
  check_strategies(of, faults);
  const auto too_short = std::any_of(
      of.watched_series.begin(), of.watched_series.end(),
      [&](const series& watched) { return of.clock_interval * 2 > watched.length; });
  if (too_short)
    faults.push_back({{"clock.interval", "tracker.window-length", "tracker.series"},
                      "a window would end between two beats; allowed: up to half the "
                      "length of the shortest window"});
  return faults;
}

std::vector<combination_fault> name_series(settings& of) {
  std::vector<combination_fault> faults;
  const auto length = std::chrono::duration_cast<std::chrono::seconds>(of.window_length);
  of.watched_series.clear();
  for (const auto& name : of.series_names)
    if (auto named = parse_series(name, length))
      of.watched_series.push_back(std::move(*named));
    else
      faults.push_back(
          {{"tracker.series", "tracker.window-length"},
           fmt::format(
               "\"{}\" names no series; allowed: {{asset}}-updown-{{5m,15m,4h}}, or "
               "any suffix with tracker.window-length",
               name)});
  return faults;
}

} // namespace tracker
