// SPDX-License-Identifier: MIT
// What holds for any events, incomplete and absurd ones included. A long round:
// RC_PARAMS="max_success=250000" unit_tests "[properties]"
#include "actors/wallet/activity_reader.hpp"
#include "actors/window/grade/accounting.hpp"
#include "tests/actors/window/grade/accounting_events.hpp"
#include "tests/support/catch.hpp"

#include <rapidcheck.h>

#include <algorithm>

using namespace tracker;
using namespace tracker::test;

namespace {

/// Sizes from dust to more than a wallet ever held, with round ones in between.
shares any_size() {
  const auto magnitude = *rc::gen::element<std::int64_t>(1, 1'000, 500'000, 1'000'000,
                                                         250'000'000, 1'000'000'000'000);
  return shares::from_micros(*rc::gen::inRange<std::int64_t>(0, 40) * magnitude +
                             *rc::gen::inRange<std::int64_t>(0, 3));
}

activity_event any_fill(activity_type type) {
  activity_event event;
  event.type = type;
  event.at_price = price::from_micros(*rc::gen::inRange<std::int64_t>(1, 1'000'000));
  event.size = any_size();
  event.quoted = usdc::from_micros(
      rounded_product(event.size.micros(), event.at_price.micros(), 1'000'000));
  const auto deviation = usdc::from_micros(
      *rc::gen::oneOf(rc::gen::just<std::int64_t>(0),
                      rc::gen::inRange<std::int64_t>(-1'000'000, 1'000'000)));
  event.cash = std::max(usdc{}, event.quoted + deviation);
  return event;
}

activity_event any_set(activity_type type) {
  activity_event event;
  event.type = type;
  event.size = any_size();
  event.cash = usdc::from_micros(event.size.micros());
  return event;
}

activity_event any_redemption() {
  activity_event event;
  event.type = activity_type::redeem;
  event.size = any_size();
  event.cash = usdc::from_micros(event.size.micros() / *rc::gen::element(1, 2) *
                                 *rc::gen::element(0, 1));
  return event;
}

activity_event any_event() {
  const auto type =
      *rc::gen::weightedElement<activity_type>({{8, activity_type::buy},
                                                {4, activity_type::sell},
                                                {1, activity_type::split},
                                                {2, activity_type::merge},
                                                {2, activity_type::redeem},
                                                {1, activity_type::maker_rebate},
                                                {1, activity_type::conversion}});
  const bool fills = type == activity_type::buy || type == activity_type::sell;
  auto event = fills                           ? any_fill(type)
               : type == activity_type::redeem ? any_redemption()
                                               : any_set(type);
  if (fills || (type == activity_type::redeem && *rc::gen::inRange(0, 4) > 0))
    event.asset = *rc::gen::element(trades.market.up_token, trades.market.down_token);
  event.condition_id = trades.market.condition_id;
  event.time = trades.market.start + std::chrono::seconds{*rc::gen::inRange(-100, 1000)};
  return event;
}

std::vector<activity_event> any_events() {
  std::vector<activity_event> result(*rc::gen::inRange<std::size_t>(0, 25));
  std::generate(result.begin(), result.end(), any_event);
  return result;
}

std::optional<settlement> any_settlement() {
  return *rc::gen::element<std::optional<settlement>>(
      std::nullopt, settlement::up, settlement::down, settlement::split);
}

/// Dollars in less dollars out, by the events alone.
usdc cash_flow(const std::vector<activity_event>& events) {
  usdc result;
  for (const auto& event : events) {
    if (event.type == activity_type::buy || event.type == activity_type::split)
      result -= event.cash;
    if (event.type == activity_type::sell || event.type == activity_type::merge ||
        event.type == activity_type::redeem)
      result += event.cash;
  }
  return result;
}

std::int64_t token_value(outcome side, std::optional<settlement> settled,
                         std::int64_t held) {
  if (!settled)
    return 0;
  if (*settled == settlement::split)
    return held / 2;
  return (*settled == settlement::up) == (side == outcome::up) ? held : 0;
}

template <class T>
std::vector<T> shuffled(std::vector<T> items) {
  for (std::size_t i = items.size(); i > 1; --i)
    std::swap(items[i - 1], items[*rc::gen::inRange<std::size_t>(0, i)]);
  return items;
}

} // namespace

