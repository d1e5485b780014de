// SPDX-License-Identifier: MIT
#include "actors/web/page_handlers.hpp"

#include "actors/ledger/report/report_names.hpp"
#include "actors/ledger/report/totals_text.hpp"
#include "actors/web/health.hpp"
#include "actors/web/page/page_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace tracker {

namespace {

constexpr std::string_view window_prefix = "window ";
constexpr const char* html_type = "text/html; charset=utf-8";
/// Bytes of a foreign value that a refusal repeats.
constexpr std::size_t longest_refusal = 300;

web_reply refuse(const web_view& view, const std::string& text) {
  return refuse_request(400, shown_excerpt(view.context, text, longest_refusal));
}

/// The names of the ledger and those configured, which may have no grade yet.
ledger_result<known_names> names_of(report_source& source, const web_context& context) {
  auto names = source.names(false);
  if (auto* known = std::get_if<known_names>(&names)) {
    const auto add = [](auto& list, const auto& values) {
      for (const auto& value : values)
        if (std::find(list.begin(), list.end(), value) == list.end())
          list.push_back(value);
    };
    add(known->series, context.series);
    add(known->wallets, context.wallets);
    add(known->strategies, context.strategies);
  }
  return names;
}

std::vector<series_line> series_lines(const web_view& view) {
  std::vector<series_line> lines;
  for (const auto& actor : view.snapshot.actors) {
    const auto& report = actor.report;
    if (!report.name.starts_with(window_prefix))
      continue;
    auto text = report.status ? report.status->summary : std::string{"no answer"};
    // What follows is for the status command: the sizes of the books.
    text = text.substr(0, text.find(" | books of "));
    lines.push_back({report.name.substr(window_prefix.size()), std::move(text)});
  }
  return lines;
}

bool is_selected(const std::vector<std::string>& wanted, const watched_wallet& wallet) {
  return wanted.empty() ||
         std::any_of(wanted.begin(), wanted.end(), [&](const std::string& name) {
           return name == wallet.address || name == wallet.name;
         });
}

/// The hosts that do not answer, from the fetcher's line
/// `gamma ok, data unreachable for 12 s, clob not used yet; 3 open`.
std::vector<std::string> silent_hosts(const web_snapshot& snapshot) {
  std::vector<std::string> hosts;
  for (const auto& actor : snapshot.actors) {
    if (actor.report.name != "fetcher" || !actor.report.status)
      continue;
    const auto& summary = actor.report.status->summary;
    std::string_view rest = std::string_view{summary}.substr(0, summary.find(';'));
    while (!rest.empty()) {
      const auto comma = rest.find(", ");
      const auto part = rest.substr(0, comma);
      rest = comma == std::string_view::npos ? "" : rest.substr(comma + 2);
      if (!part.ends_with(" ok") && !part.ends_with(" not used yet"))
        hosts.emplace_back(part);
    }
  }
  return hosts;
}

/// The sums of the whole ledger for the selected wallets.
std::optional<whole_sums> whole_of(const web_view& view,
                                   const std::vector<std::string>& wanted) {
  if (!view.snapshot.ledger)
    return std::nullopt;
  whole_sums result;
  std::size_t wallets = 0;
  for (const auto& figures : view.snapshot.ledger->wallets) {
    if (!is_selected(wanted, figures.wallet))
      continue;
    result.settled += figures.settled;
    result.unsettled += figures.unsettled;
    result.drawdown_now = figures.present_drawdown;
    result.drawdown_max = figures.largest_drawdown;
    ++wallets;
  }
  if (wallets != 1) {
    result.drawdown_now.reset();
    result.drawdown_max.reset();
  }
  return result;
}

/// The value of a successful query; throws the error of a failed one.
template <class Value>
Value value_or_throw(ledger_result<Value> result) {
  if (auto* error = std::get_if<ledger_error>(&result))
    throw std::move(*error);
  return std::get<Value>(std::move(result));
}

page_reading reading_of(const web_view& view, const page_selection& selection) {
  return {selection.wallets, view.snapshot.now, *view.context.zone, view.context.series};
}

std::string page_html(const web_view& view, page_selection selection, known_names names,
                      report_source& source) {
  const auto reading = reading_of(view, selection);
  page_view page{.strip = strip_of(view),
                 .selection = std::move(selection),
                 .zone = *view.context.zone,
                 .wallets =
                     view.context.reads_fleet ? names.wallets : view.context.wallets,
                 .names = std::move(names),
                 .series = series_lines(view),
                 .figures = value_or_throw(read_page_figures(source, reading)),
                 .whole = {},
                 .attention = value_or_throw(read_attention(source, reading, {})),
                 .live = value_or_throw(read_live_rows(source, reading)),
                 .strategies = {},
                 .windows = {}};
  page.whole = whole_of(view, page.selection.wallets);
  page.strategies = value_or_throw(read_strategies(source, reading, page.selection.span));
  page.windows =
      value_or_throw(read_window_page(source, reading, page.selection.windows));
  return write_page(page);
}

/// Calls `answer` with the selection of the address and the names that may be selected.
template <class Answer>
web_reply with_selection(const web_request& request, const web_view& view,
                         report_source& source, Answer answer) {
  try {
    auto names = value_or_throw(names_of(source, view.context));
    auto selection =
        parse_page_query(request.query, names, view.snapshot.now, *view.context.zone);
    if (const auto* refusal = std::get_if<std::string>(&selection))
      return refuse(view, *refusal);
    return answer(std::get<page_selection>(std::move(selection)), std::move(names));
  } catch (const ledger_error& error) {
    return refuse_unreadable(view.context, error);
  }
}

/// The largest lag that a wallet actor has measured.
std::optional<timespan> platform_lag_of(const web_snapshot& snapshot) {
  std::optional<timespan> lag;
  for (const auto& actor : snapshot.actors)
    if (actor.report.status)
      for (const auto& sample : actor.report.status->metrics)
        if (const auto* number = std::get_if<exact_number>(&sample.value);
            number != nullptr && sample.name == "platform_lag_seconds")
          lag = std::max(lag.value_or(timespan{}),
                         timespan{std::chrono::milliseconds{number->amount}});
  return lag;
}

constexpr const char* green = "#1a7f37";
constexpr const char* red = "#cf222e";
constexpr const char* grey = "#59636e";

/// Width of a text in DejaVu Sans 11, which others do not exceed.
std::size_t width_of(const std::string& text) {
  return text.size() * 7 + 12;
}

/// `label` and `value` are ASCII.
web_reply badge(const std::string& label, const std::string& value, const char* colour) {
  const auto left = width_of(label);
  const auto right = width_of(value);
  web_reply reply{
      200, svg_type,
      fmt::format(
          "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"20\" "
          "role=\"img\"><title>{1}: {2}</title><rect width=\"{3}\" height=\"20\" "
          "fill=\"#24292f\"/><rect x=\"{3}\" width=\"{4}\" height=\"20\" fill=\"{5}\"/>"
          "<g fill=\"#fff\" font-family=\"DejaVu Sans,Verdana,sans-serif\" "
          "font-size=\"11\" text-anchor=\"middle\"><text x=\"{6}\" y=\"14\">{1}</text>"
          "<text x=\"{7}\" y=\"14\">{2}</text></g></svg>\n",
          left + right, label, value, left, right, colour, left / 2, left + right / 2)};
  reply.headers.emplace_back("Cache-Control", "no-cache");
  return reply;
}

} // namespace

