// SPDX-License-Identifier: MIT
// The sections of the page as HTML.
#pragma once

#include "actors/web/page/page_view.hpp"

#include <string>

namespace tracker {

/// The state with its dot: `● watching`.
std::string state_mark(const page_strip& strip);

/// The version; of what is not live a mark before it, `demo`.
std::string mode_mark(const page_strip& strip);

/// The bar at the top: is it alive, and may its figures be believed?
std::string strip_section(const page_view& view);
/// What does not work, with host, reason and age; empty: all works.
std::string problem_section(const page_strip& strip);
/// What to do first where nothing is configured or nothing was ever traded; empty: no
/// need.
std::string advice_section(const page_view& view);
/// The six figures.
std::string money_section(const page_view& view);
/// The open windows.
std::string live_section(const page_view& view);
/// What needs the owner's eyes.
std::string attention_section(const page_view& view);
/// The curve and the calendar, drawn by the server.
std::string plot_section(const page_view& view);
/// The table of strategies and wallets.
std::string strategy_section(const page_view& view);
/// The table of windows with its filters.
std::string window_section(const page_view& view);

/// The link to the explanation of a window.
std::string explain_link(const std::string& slug, const watched_wallet& wallet);

/// `12.01%`, `−0.50%` for hundredths of a percent.
std::string percent_of_hundredths(std::int64_t hundredths);

/// `31 W 12 L`, with even and void counts where there are some.
std::string score_words(const score& sums);

} // namespace tracker
