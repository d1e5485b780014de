// SPDX-License-Identifier: MIT
#include "main/commands/backfill_command.hpp"

#include "actors/text/display_width.hpp"
#include "main/commands/backfill_progress.hpp"
#include "main/commands/cli/cli_arguments.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <ostream>

namespace tracker {

namespace {

constexpr int some_left = 1;
constexpr std::size_t bar_width = 24;
/// Between two lines where they are not drawn over.
constexpr timespan line_pause = std::chrono::seconds{5};
constexpr const char* erase_line = "\r\x1b[K";

/// Shows the progress as it is reported.
class progress_display {
public:
  progress_display(std::ostream& out, const terminal_columns& columns, std::size_t series)
      : out_{out}, columns_{columns}, tally_{series} {}

  void add(const span_progress& progress) {
    const steady_point now = std::chrono::steady_clock::now();
    tally_.add(progress, now);
    // A line that the terminal wraps cannot be drawn over.
    if (const auto columns = columns_(); columns > 1)
      out_ << erase_line << cut_text(tally_.bar(now, bar_width), columns - 1)
           << std::flush;
    else if (tally_.is_over() || !shown_at_ || now - *shown_at_ >= line_pause)
      show_line(now);
    is_drawn_ = true;
  }

  /// Ends the line that is drawn over.
  void finish() {
    if (is_drawn_ && columns_() > 1)
      out_ << std::endl;
  }

  const backfill_tally& tally() const { return tally_; }

private:
  void show_line(steady_point now) {
    shown_at_ = now;
    out_ << tally_.line(now) << std::endl;
  }

  std::ostream& out_;
  const terminal_columns& columns_;
  bool is_drawn_ = false;
  backfill_tally tally_;
  std::optional<steady_point> shown_at_;
};

void print_result(const backfill_tally& tally, std::ostream& out) {
  out << tally.summary() << '\n';
  const auto names = tally.left_names();
  for (const auto& name : names)
    out << "  " << name << '\n';
  if (tally.left() > names.size())
    out << fmt::format("  and {} more: `report` and `report --coverage` list them\n",
                       tally.left() - names.size());
  if (tally.left() > 0)
    out << "The same command tries them again.\n";
}

std::shared_ptr<CLI::App> make_app(backfill_arguments& options) {
  auto app = make_command_app("backfill", backfill_summary,
                              {"--from=7d", "--from=2026-11-01 --to=yesterday"});
  app->add_option("--from", options.begin,
                  "the first window to grade: today, yesterday, 7d (seven days ago), a "
                  "day such as 2026-11-24, or an ISO 8601 time")
      ->type_name("T")
      ->required();
  app->add_option("--to", options.end,
                  "the last one, in the same forms; without it up to now")
      ->type_name("T");
  return app;
}

} // namespace

std::variant<backfill_arguments, cli_text>
parse_backfill(const std::vector<std::string>& arguments) {
  backfill_arguments options;
  if (auto text = parse_arguments(*make_app(options), arguments))
    return std::move(*text);
  return options;
}

std::vector<option_row> backfill_option_rows() {
  backfill_arguments unused;
  return list_options(*make_app(unused));
}

std::variant<window_span, option_fault>
parse_backfill_span(const backfill_arguments& typed, timestamp now,
                    const date::time_zone& zone) {
  const auto first = parse_when(typed.begin, now, zone);
  if (!first)
    return option_fault{"--from", typed.begin, allowed_times};
  window_span result{first->begin, now};
  if (typed.end) {
    const auto last = parse_when(*typed.end, now, zone);
    if (!last)
      return option_fault{"--to", *typed.end, allowed_times};
    if (last->end <= result.start)
      return option_fault{"--to", *typed.end, "a time after --from"};
    result.end = std::min(last->end, now);
  }
  if (result.start >= now)
    return option_fault{"--from", typed.begin, "a time that has passed"};
  return result;
}

window_span span_of_pass(timestamp now) {
  return {now - std::chrono::hours{24}, now};
}

int backfill_command(const window_span& span, const backfill_run& run, std::size_t series,
                     const terminal_columns& columns, std::ostream& out,
                     const idle_wallets& idle) {
  progress_display display{out, columns, series};
  const auto code =
      run(span, [&](const span_progress& progress) { display.add(progress); });
  display.finish();
  if (code != 0)
    return code;
  const auto& tally = display.tally();
  print_result(tally, out);
  if (idle && tally.is_over())
    for (const auto& name : idle(span))
      out << fmt::format("{} did not trade in these windows: if it should have, look at "
                         "its address, it is the one that the profile page shows\n",
                         name);
  if (tally.is_over())
    return tally.left() == 0 ? 0 : some_left;
  out << "Stopped before the end of the span: what is done is kept, and the same command "
         "continues it.\n";
  return some_left;
}

} // namespace tracker
