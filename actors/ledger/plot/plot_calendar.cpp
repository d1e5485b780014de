// SPDX-License-Identifier: MIT
#include "actors/ledger/plot/plot_calendar.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace tracker {

namespace {

constexpr tenths pitch = 80;
constexpr tenths cell_size = 68;
/// Left of the first column: the names of the days.
constexpr tenths day_label_width = 300;
/// Above the first row: the year and the months.
constexpr tenths year_head_height = 330;
constexpr tenths year_height = year_head_height + 7 * pitch + 160;

int year_of(calendar_day day) {
  return static_cast<int>(date::year_month_day{day}.year());
}

std::string cell_title(calendar_day day, const day_result& result) {
  return fmt::format("{}: {} in {} {}", format_day(day),
                     format_signed_dollars(result.pnl), result.traded,
                     result.traded == 1 ? "grade" : "grades");
}

std::string text(tenths x, tenths y, const std::string& content) {
  return fmt::format("<text class=\"faint\" x=\"{}\" y=\"{}\">{}</text>\n",
                     format_tenths(x), format_tenths(y), content);
}

/// The days of one year.
class year_block {
public:
  year_block(calendar_day first, tenths left, tenths top)
      : first_week_{week_of(first)}, left_{left}, top_{top} {}

  void head(int year) {
    svg_ += fmt::format("<text x=\"{}\" y=\"{}\">{}</text>\n", format_tenths(left_),
                        format_tenths(top_ + 140), year);
    constexpr std::array<std::pair<int, const char*>, 3> named{
        {{0, "Mon"}, {2, "Wed"}, {4, "Fri"}}};
    for (const auto& [row, name] : named)
      svg_ += text(left_, top_ + year_head_height + row * pitch + 70, name);
  }

  void add(calendar_day day, const day_result& result, usdc largest) {
    const auto week = week_of(day);
    const auto column = (week - first_week_).count() / 7;
    const auto row = (day - week).count();
    const auto x = left_ + day_label_width + column * pitch;
    month(day, x);
    svg_ += fmt::format(
        "<rect class=\"{}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"1\">"
        "<title>{}</title></rect>\n",
        result.traded == 0 ? "none" : strength_class(result.pnl, largest),
        format_tenths(x), format_tenths(top_ + year_head_height + row * pitch),
        format_tenths(cell_size), format_tenths(cell_size), cell_title(day, result));
  }

  const std::string& svg() const { return svg_; }

private:
  /// Writes the name of a month above its first column unless it would overlap the
  /// previous name.
  void month(calendar_day day, tenths x) {
    const auto current_month = date::year_month_day{day}.month();
    if (current_month == month_ || x < next_name_)
      return;
    month_ = current_month;
    next_name_ = x + 3 * pitch;
    svg_ += text(x, top_ + year_head_height - 60, date::format("%b", day));
  }

  calendar_day first_week_;
  tenths left_;
  tenths top_;
  date::month month_{0};
  tenths next_name_ = 0;
  std::string svg_;
};

} // namespace

usdc magnitude(usdc amount) {
  return amount < usdc{} ? -amount : amount;
}

int day_strength(usdc pnl, usdc largest) {
  if (pnl == usdc{})
    return 0;
  int strength = 4;
  for (auto limit = largest.micros() / 2; strength > 1 && magnitude(pnl).micros() < limit;
       limit /= 2)
    --strength;
  return strength;
}

std::string strength_class(usdc pnl, usdc largest) {
  const auto strength = day_strength(pnl, largest);
  if (strength == 0)
    return "zero";
  return fmt::format("{}{}", pnl > usdc{} ? "gain" : "loss", strength);
}

plot_part draw_calendar(const day_results& days, tenths left, tenths top) {
  plot_part part;
  if (days.empty())
    return part;
  usdc largest;
  for (const auto& [day, result] : days)
    largest = std::max(largest, magnitude(result.pnl));
  const auto last = days.rbegin()->first;
  for (auto day = days.begin()->first; day <= last;) {
    const auto year = year_of(day);
    year_block block{day, left, top + part.height};
    block.head(year);
    for (; day <= last && year_of(day) == year; day += date::days{1}) {
      const auto found = days.find(day);
      block.add(day, found == days.end() ? day_result{} : found->second, largest);
    }
    part.svg += block.svg();
    part.height += year_height;
  }
  return part;
}

} // namespace tracker
