// SPDX-License-Identifier: MIT
#include "actors/web/api_handlers.hpp"

#include "actors/ledger/days/proof_summary.hpp"
#include "actors/ledger/output/explanation.hpp"
#include "actors/ledger/output/report_run.hpp"
#include "actors/ledger/report/report_encoder.hpp"
#include "actors/text/whole_number.hpp"
#include "actors/web/page/page_view.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <deque>
#include <sstream>
#include <utility>

namespace tracker {

namespace {

constexpr std::size_t default_limit = 50;
constexpr std::size_t max_limit = 1000;
/// Bytes of a foreign value that an error repeats.
constexpr std::size_t shown_bytes = 80;

/// The parameters that filter grades.
const std::vector<std::string> filter_names{"from",   "to",   "series", "wallet",
                                            "status", "type", "result", "strategy"};

web_reply refuse_parameter(const web_context& context, const std::string& name,
                           const std::string& given, const std::string& allowed) {
  return refuse_request(
      400, fmt::format("{}={}: allowed: {}", shown_excerpt(context, name, shown_bytes),
                       shown_excerpt(context, given, shown_bytes), allowed));
}

web_reply refuse_option(const web_context& context, const option_fault& fault) {
  const auto allowed =
      fault.choices.empty()
          ? fault.allowed
          : fmt::format("{} ({})", fault.allowed, fmt::join(fault.choices, ", "));
  return refuse_parameter(context, fault.option.substr(fault.option.rfind('-') + 1),
                          fault.given, shown_text(context, allowed));
}

/// The first parameter that is not one of `allowed`, refused.
std::optional<web_reply> find_unknown(const web_request& request,
                                      const web_context& context,
                                      std::vector<std::string> allowed,
                                      const std::vector<std::string>& more = {}) {
  allowed.insert(allowed.end(), more.begin(), more.end());
  for (const auto& [name, value] : request.query)
    if (std::find(allowed.begin(), allowed.end(), name) == allowed.end())
      return refuse_request(
          400, fmt::format("{}: not a parameter of this endpoint; allowed: {}",
                           shown_excerpt(context, name, shown_bytes),
                           fmt::join(allowed, ", ")));
  return std::nullopt;
}

/// The query of a request, its names checked, or the refusal.
std::variant<report_query, web_reply> checked_query(const report_options& options,
                                                    const web_view& view,
                                                    report_source& source,
                                                    const report_setting& setting) {
  auto parsed = parse_report_query(options, setting.now, setting.zone);
  if (const auto* fault = std::get_if<option_fault>(&parsed))
    return refuse_option(view.context, *fault);
  auto query = std::get<report_query>(std::move(parsed));
  const auto checked = resolve_filter(query.filter, source, setting);
  if (const auto* error = std::get_if<ledger_error>(&checked))
    return refuse_unreadable(view.context, *error);
  if (const auto& fault = std::get<std::optional<option_fault>>(checked))
    return refuse_option(view.context, *fault);
  return query;
}

web_reply json_reply(const web_context& context, std::string body) {
  return {200, json_type, shown_text(context, std::move(body))};
}

/// Answers with what `report` writes.
web_reply serve_report(const web_request& request, const web_view& view,
                       report_source& source, const report_options& options,
                       const std::vector<std::string>& allowed,
                       const std::vector<std::string>& more = {}) {
  if (auto refusal = find_unknown(request, view.context, allowed, more))
    return std::move(*refusal);
  const auto setting = report_setting_of(view);
  const auto query = checked_query(options, view, source, setting);
  if (const auto* refusal = std::get_if<web_reply>(&query))
    return *refusal;
  std::ostringstream out;
  if (const auto error =
          write_report_rows(std::get<report_query>(query), source, setting, out))
    return refuse_unreadable(view.context, *error);
  return json_reply(view.context, std::move(out).str());
}

/// Where a page of windows begins: after `skipped` rows of the windows that end at `end`.
struct page_cursor {
  std::int64_t end = 0;
  std::size_t skipped = 0;
};

std::optional<page_cursor> parse_cursor(std::string_view text) {
  const auto dot = text.find('.');
  if (dot == std::string_view::npos)
    return std::nullopt;
  const auto end = parse_whole_number<std::int64_t>(text.substr(0, dot));
  const auto skipped = parse_whole_number<std::size_t>(text.substr(dot + 1));
  // Ends that a timestamp can express.
  constexpr std::int64_t last_second = 9'000'000'000;
  if (!end || !skipped || *end < 0 || *end > last_second)
    return std::nullopt;
  return page_cursor{*end, *skipped};
}

/// The newest rows that match a filter, one page of them.
class grade_page {
public:
  grade_page(report_source& source, report_filter filter, page_cursor first,
             std::size_t limit, timestamp now)
      : source_{source}
      , filter_{std::move(filter)}
      , first_{first}
      , limit_{limit}
      , now_{now} {}

