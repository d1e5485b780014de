// SPDX-License-Identifier: MIT
// The page, and what it shows as JSON.
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

/// What the strip says of the tracker at this snapshot.
page_strip strip_of(const web_view& view);

/// The page while the ledger cannot be read for `reason`: strip, reason and what to do.
/// Needs no ledger.
web_reply trouble_page(const web_view& view, const std::string& reason);

} // namespace tracker
