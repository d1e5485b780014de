// SPDX-License-Identifier: MIT
#include "actors/window/grade/winner.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>
#include <utility>

namespace tracker {

namespace {

constexpr std::array settlements{settlement::up, settlement::down, settlement::split};

std::size_t count_of(const std::vector<source_report>& reports, settlement winner) {
  return static_cast<std::size_t>(
      std::count_if(reports.begin(), reports.end(), [&](const source_report& report) {
        return report.winner == winner;
      }));
}

timestamp earliest(const std::vector<source_report>& reports, settlement winner) {
  auto result = timestamp::max();
  for (const auto& report : reports)
    if (report.winner == winner)
      result = std::min(result, report.time);
  return result;
}

} // namespace

std::optional<resolution> resolve_winner(const std::vector<source_report>& reports) {
  if (reports.empty())
    return std::nullopt;
  auto leader = settlements.front();
  std::size_t most = 0;
  bool is_tied = false;
  for (const auto candidate : settlements) {
    const auto count = count_of(reports, candidate);
    if (count > most) {
      leader = candidate;
      most = count;
      is_tied = false;
    } else if (count == most && count > 0) {
      is_tied = true;
    }
  }
  if (is_tied)
    return resolution{std::nullopt, false, {}};
  return resolution{leader, most > 1, earliest(reports, leader)};
}

bool is_contested(const std::vector<source_report>& reports) {
  const auto resolved = resolve_winner(reports);
  return resolved && !resolved->winner;
}

bool is_confirmed(const std::vector<source_report>& reports) {
  const auto resolved = resolve_winner(reports);
  return resolved && resolved->confirmed;
}

std::string reports_text(const std::vector<source_report>& reports) {
  std::string result;
  for (const auto& report : reports) {
    if (!result.empty())
      result += ", ";
    result.append(to_string(report.source)).append(" says ");
    result += to_string(report.winner);
  }
  return result;
}

std::string dissent_text(const std::vector<source_report>& reports, settlement winner) {
  std::vector<source_report> others;
  std::copy_if(reports.begin(), reports.end(), std::back_inserter(others),
               [&](const source_report& report) { return report.winner != winner; });
  return reports_text(others);
}

std::string source_names(const std::vector<source_report>& reports,
                         std::optional<settlement> winner, const char* separator) {
  std::string result;
  for (const auto& report : reports) {
    if (winner && report.winner != *winner)
      continue;
    if (!result.empty())
      result += separator;
    result += to_string(report.source);
  }
  return result;
}

void put_report(std::vector<source_report>& reports, source_report fresh) {
  const auto place =
      std::find_if(reports.begin(), reports.end(), [&](const source_report& report) {
        return report.source >= fresh.source;
      });
  if (place == reports.end() || place->source != fresh.source) {
    reports.insert(place, std::move(fresh));
    return;
  }
  if (place->winner == fresh.winner)
    fresh.time = std::min(fresh.time, place->time);
  *place = std::move(fresh);
}

const source_report* find_report(const std::vector<source_report>& reports,
                                 winner_source source) {
  const auto found =
      std::find_if(reports.begin(), reports.end(),
                   [&](const source_report& report) { return report.source == source; });
  return found == reports.end() ? nullptr : &*found;
}

std::vector<source_report> platform_reports(const std::vector<grade>& grades) {
  std::vector<source_report> result;
  for (const auto& graded : grades)
    for (const auto& report : graded.sources)
      if (report.source != winner_source::redemption &&
          !find_report(result, report.source))
        put_report(result, report);
  return result;
}

} // namespace tracker
