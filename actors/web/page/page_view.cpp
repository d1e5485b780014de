// SPDX-License-Identifier: MIT
#include "actors/web/page/page_view.hpp"

#include "actors/ledger/query/calendar.hpp"
#include "actors/ledger/report/report_names.hpp"
#include "actors/text/whole_number.hpp"
#include "actors/web/page/html.hpp"
#include "actors/web/page/page_sections.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tracker {

namespace {

/// The names that the page's address may have.
constexpr std::array<std::string_view, 12> page_parameters{
    "wallet", "span", "series", "strategy", "type",   "result",
    "status", "from", "to",     "all",      "before", "palette"};

/// What is wrong with an option, under the name that it has in the address.
std::string refusal_of(const option_fault& fault) {
  auto text = to_string(fault);
  return text.starts_with("--") ? text.substr(2) : text;
}

std::optional<std::string> read_before(const page_query& query, window_part& windows) {
  const auto text = value_of(query, "before");
  if (!text)
    return std::nullopt;
  const auto before = parse_whole_number<std::int64_t>(*text);
  constexpr std::int64_t latest = 9'000'000'000;
  if (!before || *before < 0 || *before > latest)
    return fmt::format("before={}: allowed: a time in Unix seconds", *text);
  windows.before = from_unix_seconds(*before);
  return std::nullopt;
}

std::int64_t whole_seconds(timespan span) {
  return std::chrono::floor<std::chrono::seconds>(span).count();
}

/// The head: own files only, so that the Content-Security-Policy needs no exception. A
/// page without a script renews itself.
std::string head_of(const std::string& title) {
  return "<head>\n<meta charset=\"utf-8\">\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
         "<meta name=\"color-scheme\" content=\"dark light\">\n" +
         text_element("title", {}, title) +
         "\n<link rel=\"stylesheet\" href=\"/app.css\">\n"
         "<link rel=\"icon\" href=\"/favicon.svg\" type=\"image/svg+xml\">\n"
         "<script src=\"/app.js\" defer></script>\n"
         "<noscript><meta http-equiv=\"refresh\" content=\"30\"></noscript>\n</head>\n";
}

std::string document(const page_strip& strip, const std::string& palette,
                     const std::string& body) {
  const auto title = fmt::format("{} · Performance Tracker", state_of(strip).text);
  auto html =
      open_tag("html", {{"lang", "en"},
                        {"data-mode", strip.mode},
                        {"data-palette", palette.empty() ? "standard" : palette}});
  return "<!doctype html>\n" + html + '\n' + head_of(title) + "<body>\n" + body +
         "</body>\n</html>\n";
}

constexpr const char* footer_begin =
    "<footer id=\"foot\"><p>Every figure is one of <code>report</code>, read from the "
    "same ledger by the same code. ";
constexpr const char* fleet_footer_begin =
    "<footer id=\"foot\"><p>Every figure is one of <code>report --fleet</code>, read "
    "from the same database by the same code. ";

constexpr const char* footer_end =
    "Settled: FINAL, AMENDED and VOID grades; what is "
    "provisional can still change and is never added to it.</p>"
    "<p>The same for scripts: <a href=\"/api/v1/summary\">summary</a> "
    "<a href=\"/api/v1/attention\">attention</a> "
    "<a href=\"/api/v1/strategies\">strategies</a> "
    "<a href=\"/api/v1/windows\">windows</a> <a href=\"/api/v1/days\">days</a> "
    "<a href=\"/api/v1/coverage\">coverage</a> <a href=\"/metrics\">metrics</a> "
    "<a href=\"/health\">health</a> <a href=\"/ready\">ready</a></p></footer>\n"
    "<dialog id=\"help\"><p><kbd>j</kbd> <kbd>k</kbd> next and previous row · "
    "<kbd>Enter</kbd> explain it · <kbd>/</kbd> filter · <kbd>?</kbd> this help</p>"
    "<form method=\"dialog\"><button>close</button></form></dialog>\n";

std::string footer_of(const page_strip& strip) {
  return std::string{strip.of_fleet ? fleet_footer_begin : footer_begin} + footer_end;
}

std::string palette_of(const page_selection& selection) {
  return value_of(selection.query, "palette") == "cb" ? "cb" : "";
}

} // namespace

std::optional<std::string> value_of(const page_query& query, std::string_view name) {
  const auto found = query.find(name);
  return found == query.end() ? std::nullopt : std::optional{found->second};
}

report_options options_of(const page_query& query) {
  report_options options;
  options.begin = value_of(query, "from");
  options.end = value_of(query, "to");
  options.series = value_of(query, "series");
  options.wallet = value_of(query, "wallet");
  options.status = value_of(query, "status");
  options.type = value_of(query, "type");
  options.result = value_of(query, "result");
  options.strategy = value_of(query, "strategy");
  options.format = "json";
  return options;
}

