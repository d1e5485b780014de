// SPDX-License-Identifier: MIT
#include "main/commands/backfill_command.hpp"

#include "main/commands/backfill_progress.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <ostream>

namespace tracker {

namespace {

constexpr int some_left = 1;
constexpr std::size_t bar_width = 24;
/// Between two lines where they are not written over.
constexpr timespan line_pause = std::chrono::seconds{5};
constexpr const char* over_line = "\r\x1b[K";

/// Shows the progress as it is heard.
class progress_display {
public:
  progress_display(std::ostream& out, bool terminal, std::size_t series)
      : out_{out}, terminal_{terminal}, tally_{series} {}

  void hear(const span_progress& how) {
    const steady_point now = std::chrono::steady_clock::now();
    tally_.hear(how, now);
    if (terminal_)
      out_ << over_line << tally_.bar(now, bar_width) << std::flush;
    else if (tally_.is_over() || !shown_at_ || now - *shown_at_ >= line_pause)
      show_line(now);
    heard_ = true;
  }

  /// What follows stands in a line of its own.
  void finish() {
    if (terminal_ && heard_)
      out_ << std::endl;
  }

  const backfill_tally& tally() const { return tally_; }

private:
  void show_line(steady_point now) {
    shown_at_ = now;
    out_ << tally_.line(now) << std::endl;
  }

  std::ostream& out_;
  bool terminal_;
  bool heard_ = false;
  backfill_tally tally_;
  std::optional<steady_point> shown_at_;
};

void tell_end(const backfill_tally& tally, std::ostream& out) {
  out << tally.summary() << '\n';
  const auto names = tally.left_names();
  for (const auto& name : names)
    out << "  " << name << '\n';
  if (tally.left() > names.size())
    out << fmt::format("  and {} more: `report` and `report --coverage` name them\n",
                       tally.left() - names.size());
  if (tally.left() > 0)
    out << "The same command tries them again.\n";
}

} // namespace

std::variant<window_span, option_fault> parse_backfill_span(const backfill_options& words,
                                                            timestamp now,
                                                            const date::time_zone& zone) {
  const auto from = parse_when(words.from, now, zone);
  if (!from)
    return option_fault{"--from", words.from, allowed_times};
  window_span result{from->begin, now};
  if (words.to) {
    const auto to = parse_when(*words.to, now, zone);
    if (!to)
      return option_fault{"--to", *words.to, allowed_times};
    if (to->end <= result.start)
      return option_fault{"--to", *words.to, "a time after --from"};
    result.end = std::min(to->end, now);
  }
  if (result.start >= now)
    return option_fault{"--from", words.from, "a time that has passed"};
  return result;
}

int backfill_command(const window_span& span, const backfill_run& run, std::size_t series,
                     bool terminal, std::ostream& out) {
  progress_display display{out, terminal, series};
  const auto code = run(span, [&](const span_progress& how) { display.hear(how); });
  display.finish();
  if (code != 0)
    return code;
  const auto& tally = display.tally();
  tell_end(tally, out);
  if (tally.is_over())
    return tally.left() == 0 ? 0 : some_left;
  out << "Stopped before its end; what is done is kept, and the same command goes on.\n";
  return some_left;
}

} // namespace tracker
