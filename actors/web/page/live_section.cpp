// SPDX-License-Identifier: MIT
// The open windows of the page.
#include "actors/web/page/html.hpp"
#include "actors/web/page/page_sections.hpp"

#include "actors/text/escaped_text.hpp"
#include "actors/text/time_text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tracker {

namespace {

using std::chrono::seconds;

/// One decimal; of less than a share as many as show that it is not nothing.
std::string shares_text(shares amount) {
  const auto micros = amount.micros();
  return format_rounded(micros, micros >= 1'000'000 ? 1 : micros >= 10'000 ? 2 : 6);
}

/// `UP 10.0@0.49`.
std::string side_text(const char* name, shares held, const std::optional<price>& entry) {
  if (held == shares{})
    return {};
  auto text = fmt::format("{} {}", name, shares_text(held));
  if (entry)
    text += '@' + format_rounded(entry->micros(), 2);
  return text;
}

std::string fact(std::string_view name, const std::string& value) {
  return element("span", {{"class", "fact"}}, text_element("i", {}, name) + ' ' + value);
}

std::string live_item(const live_row& row, timestamp now, bool names_wallet) {
  const auto left =
      std::chrono::floor<seconds>(std::max(row.window.end - now, timespan{})).count();
  const auto length = std::chrono::floor<seconds>(row.window.end - row.window.start);
  auto position = side_text("UP", row.up, row.up_entry);
  const auto down = side_text("DN", row.down, row.down_entry);
  position += position.empty() || down.empty() ? down : ' ' + down;
  if (position.empty())
    position = "all sold";
  const bool is_over = row.window.end <= now;
  auto facts =
      element("span", {{"class", "left"}, {"data-end", format_utc(row.window.end)}},
              is_over ? escape_markup("over, winner not known yet")
                      : fmt::format("T−{} s", left));
  if (!is_over)
    facts += ' ' + element("progress",
                           {{"max", std::to_string(length.count())},
                            {"value", std::to_string(length.count() - left)}},
                           "");
  facts += ' ' + text_element("span", {{"class", "fact"}}, position);
  if (row.pairs > shares{})
    facts += ' ' + fact("pairs",
                        shares_text(row.pairs) + " locked " + money_element(row.locked));
  if (row.one_sided > shares{})
    facts += ' ' + fact("one-sided", shares_text(row.one_sided));
  facts += ' ' + fact("if UP", money_element(row.if_up)) + ' ' +
           fact("if DOWN", money_element(row.if_down)) + ' ' +
           fact("fills", std::to_string(row.fills));
  auto title = explain_link(row.window.slug, row.wallet);
  if (names_wallet)
    title += ' ' + text_element("small", {}, display_name(row.wallet));
  return element("li", {{"tabindex", "-1"}}, element("b", {}, title) + ' ' + facts);
}

} // namespace

std::string live_section(const page_view& view) {
  std::string items;
  for (const auto& row : view.live)
    items += live_item(row, view.strip.now, view.wallets.size() > 1);
  if (items.empty())
    items = text_element("li", {{"class", "quiet"}}, "no position in an open window");
  std::string lines;
  for (const auto& line : view.series)
    lines += text_element("li", {}, line.series + ": " + with_minus_sign(line.text));
  return element(
      "section", {{"id", "live"}, {"aria-label", "live windows"}},
      text_element("h2", {}, "What is happening now?") +
          element("ul", {{"class", "rows"}}, items) +
          element("details", {{"id", "series"}},
                  text_element("summary", {},
                               fmt::format("{} series watched", view.series.size())) +
                      element("ul", {}, lines)));
}

} // namespace tracker
