// SPDX-License-Identifier: MIT
#pragma once

#include "actors/window/grade/accounting.hpp"

namespace tracker {

/// Divides a window's shares and money between its paired and its one-sided part, by the
/// rules that stand at `window_account`, and names what they are and how they ended.
/// Reads the sides and the totals of `figures` and fills in the rest.
void divide(window_figures& figures, std::optional<settlement> settled,
            const accounting_rules& rules);

} // namespace tracker
