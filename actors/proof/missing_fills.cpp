// SPDX-License-Identifier: MIT
#include "actors/proof/missing_fills.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <map>
#include <set>

namespace tracker {

namespace {

constexpr std::size_t max_named = 3;
constexpr std::size_t shown_hash = 10;

/// The fills of one market that only one side has.
struct market_difference {
  std::size_t fills = 0;
  std::string transaction;
};

/// Compares without the slug, which is a label.
bool is_fill_before(const ledger_fill& left, const ledger_fill& right) {
  return std::tie(left.transaction, left.asset, left.is_sale, left.size) <
         std::tie(right.transaction, right.asset, right.is_sale, right.size);
}

std::string describe(const std::string& kind, const std::vector<ledger_fill>& fills) {
  std::map<std::string, market_difference> by_market;
  for (const auto& fill : fills) {
    auto& entry = by_market[fill.slug.empty() ? "a market without a slug" : fill.slug];
    ++entry.fills;
    entry.transaction = fill.transaction;
  }
  std::string text;
  std::size_t named = 0;
  for (const auto& [slug, entry] : by_market) {
    if (++named > max_named)
      break;
    text += fmt::format("{}{} of {} ({}…)", text.empty() ? "" : ", ", entry.fills, slug,
                        entry.transaction.substr(0, shown_hash));
  }
  if (by_market.size() > max_named)
    text += fmt::format(", {} more markets", by_market.size() - max_named);
  return text.empty() ? text : fmt::format("{}: {}", kind, text);
}

} // namespace

std::string trades_path(std::string_view wallet, timestamp day, std::string_view cursor) {
  return fmt::format("{}?user={}&taker_only=false&limit={}&start={}&end={}{}",
                     trades_endpoint, wallet, trades_page_size, to_unix_seconds(day),
                     to_unix_seconds(day + day_length) - 1, cursor_parameter(cursor));
}

bool may_be_hidden(const ledger_fill& fill) {
  constexpr auto shown_from = usdc::from_micros(10'000);
  constexpr auto shown_from_size = shares::from_micros(10'000);
  return fill.quoted < shown_from || fill.size < shown_from_size;
}

fill_difference compare_fills(const std::vector<ledger_fill>& ours,
                              const std::vector<wallet_trade>& platform, timestamp day) {
  std::vector<ledger_fill> theirs;
  for (const auto& trade : platform)
    if (trade.time >= day && trade.time < day + day_length)
      theirs.push_back({trade.slug, trade.transaction, trade.asset,
                        trade.side == activity_type::sell, trade.size});
  auto mine = ours;
  std::sort(mine.begin(), mine.end(), is_fill_before);
  std::sort(theirs.begin(), theirs.end(), is_fill_before);
  std::vector<ledger_fill> missing;
  std::vector<ledger_fill> surplus;
  std::set_difference(theirs.begin(), theirs.end(), mine.begin(), mine.end(),
                      std::back_inserter(missing), is_fill_before);
  std::set_difference(mine.begin(), mine.end(), theirs.begin(), theirs.end(),
                      std::back_inserter(surplus), is_fill_before);
  std::erase_if(surplus, may_be_hidden);
  fill_difference result;
  result.text = describe("missing in the ledger", missing);
  if (const auto more = describe("only in the ledger", surplus); !more.empty())
    result.text += (result.text.empty() ? "" : "; ") + more;
  std::set<std::string> slugs;
  for (const auto& fill : missing)
    if (!fill.slug.empty())
      slugs.insert(fill.slug);
  result.missing.assign(slugs.begin(), slugs.end());
  result.missing_fills = missing.size();
  return result;
}

fill_difference with_unlisted(fill_difference found, std::uint64_t lacked) {
  if (found.missing_fills >= lacked && !found.text.empty())
    return found;
  found.missing.clear();
  if (!found.text.empty())
    found.text += "; ";
  found.text += lacked > found.missing_fills
                    ? fmt::format("{} missing in the ledger and in {}",
                                  lacked - found.missing_fills, trades_endpoint)
                    : fmt::format("{} names no fill", trades_endpoint);
  return found;
}

} // namespace tracker