page_strip strip_of(const web_view& view) {
  const auto& snapshot = view.snapshot;
  page_strip strip;
  strip.version = view.context.version;
  strip.mode = to_string(view.context.mode);
  strip.now = snapshot.now;
  strip.stopping = snapshot.stopping && !snapshot.ended;
  strip.ended = snapshot.ended;
  strip.checks = check_readiness(view).checks;
  if (strip.mode == "live")
    strip.hosts = silent_hosts(snapshot);
  strip.platform_lag = platform_lag_of(snapshot);
  strip.of_fleet = view.context.reads_fleet;
  strip.ledger_problem = snapshot.ledger_problem;
  if (snapshot.ledger)
    strip.ledger_read_at = snapshot.ledger->read_at;
  // The ledger's problem has a line of its own.
  std::erase_if(strip.checks, [](const auto& check) { return check.name == "page"; });
  return strip;
}

web_reply trouble_page(const web_view& view, const std::string& reason) {
  auto strip = strip_of(view);
  strip.ledger_problem = reason;
  return {503, html_type,
          shown_text(view.context, write_trouble_page(strip, *view.context.zone))};
}

web_reply serve_page(const web_request& request, const web_view& view,
                     report_source& source) {
  auto reply = with_selection(
      request, view, source,
      [&](page_selection selection, known_names names) -> web_reply {
        return {200, html_type,
                shown_text(view.context, page_html(view, std::move(selection),
                                                   std::move(names), source))};
      });
  if (reply.status != 503)
    return reply;
  reply.body.pop_back();
  return trouble_page(view, reply.body);
}

web_reply serve_summary(const web_request& request, const web_view& view,
                        report_source& source) {
  return with_selection(
      request, view, source,
      [&](const page_selection& selection, const known_names&) -> web_reply {
        const auto reading = reading_of(view, selection);
        if (value_of(selection.query, "span"))
          return {200, json_type,
                  span_json(selection.span,
                            value_or_throw(read_span(source, reading, selection.span))) +
                      "\n"};
        return {
            200, json_type,
            shown_text(view.context,
                       summary_json(strip_of(view),
                                    value_or_throw(read_page_figures(source, reading)),
                                    reading.zone))};
      });
}

web_reply serve_attention(const web_request& request, const web_view& view,
                          report_source& source) {
  return with_selection(
      request, view, source,
      [&](const page_selection& selection, const known_names&) -> web_reply {
        const auto reading = reading_of(view, selection);
        return {200, json_type,
                shown_text(view.context, attention_json(value_or_throw(
                                             read_attention(source, reading, {}))) +
                                             "\n")};
      });
}

web_reply serve_today_badge(const web_request& /*request*/, const web_view& view) {
  if (!view.snapshot.ledger)
    return badge("today", "not read yet", grey);
  usdc pnl;
  for (const auto& wallet : view.snapshot.ledger->wallets)
    pnl += wallet.today_settled.net.pnl;
  const auto* colour = pnl < usdc{} ? red : pnl == usdc{} ? grey : green;
  return badge("today", format_signed_dollars(pnl), colour);
}

web_reply serve_coverage_badge(const web_request& /*request*/, const web_view& view) {
  if (!view.snapshot.ledger)
    return badge("coverage", "not read yet", grey);
  coverage_summary sums;
  for (const auto& series : view.snapshot.ledger->series) {
    sums.watched += series.coverage.watched;
    sums.backfilled += series.coverage.backfilled;
    sums.missed += series.coverage.missed;
    sums.unsupported += series.coverage.unsupported;
  }
  if (sums.windows() == 0)
    return badge("coverage", "no windows", grey);
  const auto share = sums.known_share(1000);
  return badge("coverage", format_share(share), share == 1000 ? green : red);
}

} // namespace tracker
