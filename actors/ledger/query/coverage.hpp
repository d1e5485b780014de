// SPDX-License-Identifier: MIT
#pragma once

#include "messages/ledger.hpp"

namespace tracker {

/// What is known of a window when `news` joins what was `known`. The better kind stands
/// alone; of two of the same kind, the time from the first to the last look counts, and
/// the newer reason.
window_coverage together(const window_coverage& known, const window_coverage& news);

} // namespace tracker
