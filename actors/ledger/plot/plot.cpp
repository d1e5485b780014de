// SPDX-License-Identifier: MIT
#include "actors/ledger/plot/plot.hpp"

#include "actors/ledger/plot/plot_curve.hpp"
#include "actors/ledger/report/totals_text.hpp"

#include <fmt/format.h>

namespace tracker {

namespace {

constexpr tenths width = 9'600;
constexpr plot_area curve_area{800, 900, 9'300, 3'400};
constexpr tenths calendar_left = 300;
constexpr tenths calendar_top = 3'800;
constexpr tenths bottom_margin = 420;

constexpr const char* look = R"(<style>
text{font:12px system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;fill:#1f2328}
.title{font-size:16px;font-weight:600}
.faint{fill:#59636e;font-size:11px}
.ground{fill:#ffffff}
.grid{stroke:#d1d9e0}
.axis{stroke:#59636e}
.equity{fill:none;stroke:#0969da;stroke-width:1.5}
.end{fill:#0969da}
.none{fill:#eff2f5}
.zero{fill:#c8d1da}
.gain1{fill:#aceebb}.gain2{fill:#4ac26b}.gain3{fill:#1a7f37}.gain4{fill:#044f1e}
.loss1{fill:#ffcecb}.loss2{fill:#ff8182}.loss3{fill:#d1242f}.loss4{fill:#82061e}
@media (prefers-color-scheme:dark){
text{fill:#e6edf3}
.faint{fill:#9198a1}
.ground{fill:#0d1117}
.grid{stroke:#2a313c}
.axis{stroke:#9198a1}
.equity{stroke:#58a6ff}
.end{fill:#58a6ff}
.none{fill:#151b23}
.zero{fill:#3d444d}
.gain1{fill:#0f4a22}.gain2{fill:#1f7a37}.gain3{fill:#2ea043}.gain4{fill:#7ee787}
.loss1{fill:#4f1418}.loss2{fill:#8e2424}.loss3{fill:#c8362f}.loss4{fill:#ff7066}
}
</style>
)";

std::string text(const char* name, tenths x, tenths y, const std::string& what) {
  return fmt::format("<text class=\"{}\" x=\"{}\" y=\"{}\">{}</text>\n", name,
                     format_tenths(x), format_tenths(y), what);
}

std::string heading(const plot_data& of) {
  const auto& points = of.equity().points();
  const auto& sums = of.sums();
  if (points.empty())
    return text("title", calendar_left, 360, "No graded trade in this span");
  // The last instant: a window that ends at midnight belongs to the day before.
  const auto last = points.back().at - timespan{1};
  return text("title", calendar_left, 360,
              fmt::format("{} net P/L, {} to {}", format_signed_dollars(sums.net.pnl),
                          format_day(day_of(points.front().at, of.zone())),
                          format_day(day_of(last, of.zone())))) +
         text("faint", calendar_left, 560,
              fmt::format("{} won, {} lost, {} · {} of {} windows traded · fees {} · "
                          "times of {}",
                          sums.net.wins, sums.net.losses, format_win_rate(sums.net),
                          sums.traded, sums.windows, format_dollars(sums.fees()),
                          of.zone().name()));
}

/// What the colours mean.
std::string legend(tenths top) {
  auto svg = text("faint", calendar_left + 420, top + 105, "loss");
  tenths x = calendar_left + 420 + 300;
  for (const auto* name :
       {"loss4", "loss3", "loss2", "loss1", "zero", "gain1", "gain2", "gain3", "gain4"}) {
    svg += fmt::format("<rect class=\"{}\" x=\"{}\" y=\"{}\" width=\"13\" height=\"13\" "
                       "rx=\"2\"/>\n",
                       name, format_tenths(x), format_tenths(top));
    x += 160;
  }
  return svg + text("faint", x + 40, top + 105, "gain, by the day");
}

} // namespace

void plot_data::add(const grade_outline& what) {
  sums_.add(what);
  if (!what.winner)
    return;
  equity_.add(what);
  const auto last_instant = what.end - timespan{1};
  if (!day_bounds_.contains(last_instant)) {
    day_ = day_of(last_instant, zone_);
    day_bounds_ = day_bounds(day_, zone_);
  }
  auto& day = days_[day_];
  if (what.kind == trade_kind::none)
    return;
  day.pnl += what.pnl;
  ++day.traded;
}

std::string draw_plot(const plot_data& of) {
  std::string body = heading(of);
  if (!of.equity().points().empty())
    body += draw_curve(of.equity().points(), curve_area, of.zone());
  const auto calendar = draw_calendar(of.days(), calendar_left, calendar_top);
  const auto height = calendar_top + calendar.height + bottom_margin;
  body += calendar.svg + legend(calendar_top + calendar.height);
  const auto w = format_tenths(width);
  const auto h = format_tenths(height);
  return fmt::format("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" "
                     "height=\"{1}\" viewBox=\"0 0 {0} {1}\">\n{2}"
                     "<rect class=\"ground\" width=\"{0}\" height=\"{1}\"/>\n{3}</svg>\n",
                     w, h, look, body);
}

} // namespace tracker
