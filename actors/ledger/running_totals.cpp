// SPDX-License-Identifier: MIT
#include "actors/ledger/running_totals.hpp"

#include "actors/ledger/report/totals_text.hpp"

namespace tracker {

namespace {

void restart(span_totals& sums, const time_bounds& span,
             const running_totals::grade_source& read) {
  const auto known = read(span);
  if (!known)
    return;
  sums = {span, {}};
  for (const auto& graded : *known)
    sums.book(std::nullopt, graded);
}

} // namespace

bool is_in_span(const window& window, const time_bounds& span) {
  return window.end > span.begin && window.end <= span.end;
}

void span_totals::book(const std::optional<grade>& before, const grade& after) {
  if (!is_in_span(after.window, span))
    return;
  if (before)
    sums.replace(*before, after);
  else
    sums.add(after);
}

running_totals::running_totals(timestamp started, const date::time_zone& zone)
    : zone_{zone}, session_{{started, timestamp::max()}, {}} {}

void running_totals::begin(timestamp now, const grade_source& read) {
  restart(session_, session_.span, read);
  follow_day(now, read);
}

void running_totals::follow_clock(timestamp now, const grade_source& read) {
  if (now < session_.span.begin)
    restart(session_, {now, timestamp::max()}, read);
}

void running_totals::follow_day(timestamp now, const grade_source& read) {
  if (!today_.span.contains(now))
    restart(today_, day_bounds(day_of(now, zone_), zone_), read);
}

void running_totals::book(const std::optional<grade>& before, const grade& after) {
  today_.book(before, after);
  session_.book(before, after);
  is_news_ = is_news_ || (after.winner && !(before && before->winner));
}

void running_totals::book(const ledger_entry& fact, const booked& result) {
  if (const auto* graded = std::get_if<record_grade>(&fact); graded && result.current)
    book(result.before, *graded->what);
}

std::vector<std::string>
running_totals::take_lines(const not_final_source& count_not_final) {
  std::vector<std::string> lines;
  if (!std::exchange(is_news_, false))
    return lines;
  const auto add = [&](const char* name, const span_totals& span) {
    const auto not_final = count_not_final(span.span);
    if (!not_final)
      return;
    auto sums = span.sums;
    sums.provisional += *not_final;
    lines.push_back(totals_line(name, sums));
  };
  add("today", today_);
  add("session", session_);
  return lines;
}

} // namespace tracker
