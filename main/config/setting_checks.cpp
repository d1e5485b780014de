// SPDX-License-Identifier: MIT
#include "main/config/setting_checks.hpp"

#include "actors/capture/capture_record.hpp"
#include "actors/web/server/listen_socket.hpp"
#include "actors/window/series/series.hpp"
#include "actors/window/series/series_table.hpp"
#include "main/config/setting_rules.hpp"
#include "main/config/syntax/suggest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <variant>

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
  const auto& watched = effective.watched_series;
  for (const auto& marks : effective.strategies)
    if (!marks.series.empty() &&
        std::none_of(watched.begin(), watched.end(),
                     [&](const series& one) { return one.name == marks.series; }))
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

/// What to write in place of a name that is not a series: `windows of an hour have no
/// slug prefix; write btc-1h`, or the name that is meant.
std::string advise_on_series(std::string_view name) {
  const auto asset = name.substr(0, name.find('-'));
  const auto length = name.substr(name.rfind('-') + 1);
  const bool is_prefix = name.find("-updown-") != std::string_view::npos;
  const auto plain = [&](std::string_view word) {
    return fmt::format("{}-{}", asset, word);
  };
  if (is_prefix && (length == "1h" || length == "hourly" || length == "60m"))
    return fmt::format("windows of an hour have no slug prefix; write {}", plain("1h"));
  if (is_prefix && (length == "1d" || length == "daily" || length == "24h"))
    return fmt::format("daily windows have no slug prefix; write {}", plain("1d"));
  if (length.size() >= 9 && length.find_first_not_of("0123456789") == length.npos)
    return fmt::format("it is a window of a series; write {}",
                       name.substr(0, name.rfind('-')));
  const auto known = plain_names();
  const auto near = nearest_name(name, known);
  if (!near.empty())
    return fmt::format("it is not a series; did you mean {}?", near);
  if (asset.empty() || length.empty() || asset.size() == name.size())
    return "it is not a series";
  if (!find_series(plain(length)).empty())
    return fmt::format("write {}", plain(length));
  return fmt::format("there is no {1} series; write {0}-5m, {0}-15m, {0}-1h, {0}-4h or "
                     "{0}-1d",
                     asset, length);
}

/// A strategy may name its series as tracker.series does; it is kept by the series' name.
void name_series_of_strategies(settings& effective) {
  for (auto& marks : effective.strategies) {
    const auto named = find_series(marks.series);
    if (named.size() == 1)
      marks.series = named.front().name;
  }
}

constexpr const char* allowed_series =
    "a plain name such as btc-5m, btc-15m, btc-1h, btc-4h, btc-1d, all-5m or btc-all, or "
    "a slug prefix {asset}-updown-{5m,15m,4h}; with tracker.window-length a slug prefix "
    "with any suffix";

/// The series that a name of tracker.series stands for, or why it stands for none.
std::variant<std::vector<series>, std::string> read_series(const std::string& name,
                                                           std::chrono::seconds length) {
  if (auto prefixed = parse_series(name, length))
    return std::vector{std::move(*prefixed)};
  auto named = find_series(name);
  if (named.empty())
    return advise_on_series(name);
  if (length > std::chrono::seconds{0})
    return fmt::format(
        "a plain name has its own length; with tracker.window-length write "
        "{}-updown-SUFFIX",
        std::string_view{name}.substr(0, name.find('-')));
  return named;
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

std::vector<std::string> watched_series_names(const settings& effective) {
  std::vector<std::string> names;
  for (const auto& watched : effective.watched_series)
    names.push_back(watched.name);
  return names;
}

std::vector<combination_fault> name_series(settings& effective) {
  std::vector<combination_fault> faults;
  const auto length =
      std::chrono::duration_cast<std::chrono::seconds>(effective.window_length);
  auto& watched = effective.watched_series;
  watched.clear();
  for (const auto& name : effective.series_names) {
    auto read = read_series(name, length);
    if (const auto* reason = std::get_if<std::string>(&read)) {
      faults.push_back(
          {{"tracker.series", "tracker.window-length"},
           fmt::format("\"{}\": {}; allowed: {}", name, *reason, allowed_series)});
      continue;
    }
    // A series that several names stand for is watched once, as the first one says.
    for (auto& one : std::get<std::vector<series>>(read))
      if (std::none_of(watched.begin(), watched.end(),
                       [&](const series& other) { return other.name == one.name; }))
        watched.push_back(std::move(one));
  }
  if (watched.size() > max_series)
    faults.push_back({{"tracker.series"},
                      fmt::format("its names stand for {} series; allowed: up to {}",
                                  watched.size(), max_series)});
  name_series_of_strategies(effective);
  return faults;
}

} // namespace tracker
