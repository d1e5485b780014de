// SPDX-License-Identifier: MIT
#include "main/commands/status_screen.hpp"

#include "actors/ledger/query/calendar.hpp"
#include "actors/ledger/report/report_layout.hpp"
#include "actors/ledger/report/totals_text.hpp"
#include "actors/text/time_text.hpp"
#include "actors/window/grade_block.hpp"
#include "actors/window/series/series.hpp"
#include "actors/window/series/series_table.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>

namespace tracker {

namespace {

using std::chrono::seconds;

constexpr std::string_view window_prefix = "window ";
constexpr std::string_view wallet_prefix = "wallet ";
constexpr std::string_view separator = " | ";
/// Rows of wallets, of those that were not read for longest, where there are many.
constexpr std::size_t most_stale_shown = 10;

std::vector<std::string> split(std::string_view text, std::string_view by) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0;;) {
    const auto end = text.find(by, begin);
    parts.emplace_back(text.substr(begin, end - begin));
    if (end == std::string_view::npos)
      return parts;
    begin = end + by.size();
  }
}

/// Seconds between `before` and `after` in `text`: `read 3s ago`.
std::optional<seconds> seconds_in(std::string_view text, std::string_view before,
                                  std::string_view after) {
  const auto begin = text.rfind(before);
  if (begin == std::string_view::npos)
    return std::nullopt;
  text.remove_prefix(begin + before.size());
  std::int64_t count = 0;
  const auto* text_end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), text_end, count);
  if (error != std::errc{} ||
      !std::string_view{rest, static_cast<std::size_t>(text_end - rest)}.starts_with(
          after))
    return std::nullopt;
  return seconds{count};
}

