// SPDX-License-Identifier: MIT
// The sections with a row for each window or strategy.
#include "actors/web/page/page_sections.hpp"

#include "actors/ledger/report/totals_text.hpp"
#include "actors/text/escaped_text.hpp"
#include "actors/text/shown_cents.hpp"
#include "actors/text/time_text.hpp"
#include "actors/web/page/html.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

namespace tracker {

namespace {

/// A cell; its heading is a label where the table is shown as cards.
std::string cell(std::string_view heading, const std::string& html) {
  return html == no_value
             ? element("td", {{"data-label", std::string{heading}}, {"class", "nothing"}},
                       html)
             : element("td", {{"data-label", std::string{heading}}}, html);
}

std::string text_cell(std::string_view heading, std::string_view text) {
  return cell(heading, escape_markup(text));
}

std::string optional_price(const std::optional<price>& value) {
  if (!value)
    return no_value;
  auto text = format_rounded(value->micros(), 4);
  return text.front() == '-' ? "−" + text.substr(1) : text;
}

/// Amounts of a column in cents that add up to the sum in the last row.
std::vector<usdc> column_cents(const std::vector<strategy_row>& rows,
                               const std::function<usdc(const strategy_row&)>& amount) {
  std::vector<usdc> amounts;
  for (const auto& row : rows)
    amounts.push_back(amount(row));
  return shown_cents(amounts);
}

/// The amounts of a row as they are shown.
struct row_money {
  usdc pnl;
  usdc provisional;
  usdc fees;
  usdc rebates;
};

std::string strategy_cells(const strategy_row& row, const row_money& shown) {
  const auto all = row.all();
  const auto roi = row.money.return_on_cost();
  const auto& net = row.settled.net.pnl;
  return text_cell("windows", format_count(all.traded)) +
         text_cell("W–L", fmt::format("{}–{}", format_count(all.net.wins),
                                      format_count(all.net.losses))) +
         cell("P/L settled", money_element(net, shown.pnl)) +
         cell("provisional", all.provisional == 0 ? no_value
                                                  : money_element(row.unsettled.net.pnl,
                                                                  shown.provisional)) +
         text_cell("ROI", roi ? percent_of_hundredths(*roi) : no_value) +
         text_cell("pair cost", optional_price(row.pair_cost)) +
         text_cell("edge a share", optional_price(row.edge)) +
         text_cell("between legs", row.between_legs
                                       ? fmt::format("{} s", row.between_legs->count())
                                       : no_value) +
         text_cell("maker", row.maker_share ? format_share(*row.maker_share) : no_value) +
         text_cell("fees", with_minus_sign(format_dollars(shown.fees))) +
         cell("rebates", money_element(all.rebates, shown.rebates)) +
         cell("P/L and rebates",
              money_element(net + all.rebates, shown.pnl + shown.rebates)) +
         cell("worst window", row.worst ? money_element(*row.worst) : no_value);
}

/// The sums of the span of the table, where they were read.
const span_figures* figures_of(const page_view& view) {
  switch (view.selection.span) {
  case page_span::today:
    return &view.figures.today;
  case page_span::week:
    return &view.figures.week;
  case page_span::month:
    return &view.figures.month;
  case page_span::all:
    break;
  }
  return nullptr;
}

std::string span_links(const page_view& view) {
  std::string links;
  for (const auto span : page_spans) {
    auto query = view.selection.query;
    query["span"] = to_string(span);
    const auto address = address_of(query) + "#strategies";
    links += (links.empty() ? "" : " ") +
             (span == view.selection.span
                  ? text_element("a", {{"href", address}, {"aria-current", "page"}},
                                 to_string(span))
                  : text_element("a", {{"href", address}}, to_string(span)));
  }
  return element("nav", {{"aria-label", "span"}}, links);
}

/// A field of the filter form.
std::string select_field(const page_view& view, const char* name,
                         const std::vector<std::string>& values) {
  const auto given = value_of(view.selection.query, name);
  // An empty value means: do not filter.
  auto options = fmt::format("<option value=\"\">any {}</option>", name);
  for (const auto& value : values) {
    options += given == value
                   ? text_element("option", {{"value", value}, {"selected", ""}}, value)
                   : text_element("option", {{"value", value}}, value);
  }
  return element("select", {{"name", name}, {"aria-label", name}}, options);
}

std::string day_field(const page_view& view, const char* name, const char* hint) {
  return open_tag("input",
                  {{"name", name},
                   {"aria-label", fmt::format("{} day", name)},
                   {"placeholder", fmt::format("{} {}", name, hint)},
                   {"size", "14"},
                   {"value", value_of(view.selection.query, name).value_or("")}});
}

std::string hidden_field(const page_view& view, const char* name) {
  const auto given = value_of(view.selection.query, name);
  return given
             ? open_tag("input", {{"type", "hidden"}, {"name", name}, {"value", *given}})
             : std::string{};
}

std::string filter_form(const page_view& view) {
  const bool shows_all = view.selection.query.count("all") > 0;
  const auto all_box =
      shows_all
          ? open_tag(
                "input",
                {{"type", "checkbox"}, {"name", "all"}, {"value", "1"}, {"checked", ""}})
          : open_tag("input", {{"type", "checkbox"}, {"name", "all"}, {"value", "1"}});
  return element(
      "form", {{"id", "filter"}, {"action", "/#windows"}, {"method", "get"}},
      hidden_field(view, "wallet") + hidden_field(view, "span") +
          hidden_field(view, "palette") +
          select_field(view, "series", view.names.series) +
          select_field(view, "type", {"ARB", "99C_CAPTURE", "DIRECTIONAL"}) +
          select_field(
              view, "result",
              {"PAIRED", "LOPSIDED", "BAIL", "WIN", "LOSS", "CASHED", "EXITED"}) +
          select_field(view, "status",
                       {"PENDING", "PROVISIONAL", "FINAL", "AMENDED", "VOID"}) +
          (view.names.strategies.empty()
               ? std::string{}
               : select_field(view, "strategy", view.names.strategies)) +
          day_field(view, "from", "2026-11-24") + day_field(view, "to", "2026-11-24") +
          element("label", {}, all_box + " without trades too") +
          "<button type=\"submit\">filter</button>");
}

const char* tone_name(cell_tone tone) {
  switch (tone) {
  case cell_tone::gain:
    return "gain";
  case cell_tone::loss:
    return "loss";
  case cell_tone::warning:
    return "warn";
  case cell_tone::plain:
    break;
  }
  return "plain";
}

std::string window_table_row(const window_row& row, bool names_wallet) {
  std::string cells;
  for (std::size_t i = 0; i < row.cells.size(); ++i) {
    const auto& shown = row.cells[i];
    if (i == 0) {
      auto title = explain_link(row.slug, row.wallet);
      if (names_wallet)
        title += ' ' + text_element("small", {}, display_name(row.wallet));
      cells += element("th", {{"scope", "row"}}, title);
      continue;
    }
    const auto text = escape_markup(with_minus_sign(shown.text));
    cells += shown.tone == cell_tone::plain
                 ? element("td", {}, text)
                 : element("td", {{"class", tone_name(shown.tone)}}, text);
  }
  return element("tr", {{"tabindex", "-1"}}, cells) + '\n';
}

std::string older_link(const page_view& view) {
  std::string links;
  auto query = view.selection.query;
  if (query.erase("before") > 0)
    links +=
        text_element("a", {{"href", address_of(query) + "#windows"}}, "newest") + ' ';
  if (view.windows.older) {
    query["before"] = std::to_string(to_unix_seconds(*view.windows.older));
    links +=
        text_element("a", {{"href", address_of(query) + "#windows"}, {"rel", "next"}},
                     "older windows");
  }
  return element("p", {}, links);
}

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
      std::chrono::floor<std::chrono::seconds>(std::max(row.window.end - now, timespan{}))
          .count();
  const auto length =
      std::chrono::floor<std::chrono::seconds>(row.window.end - row.window.start);
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

std::string strategy_section(const page_view& view) {
  const auto& rows = view.strategies;
  const auto title = text_element("h2", {}, "Strategies and wallets") + span_links(view);
  if (rows.empty())
    return element("section", {{"id", "strategies"}, {"aria-label", "strategies"}},
                   title + text_element("p", {}, "no trades in this span"));
  std::string head = text_element("th", {{"scope", "col"}}, "strategy");
  for (const auto* name : {"windows", "W–L", "P/L settled", "provisional", "ROI",
                           "pair cost", "edge a share", "between legs", "maker", "fees",
                           "rebates", "P/L and rebates", "worst window"})
    head += text_element("th", {{"scope", "col"}}, name);
  using row_ref = const strategy_row&;
  const auto pnl = column_cents(rows, [](row_ref row) { return row.settled.net.pnl; });
  const auto open = column_cents(rows, [](row_ref row) { return row.unsettled.net.pnl; });
  const auto fees = column_cents(rows, [](row_ref row) { return row.all().fees(); });
  const auto rebates = column_cents(rows, [](row_ref row) { return row.all().rebates; });
  row_money sums;
  std::string body;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    sums.pnl += pnl[i];
    sums.provisional += open[i];
    sums.fees += fees[i];
    sums.rebates += rebates[i];
    auto name = escape_markup(rows[i].strategy);
    if (view.wallets.size() > 1)
      name += ' ' + text_element("small", {}, display_name(rows[i].wallet));
    body += element("tr", {},
                    element("th", {{"scope", "row"}}, name) +
                        strategy_cells(rows[i], {pnl[i], open[i], fees[i], rebates[i]})) +
            '\n';
  }
  auto sum = sum_of(rows);
  if (const auto* span = figures_of(view))
    sum.money = span->money;
  const auto foot =
      element("tr", {},
              text_element("th", {{"scope", "row"}}, "sum") + strategy_cells(sum, sums));
  return element("section", {{"id", "strategies"}, {"aria-label", "strategies"}},
                 title + element("table", {{"class", "cards-when-narrow"}},
                                 element("thead", {}, element("tr", {}, head)) +
                                     element("tbody", {}, body) +
                                     element("tfoot", {}, foot)));
}

std::string window_section(const page_view& view) {
  std::string head;
  for (const auto* name : window_headings)
    head += text_element("th", {{"scope", "col"}}, name);
  std::string body;
  for (const auto& row : view.windows.rows)
    body += window_table_row(row, view.wallets.size() > 1);
  const auto table = view.windows.rows.empty()
                         ? text_element("p", {},
                                        view.selection.query.empty()
                                            ? "no traded window yet; \"without trades "
                                              "too\" shows those that were watched"
                                            : "no window matches")
                         : element("div", {{"class", "scroll"}, {"tabindex", "0"}},
                                   element("table", {{"id", "window-table"}},
                                           element("thead", {}, element("tr", {}, head)) +
                                               element("tbody", {}, body)));
  return element(
      "section", {{"id", "windows"}, {"aria-label", "windows"}},
      text_element("h2", {}, "Windows") + filter_form(view) +
          element("div", {{"id", "window-list"}}, table + older_link(view)) +
          "<p id=\"copy-line\" hidden><button id=\"copy\" type=\"button\">Copy "
          "as CSV</button> <output id=\"copied\"></output></p>");
}

} // namespace tracker
