// SPDX-License-Identifier: MIT
#include "actors/log_tee/live/live_table.hpp"

#include "actors/log_tee/live/colored_text.hpp"
#include "actors/log_tee/live/row_parts.hpp"
#include "actors/text/display_width.hpp"
#include "actors/text/escaped_text.hpp"
#include "actors/text/shown_cents.hpp"
#include "messages/money.hpp"

#include <date/date.h>
#include <date/tz.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <numeric>
#include <string_view>
#include <utility>

namespace tracker {

namespace {

constexpr std::string_view totals_title = "TOTALS today | ";
constexpr std::string_view no_trades = "| no trades";
constexpr std::string_view more_indent = "  ";

std::string field_of(const log_line& line, std::string_view key) {
  for (const auto& [name, value] : line.fields)
    if (name == key) {
      std::string safe;
      append_escaped(safe, value, escaping::line);
      return safe;
    }
  return {};
}

std::int64_t number_of(const log_line& line, std::string_view key) {
  const auto text = field_of(line, key);
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

std::string right_aligned(const std::string& text, std::size_t width) {
  return std::string(width - std::min(width, display_width(text)), ' ') + text;
}

std::string in_style(const std::string& text, std::size_t width, text_style style,
                     std::string_view color = {}) {
  auto cut = style.utf8 ? cut_text(text, width) : cut_text(to_ascii(text), width, "~");
  if (!style.colors)
    return cut;
  std::string result;
  append_amounts_colored(result, cut, color);
  return result;
}

/// The amount that `format_signed_dollars` has written: `+$0.40`; 0 without one.
std::int64_t cents_of(std::string_view text) {
  std::int64_t cents = 0;
  for (const auto c : text)
    if (c >= '0' && c <= '9')
      cents = cents * 10 + (c - '0');
  return text.starts_with('-') ? -cents : cents;
}

} // namespace

/// How the series are arranged, and the widths of the columns.
struct live_table::layout {
  position_form form = position_form::full;
  std::size_t columns = 0;
  std::size_t name = 0;
  std::size_t bar = 0;
  std::size_t left = 0;
  std::size_t pnl = 0;

