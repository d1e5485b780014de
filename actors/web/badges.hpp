// SPDX-License-Identifier: MIT
// Small pictures for other pages. Pure.
#pragma once

#include "actors/web/server/web_request.hpp"
#include "actors/web/web_view.hpp"

namespace tracker {

/// The P/L of the windows that ended today and are settled, of all wallets.
web_reply serve_today_badge(const web_request& request, const web_view& view);

/// The share of the ledger's windows that were watched or back-filled.
web_reply serve_coverage_badge(const web_request& request, const web_view& view);

} // namespace tracker
