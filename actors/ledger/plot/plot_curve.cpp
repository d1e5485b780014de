// SPDX-License-Identifier: MIT
#include "actors/ledger/plot/plot_curve.hpp"

#include "actors/ledger/plot/plot_time.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tracker {

namespace {

/// More than a screen shows.
constexpr std::size_t most_points = 2'000;
constexpr std::size_t most_amounts = 7;
constexpr std::size_t most_times = 8;

class curve {
public:
  curve(std::vector<equity_point> points, const plot_area& in,
        const date::time_zone& zone)
      : points_{std::move(points)}
      , in_{in}
      , zone_{zone}
      , amounts_{amounts()}
      , x_{points_.front().at.time_since_epoch().count(),
           points_.back().at.time_since_epoch().count(), in.left, in.right}
      , y_{amounts_.front().micros(), amounts_.back().micros(), in.bottom, in.top} {}

  std::string draw() {
    draw_amounts();
    draw_times();
    draw_line();
    draw_end();
    return std::move(svg_);
  }

private:
  std::vector<usdc> amounts() const {
    usdc low;
    usdc high;
    for (const auto& point : points_) {
      low = std::min(low, point.equity);
      high = std::max(high, point.equity);
    }
    auto steps = axis_steps(low, high, most_amounts);
    // All was even: a cent above, a cent below.
    if (steps.size() == 1)
      return {usdc::from_micros(-10'000), usdc{}, usdc::from_micros(10'000)};
    return steps;
  }

  tenths x(timestamp at) const { return x_(at.time_since_epoch().count()); }
  tenths y(usdc amount) const { return y_(amount.micros()); }

  void line(const char* name, tenths x1, tenths y1, tenths x2, tenths y2) {
    svg_ += fmt::format("<line class=\"{}\" x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"/>\n",
                        name, format_tenths(x1), format_tenths(y1), format_tenths(x2),
                        format_tenths(y2));
  }
  void text(const char* anchor, tenths at_x, tenths at_y, const std::string& what) {
    svg_ += fmt::format(
        "<text class=\"faint\" text-anchor=\"{}\" x=\"{}\" y=\"{}\">{}</text>\n", anchor,
        format_tenths(at_x), format_tenths(at_y), what);
  }

  void draw_amounts() {
    for (const auto amount : amounts_) {
      line(amount == usdc{} ? "axis" : "grid", in_.left, y(amount), in_.right, y(amount));
      text("end", in_.left - 80, y(amount) + 40, axis_label(amount));
    }
  }

  void draw_times() {
    for (const auto& mark :
         time_marks({points_.front().at, points_.back().at}, zone_, most_times)) {
      line("grid", x(mark.at), in_.bottom, x(mark.at), in_.bottom + 50);
      text("middle", x(mark.at), in_.bottom + 180, mark.label);
    }
  }

  /// Steps: the equity changes when a window ends, and not in between.
  void draw_line() {
    std::string path = fmt::format("M{} {}", format_tenths(x(points_.front().at)),
                                   format_tenths(y(points_.front().equity)));
    for (const auto& point : points_)
      path += fmt::format("H{}V{}", format_tenths(x(point.at)),
                          format_tenths(y(point.equity)));
    svg_ += fmt::format("<path class=\"equity\" d=\"{}\"/>\n", path);
  }

  void draw_end() {
    const auto& last = points_.back();
    svg_ += fmt::format("<circle class=\"end\" cx=\"{}\" cy=\"{}\" r=\"3\"/>\n",
                        format_tenths(x(last.at)), format_tenths(y(last.equity)));
  }

  std::vector<equity_point> points_;
  plot_area in_;
  const date::time_zone& zone_;
  std::vector<usdc> amounts_;
  linear_scale x_;
  linear_scale y_;
  std::string svg_;
};

} // namespace

std::string draw_curve(const std::vector<equity_point>& points, const plot_area& in,
                       const date::time_zone& zone) {
  return curve{thinned(points, most_points), in, zone}.draw();
}

} // namespace tracker
