// SPDX-License-Identifier: MIT
#include "main/commands/window_search.hpp"

#include "actors/ledger/query/calendar.hpp"
#include "actors/ledger/report/report_layout.hpp"
#include "actors/platform/ids.hpp"
#include "actors/window/series/series.hpp"
#include "actors/window/series/series_table.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <charconv>
#include <set>

namespace tracker {

namespace {

/// Windows further away than this are not named as the nearest ones.
constexpr timespan nearest_span = std::chrono::hours{24};
constexpr std::int64_t last_second = 9'000'000'000;

std::optional<timestamp> parse_seconds(std::string_view text) {
  std::int64_t unix_time = 0;
  const auto* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, unix_time);
  if (error != std::errc{} || rest != end || unix_time < 0 || unix_time > last_second)
    return std::nullopt;
  return from_unix_seconds(unix_time);
}

/// The slug in the address of an event's page; other text as it is.
std::string slug_in_address(const std::string& text) {
  const auto is_address = text.find("://") != std::string::npos ||
                          text.starts_with("polymarket.com/") ||
                          text.starts_with("www.polymarket.com/");
  if (!is_address)
    return text;
  const auto path = text.substr(0, text.find_first_of("?#"));
  // An event's page may be followed by the slug of one of its markets.
  for (const std::string_view folder : {"/event/", "/market/"})
    if (const auto begin = path.find(folder); begin != std::string::npos) {
      const auto rest = path.substr(begin + folder.size());
      return rest.substr(0, rest.find('/'));
    }
  return text;
}

std::string slug_of(const covered_window& window) {
  if (const auto known = series_named(window.series); known && !known->slug_asset.empty())
    return window_at(*known, window.start).slug;
  return fmt::format("{}-{}", window.series, to_unix_seconds(window.start));
}

/// The slug of `btc-15m-1768936500`, a plain name and a start; other text as it is.
std::string slug_of_plain_name(const std::string& text) {
  const auto dash = std::min(text.rfind('-'), text.size());
  const auto named = find_series(text.substr(0, dash));
  const auto start =
      parse_seconds(std::string_view{text}.substr(std::min(dash + 1, text.size())));
  if (named.size() != 1 || !start)
    return text;
  const auto window = window_at(named.front(), *start);
  return window.start == *start
             ? window.slug
             : fmt::format("{}-{}", named.front().name, to_unix_seconds(*start));
}

/// The series' name, `btc-updown-15m` or `btc-1h`, and the start; nothing: another form.
struct slug_parts {
  std::string series;
  timestamp start{};
};

std::optional<slug_parts> parse_slug(const std::string& slug) {
  if (const auto known = series_of_slug(slug); known && !known->slug_asset.empty()) {
    const auto named = window_of_slug(*known, slug);
    return named ? std::optional{slug_parts{known->name, named->start}} : std::nullopt;
  }
  const auto dash = slug.rfind('-');
  if (dash == std::string::npos || dash == 0)
    return std::nullopt;
  const auto start = parse_seconds(std::string_view{slug}.substr(dash + 1));
  if (!start)
    return std::nullopt;
  return slug_parts{slug.substr(0, dash), *start};
}

class searcher {
public:
  searcher(report_source& source, const std::vector<std::string>& watched,
           const date::time_zone& zone)
      : source_{source}, watched_{watched.begin(), watched.end()}, zone_{zone} {}

  ledger_result<window_search> search(const window_name& name) {
    switch (name.kind) {
    case window_name_kind::condition_id:
      return search_condition_id(name.text);
    case window_name_kind::time:
      return search_time(name.time);
    case window_name_kind::slug:
      break;
    }
    return search_slug(name.text);
  }

private:
  ledger_result<window_search> search_condition_id(const std::string& id) {
    window_search result;
    if (auto error = source_.each_grade({}, [&](const grade_row& row) {
          if (row.condition_id == id &&
              (result.slugs.empty() || result.slugs.back() != row.graded.window.slug))
            result.slugs.push_back(row.graded.window.slug);
        }))
      return std::move(*error);
    if (result.slugs.empty())
      result.failure = fmt::format("no graded window has the condition id {}", id);
    return result;
  }

