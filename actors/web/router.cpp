// SPDX-License-Identifier: MIT
#include "actors/web/router.hpp"

#include "actors/ledger/query/calendar.hpp"
#include "actors/web/api_handlers.hpp"
#include "actors/web/health.hpp"
#include "actors/web/metrics.hpp"
#include "actors/web/page/page_files.hpp"
#include "actors/web/page_handlers.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tracker {

namespace {

web_reply serve_file(const web_request& request, const web_view& /*view*/) {
  const auto& files = page_files();
  const auto file = std::find_if(files.begin(), files.end(), [&](const page_file& each) {
    return each.path == request.path;
  });
  if (file == files.end())
    return unknown_path();
  return {200, std::string{file->type}, std::string{file->content},
          std::string{file->etag}};
}

std::vector<web_route> all_routes() {
  std::vector<web_route> routes{
      {"/", ledger_handler{serve_page}, reply_age::fresh},
      {"/api/v1/summary", ledger_handler{serve_summary}, reply_age::fresh},
      {"/api/v1/attention", ledger_handler{serve_attention}, reply_age::ledger_minute},
      {"/api/v1/windows", ledger_handler{serve_windows}, reply_age::ledger},
      {"/api/v1/explain", ledger_handler{serve_explain}, reply_age::ledger},
      {"/api/v1/days", ledger_handler{serve_days}, reply_age::ledger},
      {"/api/v1/strategies", ledger_handler{serve_groups}, reply_age::ledger},
      {"/api/v1/coverage", ledger_handler{serve_coverage}, reply_age::ledger_minute},
      {"/api/v1/reconcile", ledger_handler{serve_proofs}, reply_age::ledger},
      {"/plot/equity.svg", ledger_handler{serve_equity_plot}, reply_age::ledger},
      {"/plot/calendar.svg", ledger_handler{serve_calendar_plot}, reply_age::ledger},
      {"/plot/hours.svg", ledger_handler{serve_hours_plot}, reply_age::ledger},
      {"/plot/spread.svg", ledger_handler{serve_spread_plot}, reply_age::ledger},
      {"/badge/today.svg", memory_handler{serve_today_badge}},
      {"/badge/coverage.svg", memory_handler{serve_coverage_badge}},
      {"/events", stream_handler{}},
      {"/metrics", memory_handler{serve_metrics}},
      {"/health", memory_handler{serve_health}, reply_age::fresh, true},
      {"/ready", memory_handler{serve_readiness}},
  };
  for (const auto& file : page_files())
    routes.push_back({file.path, memory_handler{serve_file}});
  return routes;
}

} // namespace

const std::vector<web_route>& web_routes() {
  static const auto routes = all_routes();
  return routes;
}

const web_route* find_route(std::string_view path) {
  const auto& routes = web_routes();
  const auto found =
      std::find_if(routes.begin(), routes.end(),
                   [&](const web_route& route) { return route.path == path; });
  return found == routes.end() ? nullptr : &*found;
}

web_reply unknown_path() {
  return refuse_request(404, "the path is not known; the README lists the endpoints");
}

std::string unreadable_text(const web_context& context, const ledger_error& error) {
  if (!context.reads_fleet)
    return fmt::format("the ledger cannot be read: {}", to_string(error.kind));
  const auto* reason = to_string(error.kind);
  if (error.kind == ledger_error_kind::busy)
    reason = "it does not answer";
  else if (error.kind == ledger_error_kind::read_only)
    reason = "the role of fleet.url may not read it";
  else if (error.kind == ledger_error_kind::absent)
    reason = "it has no tables of this version yet";
  return fmt::format("the fleet's database cannot be read: {}", reason);
}

web_reply refuse_unreadable(const web_context& context, const ledger_error& error) {
  return refuse_request(503, unreadable_text(context, error));
}

std::string etag_of(const web_route& route, const web_view& view) {
  const auto& snapshot = view.snapshot;
  if (route.age == reply_age::fresh || snapshot.revision == 0)
    return {};
  const auto day = day_of(snapshot.now, *view.context.zone).time_since_epoch().count();
  if (route.age == reply_age::ledger)
    return fmt::format("\"{}-{}-{}\"", snapshot.revision, view.context.changes, day);
  return fmt::format("\"{}-{}-{}\"", snapshot.revision, view.context.changes,
                     to_unix_seconds(snapshot.now) / 60);
}

} // namespace tracker
