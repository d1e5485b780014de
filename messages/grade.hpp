// SPDX-License-Identifier: MIT
#pragma once

#include "messages/money.hpp"
#include "messages/window.hpp"

#include <cstdint>
#include <optional>

namespace tracker {

/// How certain a grade is.
enum class grade_status : std::uint8_t {
  /// The window is not over, or no source names a winner yet.
  pending,
  /// One source names the winner.
  provisional,
  /// A second source agrees.
  final,
  /// Settled 50/50 or cancelled.
  void_settled,
};

constexpr const char* to_string(grade_status status) {
  switch (status) {
  case grade_status::pending:
    return "PENDING";
  case grade_status::provisional:
    return "PROVISIONAL";
  case grade_status::final:
    return "FINAL";
  case grade_status::void_settled:
    return "VOID";
  }
  return "?";
}

enum class trade_type : std::uint8_t { no_trade };

constexpr const char* to_string(trade_type) {
  return "NO_TRADE";
}

/// What one window was worth. Without a watched wallet there is nothing traded in it.
struct grade {
  window of;
  grade_status status = grade_status::pending;
  /// Present exactly when the status is provisional, final or void.
  std::optional<settlement> winner;
  trade_type type = trade_type::no_trade;
  usdc arb_pnl;
  usdc capture_pnl;
  usdc pnl;

  bool operator==(const grade&) const = default;
};

} // namespace tracker
