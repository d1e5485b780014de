// SPDX-License-Identifier: MIT
// The page, its figures as JSON, and badges.
#pragma once

#include "actors/web/page/page_view.hpp"
#include "actors/web/router.hpp"

#include <string>

namespace tracker {

/// The page. Parameters: wallet, span, palette, and the filters of its windows.
web_reply serve_page(const web_request& request, const web_view& view,
                     report_source& source);

/// The strip and the money row. Parameters: wallet; span: only the sums of this one.
web_reply serve_summary(const web_request& request, const web_view& view,
                        report_source& source);

/// The attention list. Parameter: wallet.
web_reply serve_attention(const web_request& request, const web_view& view,
                          report_source& source);

/// The state of the tracker at this snapshot, as the strip shows it.
page_strip strip_of(const web_view& view);

/// The page while the ledger cannot be read for `reason`: strip, reason and what to do.
/// Needs no ledger.
web_reply trouble_page(const web_view& view, const std::string& reason);

/// Small pictures for other pages: the P/L of the windows that ended today and are
/// settled, of all wallets, and the share of the ledger's windows that were watched or
/// back-filled.
web_reply serve_today_badge(const web_request& request, const web_view& view);
web_reply serve_coverage_badge(const web_request& request, const web_view& view);

} // namespace tracker