TEST_CASE("accounting: money in less money out is the sum of the parts, exactly",
          "[properties]") {
  CHECK(rc::check([] {
    const auto events = any_events();
    const auto settled = any_settlement();
    const auto got = account(trades.market, std::nullopt, events, settled);
    RC_ASSERT(got.pnl == cash_flow(events) + got.value);
    RC_ASSERT(got.pnl == got.arb.pnl + got.capture_pnl + got.directional_pnl);
    RC_ASSERT(got.pnl == got.arb.pnl + got.one_sided.pnl);
    RC_ASSERT(got.cost == got.arb.cost + got.one_sided.cost);
    RC_ASSERT(got.residual == usdc{});
    RC_ASSERT(got.value.micros() ==
              token_value(outcome::up, settled, got.up.held.micros()) +
                  token_value(outcome::down, settled, got.down.held.micros()));
  }));
}

TEST_CASE("accounting: every share is in exactly one part", "[properties]") {
  CHECK(rc::check([] {
    const auto events = any_events();
    const auto got = account(trades.market, std::nullopt, events, any_settlement());
    for (const auto* side : {&got.up, &got.down}) {
      RC_ASSERT(side->bought + side->missing + got.split ==
                side->sold + side->redeemed + got.merged + side->held);
      RC_ASSERT(side->held >= shares{});
      RC_ASSERT(side->missing >= shares{});
    }
    const auto up = got.up.bought + got.up.missing;
    const auto down = got.down.bought + got.down.missing;
    RC_ASSERT(got.arb.pairs + got.arb.pairs + got.one_sided.size ==
              up + down + got.split + got.split);
    RC_ASSERT(got.arb.pairs == got.split + std::min(up, down));
  }));
}

TEST_CASE("accounting: the order of events does not matter", "[properties]") {
  CHECK(rc::check([] {
    const auto events = any_events();
    const auto settled = any_settlement();
    RC_ASSERT(account(trades.market, std::nullopt, shuffled(events), settled) ==
              account(trades.market, std::nullopt, events, settled));
  }));
}

TEST_CASE("accounting: events of another window change nothing", "[properties]") {
  CHECK(rc::check([] {
    const auto events = any_events();
    const auto settled = any_settlement();
    auto others = any_events();
    for (auto& event : others)
      event.condition_id = *rc::gen::element<std::string>(
          "", std::string{"0x"}.append(64, 'd'), trades.market.condition_id + "0");
    auto all = events;
    all.insert(all.end(), others.begin(), others.end());
    RC_ASSERT(account(trades.market, std::nullopt, shuffled(all), settled) ==
              account(trades.market, std::nullopt, events, settled));
  }));
}

TEST_CASE("accounting: intermediate figures do not change the result", "[properties]") {
  CHECK(rc::check([] {
    const auto events = any_events();
    const auto settled = any_settlement();
    window_account books{trades.market};
    for (const auto& event : events) {
      books.add(event);
      if (*rc::gen::inRange(0, 3) == 0)
        books.figures(any_settlement());
    }
    RC_ASSERT(books.figures(settled) ==
              account(trades.market, std::nullopt, events, settled));
  }));
}

TEST_CASE("accounting: any pages, repeated, overlapping, in any order: the same grade",
          "[properties]") {
  CHECK(rc::check([] {
    auto all = any_events();
    // Twins, so that a repetition and a second row look the same.
    const auto twins = all.empty() ? 0 : *rc::gen::inRange<std::size_t>(0, 5);
    for (std::size_t i = 0; i < twins; ++i)
      all.push_back(all[*rc::gen::inRange<std::size_t>(0, all.size())]);
    activity_log log;
    window_account books{trades.market};
    const auto take = [&](const std::vector<activity_event>& page) {
      for (const auto& event : log.book(page))
        books.add(event);
    };
    for (auto pages = *rc::gen::inRange(0, 4); pages > 0; --pages) {
      auto page = shuffled(all);
      page.resize(*rc::gen::inRange<std::size_t>(0, all.size() + 1));
      take(page);
    }
    take(shuffled(all));
    take(all);
    const auto settled = any_settlement();
    RC_ASSERT(books.figures(settled) ==
              account(trades.market, std::nullopt, all, settled));
  }));
}
