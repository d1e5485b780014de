// SPDX-License-Identifier: MIT
// What a market says it charges. Source: polymarket-api.md 3.2, 4 and 6.1, and the
// recorded markets.
#pragma once

#include "actors/platform/json.hpp"
#include "messages/window.hpp"

#include <optional>
#include <string_view>

namespace tracker {

/// Reads the fees of a Market object of gamma. No fee where `feesEnabled` is false; else
/// its `feeSchedule`. Nothing where there is none, as on most markets before 2026-03-30:
/// the documented table stands in. `makerBaseFee` and `takerBaseFee` are not what is
/// charged and not read. Throws `decode_error` at a schedule of another form.
std::optional<fee_schedule> read_gamma_fees(const json_cursor& market);

/// The fees of a reply of clob's `/clob-markets/{condition_id}`; nothing where it names
/// none. Refused when it is about another market.
decoded<std::optional<fee_schedule>> decode_clob_fees(std::string_view body,
                                                      std::string_view condition_id);

} // namespace tracker
