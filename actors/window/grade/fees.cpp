// SPDX-License-Identifier: MIT
#include "actors/window/grade/fees.hpp"

#include "messages/money.hpp"

#include <array>

namespace tracker {

namespace {

/// Fees come in hundred-thousandths of a dollar.
constexpr std::int64_t fee_step = 10;
/// No documented schedule of any category charges more than a tenth of p * (1 - p).
constexpr fee_schedule ceiling{100'000, 1};

struct fee_era {
  /// Unix seconds.
  std::int64_t start;
  /// The window length it holds for; 0: all.
  std::int64_t length;
  fee_schedule schedule;
};

// polymarket-api.md 6.1, oldest first; the last matching entry applies. Where the rate of
// an era is not recorded from its first day, its first recorded rate is used.
constexpr std::array<fee_era, 5> eras{{
    // 2026-01-05, 15m: 0.25, exponent 2.
    {1'767'571'200, 900, {250'000, 2}},
    // 2026-02-12, 5m likewise.
    {1'770'854'400, 300, {250'000, 2}},
    // 2026-03-06, all crypto likewise.
    {1'772'755'200, 0, {250'000, 2}},
    // 2026-03-30, Fee Structure V2; first recorded on 2026-04-28.
    {1'774'828'800, 0, {72'000, 1}},
    // 2026-07-24, crypto_fees_v2: the day it is first recorded.
    {1'784'851'200, 0, {70'000, 1}},
}};

/// How far `quoted` can be off without a fee: micro-dollars are rounded, and a price has
/// ten digits.
std::int64_t noise(shares size) {
  constexpr std::int64_t price_digits = 10'000'000'000;
  return 2 + size.micros() / price_digits;
}

} // namespace

fee_schedule documented_schedule(std::chrono::seconds window_length, timestamp time) {
  fee_schedule result;
  for (const auto& era : eras)
    if (time >= from_unix_seconds(era.start) &&
        (era.length == 0 || era.length == window_length.count()))
      result = era.schedule;
  return result;
}

usdc modelled_fee(shares size, price at_price, const fee_schedule& schedule) {
  const auto p = at_price.micros();
  // p * (1 - p) in units of 10^-12, and its powers.
  const wide_integer unit = static_cast<wide_integer>(million) * million;
  const wide_integer weight = static_cast<wide_integer>(p) * (million - p);
  wide_integer factor = unit;
  for (int i = 0; i < schedule.exponent; ++i)
    factor = factor * weight / unit;
  const auto per_share = factor * schedule.rate_micros / million;
  const auto fee = static_cast<std::int64_t>(per_share * size.micros() / unit);
  return usdc::from_micros(fee / fee_step * fee_step);
}

fee_reading read_fee(const activity_event& fill, const fee_schedule& schedule) {
  const auto worse =
      fill.type == activity_type::buy ? fill.cash - fill.quoted : fill.quoted - fill.cash;
  const auto modelled = modelled_fee(fill.size, fill.at_price, schedule);
  const auto tolerance = noise(fill.size);
  if (worse.micros() <= tolerance && worse.micros() >= -tolerance) {
    const bool was_due = modelled.micros() > tolerance;
    return {{}, fee_source::observed, was_due ? liquidity::maker : liquidity::unknown};
  }
  const auto most = modelled_fee(fill.size, fill.at_price, ceiling).micros() + fee_step;
  if (schedule.rate_micros > 0 && worse.micros() > 0 &&
      worse.micros() <= most + tolerance)
    return {worse, fee_source::observed, liquidity::taker};
  return {modelled, fee_source::modelled, liquidity::unknown};
}

fee_reading fee_of(const activity_event& fill, const market& details) {
  const auto length =
      std::chrono::duration_cast<std::chrono::seconds>(details.end - details.start);
  return read_fee(fill,
                  details.fees ? *details.fees : documented_schedule(length, fill.time));
}

} // namespace tracker
