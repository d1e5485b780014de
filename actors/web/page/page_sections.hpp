// SPDX-License-Identifier: MIT
// The sections of the page as HTML.
#pragma once

#include "actors/web/page/page_view.hpp"

#include <string>

namespace tracker {

/// The state with its dot: `● watching`.
std::string state_mark(const page_strip& strip);

/// The version, with a mark before it, such as `demo`, for a run that is not live.
std::string mode_mark(const page_strip& strip);

/// The bar at the top: whether the tracker works and its figures are complete.
std::string strip_section(const page_view& view);
/// The problems with host, reason and age; empty: all works.
std::string problem_section(const page_strip& strip);
/// The first steps where nothing is configured or nothing was ever traded; otherwise
/// empty.
std::string advice_section(const page_view& view);
/// The card with the platform's own figures. It is green only if every day is compared
/// and none differs; an open day is never shown as agreement.
std::string platform_card(const proof_summary& proofs);
/// The six cards of figures.
std::string money_section(const page_view& view);
/// The open windows.
std::string live_section(const page_view& view);
/// The attention list.
std::string attention_section(const page_view& view);
/// The curve and the calendar, drawn by the server.
std::string plot_section(const page_view& view);
/// The table of strategies and wallets.
std::string strategy_section(const page_view& view);
/// The table of windows with its filters.
std::string window_section(const page_view& view);

} // namespace tracker
