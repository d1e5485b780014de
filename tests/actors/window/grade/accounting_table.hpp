// SPDX-License-Identifier: MIT
// Windows with expected grades. `sum` is the arithmetic behind the expected P/L.
#pragma once

#include "actors/window/grade/accounting.hpp"
#include "tests/actors/window/grade/accounting_events.hpp"
#include "tests/support/catch.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tracker::test::accounting_table {

inline constexpr auto up = settlement::up;
inline constexpr auto down = settlement::down;
inline constexpr auto half = settlement::split;
inline constexpr std::nullopt_t no_winner = std::nullopt;

/// The events of a window and the figures that they must have, in dollars.
struct graded {
  std::string name;
  std::vector<activity_event> events;
  std::optional<settlement> settled;
  std::string sum;
  std::string pnl;
  trade_kind kind = trade_kind::none;
  /// Of the paired part.
  std::string arb = "0";
  trade_result arb_result = trade_result::none;
  /// Of the one-sided part, of whichever kind.
  std::string rest = "0";
  trade_kind rest_kind = trade_kind::none;
  trade_result rest_result = trade_result::none;
  std::string fees = "0";
  fee_source fees_from = fee_source::observed;
  bool consistent = true;
};

/// Grades the events of `expected` in the market of `trades`.
inline void check(const graded& expected) {
  INFO(expected.name << ": " << expected.sum);
  const auto got =
      account(trades.market, std::nullopt, expected.events, expected.settled);
  CHECK(to_string(got.pnl) == format_micros(micros(expected.pnl)));
  CHECK(to_string(got.arb.pnl) == format_micros(micros(expected.arb)));
  CHECK(to_string(got.one_sided.pnl) == format_micros(micros(expected.rest)));
  CHECK(to_string(got.capture_pnl) ==
        format_micros(expected.rest_kind == trade_kind::capture ? micros(expected.rest)
                                                                : 0));
  CHECK(to_string(got.directional_pnl) ==
        format_micros(expected.rest_kind == trade_kind::capture ? 0
                                                                : micros(expected.rest)));
  CHECK(to_string(got.residual) == "0.000000");
  CHECK(std::string{to_string(got.kind)} == to_string(expected.kind));
  CHECK(std::string{to_string(got.arb.result)} == to_string(expected.arb_result));
  CHECK(std::string{to_string(got.one_sided.kind)} == to_string(expected.rest_kind));
  CHECK(std::string{to_string(got.one_sided.result)} == to_string(expected.rest_result));
  CHECK(to_string(got.fees) == format_micros(micros(expected.fees)));
  CHECK(std::string{to_string(got.fees_from)} == to_string(expected.fees_from));
  CHECK(got.consistent() == expected.consistent);
}

inline constexpr auto arb = trade_kind::arb;
inline constexpr auto capture = trade_kind::capture;
inline constexpr auto directional = trade_kind::directional;
inline constexpr auto nothing = trade_kind::none;
using result = trade_result;

} // namespace tracker::test::accounting_table
