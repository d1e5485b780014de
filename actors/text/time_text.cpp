// SPDX-License-Identifier: MIT
#include "actors/text/time_text.hpp"

#include <date/date.h>

#include <charconv>

namespace tracker {

namespace {

using namespace std::chrono_literals;

/// Reads fixed-width fields from the front of a text; after an error all further reads
/// fail.
class field_reader {
public:
  explicit field_reader(std::string_view text) : rest_{text} {}

  int digits(std::size_t count) {
    int value = 0;
    if (rest_.size() < count)
      return fail();
    const auto* end = rest_.data() + count;
    const auto [stop, error] = std::from_chars(rest_.data(), end, value);
    if (error != std::errc{} || stop != end || rest_.front() == '-')
      return fail();
    rest_.remove_prefix(count);
    return value;
  }
  bool take(char expected) {
    if (rest_.empty() || rest_.front() != expected)
      return false;
    rest_.remove_prefix(1);
    return true;
  }
  void require(char expected) {
    if (!take(expected))
      fail();
  }
  /// The digits after a decimal point, as a fraction of a second.
  timespan fraction() {
    timespan result{0};
    timespan weight = 100ms;
    const auto before = rest_.size();
    while (!rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9') {
      result += (rest_.front() - '0') * weight;
      weight /= 10;
      rest_.remove_prefix(1);
    }
    if (rest_.size() == before || before - rest_.size() > 9)
      fail();
    return result;
  }
  bool complete() const { return good_ && rest_.empty(); }

private:
  int fail() {
    good_ = false;
    rest_ = {};
    return 0;
  }

  std::string_view rest_;
  bool good_ = true;
};

/// The offset from UTC: `Z`, `+hh`, `+hh:mm` or `+hh:mm:ss`.
timespan read_offset(field_reader& reader) {
  if (reader.take('Z'))
    return 0s;
  const bool negative = reader.take('-');
  if (!negative)
    reader.require('+');
  timespan offset = std::chrono::hours{reader.digits(2)};
  if (reader.take(':'))
    offset += std::chrono::minutes{reader.digits(2)};
  if (reader.take(':'))
    offset += std::chrono::seconds{reader.digits(2)};
  return negative ? -offset : offset;
}

} // namespace

std::optional<timestamp> parse_time(std::string_view text) {
  field_reader reader{text};
  const auto year = reader.digits(4);
  reader.require('-');
  const auto month = reader.digits(2);
  reader.require('-');
  const auto day = reader.digits(2);
  if (!reader.take('T'))
    reader.require(' ');
  const auto hour = reader.digits(2);
  reader.require(':');
  const auto minute = reader.digits(2);
  reader.require(':');
  const auto second = reader.digits(2);
  const auto fraction = reader.take('.') ? reader.fraction() : timespan{0};
  const auto offset = read_offset(reader);
  const auto date = date::year{year} / month / day;
  // From 2262 on, nanoseconds since 1970 exceed 64 bits.
  if (!reader.complete() || !date.ok() || year < 1970 || year > 2261 || hour > 23 ||
      minute > 59 || second > 60)
    return std::nullopt;
  return timestamp{date::sys_days{date}} + std::chrono::hours{hour} +
         std::chrono::minutes{minute} + std::chrono::seconds{second} + fraction - offset;
}

std::string format_utc(timestamp time) {
  return date::format("%FT%TZ", date::floor<std::chrono::seconds>(time));
}

std::string day_text(timestamp time) {
  return format_utc(time).substr(0, 10);
}

std::string format_compact_utc(timestamp time) {
  return date::format("%Y%m%dT%H%M%SZ", date::floor<std::chrono::seconds>(time));
}

std::optional<timestamp> parse_compact_utc(std::string_view text) {
  std::string spaced;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i == 4 || i == 6)
      spaced += '-';
    if (i == 11 || i == 13)
      spaced += ':';
    spaced += text[i];
  }
  const auto time = parse_time(spaced);
  if (!time || format_compact_utc(*time) != text)
    return std::nullopt;
  return time;
}

} // namespace tracker
