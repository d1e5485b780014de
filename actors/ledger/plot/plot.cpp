// SPDX-License-Identifier: MIT
#include "actors/ledger/plot/plot.hpp"

#include "actors/ledger/plot/plot_curve.hpp"
#include "actors/ledger/plot/plot_document.hpp"
#include "actors/ledger/report/report_layout.hpp"
#include "actors/ledger/report/totals_text.hpp"
#include "actors/text/escaped_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace tracker {

namespace {

constexpr tenths margin = plot_margin;
constexpr tenths line_height = 165;
constexpr tenths curve_left = 560;
constexpr tenths curve_right = 4'560;
constexpr tenths curve_height = 2'000;
/// The height of the axis below the curve.
constexpr tenths axis_height = 420;
constexpr tenths bottom_margin = 300;
/// Characters per line that fit between the margins.
constexpr std::size_t line_length = 72;

/// A part of the plot and the top of the next one.
struct placed {
  std::string svg;
  tenths bottom = 0;
};

/// Stacks lines of text.
class text_block {
public:
  text_block(tenths left, tenths top) : left_{left}, bottom_{top} {}

  void title(const std::string& content) {
    bottom_ += 260;
    svg_ += plot_text("title", left_, bottom_, content);
    bottom_ += 40;
  }
  void line(const std::string& content) {
    bottom_ += line_height;
    svg_ += plot_text("faint", left_, bottom_, content);
  }
  /// Joins the parts with ` · ` and wraps them into lines.
  void parts(const std::vector<std::string>& all) {
    std::string pending;
    for (const auto& part : all) {
      if (!pending.empty() &&
          display_width(pending) + display_width(part) + 3 > line_length) {
        line(pending);
        pending.clear();
      }
      pending += (pending.empty() ? "" : " · ") + part;
    }
    if (!pending.empty())
      line(pending);
  }
  /// A line with the colour key of a curve.
  void key(std::size_t style, const std::string& content) {
    bottom_ += line_height;
    svg_ += fmt::format("<rect class=\"key{}\" x=\"{}\" y=\"{}\" width=\"10\" "
                        "height=\"10\" rx=\"2\"/>\n",
                        style, format_tenths(left_), format_tenths(bottom_ - 95));
    svg_ += plot_text("plain", left_ + 160, bottom_, content);
  }
  placed take() { return {std::move(svg_), bottom_}; }

private:
  tenths left_;
  tenths bottom_;
  std::string svg_;
};

std::vector<std::string> summary(const plot_data& data) {
  const auto& sums = data.sums();
  std::vector<std::string> parts{
      fmt::format("{} won, {} lost, {}", format_count(sums.net.wins),
                  format_count(sums.net.losses), format_win_rate(sums.net)),
      fmt::format("{} of {} grades traded", format_count(sums.traded),
                  format_count(sums.windows)),
      "fees " + format_dollars(sums.fees())};
  if (const auto fall = largest_drawdown(data.equity().points()))
    parts.push_back("largest drawdown " + format_dollars(fall->amount));
  if (data.provisional_from())
    parts.push_back("provisional from " +
                    format_local_minute(*data.provisional_from(), data.zone()));
  parts.push_back("times of " + data.zone().name());
  return parts;
}

std::string title(const plot_data& data) {
  const auto& points = data.equity().points();
  if (points.empty())
    return "No graded trade in this span";
  // Use the last instant: a window that ends at midnight belongs to the day before.
  const auto last = points.back().time - timespan{1};
  return fmt::format("{} net P/L, {} to {}", format_pnl(data.sums().net.pnl),
                     format_day(day_of(points.front().time, data.zone())),
                     format_day(day_of(last, data.zone())));
}

placed heading(const plot_data& data, const std::vector<plot_group>& groups) {
  text_block block{margin, 60};
  block.title(title(data));
  auto filters = data.filters();
  if (!filters.empty())
    filters.front() = "only " + filters.front();
  block.parts(filters);
  if (data.equity().points().empty())
    return block.take();
  block.parts(summary(data));
  for (std::size_t i = 0; i < groups.size() && i < plot_styles; ++i)
    block.key(i, groups[i].label + ' ' +
                     format_pnl(groups[i].equity.points().back().equity));
  if (groups.size() > plot_styles)
    block.line(fmt::format("{} more have no curve", groups.size() - plot_styles));
  return block.take();
}

std::string curves(const plot_data& data, const std::vector<plot_group>& groups,
                   tenths top) {
  const plot_area area{curve_left, top, curve_right, top + curve_height};
  plot_marks marks{std::nullopt, data.provisional_from()};
  std::vector<plot_line> lines;
  for (std::size_t i = 0; i < groups.size() && i < plot_styles; ++i)
    lines.push_back({i, groups[i].equity.points()});
  if (lines.empty()) {
    lines.push_back({0, data.equity().points()});
    marks.fall = largest_drawdown(data.equity().points());
  }
  return draw_lines(lines, marks, area, data.zone());
}

/// The colour legend.
std::string legend(tenths top) {
  auto svg = plot_text("faint", margin + 300, top + 105, "loss");
  // The word is wider on a narrow screen.
  tenths x = margin + 300 + 330;
  for (const auto* name :
       {"loss4", "loss3", "loss2", "loss1", "zero", "gain1", "gain2", "gain3", "gain4"}) {
    svg += fmt::format("<rect class=\"{}\" x=\"{}\" y=\"{}\" width=\"13\" height=\"13\" "
                       "rx=\"2\"/>\n",
                       name, format_tenths(x), format_tenths(top));
    x += 160;
  }
  return svg + plot_text("faint", x + 40, top + 105, "gain, by the day");
}

placed heading_with_curves(const plot_data& data) {
  const auto groups = data.groups();
  auto result = heading(data, groups);
  result.bottom += 160;
  if (!data.equity().points().empty()) {
    result.svg += curves(data, groups, result.bottom);
    result.bottom += curve_height + axis_height;
  }
  return result;
}

void add_calendar(placed& picture, const plot_data& data) {
  const auto calendar = draw_calendar(data.days(), margin, picture.bottom);
  picture.bottom += calendar.height;
  picture.svg += calendar.svg + legend(picture.bottom);
}

std::string document(const plot_data& data, const placed& picture,
                     tenths margin_below = bottom_margin) {
  return plot_document(title(data), picture.svg, picture.bottom + margin_below);
}

} // namespace

