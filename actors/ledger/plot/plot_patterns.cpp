// SPDX-License-Identifier: MIT
#include "actors/ledger/plot/plot_patterns.hpp"

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

constexpr std::size_t max_bounds = 23;
constexpr tenths left = plot_margin + 40;
constexpr tenths right = plot_width - plot_margin - 40;
constexpr tenths bar_height = 900;
constexpr tenths block_height = bar_height + 560;
constexpr tenths head_height = 560;

std::string bin_text(const pnl_bin& bin) {
  if (bin.is_first)
    return "below " + format_pnl(bin.high);
  if (bin.is_last)
    return format_pnl(bin.low) + " or more";
  return fmt::format("{} to {}", format_pnl(bin.low), format_pnl(bin.high));
}

std::string windows_text(std::uint64_t count) {
  return fmt::format("{} {}", format_count(static_cast<std::int64_t>(count)),
                     count == 1 ? "window" : "windows");
}

const char* bin_class(const pnl_bin& bin) {
  if (bin.is_first)
    return bin.high <= usdc{} ? "loss3" : "zero";
  if (bin.is_last)
    return bin.low >= usdc{} ? "gain3" : "zero";
  return bin.low >= usdc{} ? "gain3" : "loss3";
}

/// The histogram of one part, from `top` on.
std::string draw_bins(const std::string& name, const std::vector<pnl_bin>& bins,
                      tenths top) {
  std::uint64_t most = 1;
  std::uint64_t all = 0;
  for (const auto& bin : bins) {
    most = std::max(most, bin.count);
    all += bin.count;
  }
  auto svg =
      plot_text("plain", left, top + 150, fmt::format("{}: {}", name, windows_text(all)));
  const auto bottom = top + 220 + bar_height;
  const auto count = static_cast<tenths>(bins.size());
  const auto edge = [&](tenths index) { return left + (right - left) * index / count; };
  const linear_scale scale{0, static_cast<std::int64_t>(most), 0, bar_height};
  for (std::size_t i = 0; i < bins.size(); ++i) {
    const auto& bin = bins[i];
    const auto x = edge(static_cast<tenths>(i));
    const auto width = edge(static_cast<tenths>(i) + 1) - x - 10;
    // A bar that has a window is seen.
    const auto height =
        bin.count == 0
            ? 0
            : std::max<tenths>(scale(static_cast<std::int64_t>(bin.count)), 10);
    svg += fmt::format("<rect class=\"{}\" x=\"{}\" y=\"{}\" width=\"{}\" "
                       "height=\"{}\"><title>{}: {}</title></rect>\n",
                       bin_class(bin), format_tenths(x), format_tenths(bottom - height),
                       format_tenths(width), format_tenths(height), bin_text(bin),
                       windows_text(bin.count));
  }
  svg += fmt::format("<line class=\"axis\" x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"/>\n",
                     format_tenths(left), format_tenths(bottom), format_tenths(right),
                     format_tenths(bottom));
  // The bounds of the inner bins, every fourth.
  for (std::size_t i = 1; i < bins.size(); i += 4)
    svg += plot_text("count", edge(static_cast<tenths>(i)), bottom + 150,
                     axis_label(bins[i].low));
  return svg;
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

void pnl_spread::add(const grade_outline& outline) {
  if (!outline.winner || outline.kind == trade_kind::none)
    return;
  if (outline.kind == trade_kind::arb)
    values_[0].push_back(outline.arb_pnl);
  if (outline.one_sided_kind == trade_kind::capture)
    values_[1].push_back(outline.capture_pnl);
  if (outline.one_sided_kind == trade_kind::directional)
    values_[2].push_back(outline.directional_pnl);
}

const char* pnl_spread::name(std::size_t part) {
  constexpr std::array kinds{trade_kind::arb, trade_kind::capture,
                             trade_kind::directional};
  return to_string(kinds.at(part));
}

std::vector<pnl_bin> bins_of(std::vector<usdc> values) {
  if (values.empty())
    return {};
  std::sort(values.begin(), values.end());
  const auto rank = values.size() / 100;
  const auto low = values[rank];
  // At least a cent apart, also where all values are the same.
  const auto high =
      std::max(values[values.size() - 1 - rank], low + usdc::from_micros(10'000));
  const auto bounds = axis_steps(low, high, max_bounds);
  std::vector<pnl_bin> bins;
  auto next = values.begin();
  const auto add_bin = [&](pnl_bin bin) {
    const auto end =
        bin.is_last ? values.end() : std::lower_bound(next, values.end(), bin.high);
    bin.count = static_cast<std::uint64_t>(end - next);
    next = end;
    bins.push_back(bin);
  };
  add_bin({usdc{}, bounds.front(), 0, true, false});
  for (std::size_t i = 1; i < bounds.size(); ++i)
    add_bin({bounds[i - 1], bounds[i], 0, false, false});
  add_bin({bounds.back(), usdc{}, 0, false, true});
  return bins;
}

std::string draw_histograms(const pnl_spread& spread,
                            const std::vector<std::string>& filters) {
  const std::string title = "P/L of a window, by part of the strategy";
  auto svg = plot_heading(title, filters);
  auto bottom = head_height;
  for (std::size_t part = 0; part < pnl_spread::parts; ++part) {
    const auto bins = bins_of(spread.of(part));
    if (bins.empty())
      continue;
    svg += draw_bins(pnl_spread::name(part), bins, bottom);
    bottom += block_height;
  }
  if (bottom == head_height) {
    svg += plot_text("plain", plot_margin, bottom + 150, "No graded trade in this span");
    bottom += 300;
  }
  return plot_document(title, svg, bottom + plot_margin);
}

} // namespace tracker
