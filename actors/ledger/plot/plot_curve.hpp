// SPDX-License-Identifier: MIT
#pragma once

#include "actors/ledger/plot/plot_equity.hpp"
#include "actors/ledger/plot/plot_scale.hpp"
#include "actors/ledger/query/calendar.hpp"

#include <string>
#include <vector>

namespace tracker {

/// A rectangle of a picture.
struct plot_area {
  tenths left = 0;
  tenths top = 0;
  tenths right = 0;
  tenths bottom = 0;
};

/// The equity as a line of steps, with its axes. `points` is not empty.
std::string draw_curve(const std::vector<equity_point>& points, const plot_area& in,
                       const date::time_zone& zone);

} // namespace tracker