plot_data::plot_data(const date::time_zone& zone, std::optional<report_grouping> grouping,
                     std::vector<std::string> filters)
    : zone_{zone}, filters_{std::move(filters)} {
  if (grouping == report_grouping::wallet || grouping == report_grouping::strategy ||
      grouping == report_grouping::series || grouping == report_grouping::type)
    keys_.emplace(*grouping, zone);
}

void plot_data::add(const grade_outline& outline) {
  sums_.add(outline);
  if (!outline.winner)
    return;
  equity_.add(outline);
  const auto last_instant = outline.end - timespan{1};
  if (!day_bounds_.contains(last_instant)) {
    day_ = day_of(last_instant, zone_);
    day_bounds_ = day_bounds(day_, zone_);
  }
  auto& day = days_[day_];
  if (outline.kind == trade_kind::none)
    return;
  day.pnl += outline.pnl;
  ++day.traded;
  if (outline.status == grade_status::provisional)
    provisional_from_ =
        std::min(provisional_from_.value_or(outline.start), outline.start);
  if (!keys_)
    return;
  const auto key = keys_->key_of(outline);
  auto& group = groups_[key];
  group.equity.add(outline);
  group.label =
      keys_->grouping() == report_grouping::wallet && !outline.wallet.address.empty()
          ? display_name(outline.wallet)
          : keys_->label_of(key);
}

std::vector<plot_group> plot_data::groups() const {
  std::vector<plot_group> result;
  for (const auto& [key, group] : groups_)
    result.push_back(group);
  const auto size = [](const plot_group& group) {
    const auto pnl = group.equity.points().back().equity;
    return pnl < usdc{} ? -pnl : pnl;
  };
  std::stable_sort(result.begin(), result.end(),
                   [&](const plot_group& left, const plot_group& right) {
                     return size(left) > size(right);
                   });
  return result;
}

std::string draw_plot(const plot_data& data) {
  auto picture = heading_with_curves(data);
  add_calendar(picture, data);
  return document(data, picture);
}

std::string draw_equity(const plot_data& data) {
  // The axis has room below its labels.
  return document(data, heading_with_curves(data), 0);
}

std::string draw_days(const plot_data& data) {
  if (data.equity().points().empty())
    return document(data, heading(data, {}));
  placed picture{plot_heading("P/L by day", {"days of " + data.zone().name()}), 560};
  add_calendar(picture, data);
  return document(data, picture);
}

} // namespace tracker
