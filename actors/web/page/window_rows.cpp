// SPDX-License-Identifier: MIT
#include "actors/web/page/window_rows.hpp"

#include "actors/web/page/html.hpp"
#include "actors/window/grade_block.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <utility>

namespace tracker {

namespace {

/// The rows of the log's block by their labels.
std::map<std::string, std::string> labelled(const std::vector<std::string>& rows) {
  std::map<std::string, std::string> result;
  for (const auto& row : rows) {
    const auto colon = row.find(" : ");
    if (colon == std::string::npos)
      continue;
    const auto begin = row.find_first_not_of(' ');
    const auto end = row.find_last_not_of(' ', colon);
    result[row.substr(begin, end - begin + 1)] = row.substr(colon + 3);
  }
  return result;
}

window_cell money_cell(std::string text) {
  const auto tone = text.starts_with('+')                       ? cell_tone::gain
                    : text.starts_with('-') && text != no_value ? cell_tone::loss
                                                                : cell_tone::plain;
  return {std::move(text), tone};
}

cell_tone tone_of(grade_status status) {
  return status == grade_status::provisional || status == grade_status::amended
             ? cell_tone::warning
             : cell_tone::plain;
}

/// Adds a grade at the end; beyond the limit, whole groups of windows that end together
/// leave at the front.
void keep_newest(const grade& graded, const window_part& part, std::deque<grade>& kept,
                 window_page& page) {
  if (part.traded_only && graded.figures.kind == trade_kind::none)
    return;
  kept.push_back(graded);
  while (kept.size() > part.limit && kept.front().window.end != kept.back().window.end) {
    const auto end = kept.front().window.end;
    page.older = end;
    kept.erase(kept.begin(),
               std::find_if(kept.begin(), kept.end(),
                            [&](const grade& row) { return row.window.end != end; }));
  }
}

/// `coverage` is a word of `coverage_kind`, empty when it is not known.
window_row window_row_of(const grade& graded, const std::string& coverage,
                         const date::time_zone& zone) {
  const auto texts = labelled(grade_rows(graded, zone));
  const auto text = [&](const char* label) {
    const auto found = texts.find(label);
    return found == texts.end() || found->second.empty() ? std::string{no_value}
                                                         : found->second;
  };
  const auto plain = [&](const char* label) { return window_cell{text(label)}; };
  const auto money = [&](const char* label) { return money_cell(text(label)); };
  const auto& figures = graded.figures;
  const bool is_graded = graded.winner.has_value();
  const window_cell open{"open"};
  window_row row;
  row.slug = graded.window.slug;
  row.series = graded.series;
  row.wallet = graded.wallet;
  row.cells = {
      window_cell{graded.window.slug},
      plain("Time"),
      plain("ARB Entry"),
      plain("ARB Result"),
      is_graded ? money("ARB P/L") : open,
      plain("99c Entry"),
      plain("99c Result"),
      is_graded ? money("99c P/L") : open,
      is_graded ? money("TOTAL P/L") : open,
      plain("DIR Entry"),
      plain("DIR Result"),
      is_graded ? money("DIR P/L") : open,
      window_cell{to_string(graded.status), tone_of(graded.status)},
      window_cell{coverage.empty() ? no_value : coverage,
                  coverage == to_string(coverage_kind::missed) ? cell_tone::warning
                                                               : cell_tone::plain},
      window_cell{figures.fees == usdc{}
                      ? no_value
                      : '$' + format_rounded(figures.fees.micros(), 4)},
      money_cell(figures.rebates == usdc{} ? no_value
                                           : format_signed_dollars(figures.rebates)),
      window_cell{std::to_string(figures.fills)},
  };
  return row;
}

} // namespace

ledger_result<window_page> read_window_page(report_source& source,
                                            const page_reading& reading,
                                            const window_part& part) {
  auto filter = part.filter;
  filter.wallets = reading.wallets;
  if (part.before)
    filter.end = std::min(filter.end.value_or(*part.before), *part.before);
  const auto newest = filter.end.value_or(reading.now);
  window_page page;
  std::deque<grade> kept;
  // The newest rows are in the last days: older ones are read only if these are too few.
  for (const auto days : {1, 8, 64, 512, 36'500}) {
    const auto begin = newest - date::days{days};
    const bool is_whole = filter.begin && *filter.begin >= begin;
    auto narrow = filter;
    narrow.begin = is_whole ? *filter.begin : begin;
    page.older.reset();
    kept.clear();
    if (auto error = source.each_grade(narrow, [&](const grade_row& row) {
          keep_newest(row.graded, part, kept, page);
        }))
      return *error;
    if (is_whole || page.older || kept.size() >= part.limit)
      break;
  }
  if (!page.older && kept.size() >= part.limit)
    page.older = kept.front().window.end - timespan{1};
  std::map<std::pair<std::string, timestamp>, coverage_kind> coverage;
  if (!kept.empty()) {
    report_filter span;
    span.begin = kept.front().window.end - timespan{1};
    span.end = kept.back().window.end;
    if (auto error = source.each_window(span, [&](const covered_window& window) {
          coverage[{window.series, window.start}] = window.how;
        }))
      return *error;
  }
  std::reverse(kept.begin(), kept.end());
  for (const auto& graded : kept) {
    const auto found = coverage.find({graded.series, graded.window.start});
    page.rows.push_back(window_row_of(
        graded, found == coverage.end() ? std::string{} : to_string(found->second),
        reading.zone));
  }
  return page;
}

} // namespace tracker
