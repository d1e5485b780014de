// SPDX-License-Identifier: MIT
#include "actors/ledger/tables/source_column.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <system_error>
#include <utility>

namespace tracker {

namespace {

constexpr std::array all_sources{winner_source::gamma, winner_source::clob,
                                 winner_source::resolutions, winner_source::redemption};
constexpr std::array all_settlements{settlement::up, settlement::down, settlement::split};

/// Cuts the text before the first `separator` off, and the separator.
std::string_view cut(std::string_view& text, char separator) {
  const auto end = text.find(separator);
  const auto result = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return result;
}

template <class Value, std::size_t Count>
std::optional<Value> value_of(std::string_view word,
                              const std::array<Value, Count>& all) {
  for (const auto value : all)
    if (word == to_string(value))
      return value;
  return std::nullopt;
}

std::optional<source_report> read_source(std::string_view entry) {
  const auto source = value_of(cut(entry, ' '), all_sources);
  const auto winner = value_of(cut(entry, ' '), all_settlements);
  const auto time = cut(entry, ' ');
  std::int64_t nanoseconds = 0;
  const auto* last = time.data() + time.size();
  const auto [end, error] = std::from_chars(time.data(), last, nanoseconds);
  if (!source || !winner || error != std::errc{} || end != last)
    return std::nullopt;
  return source_report{*source, *winner, timestamp{timespan{nanoseconds}},
                       std::string{entry}};
}

} // namespace

std::string sources_text(const std::vector<source_report>& reports) {
  std::string result;
  for (const auto& report : reports)
    result +=
        fmt::format("{}{} {} {}{}{}", result.empty() ? "" : ";", to_string(report.source),
                    to_string(report.winner), report.time.time_since_epoch().count(),
                    report.reporter.empty() ? "" : " ", report.reporter);
  return result;
}

std::vector<source_report> read_sources(std::string_view text) {
  std::vector<source_report> result;
  while (!text.empty())
    if (auto report = read_source(cut(text, ';')))
      result.push_back(std::move(*report));
  return result;
}

} // namespace tracker
