// SPDX-License-Identifier: MIT
#include "actors/ledger/explain/role_sums.hpp"

#include "actors/ledger/report/totals_text.hpp"
#include "actors/text/shown_cents.hpp"
#include "actors/window/grade/fees.hpp"
#include "messages/money.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tracker {

namespace {

constexpr std::array shown_roles{liquidity::maker, liquidity::taker, liquidity::unknown};
constexpr std::array leg_roles{liquidity::maker, liquidity::taker, liquidity::mixed,
                               liquidity::unknown};

bool is_trade(const activity_event& event) {
  return event.type == activity_type::buy || event.type == activity_type::sell;
}

std::optional<outcome> side_of(const activity_event& event, const market& details) {
  if (event.asset == details.up_token)
    return outcome::up;
  if (event.asset == details.down_token)
    return outcome::down;
  return std::nullopt;
}

usdc settled_value(shares size, outcome side, settlement winner) {
  if (winner == settlement::split)
    return usdc::from_micros(size.micros() / 2);
  const bool wins = (winner == settlement::up) == (side == outcome::up);
  return wins ? usdc::from_micros(size.micros()) : usdc{};
}

/// `part / whole` in `units`, to the nearest; nothing without a whole.
std::optional<std::int64_t> ratio(std::int64_t part, std::int64_t whole,
                                  std::int64_t units) {
  if (whole <= 0)
    return std::nullopt;
  return part < 0 ? -rounded_product(-part, units, whole)
                  : rounded_product(part, units, whole);
}

/// Dollars per share in millionths.
std::optional<std::int64_t> per_share(const role_part& part) {
  return ratio(part.pnl.micros(), part.size.micros(), 1'000'000);
}

std::string per_share_text(const role_part& part) {
  const auto micros = per_share(part);
  if (!micros)
    return "-";
  return fmt::format("{}{} a share", *micros > 0 ? "+" : "", format_rounded(*micros, 4));
}

} // namespace

const char* to_string(role_source source) {
  switch (source) {
  case role_source::unknown:
    return "unknown";
  case role_source::inferred:
    return "inferred";
  case role_source::observed:
    return "observed";
  }
  return "?";
}

fill_role role_of(const activity_event& fill, const market& details) {
  if (fill.role != observed_role::none)
    return {fill.role == observed_role::maker ? liquidity::maker : liquidity::taker,
            role_source::observed};
  const auto role = fee_of(fill, details).role;
  return {role,
          role == liquidity::unknown ? role_source::unknown : role_source::inferred};
}

std::string to_string(const fill_role& role) {
  return role.source == role_source::unknown
             ? to_string(role.source)
             : fmt::format("{} {}", to_string(role.role), to_string(role.source));
}

void role_sums::add(const market& details, settlement winner,
                    const std::vector<activity_event>& events, usdc pnl) {
  pnl_ += pnl;
  ++windows_;
  for (const auto& event : events) {
    const auto side = side_of(event, details);
    if (!is_trade(event) || !side)
      continue;
    const auto [role, source] = role_of(event, details);
    auto& part = parts_.at(static_cast<std::size_t>(role));
    ++part.fills;
    part.observed += source == role_source::observed ? 1 : 0;
    part.size += event.size;
    const auto value = settled_value(event.size, *side, winner);
    part.pnl +=
        event.type == activity_type::buy ? value - event.cash : event.cash - value;
  }
  add_legs(details, events);
}

void role_sums::add_legs(const market& details,
                         const std::vector<activity_event>& events) {
  struct first_buy {
    timestamp time = timestamp::max();
    liquidity role = liquidity::unknown;
  };
  std::array<first_buy, 2> legs;
  for (const auto& event : events) {
    const auto side = side_of(event, details);
    if (event.type != activity_type::buy || !side)
      continue;
    auto& leg = legs.at(static_cast<std::size_t>(*side));
    const auto role = role_of(event, details).role;
    if (event.time < leg.time)
      leg = {event.time, role};
    else if (event.time == leg.time && role != leg.role)
      leg.role = liquidity::mixed;
  }
  const auto& [up, down] = legs;
  if (up.time == timestamp::max() || down.time == timestamp::max())
    return;
  const bool is_known = up.role != liquidity::unknown && down.role != liquidity::unknown;
  const auto role = up.role == down.role ? up.role
                    : is_known           ? liquidity::mixed
                                         : liquidity::unknown;
  auto& part = parts_.at(static_cast<std::size_t>(role));
  ++part.leg_windows;
  part.leg_seconds += std::chrono::duration_cast<std::chrono::seconds>(
      std::max(up.time, down.time) - std::min(up.time, down.time));
}

