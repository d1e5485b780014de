// SPDX-License-Identifier: MIT
// Whether everything that can belong to a window is known.
#pragma once

#include "messages/wallet.hpp"
#include "messages/window.hpp"

namespace tracker {

/// True when `known` holds every row that can belong to `window`: from the opening of its
/// market, before its start, to the last block that can hold one of its fills.
bool covers(const history_span& known, const window& window);

/// True when the row may belong to the market: by its condition id, else by its token,
/// else by its slug. A row that names none of them may belong to any market that was
/// trading at its time.
bool may_touch(const doubtful_row& row, const market& market);

} // namespace tracker
