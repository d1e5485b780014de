// SPDX-License-Identifier: MIT
#include "actors/log_tee/line_format.hpp"

#include "actors/log_tee/live/colored_text.hpp"
#include "actors/text/escaped_text.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

#include <date/date.h>
#include <date/tz.h>
#include <fmt/format.h>

namespace tracker {

namespace {

struct level_name {
  std::string_view text;
  std::string_view json;
};

const level_name& name_of(log_level level) {
  static constexpr std::array<level_name, 5> names{{{"TRACE", "trace"},
                                                    {"DEBUG", "debug"},
                                                    {"INFO", "info"},
                                                    {"WARN", "warn"},
                                                    {"ERROR", "error"}}};
  return names.at(static_cast<std::size_t>(level));
}

void append_clipped(std::string& out, std::string_view text, escaping how) {
  constexpr auto longest = line_formatter::longest_text;
  append_escaped(out, text.substr(0, longest), how);
  if (text.size() > longest)
    out += fmt::format(" … ({} bytes more)", text.size() - longest);
}

void append_string(std::string& out, std::string_view text) {
  out += '"';
  append_clipped(out, text, escaping::json);
  out += '"';
}

/// A field must not have the name of a part that every line has.
bool is_reserved(std::string_view key) {
  static constexpr std::array<std::string_view, 6> reserved{"ts",  "level", "actor",
                                                            "msg", "event", "rows"};
  return std::find(reserved.begin(), reserved.end(), key) != reserved.end();
}

void append_field(std::string& out, std::string_view key, std::string_view value) {
  out += is_reserved(key) ? ",\"field_" : ",\"";
  append_clipped(out, key, escaping::json);
  out += "\":";
  append_string(out, value);
}

void append_rows(std::string& out, const std::vector<std::string>& rows) {
  out += ",\"rows\":[";
  for (const auto& row : rows) {
    append_string(out, row);
    out += ',';
  }
  out.back() = ']';
}

} // namespace

line_stamp::line_stamp(log_format format, const date::time_zone* zone)
    : format_{format}, zone_{format == log_format::text ? zone : nullptr} {}

void line_stamp::append(timestamp time, std::string& out) {
  using std::chrono::milliseconds;
  const auto second = std::chrono::floor<std::chrono::seconds>(time);
  if (second != second_)
    remember(second);
  const auto fraction = std::chrono::duration_cast<milliseconds>(time - second).count();
  const char digits[] = {'.', static_cast<char>('0' + fraction / 100),
                         static_cast<char>('0' + fraction / 10 % 10),
                         static_cast<char>('0' + fraction % 10)};
  out += before_milliseconds_;
  out.append(digits, sizeof digits);
  out += after_milliseconds_;
}

void line_stamp::remember(std::chrono::sys_seconds second) {
  const auto offset = zone_ ? zone_->get_info(second).offset : std::chrono::seconds{0};
  const auto local = second + offset;
  const auto day = date::floor<date::days>(local);
  const date::year_month_day ymd{day};
  const date::hh_mm_ss clock{local - day};
  second_ = second;
  before_milliseconds_ =
      fmt::format("{:04}-{:02}-{:02}{}{:02}:{:02}:{:02}", static_cast<int>(ymd.year()),
                  static_cast<unsigned>(ymd.month()), static_cast<unsigned>(ymd.day()),
                  format_ == log_format::json ? 'T' : ' ', clock.hours().count(),
                  clock.minutes().count(), clock.seconds().count());
  const auto minutes = std::abs(offset.count()) / 60;
  after_milliseconds_ = format_ == log_format::json
                            ? std::string{"Z"}
                            : fmt::format(" {}{:02}{:02}", offset.count() < 0 ? '-' : '+',
                                          minutes / 60, minutes % 60);
}

std::string_view to_string(log_level level) {
  return name_of(level).json;
}

std::size_t line_formatter::append(const log_line& line, std::string& out) {
  return format_ == log_format::json ? append_json(line, out) : append_text(line, out);
}

/// Priorities of sd-daemon(3): SD_DEBUG, SD_INFO, SD_WARNING, SD_ERR.
void line_formatter::append_priority(log_level level, std::string& out) const {
  static constexpr std::array<std::string_view, 5> priorities{"<7>", "<7>", "<6>", "<4>",
                                                              "<3>"};
  if (style_.priorities)
    out += priorities.at(static_cast<std::size_t>(level));
}

void line_formatter::append_prefix(const log_line& line, std::string& out) {
  const auto start = out.size();
  stamp_.append(line.time, out);
  if (style_.short_time) {
    constexpr std::size_t date_length = 11;
    constexpr std::size_t time_length = 8;
    out.erase(start + date_length + time_length);
    out.erase(start, date_length);
  }
  out += ' ';
  append_colored(out, name_of(line.level).text,
                 style_.colors ? color_of(line.level) : std::string_view{});
  out += ' ';
  append_clipped(out, line.actor, escaping::line);
  out += " | ";
}

void line_formatter::append_message(log_level level, std::string_view text, bool heading,
                                    std::string& out) const {
  if (!style_.colors)
    return append_clipped(out, text, escaping::line);
  std::string safe;
  append_clipped(safe, text, escaping::line);
  append_amounts_colored(out, safe, heading ? sgr::heading : color_of(level));
}

std::size_t line_formatter::append_text(const log_line& line, std::string& out) {
  const auto start = out.size();
  append_priority(line.level, out);
  append_prefix(line, out);
  const auto prefix = out.size() - start;
  append_message(line.level, line.text, !line.rows.empty(), out);
  out += '\n';
  for (const auto& row : line.rows) {
    out.append(out, start, prefix);
    append_message(line.level, row, false, out);
    out += '\n';
  }
  return 1 + line.rows.size();
}

std::size_t line_formatter::append_json(const log_line& line, std::string& out) {
  append_priority(line.level, out);
  out += "{\"ts\":\"";
  stamp_.append(line.time, out);
  out += "\",\"level\":\"";
  out += name_of(line.level).json;
  out += "\",\"actor\":";
  append_string(out, line.actor);
  out += ",\"msg\":";
  append_string(out, line.text);
  out += ",\"event\":";
  append_string(out, line.event);
  for (const auto& [key, value] : line.fields)
    append_field(out, key, value);
  if (!line.rows.empty())
    append_rows(out, line.rows);
  out += "}\n";
  return 1;
}

} // namespace tracker
