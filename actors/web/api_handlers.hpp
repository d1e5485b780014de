// SPDX-License-Identifier: MIT
// /api/v1 and the pictures: the answers of `report` and `explain` to a request.
#pragma once

#include "actors/web/router.hpp"

namespace tracker {

/// The array of `report --format=json`, the newest window first, one page at a time.
/// Parameters: from, to, series, wallet, status, type, result, strategy as in `report`;
/// `limit` (1 to 1000, default 50) and `cursor`, from the header `X-Next-Cursor` of the
/// page before, which the last page does not have.
web_reply serve_windows(const web_request& request, const web_view& view,
                        report_source& source);

/// The array of `explain --format=json`. Parameters: slug, wallet.
web_reply serve_explain(const web_request& request, const web_view& view,
                        report_source& source);

/// `report --by=day --format=json`. Parameters: the filters of /api/v1/windows.
web_reply serve_days(const web_request& request, const web_view& view,
                     report_source& source);

/// `report --by=strategy --format=json`; `by` may also be type, wallet, series, hour,
/// weekday, week or month. Parameters: by, and the filters of /api/v1/windows.
web_reply serve_groups(const web_request& request, const web_view& view,
                       report_source& source);

/// `report --coverage --format=json`. Parameters: from, to, series.
web_reply serve_coverage(const web_request& request, const web_view& view,
                         report_source& source);

/// The array of `report --proof --format=json`. Parameters: from, to, wallet.
web_reply serve_proofs(const web_request& request, const web_view& view,
                       report_source& source);

/// The curves and the calendar of `report --plot`. Parameters: the filters, and `by` for
/// the curves.
web_reply serve_equity_plot(const web_request& request, const web_view& view,
                            report_source& source);
web_reply serve_calendar_plot(const web_request& request, const web_view& view,
                              report_source& source);
/// P/L a window by hour and weekday, and how it is spread. Parameters: the filters.
web_reply serve_hours_plot(const web_request& request, const web_view& view,
                           report_source& source);
web_reply serve_spread_plot(const web_request& request, const web_view& view,
                            report_source& source);

} // namespace tracker
