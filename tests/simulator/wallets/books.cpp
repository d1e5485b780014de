// SPDX-License-Identifier: MIT
#include "tests/simulator/wallets/books.hpp"

#include <algorithm>

namespace tracker::exchange {

namespace {

__extension__ using int128 = __int128;

constexpr shares half{shares::from_micros(500'000)};

/// `part` of `total` shares of an amount, rounded down.
usdc share_of(usdc amount, shares part, shares total) {
  if (total == shares{})
    return {};
  return usdc::from_micros(static_cast<std::int64_t>(
      static_cast<int128>(amount.micros()) * part.micros() / total.micros()));
}

side_books& side_of(wallet_books& books, const simulated_row& row) {
  return row.side == outcome::up ? books.up : books.down;
}

void enter(wallet_books& books, const simulated_row& row) {
  switch (row.kind) {
  case row_kind::buy:
    side_of(books, row).bought += row.size;
    side_of(books, row).cost += row.cash;
    break;
  case row_kind::sell:
    side_of(books, row).sold += row.size;
    side_of(books, row).proceeds += row.cash;
    break;
  case row_kind::split:
    books.split += row.size;
    break;
  case row_kind::merge:
    books.merged += row.size;
    break;
  case row_kind::redeem:
    side_of(books, row).redeemed += row.size;
    side_of(books, row).payout += row.cash;
    books.payout += row.cash;
    break;
  case row_kind::redeem_all:
    books.payout += row.cash;
    break;
  case row_kind::maker_rebate:
  case row_kind::taker_rebate:
  case row_kind::reward:
    break;
  }
  if (row.kind == row_kind::buy || row.kind == row_kind::sell) {
    books.fees += row.fee;
    ++books.fills;
  }
}

usdc worth(shares held, outcome side, std::optional<settlement> settled) {
  if (!settled)
    return {};
  if (*settled == settlement::split)
    return usdc::from_micros(held.micros() / 2);
  const auto winner = *settled == settlement::up ? outcome::up : outcome::down;
  return side == winner ? usdc::from_micros(held.micros()) : usdc{};
}

void close(side_books& side, outcome direction, const wallet_books& books) {
  side.held = side.bought + books.split - side.sold - books.merged;
  side.worth = worth(side.held, direction, books.settled);
}

void total(wallet_books& books) {
  // A set costs and brings a dollar.
  const auto minted = usdc::from_micros(books.split.micros());
  const auto burned = usdc::from_micros(books.merged.micros());
  books.cost = books.up.cost + books.down.cost + minted;
  books.proceeds = books.up.proceeds + books.down.proceeds + burned;
  // What is redeemed was worth what it paid.
  const auto all_worth = books.settled ? books.up.worth + books.down.worth : books.payout;
  books.value = all_worth - books.payout;
  books.pnl = books.proceeds + all_worth - books.cost;
}

/// The larger side's surplus: its shares and its money.
void take_rest(wallet_books& books) {
  const bool up_is_larger = books.up.bought >= books.down.bought;
  const auto& larger = up_is_larger ? books.up : books.down;
  const auto& smaller = up_is_larger ? books.down : books.up;
  books.pairs = books.split + smaller.bought;
  books.rest = larger.bought - smaller.bought;
  books.rest_side = up_is_larger ? outcome::up : outcome::down;
  const auto sold = std::min(larger.sold, books.rest);
  const auto kept = books.rest - sold;
  // The pairs' parts are rounded down; the rest is what remains of the side.
  const auto pairs_cost = share_of(larger.cost, smaller.bought, larger.bought);
  const auto pairs_proceeds = share_of(larger.proceeds, larger.sold - sold, larger.sold);
  const auto pairs_worth = share_of(larger.worth, larger.held - kept, larger.held);
  books.rest_cost = larger.cost - pairs_cost;
  books.rest_pnl =
      (larger.proceeds - pairs_proceeds) + (larger.worth - pairs_worth) - books.rest_cost;
  books.arb_cost = books.cost - books.rest_cost;
  books.arb_pnl = books.pnl - books.rest_pnl;
}

std::string pair_result(const wallet_books& books) {
  const auto& [less, more] =
      std::minmax(books.up, books.down, [](const side_books& a, const side_books& b) {
        return a.held < b.held;
      });
  if (more.held - less.held < half)
    return "PAIRED";
  return less.held < half && less.sold >= half ? "BAIL" : "LOPSIDED";
}

std::string rest_type(const wallet_books& books, std::int64_t capture_min) {
  const auto& side = books.rest_side == outcome::up ? books.up : books.down;
  const auto paid = static_cast<int128>(side.cost.micros()) * 1'000'000;
  const auto least = static_cast<int128>(side.bought.micros()) * capture_min;
  return paid >= least ? "99C_CAPTURE" : "DIRECTIONAL";
}

std::string rest_result(const wallet_books& books) {
  const auto& side = books.rest_side == outcome::up ? books.up : books.down;
  const auto sold = std::min(side.sold, books.rest);
  const auto kept = books.rest - sold;
  const bool left_early = sold > shares{} && kept < half && kept <= sold;
  if (left_early && (books.settled || kept == shares{}))
    return books.rest_pnl < usdc{} ? "EXITED" : "CASHED";
  if (!books.settled || books.settled == settlement::split)
    return "";
  const auto winner = *books.settled == settlement::up ? outcome::up : outcome::down;
  return books.rest_side == winner ? "WIN" : "LOSS";
}

std::string six_places(std::int64_t micros) {
  auto digits = std::to_string(micros < 0 ? -micros : micros);
  digits.insert(0, digits.size() < 7 ? 7 - digits.size() : 0, '0');
  digits.insert(digits.size() - 6, 1, '.');
  return micros < 0 ? '-' + digits : digits;
}

template <class Tag>
std::string text(micro<Tag> amount) {
  return six_places(amount.micros());
}

nlohmann::ordered_json side_body(const side_books& side) {
  return {{"bought", text(side.bought)},     {"sold", text(side.sold)},
          {"held", text(side.held)},         {"cost", text(side.cost)},
          {"proceeds", text(side.proceeds)}, {"worth", text(side.worth)}};
}

} // namespace

wallet_books books_of(const std::vector<simulated_row>& rows,
                      std::optional<settlement> settled, std::int64_t capture_min) {
  wallet_books books;
  books.settled = settled;
  for (const auto& row : rows)
    enter(books, row);
  close(books.up, outcome::up, books);
  close(books.down, outcome::down, books);
  total(books);
  take_rest(books);
  if (books.pairs > shares{})
    books.arb_result = pair_result(books);
  if (books.rest > shares{}) {
    books.rest_type = rest_type(books, capture_min);
    books.rest_result = rest_result(books);
    books.trade_type = books.rest_type;
  }
  if (books.pairs > shares{})
    books.trade_type = "ARB";
  return books;
}

wallet_books simulated_books(std::string_view wallet, const simulated_market& market,
                             const market_rules& rules) {
  return books_of(simulated_activity(wallet, market, rules),
                  market.settles ? std::optional{market.winner} : std::nullopt);
}

wallet_books simulated_books(std::string_view wallet, const simulated_market& market,
                             const market_rules& rules, timestamp now) {
  auto rows = simulated_activity(wallet, market, rules);
  std::erase_if(rows, [&](const simulated_row& row) { return row.visible > now; });
  const bool resolved = market.settles && *market.settles <= now;
  return books_of(rows, resolved ? std::optional{market.winner} : std::nullopt);
}

nlohmann::ordered_json books_body(const wallet_books& books) {
  nlohmann::ordered_json body;
  if (books.settled)
    body["outcome"] = to_string(*books.settled);
  else
    body["outcome"] = nullptr;
  body["trade_type"] = books.trade_type;
  body["cost"] = text(books.cost);
  body["proceeds"] = text(books.proceeds);
  body["payout"] = text(books.payout);
  body["value"] = text(books.value);
  body["pnl"] = text(books.pnl);
  body["fees"] = text(books.fees);
  body["fills"] = books.fills;
  body["split"] = text(books.split);
  body["merged"] = text(books.merged);
  body["up"] = side_body(books.up);
  body["down"] = side_body(books.down);
  body["arb"] = {{"pairs", text(books.pairs)},
                 {"cost", text(books.arb_cost)},
                 {"pnl", text(books.arb_pnl)},
                 {"result", books.arb_result}};
  body["rest"] = {{"size", text(books.rest)},
                  {"side", books.rest_side == outcome::up ? "UP" : "DOWN"},
                  {"type", books.rest_type},
                  {"cost", text(books.rest_cost)},
                  {"pnl", text(books.rest_pnl)},
                  {"result", books.rest_result}};
  return body;
}

} // namespace tracker::exchange