  /// Reads what is not over, then spans that grow backwards in time until the page is
  /// full, so that a page costs the same in a long ledger. One row more than the page
  /// shows whether another page follows.
  report_source::failure read() {
    auto end = std::min(filter_.end.value_or(from_unix_seconds(first_.end)),
                        from_unix_seconds(first_.end));
    const auto begin = filter_.begin.value_or(timestamp{});
    for (timespan span = std::chrono::hours{6}; end > begin && !is_full(); span *= 4) {
      auto part = filter_;
      part.end = end;
      part.begin = std::max(begin, std::min(end, now_) - span);
      if (auto failure = read_part(part))
        return failure;
      end = *part.begin;
      if (span > std::chrono::hours{24 * 365 * 20})
        span = std::chrono::hours{24 * 365 * 20};
    }
    return std::nullopt;
  }

  std::string json() const {
    json_rows rows{grade_row_names()};
    const auto columns = grade_columns();
    std::string text;
    for (std::size_t i = 0; i < shown(); ++i)
      text += rows.row(grade_row_cells(columns, rows_[i]));
    return text + rows.end();
  }

  /// The cursor of the next page; nothing on the last one.
  std::optional<std::string> next() const {
    if (rows_.size() <= limit_)
      return std::nullopt;
    const auto end = to_unix_seconds(end_of(rows_[limit_ - 1]));
    std::size_t skipped = end == first_.end ? first_.skipped : 0;
    for (std::size_t i = 0; i < limit_; ++i)
      skipped += to_unix_seconds(end_of(rows_[i])) == end ? 1 : 0;
    return fmt::format("{}.{}", end, skipped);
  }

private:
  static timestamp end_of(const grade_row& row) { return row.graded.window.end; }
  bool is_full() const { return rows_.size() > limit_; }
  std::size_t shown() const { return std::min(rows_.size(), limit_); }

  report_source::failure read_part(const report_filter& part) {
    // Ascending; only the newest rows of a part can be on the page.
    std::deque<grade_row> newest;
    const auto room = limit_ + 1 - rows_.size() + (first_.skipped - skipped_);
    auto failure = source_.each_grade(part, [&](const grade_row& row) {
      newest.push_back(row);
      if (newest.size() > room)
        newest.pop_front();
    });
    for (auto row = newest.rbegin(); row != newest.rend() && !is_full(); ++row) {
      if (skipped_ < first_.skipped && to_unix_seconds(end_of(*row)) == first_.end)
        ++skipped_;
      else
        rows_.push_back(std::move(*row));
    }
    return failure;
  }

