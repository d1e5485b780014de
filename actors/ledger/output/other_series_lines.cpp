// SPDX-License-Identifier: MIT
#include "actors/ledger/output/other_series_lines.hpp"

#include "actors/window/series/other_series.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace tracker {

namespace {

constexpr timespan longest_span = std::chrono::hours{24 * 31};

} // namespace

ledger_result<std::vector<std::string>>
other_series_lines(report_source& source, const report_filter& filter,
                   const std::vector<std::string>& watched, timestamp now) {
  std::vector<std::string> lines;
  if (!filter.series.empty())
    return lines;
  const auto oldest = now - longest_span;
  auto found = source.other_markets(std::max(filter.begin.value_or(oldest), oldest));
  if (auto* error = std::get_if<ledger_error>(&found))
    return std::move(*error);
  std::map<std::string, other_series> wallets;
  for (const auto& market : std::get<std::vector<other_market>>(found))
    if (selects_wallet(filter, market.wallet))
      wallets.try_emplace(display_name(market.wallet), watched)
          .first->second.add(market.slug, market.events);
  for (const auto& [name, others] : wallets)
    if (const auto text = describe_other_series(name, others.rows()); !text.empty())
      lines.push_back(fmt::format("Not watched : {}; {}", text, others.summary()));
  return lines;
}

} // namespace tracker
