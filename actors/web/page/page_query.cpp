// SPDX-License-Identifier: MIT
#include "actors/web/page/html.hpp"
#include "actors/web/page/page_view.hpp"

#include "actors/ledger/report/report_names.hpp"
#include "actors/ledger/report/report_query.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace tracker {

namespace {

/// The names that the page's address may have.
constexpr std::array<std::string_view, 12> page_parameters{
    "wallet", "span", "series", "strategy", "type",   "result",
    "status", "from", "to",     "all",      "before", "palette"};

std::optional<std::string> value_of(const page_query& query, std::string_view name) {
  const auto found = query.find(name);
  return found == query.end() ? std::nullopt : std::optional{found->second};
}

/// What is wrong with an option, under the name that it has in the address.
std::string refusal_of(const option_fault& fault) {
  auto text = to_string(fault);
  return text.starts_with("--") ? text.substr(2) : text;
}

std::optional<std::string> read_before(const page_query& query, window_part& windows) {
  const auto text = value_of(query, "before");
  if (!text)
    return std::nullopt;
  std::int64_t seconds = 0;
  const auto* last = text->data() + text->size();
  const auto [end, error] = std::from_chars(text->data(), last, seconds);
  constexpr std::int64_t latest = 9'000'000'000;
  if (error != std::errc{} || end != last || seconds < 0 || seconds > latest)
    return fmt::format("before={}: allowed: a time in Unix seconds", *text);
  windows.before = from_unix_seconds(seconds);
  return std::nullopt;
}

} // namespace

std::string address_of(const page_query& query) {
  std::string result = "/";
  for (const auto& [name, value] : query)
    result +=
        fmt::format("{}{}={}", result.size() == 1 ? '?' : '&', name, query_text(value));
  return result;
}

std::variant<page_selection, std::string> parse_page_query(const page_query& query,
                                                           const known_names& known,
                                                           timestamp now,
                                                           const date::time_zone& zone) {
  page_selection result;
  // A form sends the fields that were left empty, too.
  for (const auto& [name, value] : query)
    if (!value.empty() && std::find(page_parameters.begin(), page_parameters.end(),
                                    name) != page_parameters.end())
      result.query[name] = value;
  const auto& given = result.query;
  report_options options;
  options.wallet = value_of(given, "wallet");
  options.series = value_of(given, "series");
  options.strategy = value_of(given, "strategy");
  options.type = value_of(given, "type");
  options.result = value_of(given, "result");
  options.status = value_of(given, "status");
  options.begin = value_of(given, "from");
  options.end = value_of(given, "to");
  options.format = "json";
  if (const auto span = value_of(given, "span")) {
    const auto parsed = parse_page_span(*span);
    if (!parsed)
      return fmt::format("span={}: allowed: today, 7d, 30d and all", *span);
    result.span = *parsed;
  }
  auto parsed = parse_report_query(options, now, zone);
  if (const auto* fault = std::get_if<option_fault>(&parsed))
    return refusal_of(*fault);
  auto& filter = std::get<report_query>(parsed).filter;
  if (const auto fault = resolve_names(filter, known))
    return refusal_of(*fault);
  result.wallets = filter.wallets;
  result.windows.filter = filter;
  result.windows.traded_only = given.count("all") == 0;
  if (auto refusal = read_before(given, result.windows))
    return *refusal;
  return result;
}

} // namespace tracker
