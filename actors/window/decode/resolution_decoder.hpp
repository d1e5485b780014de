// SPDX-License-Identifier: MIT
// How markets were settled, by the data API. Source: polymarket-api.md 5.5, and the
// recorded replies. Its delay behind gamma is unknown.
#pragma once

#include "actors/platform/json.hpp"
#include "actors/window/decode/market_decoder.hpp"
#include "messages/time.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tracker {

struct market_resolution {
  /// Canonical (`canonical_condition_id`).
  std::string condition_id;
  /// The platform's state: active, posed, proposed, … , resolved.
  std::string status;
  /// Absent while it is not resolved, and on older markets, whose rows have a price of
  /// the oracle instead. The unit of that price is unknown, so it is not used.
  std::optional<payouts> pays;
  std::optional<timestamp> resolved_at;
  /// What settled it: CHAINLINK, UMA_OO, EOA; empty where the row does not state it (V1
  /// rows), or not in at most 32 characters of A-Z, 0-9 and `_`.
  std::string reporter{};

  bool operator==(const market_resolution&) const = default;
};

/// Path and query of `/v2/resolutions` for one market, by its canonical id: the host
/// refuses one of 62 digits.
std::string resolutions_path_v2(std::string_view condition_id);

/// Reads a reply of `/v2/resolutions`. Refused as a whole when one row differs from the
/// documentation; `unsupported` where its status is an unknown word. No rows: the
/// platform does not know the market.
decoded<std::vector<market_resolution>> decode_resolutions_v2(std::string_view body);

/// The settlement of the market, `up` being the index of the Up outcome; nothing while it
/// is not resolved.
std::optional<settlement> settlement_of(const market_resolution& market, std::size_t up);

} // namespace tracker
