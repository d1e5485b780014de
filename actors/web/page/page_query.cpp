// SPDX-License-Identifier: MIT
#include "actors/web/page/html.hpp"
#include "actors/web/page/page_view.hpp"

#include "actors/ledger/report/report_names.hpp"
#include "actors/text/whole_number.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tracker {

namespace {

/// The names that the page's address may have.
constexpr std::array<std::string_view, 12> page_parameters{
    "wallet", "span", "series", "strategy", "type",   "result",
    "status", "from", "to",     "all",      "before", "palette"};

/// What is wrong with an option, under the name that it has in the address.
std::string refusal_of(const option_fault& fault) {
  auto text = to_string(fault);
  return text.starts_with("--") ? text.substr(2) : text;
}

std::optional<std::string> read_before(const page_query& query, window_part& windows) {
  const auto text = value_of(query, "before");
  if (!text)
    return std::nullopt;
  const auto before = parse_whole_number<std::int64_t>(*text);
  constexpr std::int64_t latest = 9'000'000'000;
  if (!before || *before < 0 || *before > latest)
    return fmt::format("before={}: allowed: a time in Unix seconds", *text);
  windows.before = from_unix_seconds(*before);
  return std::nullopt;
}

} // namespace

std::optional<std::string> value_of(const page_query& query, std::string_view name) {
  const auto found = query.find(name);
  return found == query.end() ? std::nullopt : std::optional{found->second};
}

report_options options_of(const page_query& query) {
  report_options options;
  options.begin = value_of(query, "from");
  options.end = value_of(query, "to");
  options.series = value_of(query, "series");
  options.wallet = value_of(query, "wallet");
  options.status = value_of(query, "status");
  options.type = value_of(query, "type");
  options.result = value_of(query, "result");
  options.strategy = value_of(query, "strategy");
  options.format = "json";
  return options;
}

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
  if (const auto span = value_of(given, "span")) {
    const auto parsed = parse_page_span(*span);
    if (!parsed)
      return fmt::format("span={}: allowed: today, 7d, 30d and all", *span);
    result.span = *parsed;
  }
  auto parsed = parse_report_query(options_of(given), now, zone);
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
