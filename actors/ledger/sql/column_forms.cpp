// SPDX-License-Identifier: MIT
#include "actors/ledger/sql/column_forms.hpp"

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

constexpr std::string_view digits = "0123456789abcdef";

constexpr std::array all_sources{winner_source::gamma, winner_source::clob,
                                 winner_source::resolutions, winner_source::redemption};
constexpr std::array all_settlements{settlement::up, settlement::down, settlement::split};

/// Removes and returns the text before the first `separator`, and removes the separator.
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

std::optional<hash_bytes> parse_hash(std::string_view text) {
  hash_bytes result;
  if (text.size() != 2 + 2 * result.size() || text.substr(0, 2) != "0x")
    return std::nullopt;
  for (std::size_t i = 0; i < result.size(); ++i) {
    const auto high = digits.find(text[2 + 2 * i]);
    const auto low = digits.find(text[3 + 2 * i]);
    if (high == std::string_view::npos || low == std::string_view::npos)
      return std::nullopt;
    result[i] = static_cast<unsigned char>(high * 16 + low);
  }
  return result;
}

std::string hash_text(std::string_view bytes) {
  std::string result = "0x";
  result.reserve(2 + 2 * bytes.size());
  for (const auto byte : bytes) {
    result += digits[static_cast<unsigned char>(byte) / 16];
    result += digits[static_cast<unsigned char>(byte) % 16];
  }
  return result;
}

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