  ledger_result<window_search> search_time(timestamp time) {
    window_search result;
    std::vector<covered_window> near;
    if (auto error = collect(time, {}, near))
      return std::move(*error);
    for (const auto& window : near)
      if (window.start <= time && time < window.end)
        result.slugs.push_back(slug_of(window));
    if (result.slugs.empty())
      result.failure =
          fmt::format("the ledger has no window at {}{}",
                      format_local_second(time, zone_), nearest_text(near, time));
    return result;
  }

  ledger_result<window_search> search_slug(const std::string& given) {
    const auto slug = slug_of_plain_name(given);
    auto found = source_.find(slug);
    if (auto* error = std::get_if<ledger_error>(&found))
      return std::move(*error);
    if (std::get<std::optional<remembered_window>>(found))
      return window_search{{slug}, {}};
    const auto parts = parse_slug(slug);
    if (!parts)
      return window_search{
          {},
          fmt::format("\"{}\" is not a window; allowed: a slug such as "
                      "btc-updown-15m-1768936500, a start time, a condition id or the "
                      "address of an event's page",
                      one_line(slug)),
          true};
    auto known = source_.names(false);
    if (auto* error = std::get_if<ledger_error>(&known))
      return std::move(*error);
    auto series = watched_;
    for (const auto& name : std::get<known_names>(known).series)
      series.insert(name);
    if (!series.contains(parts->series))
      return window_search{
          {},
          fmt::format("the series {} is not watched, and the ledger has none of its "
                      "windows; watched: {}",
                      one_line(parts->series), fmt::join(watched_, ", "))};
    std::vector<covered_window> near;
    if (auto error = collect(parts->start, {parts->series}, near))
      return std::move(*error);
    return window_search{{},
                         fmt::format("the ledger has no window {}{}", one_line(slug),
                                     nearest_text(near, parts->start))};
  }

  report_source::failure collect(timestamp time, std::vector<std::string> series,
                                 std::vector<covered_window>& windows) {
    report_filter filter;
    filter.begin = time - nearest_span;
    filter.end = time + nearest_span;
    filter.series = std::move(series);
    return source_.each_window(
        filter, [&](const covered_window& window) { windows.push_back(window); });
  }

  /// `; nearest: A, B`: the last window before `time` and the first after it.
  static std::string nearest_text(const std::vector<covered_window>& windows,
                                  timestamp time) {
    const covered_window* before = nullptr;
    const covered_window* after = nullptr;
    for (const auto& window : windows) {
      if (window.start <= time && (!before || window.start > before->start))
        before = &window;
      if (window.start > time && (!after || window.start < after->start))
        after = &window;
    }
    std::vector<std::string> names;
    for (const auto* window : {before, after})
      if (window != nullptr)
        names.push_back(slug_of(*window));
    return names.empty() ? "; it has none within a day of it"
                         : fmt::format("; nearest: {}", fmt::join(names, ", "));
  }

  report_source& source_;
  std::set<std::string> watched_;
  const date::time_zone& zone_;
};

} // namespace

window_name parse_window_name(const std::string& argument, const date::time_zone& zone) {
  const auto text = slug_in_address(argument);
  if (const auto id = canonical_condition_id(lower_case(text)))
    return {window_name_kind::condition_id, *id, {}};
  if (const auto seconds = parse_seconds(text))
    return {window_name_kind::time, {}, *seconds};
  if (const auto time = parse_instant(text, zone))
    return {window_name_kind::time, {}, *time};
  return {window_name_kind::slug, text, {}};
}

ledger_result<window_search> search_windows(const window_name& name,
                                            report_source& source,
                                            const std::vector<std::string>& watched,
                                            const date::time_zone& zone) {
  return searcher{source, watched, zone}.search(name);
}

} // namespace tracker
