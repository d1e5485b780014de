// SPDX-License-Identifier: MIT
#include "actors/ledger/report/report_query.hpp"

#include "actors/text/escaped_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>
#include <utility>

namespace tracker {

namespace {

constexpr std::array<report_grouping, 9> groupings{
    report_grouping::hour,   report_grouping::day,   report_grouping::weekday,
    report_grouping::week,   report_grouping::month, report_grouping::series,
    report_grouping::wallet, report_grouping::type,  report_grouping::strategy};

constexpr std::array<report_format, 3> formats{report_format::table, report_format::csv,
                                               report_format::json};

constexpr std::array<report_order, 4> orders{report_order::time, report_order::pnl,
                                             report_order::fees, report_order::volume};

constexpr std::array<grade_status, 5> statuses{
    grade_status::pending, grade_status::provisional, grade_status::final,
    grade_status::amended, grade_status::void_settled};

constexpr std::array<trade_kind, 4> kinds{trade_kind::none, trade_kind::arb,
                                          trade_kind::capture, trade_kind::directional};

constexpr std::array<trade_result, 7> results{
    trade_result::paired, trade_result::lopsided, trade_result::bail,  trade_result::win,
    trade_result::loss,   trade_result::cashed,   trade_result::exited};

constexpr std::size_t max_rows = 100'000'000;

const char* to_string(report_format format) {
  switch (format) {
  case report_format::table:
    return "table";
  case report_format::csv:
    return "csv";
  case report_format::json:
    return "json";
  }
  return "?";
}

const char* to_string(report_order order) {
  switch (order) {
  case report_order::time:
    return "time";
  case report_order::pnl:
    return "pnl";
  case report_order::fees:
    return "fees";
  case report_order::volume:
    return "volume";
  }
  return "?";
}

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

/// Reads the options one by one; throws the first fault.
class query_reader {
public:
  query_reader(timestamp now, const date::time_zone& zone) : now_{now}, zone_{zone} {}

  report_query read(const report_options& options) const {
    report_query query;
    auto& filter = query.filter;
    if (options.begin)
      filter.begin = time("--from", *options.begin, &time_bounds::begin);
    if (options.end)
      filter.end = time("--to", *options.end, &time_bounds::end);
    if (filter.begin && filter.end && *filter.begin >= *filter.end)
      refuse("--to", *options.end, "a time after --from");
    if (options.series)
      filter.series = names("--series", *options.series);
    if (options.wallet)
      filter.wallets = wallets(*options.wallet);
    if (options.status)
      filter.statuses = each_of("--status", *options.status, statuses);
    if (options.type)
      filter.kinds = each_of("--type", *options.type, kinds);
    if (options.result)
      filter.results = each_of("--result", *options.result, results);
    if (options.strategy)
      filter.strategies = strategies(*options.strategy);
    if (options.grouping && lower(*options.grouping) != "window")
      query.grouping = choice("--by", *options.grouping, groupings, {"window"});
    if (options.format)
      query.format = choice("--format", *options.format, formats);
    if (options.sort)
      read_order(*options.sort, query);
    if (options.last)
      query.last = count("--last", *options.last);
    query.coverage_only = options.coverage;
    query.proof_only = options.proof;
    query.roles_only = options.roles;
    query.unredeemed_only = options.unredeemed;
    if (query.coverage_only && query.grouping)
      check_coverage_grouping(*options.grouping, *query.grouping);
    if (options.plot)
      query.plot = plot(*options.plot);
    read_excel(options, query);
    read_document(options, zone_, query);
    narrow_table(options, query);
    return query;
  }

private:
  [[noreturn]] static void refuse(const char* option, const std::string& given,
                                  std::string allowed,
                                  std::vector<std::string> choices = {}) {
    throw option_fault{option, given, std::move(allowed), std::move(choices)};
  }

  /// `a, b and c`.
  static std::string list_text(const std::vector<std::string>& words) {
    return fmt::format("{} and {}", fmt::join(words.begin(), words.end() - 1, ", "),
                       words.back());
  }

  /// The one of `values` whose `to_string` equals `text` in any case.
  template <class Value, std::size_t N>
  static Value choice(const char* option, const std::string& text,
                      const std::array<Value, N>& values,
                      std::vector<std::string> words = {}) {
    for (const auto value : values) {
      if (lower(text) == lower(to_string(value)))
        return value;
      words.emplace_back(to_string(value));
    }
    auto allowed = list_text(words);
    refuse(option, text, std::move(allowed), std::move(words));
  }

