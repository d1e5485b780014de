// SPDX-License-Identifier: MIT
#include "actors/ledger/plot/plot_hours.hpp"

#include "actors/ledger/plot/plot_document.hpp"
#include "actors/ledger/report/totals_text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tracker {

namespace {

constexpr tenths label_width = 480;
constexpr tenths column_width = 570;
constexpr tenths row_height = 140;
constexpr tenths gap = 10;
constexpr tenths grid_top = 700;

constexpr std::array<const char*, hour_results::weekdays> day_names{
    "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};

std::string draw_cell(const day_result& cell, const std::string& name, usdc largest,
                      tenths x, tenths y) {
  const auto place = fmt::format(
      "x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"", format_tenths(x), format_tenths(y),
      format_tenths(column_width - gap), format_tenths(row_height - gap));
  auto svg = fmt::format(
      "<rect class=\"{}\" {} rx=\"1\"><title>",
      cell.traded == 0 ? "none" : strength_class(mean_pnl(cell), largest), place);
  if (cell.traded == 0)
    return svg + name + ": no trades</title></rect>\n";
  svg += fmt::format("{}: {} a window, {} in {} {}</title></rect>\n", name,
                     format_pnl(mean_pnl(cell)), format_pnl(cell.pnl), cell.traded,
                     cell.traded == 1 ? "window" : "windows");
  if (cell.traded < hour_results::few)
    svg += fmt::format("<rect fill=\"url(#few)\" {} pointer-events=\"none\"/>\n", place);
  return svg + plot_text("count", x + (column_width - gap) / 2, y + row_height - 45,
                         format_count(cell.traded));
}

} // namespace

hour_results::hour_results(const date::time_zone& zone)
    : by_hour_{report_grouping::hour, zone}
    , by_weekday_{report_grouping::weekday, zone} {}

void hour_results::add(const grade_outline& outline) {
  if (!outline.winner || outline.kind == trade_kind::none)
    return;
  const auto hour = static_cast<std::size_t>(by_hour_.key_of(outline).number);
  const auto weekday = static_cast<std::size_t>(by_weekday_.key_of(outline).number);
  auto& cell = cells_.at(weekday * hours + hour);
  cell.pnl += outline.pnl;
  ++cell.traded;
}

usdc mean_pnl(const day_result& cell) {
  if (cell.traded == 0)
    return usdc{};
  const auto sum = magnitude(cell.pnl).micros();
  const auto mean = usdc::from_micros((sum + cell.traded / 2) / cell.traded);
  return cell.pnl < usdc{} ? -mean : mean;
}

std::string draw_hours(const hour_results& results, const date::time_zone& zone,
                       const std::vector<std::string>& filters) {
  usdc largest;
  for (std::size_t day = 0; day < hour_results::weekdays; ++day)
    for (std::size_t hour = 0; hour < hour_results::hours; ++hour)
      largest = std::max(largest, magnitude(mean_pnl(results.at(day, hour))));
  const std::string title = "P/L a window by hour and day of the week";
  std::string svg =
      "<defs><pattern id=\"few\" width=\"5\" height=\"5\" "
      "patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\"><line "
      "class=\"hatch\" x1=\"0\" y1=\"0\" x2=\"0\" y2=\"5\"/></pattern></defs>\n";
  auto notes = filters;
  notes.push_back(fmt::format("hours of {}; number: windows; hatched: fewer than {}",
                              zone.name(), hour_results::few));
  svg += plot_heading(title, notes);
  for (std::size_t day = 0; day < hour_results::weekdays; ++day)
    svg += plot_text("faint", label_width + static_cast<tenths>(day) * column_width + 170,
                     grid_top - 30, day_names[day]);
  for (std::size_t hour = 0; hour < hour_results::hours; ++hour) {
    const auto y = grid_top + static_cast<tenths>(hour) * row_height;
    svg +=
        plot_text("faint", plot_margin, y + row_height - 35, fmt::format("{:02}", hour));
    for (std::size_t day = 0; day < hour_results::weekdays; ++day)
      svg += draw_cell(results.at(day, hour),
                       fmt::format("{} {:02}:00", day_names[day], hour), largest,
                       label_width + static_cast<tenths>(day) * column_width, y);
  }
  return plot_document(title, svg,
                       grid_top + hour_results::hours * row_height + plot_margin);
}

} // namespace tracker
