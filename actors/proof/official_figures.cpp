// SPDX-License-Identifier: MIT
#include "actors/proof/official_figures.hpp"

#include "actors/platform/fields.hpp"
#include "actors/platform/ids.hpp"
#include "actors/text/time_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <utility>

namespace tracker {

namespace {

constexpr std::int64_t max_fills = 1'000'000'000;
constexpr std::int64_t max_amount = 1'000'000'000'000'000'000;
constexpr std::size_t max_rebates = 20'000;
/// How far a sum may be from its parts: floating-point numbers of up to 10^7 dollars with
/// six decimals.
constexpr std::int64_t sum_tolerance = 10;

/// Signed dollars in millionths.
usdc read_signed(const json_cursor& field) {
  const auto micros = parse_micros(field.decimal());
  if (!micros || std::llabs(*micros) > max_amount)
    field.refuse("dollars");
  return usdc::from_micros(*micros);
}

class point_reader {
public:
  explicit point_reader(const json_cursor& point) : point_{point} {}

  /// 0 for a null, which is remembered.
  usdc amount(const char* name) {
    if (!point_.has(name)) {
      if (missing_.empty())
        missing_ = name;
      // A member that is absent altogether is another format.
      point_.at(name);
      return {};
    }
    return read_signed(point_.at(name));
  }
  const std::string& missing() const { return missing_; }

private:
  const json_cursor& point_;
  std::string missing_;
};

bool adds_up(usdc sum, usdc parts) {
  return std::llabs((sum - parts).micros()) <= sum_tolerance;
}

pnl_point read_point(const json_cursor& row) {
  pnl_point result;
  const auto time = row.at("timestamp");
  const auto seconds = time.integer();
  if (seconds <= 0 || seconds > 99'999'999'999)
    time.refuse("Unix seconds");
  result.time = from_unix_seconds(seconds);
  point_reader read{row};
  official_pnl sums;
  sums.realized = read.amount("realized_market_pnl");
  sums.position = read.amount("position_pnl");
  sums.trade = read.amount("trade_pnl");
  const auto realized_lp = read.amount("realized_lp_pnl");
  const auto realized = read.amount("realized_pnl");
  const auto unrealized = read.amount("unrealized_pnl");
  sums.fees = -read.amount("fees_paid");
  auto& income = sums.income;
  income.maker_rebates = read.amount("maker_rebate");
  income.taker_rebates = read.amount("taker_rebate");
  income.rewards = read.amount("reward_income");
  income.referrals = read.amount("referral_income");
  income.yield = read.amount("yield_income");
  const auto paid = read.amount("wallet_income");
  const auto all_income = income.maker_rebates + income.taker_rebates + income.rewards +
                          income.referrals + income.yield;
  if (!read.missing().empty())
    result.why = fmt::format("{} is null", read.missing());
  else if (!adds_up(sums.position, realized + unrealized))
    result.why = "position_pnl is not realized_pnl and unrealized_pnl";
  else if (!adds_up(sums.trade, sums.position - realized_lp + sums.fees))
    result.why = "trade_pnl is not position_pnl before fees";
  else if (!adds_up(paid, all_income))
    result.why = "wallet_income is not the sum of its kinds";
  else
    result.sums = sums;
  return result;
}

official_pnl difference(const official_pnl& after, const official_pnl& before) {
  auto result = after;
  result.realized -= before.realized;
  result.position -= before.position;
  result.trade -= before.trade;
  result.fees -= before.fees;
  result.income.maker_rebates -= before.income.maker_rebates;
  result.income.taker_rebates -= before.income.taker_rebates;
  result.income.rewards -= before.income.rewards;
  result.income.referrals -= before.income.referrals;
  result.income.yield -= before.income.yield;
  return result;
}

/// Rebates are paid on the day after the trades.
std::string trade_day_text(timestamp day) {
  return day_text(day - day_length);
}

} // namespace

std::string user_volume_path(std::string_view wallet, timestamp day) {
  return fmt::format("{0}?user={1}&start={2}&end={2}", user_volume_endpoint, wallet,
                     to_unix_seconds(day));
}

std::string user_pnl_path(std::string_view wallet) {
  return fmt::format("{}?user={}&interval=all&fidelity=1d", user_pnl_endpoint, wallet);
}

decoded<std::optional<std::uint64_t>> decode_user_volume(std::string_view body) {
  return decode(body, [](const json_cursor& reply) -> std::optional<std::uint64_t> {
    if (!reply.has("data")) {
      reply.at("data");
      return std::nullopt;
    }
    const auto data = reply.at("data");
    const auto field = data.at("trade_count");
    if (!data.has("trade_count"))
      return std::nullopt;
    const auto count = field.integer();
    if (count < 0 || count > max_fills)
      field.refuse("a number of fills");
    return static_cast<std::uint64_t>(count);
  });
}

decoded<std::vector<pnl_point>> decode_user_pnl(std::string_view body,
                                                std::string_view wallet) {
  return decode(body, [&](const json_cursor& reply) {
    std::vector<pnl_point> result;
    if (!reply.has("data")) {
      reply.at("data");
      return result;
    }
    const auto data = reply.at("data");
    const auto owner = data.at("proxy_wallet");
    if (lower_case(owner.text()) != lower_case(wallet))
      owner.refuse("the requested wallet");
    const auto fidelity = data.at("fidelity");
    if (fidelity.text() != "1d")
      fidelity.refuse("1d");
    const auto points = data.at("points");
    for (const auto& row : points.elements()) {
      auto point = read_point(row);
      if (!result.empty() && point.time <= result.back().time)
        points.refuse("points in the order of time");
      result.push_back(std::move(point));
    }
    return result;
  });
}

day_change change_of_day(const std::vector<pnl_point>& points, timestamp day) {
  std::optional<official_pnl> sums[2];
  for (int end = 0; end < 2; ++end) {
    const auto time = day + end * day_length;
    const auto found =
        std::find_if(points.begin(), points.end(),
                     [&](const pnl_point& point) { return point.time == time; });
    // Before its first point the account had no sums.
    if (end == 0 && !points.empty() && time < points.front().time &&
        points.front().time == day + day_length)
      sums[end].emplace();
    else if (found == points.end())
      return {std::nullopt,
              fmt::format("{} has no point of {}", user_pnl_endpoint, format_utc(time))};
    else if (!found->sums)
      return {std::nullopt, fmt::format("{} of {}: {}", user_pnl_endpoint,
                                        format_utc(time), found->why)};
    else
      sums[end] = found->sums;
  }
  return {difference(*sums[1], *sums[0]), ""};
}

std::string rebates_path(std::string_view wallet, timestamp day) {
  return fmt::format("{}?date={}&maker_address={}", rebates_endpoint, trade_day_text(day),
                     wallet);
}

decoded<std::vector<market_rebate>>
decode_rebates(std::string_view body, std::string_view wallet, timestamp day) {
  return decode(body, [&](const json_cursor& reply) {
    std::vector<market_rebate> result;
    if (reply.value().is_null())
      return result;
    const auto rows = reply.elements();
    if (rows.size() > max_rebates)
      reply.refuse(fmt::format("at most {} rows", max_rebates));
    const auto date = trade_day_text(day);
    // Rows of one market may be in several currencies, each worth a dollar.
    std::map<std::string, usdc> markets;
    for (const auto& row : rows) {
      const auto maker = row.at("maker_address");
      if (lower_case(maker.text()) != lower_case(wallet))
        maker.refuse("the requested wallet");
      const auto row_day = row.at("date");
      if (row_day.text() != date && row_day.text() != date + "T00:00:00Z")
        row_day.refuse(date);
      markets[read_condition_id(row.at("condition_id"))] +=
          usdc::from_micros(read_amount(row.at("rebated_fees_usdc")));
    }
    for (const auto& [condition_id, amount] : markets)
      result.push_back({condition_id, amount});
    return result;
  });
}

} // namespace tracker