  template <class Value, std::size_t N>
  static std::vector<Value> each_of(const char* option, const std::string& text,
                                    const std::array<Value, N>& values) {
    std::vector<Value> chosen;
    for (const auto& word : names(option, text))
      chosen.push_back(choice(option, word, values));
    return chosen;
  }

  /// `pnl`, or `-pnl` for the largest first.
  static void read_order(const std::string& text, report_query& query) {
    query.descending = text.starts_with('-');
    query.order = choice("--sort", text.substr(query.descending ? 1 : 0), orders);
  }

  static std::size_t count(const char* option, const std::string& text) {
    std::size_t number = 0;
    const auto* last = text.data() + text.size();
    const auto [end, error] = std::from_chars(text.data(), last, number);
    if (error != std::errc{} || end != last || number == 0 || number > max_rows)
      refuse(option, text, "a number of rows from 1 on");
    return number;
  }

  /// Only grades have a wallet, type or strategy; windows do not.
  static void check_coverage_grouping(const std::string& text, report_grouping grouping) {
    if (grouping == report_grouping::wallet || grouping == report_grouping::type ||
        grouping == report_grouping::strategy)
      refuse("--by", text,
             "hour, day, weekday, week, month and series, together with --coverage");
  }

  /// `(none)`, as reports show it, selects grades without a strategy.
  static std::vector<std::string> strategies(const std::string& text) {
    auto parts = names("--strategy", text);
    std::replace(parts.begin(), parts.end(), std::string{"(none)"}, std::string{});
    return parts;
  }

  static void read_excel(const report_options& options, report_query& query) {
    query.excel = options.excel;
    if (!options.excel)
      return;
    if (options.format && query.format != report_format::csv)
      refuse("--format", *options.format, "csv, together with --excel");
    query.format = report_format::csv;
  }

  void narrow_table(const report_options& options, report_query& query) const {
    const bool is_window_table = query.document == report_document::rows &&
                                 query.format == report_format::table &&
                                 !query.grouping && !query.coverage_only &&
                                 !query.roles_only && !query.unredeemed_only;
    if (!is_window_table || options.all)
      return;
    const auto& wanted = query.filter.kinds;
    query.traded_only =
        std::find(wanted.begin(), wanted.end(), trade_kind::none) == wanted.end();
    if (options.begin || options.end || options.plot || query.last)
      return;
    query.filter.begin = now_ - std::chrono::hours{24};
    query.default_span = true;
  }

  timestamp time(const char* option, const std::string& text,
                 timestamp time_bounds::*edge) const {
    const auto span = parse_when(text, now_, zone_);
    if (!span)
      refuse(option, text, allowed_times);
    return (*span).*edge;
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

  static std::string plot(const std::string& text) {
    if (!lower(text).ends_with(".svg"))
      refuse("--plot", text, "a file whose name ends with .svg");
    return text;
  }

  timestamp now_;
  const date::time_zone& zone_;
};

} // namespace

std::vector<std::string> split_list(const std::string& text) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const auto comma = std::min(text.find(',', begin), text.size());
    parts.push_back(without_blanks(std::string_view{text}.substr(begin, comma - begin)));
    begin = comma + 1;
  }
  return parts;
}

const char* to_string(report_grouping grouping) {
  switch (grouping) {
  case report_grouping::hour:
    return "hour";
  case report_grouping::day:
    return "day";
  case report_grouping::weekday:
    return "weekday";
  case report_grouping::week:
    return "week";
  case report_grouping::month:
    return "month";
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
  return fmt::format("{}{}{}: allowed: {}", fault.option, fault.is_flag ? "" : "=", given,
                     fault.allowed);
}

std::optional<time_bounds> parse_when(const std::string& text, timestamp now,
                                      const date::time_zone& zone) {
  if (const auto day = day_named(lower(text), day_of(now, zone)))
    return day_bounds(*day, zone);
  const auto instant = parse_instant(text, zone);
  return instant ? std::optional{time_bounds{*instant, *instant}} : std::nullopt;
}

std::variant<report_query, option_fault> parse_report_query(const report_options& options,
                                                            timestamp now,
                                                            const date::time_zone& zone) {
  try {
    return query_reader{now, zone}.read(options);
  } catch (const option_fault& fault) {
    return fault;
  }
}

} // namespace tracker
