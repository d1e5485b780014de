// SPDX-License-Identifier: MIT
#include "actors/log_tee/live/live_table.hpp"

#include "actors/log_tee/live/colored_text.hpp"
#include "actors/text/display_width.hpp"
#include "actors/text/escaped_text.hpp"
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

std::vector<std::string> split(std::string_view text, std::string_view separator) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const auto end = std::min(text.find(separator), text.size());
    parts.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + separator.size(), text.size()));
  }
  return parts;
}

std::string right_aligned(const std::string& text, std::size_t width) {
  return std::string(width - std::min(width, display_width(text)), ' ') + text;
}

/// `███░░`: the part of the window that is left.
std::string bar_of(std::int64_t left, std::int64_t total, std::size_t cells) {
  if (total <= 0)
    return std::string(cells, ' ');
  const auto width = static_cast<std::int64_t>(cells);
  const auto full =
      std::clamp<std::int64_t>((left * width + total - 1) / total, 0, width);
  std::string bar;
  for (std::int64_t i = 0; i < width; ++i)
    bar += i < full ? "█" : "░";
  return bar;
}

std::string count_text(std::size_t count) {
  return fmt::format("+{}", count);
}

/// Puts `items` into at most `most` rows of the given widths, what does not fit as `+2`.
std::vector<std::string> wrap_items(const std::vector<std::string>& items,
                                    std::size_t first_width, std::size_t next_width,
                                    std::size_t most) {
  std::vector<std::string> rows(1);
  for (std::size_t i = 0; i < items.size(); ++i) {
    const auto fits = [&](bool last_row) {
      const auto width = rows.size() == 1 ? first_width : next_width;
      const auto used = rows.back().empty() ? 0 : display_width(rows.back()) + 2;
      const auto left = items.size() - i - 1;
      const auto reserved =
          last_row && left > 0 ? display_width(count_text(left)) + 1 : 0;
      return used + display_width(items[i]) + reserved <= width;
    };
    const auto is_last = [&] { return rows.size() >= most; };
    if (!fits(is_last()) && !is_last())
      rows.emplace_back();
    if (fits(is_last())) {
      rows.back() += (rows.back().empty() ? "" : ", ") + items[i];
      continue;
    }
    const auto width = rows.size() == 1 ? first_width : next_width;
    const auto rest = items.size() - i;
    const auto used = rows.back().empty() ? 0 : display_width(rows.back()) + 1;
    if (used + display_width(count_text(rest)) <= width)
      rows.back() += (rows.back().empty() ? "" : " ") + count_text(rest);
    return rows;
  }
  return rows;
}

std::string in_style(const std::string& text, std::size_t width, text_style style,
                     std::string_view color = {}) {
  const auto cut =
      style.utf8 ? cut_text(text, width) : cut_text(to_ascii(text), width, "~");
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

/// Widths of the columns, in columns of the terminal.
struct live_table::layout {
  std::size_t columns = 0;
  std::size_t name = 0;
  std::size_t bar = 0;
  std::size_t seconds = 0;
  std::size_t pnl = 0;
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
  row.positions = split(field_of(line, "position"), ", ");
  row.open_pnl = field_of(line, "open_pnl");
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
  auto parts = split(totals_, " | ");
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
    text += " | open " + format_signed_dollars(usdc::from_micros(open_cents * 10'000));
  text += fmt::format(" | {} pending", pending);
  if (!parts.empty() && day_of(totals_at_) == day_of(now_))
    for (std::size_t i = 1; i < parts.size(); ++i)
      text += " | " + parts[i];
  return text;
}

std::vector<std::string> live_table::series_lines(const series_row& row,
                                                  const layout& widths,
                                                  std::size_t most) const {
  auto line = padded(cut_text(row.name, widths.name), widths.name) + ' ';
  if (widths.bar > 0)
    line += bar_of(row.seconds_left, row.seconds_total, widths.bar) + ' ';
  const auto seconds = fmt::format("{}s", row.seconds_left);
  line += right_aligned(seconds, widths.seconds) + ' ';
  if (widths.pnl > 0)
    line += right_aligned(row.open_pnl, widths.pnl) + ' ';
  const auto used = display_width(line);
  auto items = row.positions;
  if (row.slug.empty())
    items = {"until the next window"};
  else if (items.empty())
    items = {"no pos"};
  if (!row.stale.empty())
    items.insert(items.begin(), '[' + row.stale + ']');
  const auto room = widths.columns - std::min(used, widths.columns);
  const auto wrapped = wrap_items(items, room, widths.columns - more_indent.size(), most);
  std::vector<std::string> lines{line + wrapped.front()};
  for (std::size_t i = 1; i < wrapped.size(); ++i)
    lines.push_back(std::string{more_indent} + wrapped[i]);
  return lines;
}

std::vector<std::string> live_table::rows(terminal_size box, text_style style) const {
  layout widths;
  // The last column stays empty: a terminal may wrap behind it.
  widths.columns = std::max<std::size_t>(box.columns, 2) - 1;
  for (const auto& [name, row] : series_) {
    widths.name = std::max(widths.name, display_width(name));
    widths.seconds =
        std::max(widths.seconds, fmt::format("{}s", row.seconds_left).size());
    widths.pnl = std::max(widths.pnl, display_width(row.open_pnl));
  }
  widths.name = std::min({widths.name, std::size_t{24}, widths.columns / 3 + 1});
  widths.bar = widths.columns >= 80 ? 10 : widths.columns >= 50 ? 4 : 0;

  std::vector<std::string> result{
      in_style(totals_row(), widths.columns, style, sgr::heading),
      in_style("LAST  " + (last_grade_.empty() ? std::string{"-"} : last_grade_),
               widths.columns, style, sgr::heading)};
  const auto body = box.rows - std::min(box.rows, heading_rows);
  const auto shown =
      series_.size() <= body ? series_.size() : body - std::min<std::size_t>(body, 1);
  auto spare = series_.size() <= body ? body - series_.size() : 0;
  auto entry = series_.begin();
  for (std::size_t i = 0; i < shown; ++i, ++entry) {
    const auto lines = series_lines(entry->second, widths, 1 + spare);
    spare -= lines.size() - 1;
    for (const auto& line : lines)
      result.push_back(in_style(line, widths.columns, style,
                                entry->second.stale.empty() ? "" : sgr::warning));
  }
  if (shown < series_.size())
    result.push_back(in_style(fmt::format("+{} series", series_.size() - shown),
                              widths.columns, style, sgr::faint));
  return result;
}

} // namespace tracker
