// SPDX-License-Identifier: MIT
// The parts of a report besides its rows: the check of its names, the lines about other
// series, and its pictures.
#include "actors/ledger/output/report_run.hpp"
#include "actors/ledger/plot/plot.hpp"
#include "actors/ledger/plot/plot_patterns.hpp"
#include "actors/ledger/report/report_names.hpp"
#include "actors/window/series/other_series.hpp"
#include "actors/window/series/series_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace tracker {

namespace {

/// A plain name (`btc-15m`) as the name of its series.
void name_series(std::vector<std::string>& names) {
  for (auto& name : names)
    if (const auto named = find_series(name); named.size() == 1)
      name = named.front().name;
}

/// How far back rows of other series are looked up.
constexpr timespan longest_span = std::chrono::hours{24 * 31};

} // namespace

ledger_result<std::optional<option_fault>> resolve_filter(report_filter& filter,
                                                          report_source& source,
                                                          const report_setting& setting) {
  if (filter.series.empty() && filter.wallets.empty() && filter.strategies.empty())
    return std::optional<option_fault>{};
  name_series(filter.series);
  auto found = source.names(!filter.strategies.empty());
  if (auto* error = std::get_if<ledger_error>(&found))
    return std::move(*error);
  auto& known = std::get<known_names>(found);
  const auto append = [](auto& list, const auto& more) {
    list.insert(list.end(), more.begin(), more.end());
  };
  append(known.series, setting.watched);
  append(known.wallets, setting.wallets);
  append(known.strategies, setting.strategies);
  return resolve_names(filter, known);
}

ledger_result<std::string> draw_report(const report_query& query, report_source& source,
                                       const report_setting& setting, plot_picture part) {
  const auto filters = describe_filter(query);
  const auto detail = query.grouping ? outline_detail::all : outline_detail::sums;
  const auto drawn = [&](auto data, const auto& draw) -> ledger_result<std::string> {
    if (auto error = source.each_outline(
            query.filter, detail, [&](const grade_outline& what) { data.add(what); }))
      return std::move(*error);
    return draw(data);
  };
  switch (part) {
  case plot_picture::hours:
    return drawn(hour_results{setting.zone}, [&](const hour_results& results) {
      return draw_hours(results, setting.zone, filters);
    });
  case plot_picture::spread:
    return drawn(pnl_spread{}, [&](const pnl_spread& spread) {
      return draw_histograms(spread, filters);
    });
  case plot_picture::equity:
    return drawn(plot_data{setting.zone, query.grouping, filters}, draw_equity);
  case plot_picture::calendar:
    break;
  }
  return drawn(plot_data{setting.zone, query.grouping, filters}, draw_days);
}

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
