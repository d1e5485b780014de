// SPDX-License-Identifier: MIT
#include "actors/proof/fill_comparison.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <map>
#include <set>
#include <tuple>

namespace tracker {

namespace {

constexpr std::size_t max_named = 3;
constexpr std::size_t shown_hash = 10;
/// Rounding of cash and of a price with ten digits.
constexpr usdc no_fee = usdc::from_micros(10);

/// The fills of one market that only one side has.
struct market_difference {
  std::size_t fills = 0;
  std::string transaction;
};

/// What identifies a fill on both sides; the slug is a label only.
using fill_key = std::tuple<std::string_view, std::string_view, bool, shares>;

fill_key key_of(const ledger_fill& fill) {
  return {fill.transaction, fill.asset, fill.is_sale, fill.size};
}

bool is_fill_before(const ledger_fill& left, const ledger_fill& right) {
  return key_of(left) < key_of(right);
}

/// The fills that the platform lists for the day, as the ledger writes them.
std::vector<ledger_fill> fills_of(const std::vector<wallet_trade>& listed,
                                  timestamp day) {
  std::vector<ledger_fill> result;
  for (const auto& trade : listed)
    if (trade.time >= day && trade.time < day + day_length)
      result.push_back({trade.slug, trade.transaction, trade.asset,
                        trade.side == activity_type::sell, trade.size});
  return result;
}

/// What a fill was worse by than size times price.
usdc fee_of(const ledger_fill& fill) {
  return fill.is_sale ? fill.quoted - fill.cash : fill.cash - fill.quoted;
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

/// True for a fill below a cent or a hundredth of a share, which `/v2/trades` may leave
/// out.
bool may_be_hidden(const ledger_fill& fill) {
  constexpr auto shown_from = usdc::from_micros(10'000);
  constexpr auto shown_from_size = shares::from_micros(10'000);
  return fill.quoted < shown_from || fill.size < shown_from_size;
}

} // namespace

std::string trades_path(std::string_view wallet, timestamp day, listed_fills listed,
                        std::string_view cursor) {
  return fmt::format("{}?user={}&taker_only={}&limit={}&start={}&end={}{}",
                     trades_endpoint, wallet, listed == listed_fills::takers,
                     trades_page_size, to_unix_seconds(day),
                     to_unix_seconds(day + day_length) - 1, cursor_parameter(cursor));
}

fill_difference compare_fills(const std::vector<ledger_fill>& ours,
                              const std::vector<wallet_trade>& platform, timestamp day) {
  auto theirs = fills_of(platform, day);
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

observed_roles observe_roles(const std::vector<ledger_fill>& fills,
                             const std::vector<wallet_trade>& takers, timestamp day) {
  const auto theirs = fills_of(takers, day);
  std::map<fill_key, std::size_t> listed;
  for (const auto& fill : theirs)
    ++listed[key_of(fill)];
  auto ordered = fills;
  std::stable_sort(ordered.begin(), ordered.end(),
                   [](const ledger_fill& left, const ledger_fill& right) {
                     return fee_of(left) > fee_of(right);
                   });
  observed_roles result;
  for (const auto& fill : ordered) {
    const auto found = listed.find(key_of(fill));
    if (found != listed.end() && found->second > 0) {
      --found->second;
      ++result.counts.takers;
      result.fills.push_back({fill, observed_role::taker});
    } else if (may_be_hidden(fill) || fee_of(fill) > no_fee) {
      ++result.counts.unknown;
    } else {
      ++result.counts.makers;
      result.fills.push_back({fill, observed_role::maker});
    }
  }
  return result;
}

} // namespace tracker
