// SPDX-License-Identifier: MIT
// What the data host answers. Source: polymarket-api.md 5.
#pragma once

#include "tests/simulator/routes.hpp"

namespace tracker::exchange {

/// The first value of a parameter; empty when it is not there.
std::string parameter(const request& asked, const std::string& name);

/// `/activity`
reply data_activity(const request& asked, const market_rules& rules, timestamp now);
/// `/v2/activity`
reply data_activity_v2(const request& asked, const market_rules& rules, timestamp now);
/// `/v2/resolutions?condition=…`
reply data_resolutions_v2(const request& asked, const market_rules& rules, timestamp now);
/// `/v2/status`; it knows itself when the host is frozen.
reply data_status_v2(const request& asked, const market_rules& rules, timestamp now);
/// `/v2/trades?user=…`: fills alone, those of a taker unless `taker_only=false`.
reply data_trades_v2(const request& asked, const market_rules& rules, timestamp now);
/// `/v2/user-volume?user=…&start=…&end=…`: whole UTC days.
reply data_user_volume(const request& asked, const market_rules& rules, timestamp now);
/// `/v2/user-pnl?user=…&interval=all&fidelity=1d`
reply data_user_pnl(const request& asked, const market_rules& rules, timestamp now);
/// `/positions`
reply data_positions(const request& asked, const market_rules& rules, timestamp now);
/// `/v2/positions?user=…&condition=…`: the open ones of one market.
reply data_positions_v2(const request& asked, const market_rules& rules, timestamp now);
/// `/rebates/current?date=…&maker_address=…` of the clob, which knows what wallets do.
reply clob_rebates(const request& asked, const market_rules& rules, timestamp now);
/// `/books?user=…&slug=…`: the simulator's own books, which no platform has. With `now`
/// as they can be known now, without it when everything has happened.
reply data_books(const request& asked, const market_rules& rules, timestamp now);

} // namespace tracker::exchange
