// SPDX-License-Identifier: MIT
#include "tests/simulator/wallets/fills.hpp"

#include "messages/money.hpp"
#include "tests/simulator/market/value_text.hpp"

#include <algorithm>

namespace tracker::exchange {

namespace {

constexpr int lowest = 10;
constexpr int highest = 990;

/// Size times price, to the nearest micro-dollar.
std::int64_t worth(const level& part) {
  return rounded_product(part.size.micros(), part.price, 1000);
}

/// `cash / size` to ten digits: what the platform gives as price when the cash had to be
/// rounded.
std::string average_text(std::int64_t cash, shares size) {
  constexpr std::int64_t places = 10'000'000'000;
  return decimal_text(rounded_product(cash, places, size.micros()), 10);
}

std::string price_text(const std::vector<level>& parts, std::int64_t cash, shares size) {
  const auto price = parts.front().price;
  const bool is_exact = static_cast<wide_integer>(cash) * 1000 ==
                        static_cast<wide_integer>(size.micros()) * price;
  return is_exact ? thousandths(price) : average_text(cash, size);
}

/// An order at its price and, for the last part, at a price one tick worse.
std::vector<level> two_levels(trade_side side, const level& order) {
  const int step = side == trade_side::buy ? 10 : -10;
  const auto first = shares::from_micros(order.size.micros() / 3 * 2);
  return {{first, order.price},
          {order.size - first, std::clamp(order.price + step, lowest, highest)}};
}

/// `count` pieces, all but the last of the same size.
std::vector<level> pieces(const level& order, std::int64_t count) {
  const auto unit = shares::from_micros(order.size.micros() / count);
  std::vector<level> result(static_cast<std::size_t>(count), {unit, order.price});
  result.back().size = order.size - shares::from_micros(unit.micros() * (count - 1));
  return result;
}

std::int64_t count_twins(dice& draw) {
  return draw.chance(5) ? draw.number_between(50, 200) : draw.number_between(2, 6);
}

} // namespace

usdc taker_fee(shares size, int price, const fee_schedule& schedule) {
  // p * (1 - p) in millionths, without a remainder for a price in thousandths.
  const wide_integer weight = wide_integer{price} * (1000 - price);
  wide_integer fee = static_cast<wide_integer>(size.micros()) * schedule.rate_micros;
  wide_integer unit = wide_integer{million} * million;
  for (int i = 0; i < schedule.exponent; ++i) {
    fee *= weight;
    unit *= million;
  }
  constexpr int steps_of_a_dollar = 100'000;
  const auto steps = static_cast<std::int64_t>(fee * steps_of_a_dollar / unit);
  return usdc::from_micros(steps * (million / steps_of_a_dollar));
}

fill maker_fill(const level& part) {
  const auto cash = worth(part);
  return {part.size, usdc::from_micros(cash), {}, price_text({part}, cash, part.size)};
}

fill taker_fill(trade_side side, const std::vector<level>& parts,
                const fee_schedule& schedule) {
  fill result;
  std::int64_t cash = 0;
  for (const auto& part : parts) {
    result.size += part.size;
    result.fee += taker_fee(part.size, part.price, schedule);
    cash += worth(part);
  }
  result.price = price_text(parts, cash, result.size);
  result.cash = usdc::from_micros(cash);
  result.cash += side == trade_side::buy ? result.fee : -result.fee;
  return result;
}

std::vector<fill> fill_order(trade_side side, const level& order,
                             const fee_schedule& schedule, dice& draw) {
  const bool takes = draw.chance(50);
  const auto filled = [&](const std::vector<level>& parts) {
    return takes ? taker_fill(side, parts, schedule) : maker_fill(parts.front());
  };
  const auto roll = draw.number_below(100);
  // Less than a share is not divided: the pieces would not be worth a micro-dollar.
  if (roll < 60 || order.size < shares::from_micros(million))
    return {filled({order})};
  if (roll < 70)
    return {taker_fill(side, two_levels(side, order), schedule)};
  const bool are_twins = roll < 85;
  const auto count = are_twins ? count_twins(draw) : draw.number_between(2, 4);
  std::vector<fill> result;
  for (const auto& piece : pieces(order, count)) {
    result.push_back(filled({piece}));
    result.back().transaction = are_twins ? 0 : static_cast<int>(result.size()) - 1;
  }
  return result;
}

} // namespace tracker::exchange