std::uint64_t role_sums::fills() const {
  std::uint64_t result = 0;
  for (const auto& part : parts_)
    result += part.fills;
  return result;
}

shares role_sums::size() const {
  shares result;
  for (const auto& part : parts_)
    result += part.size;
  return result;
}

usdc role_sums::rest() const {
  auto result = pnl_;
  for (const auto& part : parts_)
    result -= part.pnl;
  return result;
}

std::vector<std::string> role_lines(const role_sums& sums) {
  std::vector<usdc> amounts;
  amounts.reserve(shown_roles.size() + 1);
  for (const auto role : shown_roles)
    amounts.push_back(sums.part(role).pnl);
  amounts.push_back(sums.rest());
  const auto cents = shown_cents(amounts);
  std::vector<std::string> lines;
  const auto whole = sums.size();
  for (std::size_t i = 0; i < shown_roles.size(); ++i) {
    const auto& part = sums.part(shown_roles.at(i));
    if (part.fills == 0)
      continue;
    const auto tenths = ratio(part.size.micros(), whole.micros(), 1'000).value_or(0);
    lines.push_back(fmt::format("{:<8} {}.{}% of {} shares in {} {}, {} observed, {}, {}",
                                to_string(shown_roles.at(i)), tenths / 10, tenths % 10,
                                to_string(whole),
                                format_count(static_cast<std::int64_t>(part.fills)),
                                part.fills == 1 ? "fill" : "fills",
                                format_count(static_cast<std::int64_t>(part.observed)),
                                format_pnl(cents[i]), per_share_text(part)));
  }
  if (cents.back() != usdc{})
    lines.push_back(
        fmt::format("{:<8} {} that is not of fills", "rest", format_pnl(cents.back())));
  std::string legs;
  for (const auto role : leg_roles) {
    const auto& part = sums.part(role);
    if (part.leg_windows == 0)
      continue;
    const auto tenths =
        ratio(part.leg_seconds.count(), static_cast<std::int64_t>(part.leg_windows), 10)
            .value_or(0);
    legs += fmt::format("{}{} {}.{} s in {} {}", legs.empty() ? "" : ", ",
                        to_string(role), tenths / 10, tenths % 10, part.leg_windows,
                        part.leg_windows == 1 ? "window" : "windows");
  }
  if (!legs.empty())
    lines.push_back(fmt::format("{:<8} {}", "legs", legs + " between the first buys"));
  return lines;
}

std::vector<role_row> role_rows(const role_sums& sums) {
  std::vector<role_row> result;
  result.reserve(leg_roles.size());
  for (const auto role : leg_roles)
    result.push_back({role, sums.part(role), sums.size()});
  return result;
}

report_columns<role_row> role_columns() {
  using namespace cells;
  return {
      {"role", [](const role_row& row) { return text(to_string(row.role)); }},
      {"fills", [](const role_row& row) { return number(row.part.fills); }},
      {"observed", [](const role_row& row) { return number(row.part.observed); }},
      {"shares", [](const role_row& row) { return amount(row.part.size); }},
      {"share",
       [](const role_row& row) {
         const auto part = ratio(row.part.size.micros(), row.size.micros(), 1'000'000);
         return part ? amount(usdc::from_micros(*part)) : none();
       }},
      {"pnl", [](const role_row& row) { return amount(row.part.pnl); }},
      {"pnl_per_share",
       [](const role_row& row) {
         const auto micros = per_share(row.part);
         return micros ? amount(usdc::from_micros(*micros)) : none();
       }},
      {"leg_windows", [](const role_row& row) { return number(row.part.leg_windows); }},
      {"leg_seconds",
       [](const role_row& row) { return number(row.part.leg_seconds.count()); }},
  };
}

} // namespace tracker
