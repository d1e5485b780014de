// SPDX-License-Identifier: MIT
#include "actors/ledger/report/report_query.hpp"

#include "actors/text/escaped_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>
#include <utility>

namespace tracker {

namespace {

constexpr std::array<report_grouping, 6> groupings{
    report_grouping::day,    report_grouping::week, report_grouping::series,
    report_grouping::wallet, report_grouping::type, report_grouping::strategy};

constexpr std::array<std::pair<const char*, report_format>, 3> formats{
    {{"table", report_format::table},
     {"csv", report_format::csv},
     {"json", report_format::json}}};

constexpr std::array<grade_status, 5> statuses{
    grade_status::pending, grade_status::provisional, grade_status::final,
    grade_status::amended, grade_status::void_settled};

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return text;
}

/// The number of days in `7d`.
std::optional<int> days_ago(std::string_view text) {
  constexpr int longest = 36'500;
  if (text.size() < 2 || text.back() != 'd' || text.front() == '-')
    return std::nullopt;
  const auto* end = text.data() + text.size() - 1;
  int days = 0;
  const auto [stop, error] = std::from_chars(text.data(), end, days);
  if (error != std::errc{} || stop != end || days > longest)
    return std::nullopt;
  return days;
}

std::optional<calendar_day> day_named(const std::string& text, calendar_day today) {
  if (text == "today")
    return today;
  if (text == "yesterday")
    return today - date::days{1};
  if (const auto days = days_ago(text))
    return today - date::days{*days};
  return parse_day(text);
}

std::string without_blanks(std::string_view text) {
  const auto first = std::min(text.find_first_not_of(' '), text.size());
  const auto last = text.find_last_not_of(' ');
  return std::string{text.substr(first, last - first + 1)};
}

std::vector<std::string> split_list(const std::string& text) {
  std::vector<std::string> parts;
  for (std::size_t at = 0; at <= text.size();) {
    const auto comma = std::min(text.find(',', at), text.size());
    parts.push_back(without_blanks(std::string_view{text}.substr(at, comma - at)));
    at = comma + 1;
  }
  return parts;
}

/// Reads the options one by one; throws the first fault.
class query_reader {
public:
  query_reader(timestamp now, const date::time_zone& zone) : now_{now}, zone_{zone} {}

  report_query read(const report_words& words) const {
    report_query query;
    auto& filter = query.filter;
    if (words.from)
      filter.from = time("--from", *words.from, &time_bounds::from);
    if (words.to)
      filter.to = time("--to", *words.to, &time_bounds::to);
    if (filter.from && filter.to && *filter.from >= *filter.to)
      refuse("--to", *words.to, "a time after --from");
    if (words.series)
      filter.series = names("--series", *words.series);
    if (words.wallet)
      filter.wallets = wallets(*words.wallet);
    if (words.status)
      filter.statuses = chosen_statuses(*words.status);
    if (words.by)
      query.by = grouping(*words.by);
    if (words.format)
      query.format = format(*words.format);
    query.coverage_only = words.coverage;
    if (words.plot)
      query.plot = plot(*words.plot);
    return query;
  }

private:
  [[noreturn]] static void refuse(const char* option, const std::string& given,
                                  std::string allowed) {
    throw option_fault{option, given, std::move(allowed)};
  }

  timestamp time(const char* option, const std::string& text,
                 timestamp time_bounds::*edge) const {
    const auto when = parse_when(text, now_, zone_);
    if (!when)
      refuse(option, text, allowed_times);
    return (*when).*edge;
  }

  static std::vector<std::string> names(const char* option, const std::string& text) {
    auto parts = split_list(text);
    if (std::find(parts.begin(), parts.end(), "") != parts.end())
      refuse(option, text, "names, separated by commas");
    return parts;
  }

  static std::vector<std::string> wallets(const std::string& text) {
    auto parts = names("--wallet", text);
    for (auto& part : parts)
      if (part.starts_with("0x") || part.starts_with("0X"))
        part = lower(part);
    return parts;
  }

  static std::vector<grade_status> chosen_statuses(const std::string& text) {
    std::vector<grade_status> chosen;
    for (const auto& word : names("--status", text)) {
      const auto* const found =
          std::find_if(statuses.begin(), statuses.end(), [&](grade_status each) {
            return lower(to_string(each)) == lower(word);
          });
      if (found == statuses.end())
        refuse("--status", word, "PENDING, PROVISIONAL, FINAL, AMENDED and VOID");
      chosen.push_back(*found);
    }
    return chosen;
  }

  static std::optional<report_grouping> grouping(const std::string& text) {
    if (lower(text) == "window")
      return std::nullopt;
    const auto* const found =
        std::find_if(groupings.begin(), groupings.end(), [&](report_grouping each) {
          return lower(text) == to_string(each);
        });
    if (found == groupings.end())
      refuse("--by", text, "window, day, week, series, wallet, type and strategy");
    return *found;
  }

  static report_format format(const std::string& text) {
    const auto* const found =
        std::find_if(formats.begin(), formats.end(),
                     [&](const auto& each) { return lower(text) == each.first; });
    if (found == formats.end())
      refuse("--format", text, "table, csv and json");
    return found->second;
  }

  static std::string plot(const std::string& text) {
    if (!lower(text).ends_with(".svg"))
      refuse("--plot", text, "a file whose name ends with .svg");
    return text;
  }

  timestamp now_;
  const date::time_zone& zone_;
};

} // namespace

const char* to_string(report_grouping by) {
  switch (by) {
  case report_grouping::day:
    return "day";
  case report_grouping::week:
    return "week";
  case report_grouping::series:
    return "series";
  case report_grouping::wallet:
    return "wallet";
  case report_grouping::type:
    return "type";
  case report_grouping::strategy:
    return "strategy";
  }
  return "?";
}

std::string to_string(const option_fault& fault) {
  std::string given;
  append_escaped(given, fault.given, escaping::line);
  return fmt::format("{}={}: allowed: {}", fault.option, given, fault.allowed);
}

std::optional<time_bounds> parse_when(const std::string& text, timestamp now,
                                      const date::time_zone& zone) {
  if (const auto day = day_named(lower(text), day_of(now, zone)))
    return day_bounds(*day, zone);
  const auto instant = parse_instant(text, zone);
  return instant ? std::optional{time_bounds{*instant, *instant}} : std::nullopt;
}

std::variant<report_query, option_fault> parse_report_query(const report_words& words,
                                                            timestamp now,
                                                            const date::time_zone& zone) {
  try {
    return query_reader{now, zone}.read(words);
  } catch (const option_fault& fault) {
    return fault;
  }
}

} // namespace tracker