std::string address_of(const page_query& query) {
  std::string result = "/";
  for (const auto& [name, value] : query)
    result +=
        fmt::format("{}{}={}", result.size() == 1 ? '?' : '&', name, query_text(value));
  return result;
}

std::variant<page_selection, std::string> parse_page_query(const page_query& query,
                                                           const known_names& known,
                                                           timestamp now,
                                                           const date::time_zone& zone) {
  page_selection result;
  // A form sends the fields that were left empty, too.
  for (const auto& [name, value] : query)
    if (!value.empty() && std::find(page_parameters.begin(), page_parameters.end(),
                                    name) != page_parameters.end())
      result.query[name] = value;
  const auto& given = result.query;
  if (const auto span = value_of(given, "span")) {
    const auto parsed = parse_page_span(*span);
    if (!parsed)
      return fmt::format("span={}: allowed: today, 7d, 30d and all", *span);
    result.span = *parsed;
  }
  auto parsed = parse_report_query(options_of(given), now, zone);
  if (const auto* fault = std::get_if<option_fault>(&parsed))
    return refusal_of(*fault);
  auto& filter = std::get<report_query>(parsed).filter;
  if (const auto fault = resolve_names(filter, known))
    return refusal_of(*fault);
  result.wallets = filter.wallets;
  result.windows.filter = filter;
  result.windows.traded_only = given.count("all") == 0;
  if (auto refusal = read_before(given, result.windows))
    return *refusal;
  return result;
}

strip_state state_of(const page_strip& strip) {
  if (strip.stopping)
    return {"stopping", "warn"};
  if (strip.ended)
    return {"recording ended", "warn"};
  if (!strip.ledger_problem.empty())
    return {"ledger not readable", "bad"};
  bool is_starting = false;
  bool is_failing = false;
  timespan oldest{};
  for (const auto& check : strip.checks) {
    if (check.status != health_status::fail)
      continue;
    is_failing = true;
    is_starting = is_starting || check.age < timespan{};
    oldest = std::max(oldest, check.age);
  }
  if (!is_failing)
    return {"watching", "good"};
  if (oldest > timespan{})
    return {fmt::format("stale {} s", whole_seconds(oldest)), "warn"};
  return {is_starting ? "starting" : "not ready", "warn"};
}

std::vector<std::string> strip_problems(const page_strip& strip) {
  std::vector<std::string> lines;
  if (!strip.ledger_problem.empty())
    lines.push_back(fmt::format(
        "{}; the page shows what was read {}", strip.ledger_problem,
        strip.ledger_read_at
            ? fmt::format("{} s ago", whole_seconds(strip.now - *strip.ledger_read_at))
            : std::string{"before: nothing yet"}));
  if (strip.ended) {
    // The sources of a recording that has ended are silent by nature.
    lines.push_back("the recording has ended: the figures stay as they are");
    return lines;
  }
  for (const auto& host : strip.hosts)
    lines.push_back(host + ": its requests are retried");
  for (const auto& check : strip.checks) {
    if (check.status == health_status::pass)
      continue;
    auto line = check.name + ": " + (check.detail.empty() ? "no success" : check.detail);
    // `not read for 80 s` says it already.
    const bool has_age = line.find(" for ") != std::string::npos && line.ends_with(" s");
    if (check.age > timespan{} && !has_age)
      line += fmt::format(", last success {} s ago", whole_seconds(check.age));
    else if (check.age < timespan{})
      line += line.ends_with(" yet") ? "" : ", no success yet";
    lines.push_back(std::move(line));
  }
  return lines;
}

std::string write_page(const page_view& view) {
  return document(view.strip, palette_of(view.selection),
                  strip_section(view) + '\n' + problem_section(view.strip) +
                      "\n<main>\n" + advice_section(view) + '\n' + money_section(view) +
                      '\n' + live_section(view) + '\n' + attention_section(view) + '\n' +
                      plot_section(view) + '\n' + strategy_section(view) + '\n' +
                      window_section(view) + "\n</main>\n" + footer_of(view.strip));
}

std::string write_trouble_page(const page_strip& strip, const date::time_zone& zone) {
  return document(
      strip, "",
      element("header", {{"id", "strip"}},
              state_mark(strip) + ' ' + mode_mark(strip) + ' ' +
                  text_element("span", {{"class", "clock"}},
                               format_local_second(strip.now, zone))) +
          '\n' + problem_section(strip) +
          fmt::format(
              "\n<main><p>The {} cannot be read now. The tracker keeps trying, and this "
              "page renews itself; <code>main/run {}</code> says more.</p></main>\n",
              strip.of_fleet ? "fleet's database" : "ledger",
              strip.of_fleet ? "status --fleet" : "doctor") +
          footer_of(strip));
}

} // namespace tracker