bool is_slug_of(const std::string& text, const std::string& name) {
  if (const auto known = series_named(name); known && !known->slug_asset.empty())
    return window_of_slug(*known, text).has_value() || names_two_windows(*known, text);
  return text.size() > name.size() + 1 && text.starts_with(name) &&
         text[name.size()] == '-' &&
         std::all_of(text.begin() + static_cast<std::ptrdiff_t>(name.size()) + 1,
                     text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// `T-899s | POSITION | SLUG [| open +$0.40] | 0 ended without …`, or `next window in
/// 60s | SERIES | …`.
window_state parse_window(const std::string& series, const std::string& summary) {
  window_state state;
  state.series = series;
  state.text = summary;
  const auto parts = split(summary, separator);
  for (std::size_t i = 1; i < parts.size(); ++i) {
    const auto& part = parts[i];
    if (part.starts_with("open "))
      state.open_pnl = part.substr(5);
    if (part.find(" ended without a confirmed winner") != std::string::npos &&
        !part.starts_with("0 "))
      state.unsettled = part;
    if (!is_slug_of(part, series) || !state.slug.empty())
      continue;
    state.slug = part;
    state.position = fmt::format(
        "{}", fmt::join(parts.begin() + 1, parts.begin() + static_cast<std::ptrdiff_t>(i),
                        separator));
  }
  state.left = state.slug.empty() ? seconds_in(parts.front(), "next window in ", "s")
                                  : seconds_in(parts.front(), "T-", "s");
  return state;
}

/// The rows whose names begin with `prefix`, without it.
std::vector<actor_row> rows_of(const status_answer& answer, std::string_view prefix) {
  std::vector<actor_row> rows;
  for (const auto& row : answer.actors)
    if (row.name.starts_with(prefix))
      rows.push_back({row.name.substr(prefix.size()), row.summary});
  return rows;
}

/// `8 min 20 s`, `2 h 5 min`.
std::string duration_text(seconds span) {
  const auto count = std::max<std::int64_t>(span.count(), 0);
  if (count < 60)
    return fmt::format("{} s", count);
  if (count < 3600)
    return fmt::format("{} min {} s", count / 60, count % 60);
  return fmt::format("{} h {} min", count / 3600, count % 3600 / 60);
}

/// Of the windows that are open, the one that ends first, and the time until its winner
/// is requested.
struct next_grade {
  std::string slug;
  seconds wait{};
};

std::optional<next_grade> find_next_grade(const std::vector<window_state>& windows,
                                          timespan grade_delay) {
  std::optional<next_grade> next;
  for (const auto& window : windows) {
    if (window.slug.empty() || !window.left)
      continue;
    const auto wait = *window.left + std::chrono::ceil<seconds>(grade_delay);
    if (!next || wait < next->wait)
      next = next_grade{window.slug, wait};
  }
  return next;
}

class screen {
public:
  screen(const status_view& view, bool colours) : view_{view}, colours_{colours} {}

  std::vector<std::string> lines() {
    lines_.push_back(view_.answer.heading);
    add_today();
    const auto windows = window_states(view_.answer);
    add_windows(windows);
    add_last_grade();
    add_next_grade(windows);
    add_hosts();
    add_wallets();
    const auto pending = pending_configuration(view_.answer);
    add("Configuration",
        pending.empty() ? "nothing pending" : coloured(pending, tone::doubtful));
    return std::move(lines_);
  }

private:
  std::string coloured(const std::string& text, tone colour) const {
    return colours_ ? colour_text(text, colour) : text;
  }
  std::string coloured(const std::string& text, usdc amount) const {
    return coloured(text, amount == usdc{}  ? tone::plain
                          : amount < usdc{} ? tone::bad
                                            : tone::good);
  }
  void add(const std::string& name, const std::string& text) {
    lines_.push_back(fmt::format("{:<13} : {}", name, text));
  }

  void add_today() {
    if (const auto* error = std::get_if<ledger_error>(&view_.figures)) {
      add("Today", coloured("not known: " + error->text, tone::bad));
      return;
    }
    const auto& today = std::get<status_figures>(view_.figures).today;
    add("Today", coloured(totals_text(today), today.net.pnl));
  }

  void add_windows(const std::vector<window_state>& windows) {
    std::size_t width = 0;
    for (const auto& window : windows)
      width = std::max(width, window.series.size());
    for (const auto& window : windows) {
      std::string text;
      if (!window.left)
        text = window.text;
      else if (window.slug.empty())
        text = "next window in " + duration_text(*window.left);
      else
        text = fmt::format("{} left, {}", duration_text(*window.left), window.position);
      if (!window.open_pnl.empty())
        text += ", open " + coloured(window.open_pnl, window.open_pnl.starts_with('-')
                                                          ? tone::bad
                                                          : tone::good);
      if (window.left && !window.unsettled.empty())
        text += ", " + coloured(window.unsettled, tone::doubtful);
      add(&window == windows.data() ? "Windows" : "",
          fmt::format("{:<{}}  {}", window.series, width, text));
    }
  }

  void add_last_grade() {
    const auto* figures = std::get_if<status_figures>(&view_.figures);
    if (figures == nullptr)
      return;
    if (!figures->last) {
      add("Last grade", "none in the last 24 hours");
      return;
    }
    const auto& last = *figures->last;
    add("Last grade",
        coloured(fmt::format("{} | {}", one_line(last.window.slug), grade_summary(last)),
                 last.figures.pnl) +
            fmt::format(", {} ago", duration_text(std::chrono::floor<seconds>(
                                        view_.now - last.graded_at))));
  }

  void add_next_grade(const std::vector<window_state>& windows) {
    const auto next = find_next_grade(windows, view_.grade_delay);
    add("Next grade", next ? fmt::format("{}, in {} at the earliest", next->slug,
                                         duration_text(next->wait))
                           : "not known: no window is open");
  }

  void add_hosts() {
    std::vector<std::string> texts;
    for (const auto& [name, state] : host_states(view_.answer)) {
      const auto text = fmt::format("{} {}", name, state);
      texts.push_back(state == "ok"             ? coloured(text, tone::good)
                      : state == "not used yet" ? text
                                                : coloured(text, tone::bad));
    }
    add("Hosts", texts.empty()
                     ? coloured("not known: the fetcher does not answer", tone::bad)
                     : fmt::format("{}", fmt::join(texts, ", ")));
  }

  void add_wallets() {
    auto wallets = wallet_states(view_.answer);
    if (wallets.empty())
      add("Wallets", "none");
    if (wallets.size() > most_separate_wallets) {
      // Not read at all comes first, then the oldest.
      std::stable_sort(wallets.begin(), wallets.end(),
                       [](const wallet_state& one, const wallet_state& other) {
                         return other.age && (!one.age || *one.age > *other.age);
                       });
      add("Wallets",
          fmt::format("{}; those that were not read for longest:",
                      format_count(static_cast<std::int64_t>(wallets.size()))));
      wallets.resize(most_stale_shown);
    }
    for (const auto& wallet : wallets) {
      const bool is_stale = !wallet.age || *wallet.age > view_.stale_after;
      add(&wallet == wallets.data() ? "Wallets" : "",
          fmt::format("{}  {}", wallet.name,
                      coloured(wallet.text, is_stale ? tone::doubtful : tone::plain)));
    }
  }

  const status_view& view_;
  bool colours_;
  std::vector<std::string> lines_;
};

nlohmann::ordered_json seconds_json(const std::optional<seconds>& span) {
  return span ? nlohmann::ordered_json(span->count()) : nlohmann::ordered_json();
}

nlohmann::ordered_json text_or_null(const std::string& text) {
  return text.empty() ? nlohmann::ordered_json() : nlohmann::ordered_json(text);
}

void add_figures(nlohmann::ordered_json& object, const status_view& view) {
  object["today"] = nullptr;
  object["last_grade"] = nullptr;
  object["ledger_error"] = nullptr;
  if (const auto* error = std::get_if<ledger_error>(&view.figures)) {
    object["ledger_error"] = error->text;
    return;
  }
  const auto& [today, last] = std::get<status_figures>(view.figures);
  object["today"] = {{"day", format_day(day_of(view.now, view.zone))},
                     {"timezone", view.zone.name()},
                     {"pnl", format_micros(today.net.pnl.micros())},
                     {"fees", format_micros(today.fees().micros())},
                     {"grades", today.windows},
                     {"traded", today.traded},
                     {"wins", today.net.wins},
                     {"losses", today.net.losses},
                     {"pending", today.pending},
                     {"provisional", today.provisional}};
  if (last)
    object["last_grade"] = {{"slug", last->window.slug},
                            {"wallet", display_name(last->wallet)},
                            {"winner", to_string(*last->winner)},
                            {"status", to_string(last->status)},
                            {"type", to_string(last->figures.kind)},
                            {"pnl", format_micros(last->figures.pnl.micros())},
                            {"graded_at", format_utc(last->graded_at)}};
}

} // namespace

status_answer parse_status_answer(std::string_view text) {
  status_answer answer;
  for (const auto& line : split(text, "\n")) {
    if (answer.heading.empty()) {
      answer.heading = line;
      continue;
    }
    const auto colon = line.find(" : ");
    if (line.starts_with("  ") && colon != std::string::npos)
      answer.actors.push_back({line.substr(2, colon - 2), line.substr(colon + 3)});
  }
  return answer;
}

std::vector<window_state> window_states(const status_answer& answer) {
  std::vector<window_state> states;
  for (const auto& row : rows_of(answer, window_prefix))
    states.push_back(parse_window(row.name, row.summary));
  return states;
}

std::vector<host_state> host_states(const status_answer& answer) {
  std::vector<host_state> states;
  for (const auto& row : answer.actors) {
    if (row.name != "fetcher" || row.summary.starts_with("no answer"))
      continue;
    for (const auto& part : split(row.summary.substr(0, row.summary.find(';')), ", "))
      if (const auto space = part.find(' '); space != std::string::npos)
        states.push_back({part.substr(0, space), part.substr(space + 1)});
  }
  return states;
}

std::vector<wallet_state> wallet_states(const status_answer& answer) {
  std::vector<wallet_state> states;
  for (const auto& row : rows_of(answer, wallet_prefix))
    states.push_back(
        {row.name, seconds_in(row.summary, ", read ", "s ago"), row.summary});
  return states;
}

std::string pending_configuration(const status_answer& answer) {
  for (const auto& row : answer.actors)
    if (row.name == "configuration")
      return row.summary;
  return {};
}

std::vector<std::string> status_lines(const status_view& view, bool colours) {
  return screen{view, colours}.lines();
}

std::string status_json(const status_view& view, bool actors) {
  nlohmann::ordered_json object;
  object["tracker"] = view.answer.heading;
  object["time"] = format_utc(view.now);
  add_figures(object, view);
  const auto windows = window_states(view.answer);
  const auto next = find_next_grade(windows, view.grade_delay);
  object["next_grade"] = nullptr;
  if (next)
    object["next_grade"] = {{"slug", next->slug}, {"seconds", next->wait.count()}};
  auto& window_rows = object["windows"] = nlohmann::ordered_json::array();
  for (const auto& window : windows)
    window_rows.push_back({{"series", window.series},
                           {"slug", text_or_null(window.slug)},
                           {"seconds_left", seconds_json(window.left)},
                           {"position", text_or_null(window.position)},
                           {"open_pnl", text_or_null(window.open_pnl)},
                           {"unsettled", text_or_null(window.unsettled)},
                           {"text", window.text}});
  auto& host_rows = object["hosts"] = nlohmann::ordered_json::array();
  for (const auto& [name, state] : host_states(view.answer))
    host_rows.push_back({{"host", name}, {"state", state}});
  auto& wallet_rows = object["wallets"] = nlohmann::ordered_json::array();
  for (const auto& wallet : wallet_states(view.answer))
    wallet_rows.push_back({{"wallet", wallet.name},
                           {"seconds_since_read", seconds_json(wallet.age)},
                           {"text", wallet.text}});
  object["configuration_pending"] = text_or_null(pending_configuration(view.answer));
  if (actors) {
    auto& rows = object["actors"] = nlohmann::ordered_json::array();
    for (const auto& row : view.answer.actors)
      rows.push_back({{"actor", row.name}, {"text", row.summary}});
  }
  return object.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

} // namespace tracker
