// SPDX-License-Identifier: MIT
// The cards of the money row, and the one that compares with the platform.
#pragma once

#include "actors/ledger/days/proof_summary.hpp"

#include <string>
#include <string_view>

namespace tracker {

/// A card: `value` and `notes` are HTML.
std::string card(std::string_view title, const std::string& value,
                 const std::string& notes);

/// A line of text below a card's value.
std::string note(std::string_view text);

/// What the platform's own figures say: the difference, which is good only if every day
/// is compared and none differs; a day that is open is said, never shown as agreement.
std::string platform_card(const proof_summary& proofs);

} // namespace tracker
