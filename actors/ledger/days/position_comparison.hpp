// SPDX-License-Identifier: MIT
// Compares the tokens of a window with the platform's positions. Pure.
#pragma once

#include "messages/proof.hpp"

#include <string>

namespace tracker {

/// Whether the ledger holds something else than the platform says. The platform rounds to
/// four decimals, and lists no position below a tenth of a token.
bool differs(const position_check& check);

/// `as the platform says: UP 5.0 DN 0.0`; `the platform says UP none DN 5.0, the ledger
/// UP 4.0 DN 5.0`.
std::string position_text(const position_check& check);

} // namespace tracker