  std::string name_of(const series_row& row) const {
    return form == position_form::full ? row.name : without_updown(row.name);
  }
};

/// Rows of the table below its heading.
struct live_table::body {
  std::vector<std::string> rows;
  bool complete = true;
};

void live_table::apply(const log_line& line) {
  if (line.event == "cycle") {
    apply_cycle(line);
  } else if (line.event == "totals") {
    if (!line.text.starts_with(totals_title))
      return;
    totals_.clear();
    append_escaped(totals_, std::string_view{line.text}.substr(totals_title.size()),
                   escaping::line);
    totals_at_ = line.time;
  } else if (line.event == "window-graded" || line.event == "grade-corrected") {
    // What was traded is not hidden by wallets without trades.
    const bool traded = line.text.find(no_trades) == std::string::npos;
    if (!traded && last_grade_traded_)
      return;
    last_grade_traded_ = traded;
    constexpr std::string_view title = "WINDOW GRADED: ";
    const std::string_view text = line.text;
    last_grade_.clear();
    append_escaped(last_grade_,
                   text.starts_with(title) ? text.substr(title.size()) : text,
                   escaping::line);
  }
}

void live_table::apply_cycle(const log_line& line) {
  series_row row;
  row.seen_at = line.time;
  row.name = field_of(line, "series");
  if (row.name.empty())
    return;
  row.slug = field_of(line, "slug");
  row.seconds_left = number_of(line, "seconds_left");
  row.seconds_total = number_of(line, "seconds_total");
  row.positions = split_parts(field_of(line, "position"), ", ");
  row.open_pnl = with_separators(field_of(line, "open_pnl"));
  row.stale = field_of(line, "stale");
  if (const auto age = field_of(line, "stale_seconds"); !age.empty())
    row.stale = fmt::format("stale {}s, {}", age, row.stale);
  row.pending = number_of(line, "pending");
  now_ = line.time;
  series_.insert_or_assign(row.name, std::move(row));
  std::erase_if(
      series_, [&](const auto& entry) { return now_ - entry.second.seen_at > lifetime; });
}

std::string live_table::totals_row() const {
  const auto day_of = [&](timestamp moment) {
    const auto offset =
        zone_ ? zone_->get_info(std::chrono::floor<std::chrono::seconds>(moment)).offset
              : std::chrono::seconds{0};
    return date::floor<date::days>(moment + offset);
  };
  auto parts = split_parts(totals_, " | ");
  std::string text = "TODAY ";
  if (parts.empty())
    text += "no grade in this run yet";
  else if (day_of(totals_at_) != day_of(now_))
    text += "no grade yet";
  else
    text += parts.front();
  std::int64_t pending = 0;
  std::int64_t open_cents = 0;
  bool open = false;
  for (const auto& [name, row] : series_) {
    pending += row.pending;
    open_cents += cents_of(row.open_pnl);
    open = open || !row.open_pnl.empty();
  }
  if (open)
    text +=
        " | open " +
        with_separators(format_signed_dollars(usdc::from_micros(open_cents * 10'000)));
  text += fmt::format(" | {} pending", pending);
  if (!parts.empty() && day_of(totals_at_) == day_of(now_))
    for (std::size_t i = 1; i < parts.size(); ++i)
      text += " | " + parts[i];
  return text;
}

/// Which grade was the last; the parts that matter least are left out where `width` is
/// small.
std::string live_table::last_row(std::size_t width) const {
  const std::string title = "LAST  ";
  if (last_grade_.empty())
    return title + '-';
  auto text = title + last_grade_;
  if (display_width(text) <= width)
    return text;
  text = without_updown(text);
  constexpr std::string_view bar = " | ";
  if (display_width(text) > width)
    for (auto found = text.find(bar); found != std::string::npos; found = text.find(bar))
      text.replace(found, bar.size(), " ");
  return text;
}

std::vector<std::string> live_table::items_of(const series_row& row,
                                              position_form form) const {
  std::vector<std::string> items;
  if (!row.stale.empty())
    items.push_back('[' + row.stale + ']');
  if (row.slug.empty())
    items.emplace_back("until the next window");
  else if (row.positions.empty())
    items.emplace_back("no pos");
  else
    for (const auto& position : row.positions)
      items.push_back(shorten_position(position, form));
  return items;
}

live_table::layout live_table::layout_of(std::size_t columns, position_form form) const {
  layout result;
  result.form = form;
  result.columns = columns;
  for (const auto& [name, row] : series_) {
    result.name = std::max(result.name, display_width(result.name_of(row)));
    result.left = std::max(result.left, time_left_text(row.seconds_left).size());
    result.pnl = std::max(result.pnl, display_width(row.open_pnl));
  }
  result.name = std::min({result.name, std::size_t{24}, columns / 3 + 1});
  result.bar = columns >= 80 ? 10 : columns >= 50 ? 4 : 0;
  return result;
}

live_table::body live_table::series_rows(const series_row& row, const layout& widths,
                                         std::size_t most) const {
  auto line = padded(cut_text(widths.name_of(row), widths.name), widths.name) + ' ';
  if (widths.bar > 0)
    line += bar_of(row.seconds_left, row.seconds_total, widths.bar) + ' ';
  line += right_aligned(time_left_text(row.seconds_left), widths.left) + ' ';
  if (widths.pnl > 0)
    line += right_aligned(row.open_pnl, widths.pnl) + ' ';
  const auto room = widths.columns - std::min(display_width(line), widths.columns);
  auto wrapped = wrap_items(items_of(row, widths.form), room,
                            widths.columns - more_indent.size(), most);
  for (auto& part : wrapped.rows) {
    part.insert(0, line);
    line = more_indent;
  }
  return {std::move(wrapped.rows), wrapped.left_out == 0};
}

/// A row or more for each series.
live_table::body live_table::in_columns(const layout& widths, std::size_t most,
                                        text_style style) const {
  body result;
  const auto shown =
      series_.size() <= most ? series_.size() : most - std::min<std::size_t>(most, 1);
  result.complete = shown == series_.size();
  auto spare = most - std::min(most, series_.size());
  auto entry = series_.begin();
  for (std::size_t i = 0; i < shown; ++i, ++entry) {
    const auto part = series_rows(entry->second, widths, 1 + spare);
    result.complete = result.complete && part.complete;
    spare -= part.rows.size() - 1;
    for (const auto& row : part.rows)
      result.rows.push_back(in_style(row, widths.columns, style,
                                     entry->second.stale.empty() ? "" : sgr::warning));
  }
  if (shown < series_.size())
    result.rows.push_back(in_style(fmt::format("+{} series", series_.size() - shown),
                                   widths.columns, style, sgr::faint));
  return result;
}

/// The series one after another, as text flows.
live_table::body live_table::in_flow(const layout& widths, std::size_t most,
                                     text_style style) const {
  std::vector<std::string> items;
  for (const auto& [name, row] : series_) {
    auto title = widths.name_of(row) + ' ' + time_left_text(row.seconds_left);
    if (widths.form == position_form::brief && !row.open_pnl.empty())
      title += ' ' + row.open_pnl;
    for (const auto& item : items_of(row, widths.form)) {
      if (!title.empty())
        title += ' ';
      title.append(item).push_back(',');
      items.push_back(std::exchange(title, {}));
    }
    items.back().back() = ';';
  }
  if (!items.empty())
    items.back().pop_back();
  auto wrapped = wrap_items(items, widths.columns, widths.columns, most, " ");
  for (auto& row : wrapped.rows)
    row = in_style(row, widths.columns, style);
  return {std::move(wrapped.rows), wrapped.left_out == 0};
}

std::vector<std::string> live_table::rows(terminal_size box, text_style style) const {
  // The last column stays empty: a terminal may wrap behind it.
  const auto columns = std::max<std::size_t>(box.columns, 2) - 1;
  const auto most = box.rows - std::min(box.rows, heading_rows);
  const auto arranged = [&] {
    using form = position_form;
    for (const auto& [positions, flows] : {std::pair{form::full, false},
                                           {form::brief, false},
                                           {form::brief, true},
                                           {form::sizes, true}}) {
      const auto widths = layout_of(columns, positions);
      auto result =
          flows ? in_flow(widths, most, style) : in_columns(widths, most, style);
      if (result.complete)
        return result;
    }
    return in_columns(layout_of(columns, form::sizes), most, style);
  }();
  std::vector<std::string> result{
      in_style(totals_row(), columns, style, sgr::heading),
      in_style(last_row(columns), columns, style, sgr::heading)};
  result.insert(result.end(), arranged.rows.begin(), arranged.rows.end());
  return result;
}

} // namespace tracker
