// SPDX-License-Identifier: MIT
#include "actors/wallet/activity_row.hpp"

#include "actors/platform/fields.hpp"
#include "actors/platform/ids.hpp"
#include "messages/money.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace tracker {

namespace {

/// The largest accepted difference between the host's clock and the local one.
constexpr auto clock_tolerance = std::chrono::seconds{60};

struct type_name {
  std::string_view word;
  activity_type type;
};

// TRADE is not an entry: its side determines the type.
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

/// The price in units of 10^-12; further digits are dropped.
std::int64_t price_picos(std::string_view text, price rounded) {
  const bool has_exponent = text.find_first_of("eE") != std::string_view::npos;
  return has_exponent ? rounded.micros() * million
                      : parse_micros(std::string{text} + "e6")
                            .value_or(rounded.micros() * million);
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

/// Documented types without an entry above; they concern the account only.
constexpr std::array<std::string_view, 4> account_words{"DEPOSIT", "MIGRATION", "TIP",
                                                        "WITHDRAWAL"};
/// TIP rows have IN or OUT (platform-delta.md 12).
constexpr std::array<std::string_view, 5> side_words{"", "BUY", "IN", "OUT", "SELL"};

/// Every documented or recorded field name of each dialect, sorted.
constexpr std::array<std::string_view, 22> field_names_v1{
    "asset",        "bio",       "conditionId",  "eventSlug",
    "icon",         "isCombo",   "name",         "outcome",
    "outcomeIndex", "price",     "profileImage", "profileImageOptimized",
    "proxyWallet",  "pseudonym", "side",         "size",
    "slug",         "timestamp", "title",        "transactionHash",
    "type",         "usdcSize"};
constexpr std::array<std::string_view, 22> field_names_v2{"bio",
                                                          "condition_id",
                                                          "event_slug",
                                                          "icon",
                                                          "is_combo",
                                                          "name",
                                                          "outcome",
                                                          "outcome_index",
                                                          "price",
                                                          "profile_image",
                                                          "profile_image_optimized",
                                                          "proxy_wallet",
                                                          "pseudonym",
                                                          "side",
                                                          "size",
                                                          "slug",
                                                          "timestamp",
                                                          "title",
                                                          "token_id",
                                                          "transaction_hash",
                                                          "type",
                                                          "usdc_size"};
static_assert(std::is_sorted(field_names_v1.begin(), field_names_v1.end()));
static_assert(std::is_sorted(field_names_v2.begin(), field_names_v2.end()));

constexpr std::size_t max_platform_type = 64;
constexpr std::size_t max_drift = 16;

bool needs_market(activity_type type) {
  return type <= activity_type::conversion;
}

/// A text field that only labels the row: missing and null count as empty.
std::string label(const json_cursor& row, std::string_view name) {
  return row.has(name) ? row.at(name).text() : std::string{};
}

/// True for the condition id of a combination of markets: module 3, then 128 bits of
/// hash, 16 of arity and 64 reserved bits, which are zero (platform-delta.md 2.2). The id
/// of a single market is a hash or of another module.
bool is_combination(std::string_view condition_id) {
  constexpr std::size_t short_form = 2 + 62;
  constexpr std::size_t long_form = 2 + 64;
  constexpr std::size_t reserved_begin = 2 + 2 + 32 + 4;
  constexpr std::size_t reserved_digits = 16;
  return (condition_id.size() == short_form ||
          (condition_id.size() == long_form && condition_id.ends_with("00"))) &&
         condition_id.starts_with("0x03") &&
         condition_id.substr(reserved_begin, reserved_digits) ==
             std::string_view{"0000000000000000"};
}

/// Reads the market and the token of a row. Its type determines which are required.
void read_subject(activity_event& event, const json_cursor& row, const row_names& names) {
  const auto condition = row.at(names.condition_id);
  if (needs_market(event.type) || !condition.text().empty())
    event.condition_id = read_condition_id(condition);
  event.slug = label(row, "slug");
  if (event.type == activity_type::other && !event.condition_id.empty())
    row.at("type").refuse("a documented type");
  const auto asset = row.at(names.asset);
  const bool traded =
      event.type == activity_type::buy || event.type == activity_type::sell;
  if (traded || !asset.text().empty())
    event.asset = read_token_id(asset);
}

/// Makes a row of a combination an account row that keeps its type as text.
void describe_combination(activity_event& event, const json_cursor& row) {
  const auto& word =
      row.at("type").text() == "TRADE" ? row.at("side").text() : row.at("type").text();
  event.type = activity_type::other;
  event.platform_type = "COMBO_" + word;
}

bool is_of_combination(const json_cursor& row, const row_names& names);

activity_event read_row(const json_cursor& row, const row_names& names,
                        std::string_view wallet, timestamp now) {
  activity_event event;
  const auto owner = row.at(names.wallet);
  event.wallet = lower_case(owner.text());
  if (event.wallet != wallet)
    owner.refuse("the requested wallet");
  event.time = read_row_time(row.at("timestamp"), now);
  event.type = read_type(row);
  if (event.type == activity_type::other)
    event.platform_type = row.at("type").text();
  if (is_of_combination(row, names))
    describe_combination(event, row);
  else
    read_subject(event, row, names);
  if (event.platform_type.size() > max_platform_type)
    row.at("type").refuse("a type of at most 64 characters");
  event.size = shares::from_micros(read_amount(row.at("size")));
  event.cash = usdc::from_micros(read_amount(row.at(names.cash)));
  const auto price_field = row.at("price");
  event.at_price = read_price(price_field);
  event.quoted = usdc::from_micros(rounded_product(
      event.size.micros(), price_picos(price_field.decimal(), event.at_price),
      million * million));
  event.transaction = read_hash(row.at(names.transaction));
  return event;
}

/// The result of `read`, for fields of a refused row; empty where the field is refused.
template <class Read>
auto salvage(Read read) -> std::optional<decltype(read())> {
  try {
    return read();
  } catch (const decode_error&) {
    return std::nullopt;
  }
}

bool is_of_combination(const json_cursor& row, const row_names& names) {
  const auto has_mark = [&] {
    return row.has(names.combo) && row.at(names.combo).boolean();
  };
  if (salvage(has_mark).value_or(false))
    return true;
  return salvage([&] {
           return label(row, "slug").empty() &&
                  is_combination(row.at(names.condition_id).text());
         })
      .value_or(false);
}

/// True for a row that certainly belongs to no Up/Down window, even if the rest of it is
/// unreadable: a combination, a conversion (neg-risk markets only), or a row of the
/// account without a market.
bool is_outside_windows(const json_cursor& row, const row_names& names) {
  if (is_of_combination(row, names))
    return true;
  const auto word = salvage([&] { return row.at("type").text(); }).value_or("");
  if (word == "CONVERSION")
    return true;
  const auto known =
      std::find_if(type_names.begin(), type_names.end(),
                   [&](const type_name& name) { return name.word == word; });
  const bool of_account =
      (known != type_names.end() && !needs_market(known->type)) ||
      std::find(account_words.begin(), account_words.end(), word) != account_words.end();
  const bool names_market =
      !salvage([&] { return label(row, names.condition_id).empty(); }).value_or(true) ||
      !salvage([&] { return label(row, "slug").empty(); }).value_or(true);
  return of_account && !names_market;
}

bool is_of_wallet(const json_cursor& row, const row_names& names,
                  std::string_view wallet) {
  return salvage([&] { return lower_case(row.at(names.wallet).text()) == wallet; })
      .value_or(false);
}

std::string kind_of_row(const json_cursor& row, const row_names& names) {
  const auto word = salvage([&] { return row.at("type").text(); }).value_or("?");
  return (is_of_combination(row, names) ? "COMBO " : "") + word.substr(0, 32);
}

template <class Words>
bool is_known(const Words& words, std::string_view word) {
  return std::binary_search(words.begin(), words.end(), word);
}

void note_drift(activity_page& page, drift_kind kind, std::string_view word,
                const json_cursor& row) {
  ++page.drift_count;
  const auto shown = word.substr(0, max_platform_type);
  const bool is_noted =
      std::any_of(page.drift.begin(), page.drift.end(), [&](const drift_note& note) {
        return note.kind == kind && note.word == shown;
      });
  if (is_noted || page.drift.size() >= max_drift)
    return;
  page.drift.push_back({kind, std::string{shown},
                        salvage([&] { return label(row, "slug"); }).value_or("")});
}

/// Notes what the row has that is neither documented nor recorded.
void find_drift(activity_page& page, const json_cursor& row, const row_names& names) {
  const auto* members = row.value().get_if<json_value::object>();
  if (!members)
    return;
  const bool is_v2 = names.wallet == row_names_v2.wallet;
  for (const auto& [name, value] : *members) {
    if (!(is_v2 ? is_known(field_names_v2, name) : is_known(field_names_v1, name)))
      note_drift(page, drift_kind::field, name, row);
    const auto* word = value.get_if<std::string>();
    if (!word)
      continue;
    if (name == "side" && !is_known(side_words, *word))
      note_drift(page, drift_kind::side, *word, row);
    if (name == "type" && *word != "TRADE" && !is_known(account_words, *word) &&
        std::none_of(type_names.begin(), type_names.end(),
                     [&](const type_name& known) { return known.word == *word; }))
      note_drift(page, drift_kind::type, *word, row);
  }
}

set_aside_row set_aside(const json_cursor& row, const row_names& names,
                        const decode_error& why, timestamp near) {
  set_aside_row result;
  result.why = why;
  result.slug = salvage([&] { return label(row, "slug"); }).value_or("");
  result.condition_id =
      salvage([&] { return read_condition_id(row.at(names.condition_id)); }).value_or("");
  result.transaction =
      salvage([&] { return read_hash(row.at(names.transaction)); }).value_or("");
  result.asset = salvage([&] { return read_token_id(row.at(names.asset)); }).value_or("");
  result.near = near;
  return result;
}

/// Adds the time of a row to the page's order and limits; `previous` is the row before.
void note_time(activity_page& page, timestamp time, timestamp previous) {
  page.ascending = page.ascending && time >= previous;
  page.oldest = std::min(page.oldest.value_or(time), time);
  page.newest = std::max(page.newest.value_or(time), time);
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
    // Errors get no index in their path: the same row has another one on other pages.
    const json_cursor row{element.value()};
    ++page.rows;
    if (const auto time =
            salvage([&] { return read_row_time(row.at("timestamp"), now); })) {
      note_time(page, *time, last);
      last = *time;
    }
    find_drift(page, row, names);
    try {
      auto event = read_row(row, names, owner, now);
      auto& list_of_kind = event.condition_id.empty() ? page.account_events : page.events;
      list_of_kind.push_back(std::move(event));
    } catch (const decode_error& why) {
      if (is_outside_windows(row, names) && is_of_wallet(row, names, owner))
        page.skipped.push_back(
            {kind_of_row(row, names), set_aside(row, names, why, last)});
      else
        page.set_aside.push_back(set_aside(row, names, why, last));
    }
  }
  return page;
}

} // namespace tracker
