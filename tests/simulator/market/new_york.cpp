// SPDX-License-Identifier: MIT
#include "tests/simulator/market/new_york.hpp"

#include <array>
#include <string_view>

namespace tracker::exchange {

namespace {

using namespace std::chrono_literals;

constexpr std::array<std::string_view, 12> months = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};

std::string two_digits(std::int64_t number) {
  return {static_cast<char>('0' + number / 10), static_cast<char>('0' + number % 10)};
}

std::string clock_time(timestamp local) {
  const std::chrono::hh_mm_ss time{std::chrono::floor<std::chrono::seconds>(local) -
                                   std::chrono::floor<std::chrono::days>(local)};
  const auto hour = time.hours().count();
  auto text = std::to_string(hour % 12 == 0 ? 12 : hour % 12);
  text += ':' + two_digits(time.minutes().count());
  if (time.seconds() != 0s)
    text += ':' + two_digits(time.seconds().count());
  return text + (hour < 12 ? "AM" : "PM");
}

} // namespace

std::chrono::hours new_york_offset(timestamp at) {
  using namespace std::chrono;
  const auto year = year_month_day{floor<days>(at)}.year();
  const timestamp begin = sys_days{year / March / Sunday[2]} + 7h;
  const timestamp end = sys_days{year / November / Sunday[1]} + 6h;
  return begin <= at && at < end ? -4h : -5h;
}

std::string title_span(timestamp start, timestamp end) {
  const auto local_start = start + new_york_offset(start);
  const auto local_end = end + new_york_offset(end);
  const std::chrono::year_month_day date{
      std::chrono::floor<std::chrono::days>(local_start)};
  std::string text{months[static_cast<unsigned>(date.month()) - 1]};
  text += ' ' + std::to_string(static_cast<unsigned>(date.day())) + ", ";
  return text + clock_time(local_start) + '-' + clock_time(local_end) + " ET";
}

} // namespace tracker::exchange
