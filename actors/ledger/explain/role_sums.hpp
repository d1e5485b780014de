// SPDX-License-Identifier: MIT
// What was earned as maker and as taker. Pure.
#pragma once

#include "actors/ledger/report/report_columns.hpp"
#include "messages/grade.hpp"
#include "messages/wallet.hpp"
#include "messages/window.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tracker {

/// How the role of a fill is known.
enum class role_source : std::uint8_t {
  unknown,
  /// From the fee that it paid.
  inferred,
  /// From the platform's list of taker fills.
  observed,
};

/// unknown, inferred, observed.
const char* to_string(role_source source);

struct fill_role {
  /// `maker`, `taker` or `unknown`.
  liquidity role = liquidity::unknown;
  role_source source = role_source::unknown;

  bool operator==(const fill_role&) const = default;
};

/// The observed role of a buy or sell; otherwise what its fee tells.
fill_role role_of(const activity_event& fill, const market& details);

/// `maker observed`; `unknown`.
std::string to_string(const fill_role& role);

/// The fills of one role.
struct role_part {
  std::uint64_t fills = 0;
  /// Fills with an observed role.
  std::uint64_t observed = 0;
  shares size;
  /// What the fills earned: tokens at the settlement's value less what was paid for them,
  /// or what was received less that value.
  usdc pnl;
  /// Windows in which the first buys of both sides were of this role, and the seconds
  /// between them.
  std::uint64_t leg_windows = 0;
  std::chrono::seconds leg_seconds{0};

  bool operator==(const role_part&) const = default;
};

/// Adds up windows with a winner.
class role_sums {
public:
  /// `events` of one wallet in the window; those of other markets are left out. `pnl` is
  /// that of the grade.
  void add(const market& details, settlement winner,
           const std::vector<activity_event>& events, usdc pnl);

  /// `unknown`, `maker` or `taker`; `mixed` has only legs, whose roles differ.
  const role_part& part(liquidity role) const {
    return parts_.at(static_cast<std::size_t>(role));
  }
  std::uint64_t fills() const;
  shares size() const;
  /// Of all windows: the parts and `rest`.
  usdc pnl() const { return pnl_; }
  /// P/L that is not of fills: half millionths, and tokens whose rows are missing.
  usdc rest() const;
  std::uint64_t windows() const { return windows_; }

private:
  void add_legs(const market& details, const std::vector<activity_event>& events);

  std::array<role_part, 4> parts_{};
  usdc pnl_;
  std::uint64_t windows_ = 0;
};

/// `maker 62.1% of 1,200.5 shares, +$12.10, +0.0101 a share`, one line for each role with
/// fills, then the time between legs.
std::vector<std::string> role_lines(const role_sums& sums);

/// A role and its figures, as rows of CSV and JSON.
struct role_row {
  liquidity role = liquidity::unknown;
  role_part part;
  /// Of all roles.
  shares size;
};
std::vector<role_row> role_rows(const role_sums& sums);
report_columns<role_row> role_columns();

} // namespace tracker
