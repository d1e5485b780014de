// SPDX-License-Identifier: MIT
// The parts of a report besides its rows: the check of its names, and its pictures.
#include "actors/ledger/output/report_run.hpp"
#include "actors/ledger/plot/plot.hpp"
#include "actors/ledger/report/report_names.hpp"
#include "actors/window/series/series_table.hpp"

namespace tracker {

namespace {

/// A plain name (`btc-15m`) as the name of its series.
void name_series(std::vector<std::string>& names) {
  for (auto& name : names)
    if (const auto named = find_series(name); named.size() == 1)
      name = named.front().name;
}

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
  plot_data data{setting.zone, query.grouping, describe_filter(query)};
  const auto detail = query.grouping ? outline_detail::all : outline_detail::sums;
  if (auto error = source.each_outline(
          query.filter, detail, [&](const grade_outline& what) { data.add(what); }))
    return std::move(*error);
  return part == plot_picture::equity ? draw_equity(data) : draw_days(data);
}

} // namespace tracker
