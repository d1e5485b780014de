// SPDX-License-Identifier: MIT
#include "actors/ledger/plot/plot_curve.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tracker {

namespace {

/// More points than a screen can show.
constexpr std::size_t max_points = 2'000;
constexpr std::size_t max_amounts = 7;
constexpr std::size_t max_times = 7;
/// The gap between a label and the plot area.
constexpr tenths label_gap = 60;

class line_picture {
public:
  line_picture(const std::vector<plot_line>& lines, const plot_marks& marks,
               const plot_area& area, const date::time_zone& zone)
      : lines_{lines}
      , marks_{marks}
      , area_{area}
      , zone_{zone}
      , span_{bounds()}
      , amounts_{amounts()}
      , x_{nanoseconds(span_.begin), nanoseconds(span_.end), area.left, area.right}
      , y_{amounts_.front().micros(), amounts_.back().micros(), area.bottom, area.top} {}

  std::string draw() {
    draw_provisional();
    draw_amounts();
    draw_times();
    for (const auto& curve : lines_)
      draw_line(curve);
    draw_fall();
    return std::move(svg_);
  }

private:
  static std::int64_t nanoseconds(timestamp instant) {
    return instant.time_since_epoch().count();
  }

  time_bounds bounds() const {
    time_bounds span{timestamp::max(), timestamp::min()};
    for (const auto& curve : lines_) {
      span.begin = std::min(span.begin, curve.points.front().time);
      span.end = std::max(span.end, curve.points.back().time);
    }
    return span;
  }

  std::vector<usdc> amounts() const {
    usdc low;
    usdc high;
    for (const auto& curve : lines_)
      for (const auto& point : curve.points) {
        low = std::min(low, point.equity);
        high = std::max(high, point.equity);
      }
    auto steps = axis_steps(low, high, max_amounts);
    // A constant equity: show a cent above and below.
    if (steps.size() == 1)
      return {usdc::from_micros(-10'000), usdc{}, usdc::from_micros(10'000)};
    return steps;
  }

  tenths x(timestamp instant) const { return x_(nanoseconds(instant)); }
  tenths y(usdc amount) const { return y_(amount.micros()); }

  void line(const char* name, tenths x1, tenths y1, tenths x2, tenths y2) {
    svg_ += fmt::format("<line class=\"{}\" x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"/>\n",
                        name, format_tenths(x1), format_tenths(y1), format_tenths(x2),
                        format_tenths(y2));
  }
  void text(const char* anchor, tenths left, tenths base, const std::string& label) {
    svg_ += fmt::format(
        "<text class=\"faint\" text-anchor=\"{}\" x=\"{}\" y=\"{}\">{}</text>\n", anchor,
        format_tenths(left), format_tenths(base), label);
  }

  void draw_provisional() {
    if (!marks_.provisional_from || *marks_.provisional_from >= span_.end)
      return;
    const auto left = x(std::max(*marks_.provisional_from, span_.begin));
    svg_ += fmt::format("<rect class=\"provisional\" x=\"{}\" y=\"{}\" width=\"{}\" "
                        "height=\"{}\"><title>provisional</title></rect>\n",
                        format_tenths(left), format_tenths(area_.top),
                        format_tenths(area_.right - left),
                        format_tenths(area_.bottom - area_.top));
  }

  void draw_amounts() {
    for (const auto amount : amounts_) {
      line(amount == usdc{} ? "axis" : "grid", area_.left, y(amount), area_.right,
           y(amount));
      text("end", area_.left - label_gap, y(amount) + 40, axis_label(amount));
    }
  }

  void draw_times() {
    for (const auto& mark : time_marks(span_, zone_, max_times)) {
      line("grid", x(mark.time), area_.bottom, x(mark.time), area_.bottom + 50);
      text("middle", x(mark.time), area_.bottom + 180, mark.label);
    }
  }

  /// A level line from the peak, then a vertical line down to the trough.
  void draw_fall() {
    if (!marks_.fall)
      return;
    const auto& points = lines_.front().points;
    const auto trough =
        std::find_if(points.begin(), points.end(), [&](const equity_point& point) {
          return point.time == marks_.fall->trough_at;
        });
    if (trough == points.end())
      return;
    const auto peak = y(trough->equity + marks_.fall->amount);
    line("fall", x(marks_.fall->peak_at), peak, x(marks_.fall->trough_at), peak);
    line("fall", x(marks_.fall->trough_at), peak, x(marks_.fall->trough_at),
         y(trough->equity));
  }

  /// Steps: the equity changes only when a window ends.
  void draw_line(const plot_line& curve) {
    std::string path =
        fmt::format("M{} {}", format_tenths(x(span_.begin)), format_tenths(y(usdc{})));
    const auto points = thin_out(curve.points, max_points);
    for (const auto& point : points)
      path += fmt::format("H{}V{}", format_tenths(x(point.time)),
                          format_tenths(y(point.equity)));
    if (points.back().time != span_.end)
      path += 'H' + format_tenths(x(span_.end));
    svg_ += fmt::format("<path class=\"line line{}\" d=\"{}\"/>\n", curve.style, path);
    svg_ += fmt::format("<circle class=\"key{}\" cx=\"{}\" cy=\"{}\" r=\"3\"/>\n",
                        curve.style, format_tenths(x(span_.end)),
                        format_tenths(y(points.back().equity)));
  }

  const std::vector<plot_line>& lines_;
  const plot_marks& marks_;
  plot_area area_;
  const date::time_zone& zone_;
  time_bounds span_;
  std::vector<usdc> amounts_;
  linear_scale x_;
  linear_scale y_;
  std::string svg_;
};

} // namespace

std::string draw_lines(const std::vector<plot_line>& lines, const plot_marks& marks,
                       const plot_area& area, const date::time_zone& zone) {
  return line_picture{lines, marks, area, zone}.draw();
}

} // namespace tracker
