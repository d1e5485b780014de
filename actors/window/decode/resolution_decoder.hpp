// SPDX-License-Identifier: MIT
// The data API's word on how markets were settled. Source: polymarket-api.md 5.5, and the
// recorded replies. How far it is behind gamma is not known.
#pragma once

#include "actors/platform/json.hpp"
#include "actors/window/decode/payouts.hpp"
#include "messages/time.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tracker {

struct market_resolution {
  /// Canonical (`canonical_condition_id`).
  std::string condition_id;
  /// The platform's word: active, posed, proposed, … , resolved.
  std::string status;
  /// Absent while it is not resolved, and on older markets, whose rows carry a price of
  /// the oracle instead: one whose unit is not recorded, so it settles nothing here.
  std::optional<payouts> pays;
  std::optional<timestamp> resolved_at;
  /// What settled it: CHAINLINK, UMA_OO, EOA; empty where the row does not say (V1 rows),
  /// or says something that is not a word of at most 32 of A-Z, 0-9 and `_`.
  std::string reporter{};

  bool operator==(const market_resolution&) const = default;
};

/// Path and query of `/v2/resolutions` for one market, by its canonical id: the host
/// refuses one of 62 digits.
std::string resolutions_path_v2(std::string_view condition_id);

/// Reads a reply of `/v2/resolutions`. Refused as a whole when one row is not what is
/// documented; `unsupported` where its status is a word that is not known here. No rows:
/// the platform does not know the market there.
decoded<std::vector<market_resolution>> decode_resolutions_v2(std::string_view body);

/// How the market was settled, `up` being Up's place among its outcomes; nothing while it
/// is not resolved.
std::optional<settlement> settlement_of(const market_resolution& market, std::size_t up);

} // namespace tracker
