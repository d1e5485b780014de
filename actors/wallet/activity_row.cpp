// SPDX-License-Identifier: MIT
#include "actors/wallet/activity_row.hpp"

#include "actors/platform/fields.hpp"
#include "actors/platform/ids.hpp"
#include "messages/exact.hpp"

#include <algorithm>
#include <array>

namespace tracker {

namespace {

/// The host's clock and ours may differ by this much.
constexpr auto clock_tolerance = std::chrono::seconds{60};
constexpr std::int64_t one = 1'000'000;
struct type_name {
  std::string_view word;
  activity_type type;
};

// TRADE is no entry: its side decides.
constexpr std::array<type_name, 9> type_names{{
    {"SPLIT", activity_type::split},
    {"MERGE", activity_type::merge},
    {"REDEEM", activity_type::redeem},
    {"CONVERSION", activity_type::conversion},
    {"REWARD", activity_type::reward},
    {"MAKER_REBATE", activity_type::maker_rebate},
    {"TAKER_REBATE", activity_type::taker_rebate},
    {"REFERRAL_REWARD", activity_type::referral_reward},
    {"YIELD", activity_type::yield},
}};

/// The price in units of 10^-12: further digits than those are lost in every row.
std::int64_t price_picos(std::string_view text, price rounded) {
  const bool has_exponent = text.find_first_of("eE") != std::string_view::npos;
  return has_exponent
             ? rounded.micros() * one
             : parse_micros(std::string{text} + "e6").value_or(rounded.micros() * one);
}

activity_type read_type(const json_cursor& row) {
  const auto field = row.at("type");
  const auto& word = field.text();
  if (word == "TRADE")
    return read_trade_side(row.at("side"));
  for (const auto& known : type_names)
    if (known.word == word)
      return known.type;
  return activity_type::other;
}

bool needs_market(activity_type type) {
  return type <= activity_type::conversion;
}

/// The market and the token of a row. Which must be there depends on its type.
void read_subject(activity_event& event, const json_cursor& row, const row_names& names) {
  const auto condition = row.at(names.condition_id);
  if (needs_market(event.type) || !condition.text().empty())
    event.condition_id = read_condition_id(condition);
  event.slug = row.at("slug").text();
  if (event.type == activity_type::other && !event.condition_id.empty())
    row.at("type").refuse("a documented type");
  const auto asset = row.at(names.asset);
  const bool traded =
      event.type == activity_type::buy || event.type == activity_type::sell;
  if (traded || !asset.text().empty())
    event.asset = read_token_id(asset);
}

activity_event read_row(const json_cursor& row, const row_names& names,
                        std::string_view wallet, timestamp now) {
  activity_event event;
  const auto owner = row.at(names.wallet);
  event.wallet = lower_case(owner.text());
  if (event.wallet != wallet)
    owner.refuse("the wallet that was asked for");
  event.at = read_row_time(row.at("timestamp"), now);
  event.type = read_type(row);
  if (event.type == activity_type::other)
    event.platform_type = row.at("type").text();
  read_subject(event, row, names);
  event.size = shares::from_micros(read_amount(row.at("size")));
  event.cash = usdc::from_micros(read_amount(row.at(names.cash)));
  const auto at_price = row.at("price");
  event.at_price = read_price(at_price);
  event.quoted = usdc::from_micros(rounded_product(
      event.size.micros(), price_picos(at_price.decimal(), event.at_price), one * one));
  event.transaction = read_hash(row.at(names.transaction));
  return event;
}

/// What can still be read of a row that is refused; nothing of a field that can not.
template <class Read>
auto salvage(Read read) -> std::optional<decltype(read())> {
  try {
    return read();
  } catch (const decode_error&) {
    return std::nullopt;
  }
}

set_aside_row set_aside(const json_cursor& row, const row_names& names,
                        const decode_error& why, timestamp near) {
  set_aside_row result;
  result.why = why;
  result.slug = salvage([&] { return row.at("slug").text(); }).value_or("");
  result.condition_id =
      salvage([&] { return read_condition_id(row.at(names.condition_id)); }).value_or("");
  result.transaction =
      salvage([&] { return read_hash(row.at(names.transaction)); }).value_or("");
  result.near = near;
  return result;
}

/// Where the times of a page run.
void note_time(activity_page& page, timestamp at, timestamp before) {
  page.ascending = page.ascending && at >= before;
  page.oldest = std::min(page.oldest.value_or(at), at);
  page.newest = std::max(page.newest.value_or(at), at);
}

} // namespace

timestamp read_row_time(const json_cursor& field, timestamp now) {
  const auto seconds = field.integer();
  if (seconds <= 0 || seconds > to_unix_seconds(now + clock_tolerance))
    field.refuse("seconds since 1970, not in the future");
  return from_unix_seconds(seconds);
}

activity_type read_trade_side(const json_cursor& field) {
  const auto& side = field.text();
  if (side != "BUY" && side != "SELL")
    field.refuse("BUY or SELL");
  return side == "BUY" ? activity_type::buy : activity_type::sell;
}

activity_page read_activity_rows(const json_cursor& list, const row_names& names,
                                 std::string_view wallet, timestamp now) {
  const auto owner = lower_case(wallet);
  activity_page page;
  timestamp last{};
  for (const auto& element : list.elements()) {
    // Its place is left out of the path: the same row stands elsewhere on other pages.
    const json_cursor row{element.value()};
    ++page.rows;
    if (const auto at =
            salvage([&] { return read_row_time(row.at("timestamp"), now); })) {
      note_time(page, *at, last);
      last = *at;
    }
    try {
      auto event = read_row(row, names, owner, now);
      auto& shelf = event.condition_id.empty() ? page.account_events : page.events;
      shelf.push_back(std::move(event));
    } catch (const decode_error& why) {
      page.set_aside.push_back(set_aside(row, names, why, last));
    }
  }
  return page;
}

} // namespace tracker
