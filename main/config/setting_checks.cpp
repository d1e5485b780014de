// SPDX-License-Identifier: MIT
#include "main/config/setting_checks.hpp"

#include "actors/capture/capture_record.hpp"
#include "actors/web/server/listen_address.hpp"
#include "actors/window/series.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tracker {

namespace {

void check_files(const settings& effective, std::vector<combination_fault>& faults) {
  const auto differ = [&](const std::string& file, const std::string& key,
                          const std::string& other_file, const std::string& other_key) {
    if (!file.empty() && file == other_file)
      faults.push_back({{key, other_key},
                        fmt::format("it is the same file as {}; allowed: a separate file",
                                    other_key)});
  };
  differ(effective.log_file, "log.file", effective.ledger_file, "ledger.file");
  differ(effective.capture_file, "capture.file", effective.ledger_file, "ledger.file");
  differ(effective.capture_file, "capture.file", effective.log_file, "log.file");
}

void check_capture(const settings& effective, std::vector<combination_fault>& faults) {
  constexpr auto most = static_cast<std::int64_t>(max_captured_body);
  if (!effective.capture_file.empty() && effective.max_response_size > most)
    faults.push_back(
        {{"http.max-response-size", "capture.file"},
         fmt::format("a capture cannot hold such a reply; allowed: up to {}", most)});
}

void check_strategies(const settings& effective, std::vector<combination_fault>& faults) {
  const auto& watched = effective.series_names;
  for (const auto& marks : effective.strategies)
    if (!marks.series.empty() &&
        std::find(watched.begin(), watched.end(), marks.series) == watched.end())
      faults.push_back({{"tracker.strategies", "tracker.series"},
                        fmt::format("strategy {}: series = \"{}\" is not watched; "
                                    "allowed: one of tracker.series, or no series",
                                    marks.name, marks.series)});
}

/// The page of a tracker that other machines reach shows money to all of them.
void check_web(const settings& effective, std::vector<combination_fault>& faults) {
  const auto address = parse_listen_address(effective.web_listen);
  if (address && !is_loopback(*address) && effective.web_token.empty())
    faults.push_back({{"web.listen", "web.token"},
                      "other machines reach this address; allowed: an address of the "
                      "loopback such as \"127.0.0.1:8087\", or any with web.token"});
}

/// What to write in place of a name that is not a series: `there is no 1h slug series;
/// write btc-updown-5m, btc-updown-15m or btc-updown-4h`.
std::string advise_on_series(std::string_view name) {
  const auto asset = name.substr(0, name.find('-'));
  const auto length = name.substr(name.rfind('-') + 1);
  const bool known_length = length == "5m" || length == "15m" || length == "4h";
  if (asset.empty() || length.empty() || asset.size() == name.size())
    return "it is not a series";
  if (known_length)
    return fmt::format("write {}-updown-{}", asset, length);
  return fmt::format(
      "there is no {1} slug series; write {0}-updown-5m, {0}-updown-15m or "
      "{0}-updown-4h",
      asset, length);
}

} // namespace

std::vector<combination_fault> check_combinations(const settings& effective) {
  std::vector<combination_fault> faults;
  if (effective.http_connect_timeout > effective.http_timeout)
    faults.push_back(
        {{"http.connect-timeout", "http.timeout"},
         fmt::format("it is longer than http.timeout, {}; allowed: up to that",
                     to_string(config_value{effective.http_timeout}))});
  check_files(effective, faults);
  check_capture(effective, faults);
  check_strategies(effective, faults);
  check_web(effective, faults);
  const auto too_short =
      std::any_of(effective.watched_series.begin(), effective.watched_series.end(),
                  [&](const series& watched) {
                    return effective.clock_interval * 2 > watched.length;
                  });
  if (too_short)
    faults.push_back({{"clock.interval", "tracker.window-length", "tracker.series"},
                      "a window would end between two ticks; allowed: up to half the "
                      "length of the shortest window"});
  return faults;
}

std::vector<combination_fault> name_series(settings& effective) {
  std::vector<combination_fault> faults;
  const auto length =
      std::chrono::duration_cast<std::chrono::seconds>(effective.window_length);
  effective.watched_series.clear();
  for (const auto& name : effective.series_names)
    if (auto named = parse_series(name, length))
      effective.watched_series.push_back(std::move(*named));
    else
      faults.push_back(
          {{"tracker.series", "tracker.window-length"},
           fmt::format("\"{}\": {}; allowed: {{asset}}-updown-{{5m,15m,4h}}, "
                       "or any suffix with tracker.window-length",
                       name, advise_on_series(name))});
  return faults;
}

} // namespace tracker