  report_source& source_;
  report_filter filter_;
  page_cursor first_;
  std::size_t limit_;
  timestamp now_;
  /// Newest first.
  std::vector<grade_row> rows_;
  std::size_t skipped_ = 0;
};

web_reply serve_plot(const web_request& request, const web_view& view,
                     report_source& source, plot_picture part) {
  if (auto refusal =
          find_unknown(request, view.context, filter_names,
                       part == plot_picture::equity ? std::vector<std::string>{"by"}
                                                    : std::vector<std::string>{}))
    return std::move(*refusal);
  const auto setting = report_setting_of(view);
  auto options = options_of(request.query);
  options.grouping = value_of(request.query, "by");
  const auto query = checked_query(options, view, source, setting);
  if (const auto* refusal = std::get_if<web_reply>(&query))
    return *refusal;
  auto drawn = draw_report(std::get<report_query>(query), source, setting, part);
  if (const auto* error = std::get_if<ledger_error>(&drawn))
    return refuse_unreadable(view.context, *error);
  return {200, svg_type,
          shown_text(view.context, std::get<std::string>(std::move(drawn)))};
}

} // namespace

web_reply serve_windows(const web_request& request, const web_view& view,
                        report_source& source) {
  if (auto refusal =
          find_unknown(request, view.context, filter_names, {"limit", "cursor"}))
    return std::move(*refusal);
  const auto setting = report_setting_of(view);
  std::size_t limit = default_limit;
  if (const auto* given = query_value(request, "limit")) {
    const auto number = parse_whole_number<std::size_t>(*given);
    if (!number || *number == 0 || *number > max_limit)
      return refuse_parameter(view.context, "limit", *given,
                              fmt::format("1 to {}", max_limit));
    limit = *number;
  }
  // Windows that are not over have a grade as well.
  page_cursor first{to_unix_seconds(setting.now + std::chrono::hours{24 * 366}), 0};
  if (const auto* given = query_value(request, "cursor")) {
    const auto cursor = parse_cursor(*given);
    if (!cursor)
      return refuse_parameter(view.context, "cursor", *given,
                              "the X-Next-Cursor of the page before");
    first = *cursor;
  }
  const auto query = checked_query(options_of(request.query), view, source, setting);
  if (const auto* refusal = std::get_if<web_reply>(&query))
    return *refusal;
  grade_page page{source, std::get<report_query>(query).filter, first, limit,
                  setting.now};
  if (const auto failure = page.read())
    return refuse_unreadable(view.context, *failure);
  auto reply = json_reply(view.context, page.json());
  if (auto next = page.next())
    reply.headers.emplace_back("X-Next-Cursor", std::move(*next));
  return reply;
}

web_reply serve_explain(const web_request& request, const web_view& view,
                        report_source& source) {
  if (auto refusal = find_unknown(request, view.context, {"slug", "wallet"}))
    return std::move(*refusal);
  const auto* slug = query_value(request, "slug");
  if (slug == nullptr || slug->empty())
    return refuse_request(400, "slug: missing; allowed: the slug of a window");
  const auto setting = report_setting_of(view);
  const auto wallets = wallet_filter(value_of(request.query, "wallet"), source, setting);
  if (const auto* error = std::get_if<ledger_error>(&wallets))
    return refuse_unreadable(view.context, *error);
  const auto& filter = std::get<std::variant<report_filter, option_fault>>(wallets);
  if (const auto* fault = std::get_if<option_fault>(&filter))
    return refuse_option(view.context, *fault);
  const auto looked_up = find_window(*slug, source);
  if (const auto* error = std::get_if<ledger_error>(&looked_up))
    return refuse_unreadable(view.context, *error);
  const auto& found = std::get<std::optional<found_window>>(looked_up);
  if (!found)
    return refuse_request(404,
                          fmt::format("the ledger has no window {}",
                                      shown_excerpt(view.context, *slug, shown_bytes)));
  const accounting_rules rules{view.context.capture_min_price};
  explanation_writer writer{rules, setting, std::get<report_filter>(filter)};
  writer.add_json(*found);
  return json_reply(view.context, writer.json());
}

web_reply serve_days(const web_request& request, const web_view& view,
                     report_source& source) {
  auto options = options_of(request.query);
  options.grouping = "day";
  return serve_report(request, view, source, options, filter_names);
}

web_reply serve_groups(const web_request& request, const web_view& view,
                       report_source& source) {
  auto options = options_of(request.query);
  options.grouping = value_of(request.query, "by").value_or("strategy");
  return serve_report(request, view, source, options, filter_names, {"by"});
}

web_reply serve_coverage(const web_request& request, const web_view& view,
                         report_source& source) {
  auto options = options_of(request.query);
  options.coverage = true;
  return serve_report(request, view, source, options, {"from", "to", "series"});
}

web_reply serve_proofs(const web_request& request, const web_view& view,
                       report_source& source) {
  if (auto refusal = find_unknown(request, view.context, {"from", "to", "wallet"}))
    return std::move(*refusal);
  auto options = options_of(request.query);
  options.proof = true;
  const auto query = checked_query(options, view, source, report_setting_of(view));
  if (const auto* refusal = std::get_if<web_reply>(&query))
    return *refusal;
  const auto proofs = source.proofs();
  if (const auto* error = std::get_if<ledger_error>(&proofs))
    return refuse_unreadable(view.context, *error);
  std::ostringstream out;
  write_proofs(select_proofs(std::get<std::vector<day_proof>>(proofs),
                             std::get<report_query>(query).filter),
               report_format::json, out);
  return json_reply(view.context, std::move(out).str());
}

web_reply serve_equity_plot(const web_request& request, const web_view& view,
                            report_source& source) {
  return serve_plot(request, view, source, plot_picture::equity);
}

web_reply serve_calendar_plot(const web_request& request, const web_view& view,
                              report_source& source) {
  return serve_plot(request, view, source, plot_picture::calendar);
}

web_reply serve_hours_plot(const web_request& request, const web_view& view,
                           report_source& source) {
  return serve_plot(request, view, source, plot_picture::hours);
}

web_reply serve_spread_plot(const web_request& request, const web_view& view,
                            report_source& source) {
  return serve_plot(request, view, source, plot_picture::spread);
}

} // namespace tracker
