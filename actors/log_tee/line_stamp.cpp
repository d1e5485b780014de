// SPDX-License-Identifier: MIT
#include "actors/log_tee/line_stamp.hpp"

#include <date/date.h>
#include <date/tz.h>

#include <cstdlib>

#include <fmt/format.h>

namespace tracker {

line_stamp::line_stamp(log_format format, const date::time_zone* zone)
    : format_{format}, zone_{format == log_format::text ? zone : nullptr} {}

void line_stamp::append(timestamp at, std::string& out) {
  using std::chrono::milliseconds;
  const auto second = std::chrono::floor<std::chrono::seconds>(at);
  if (second != second_)
    remember(second);
  const auto fraction = std::chrono::duration_cast<milliseconds>(at - second).count();
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

} // namespace tracker
