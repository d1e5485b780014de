// SPDX-License-Identifier: MIT
#include "tests/exchange/exchange_samples.hpp"
#include "tests/simulator/wallets/exchange_wallet_rig.hpp"
#include "tests/simulator/wallets/history.hpp"
#include "tests/support/catch.hpp"

using namespace tracker;
using namespace tracker::exchange;
using namespace tracker::test;
using namespace std::chrono_literals;
using json = nlohmann::ordered_json;

namespace {

const auto page_time = first_traded + 600s;

market_rules one_wallet() {
  market_rules list_rules;
  list_rules.window_length = 60s;
  list_rules.wallets.count = 1;
  list_rules.wallets.trading_begin = first_traded;
  list_rules.wallets.idle_percent = 0;
  return list_rules;
}

const auto list_rules = one_wallet();
const auto list_wallet = simulated_wallets(list_rules).front();

const std::vector<std::string> both_dialects = {
    "/activity?user=" + list_wallet + "&limit=500&sortDirection=ASC",
    "/v2/activity?user=" + list_wallet + "&limit=500&sort_direction=ASC"};

/// The rows of either dialect.
json rows_of(const reply& answered) {
  const auto body = json::parse(answered.body);
  return body.is_array() ? body : body["data"];
}

struct pair_of_replies {
  reply good;
  reply bad;
};

reply spoilt(fault_kind kind, std::uint64_t salt, const request& asked,
             const reply& good) {
  return std::get<reply>(
      misbehave({{.kind = kind}, salt}, asked, good, list_rules, page_time).content);
}

pair_of_replies replies_under(fault_kind kind, const std::string& target) {
  const auto asked = request_of(host::data, target);
  const auto good = answer(asked, list_rules, page_time);
  return {good, spoilt(kind, 12'345, asked, good)};
}

/// Rows of `left` that are not in `right`.
std::size_t count_new(const json& left, const json& right) {
  return static_cast<std::size_t>(
      std::count_if(left.begin(), left.end(), [&](const json& row) {
        return std::find(right.begin(), right.end(), row) == right.end();
      }));
}

} // namespace

TEST_CASE("an unsorted page has the same rows in another order") {
  for (const auto& target : both_dialects) {
    const auto [good, bad] = replies_under(fault_kind::unsorted, target);
    auto rows = rows_of(bad);
    CHECK(rows != rows_of(good));
    std::reverse(rows.begin(), rows.end());
    CHECK(rows == rows_of(good));
  }
}

TEST_CASE(
    "a clamped page is the beginning of the right one and marks that where it can") {
  for (const auto& target : both_dialects) {
    const auto [good, bad] = replies_under(fault_kind::clamped, target);
    const auto all = rows_of(good);
    const auto rows = rows_of(bad);
    CHECK(rows.size() < all.size());
    CHECK(rows.back()["timestamp"] != rows.front()["timestamp"]);
    CHECK(count_new(rows, all) == 0);
    if (json::parse(bad.body).is_object())
      CHECK(json::parse(bad.body)["pagination"]["has_more"] == true);
  }
}

TEST_CASE("a stale page is an old one with its age") {
  for (const auto& target : both_dialects) {
    const auto [good, bad] = replies_under(fault_kind::stale, target);
    CHECK(bad.headers.back() == std::pair<std::string, std::string>{"Age", "20"});
    CHECK(bad.body ==
          answer(request_of(host::data, target), list_rules, page_time - 20s).body);
  }
}

TEST_CASE("a repeated page begins before the requested second") {
  const auto all =
      rows_of(answer(request_of(host::data, both_dialects[0]), list_rules, page_time));
  const auto first_second = all[5]["timestamp"].get<std::int64_t>() + 1;
  const auto start_parameter = "&start=" + std::to_string(first_second);
  for (const auto& target : both_dialects) {
    const auto [good, bad] =
        replies_under(fault_kind::repeated, target + start_parameter);
    CHECK(count_new(rows_of(good), rows_of(bad)) == 0);
    CHECK(rows_of(bad)[0]["timestamp"] < first_second);
  }
  const auto second_page = both_dialects.front() + start_parameter + "&offset=3";
  const auto [good, bad] = replies_under(fault_kind::repeated, second_page);
  CHECK(good == bad);
}

TEST_CASE("a foreign or unknown row is added, and no other row changes") {
  for (const auto kind : {fault_kind::foreign_row, fault_kind::unknown_row})
    for (const auto& target : both_dialects) {
      const auto [good, bad] = replies_under(kind, target);
      CHECK(rows_of(bad).size() == rows_of(good).size() + 1);
      CHECK(count_new(rows_of(bad), rows_of(good)) == 1);
      CHECK(count_new(rows_of(good), rows_of(bad)) == 0);
    }
}

TEST_CASE("a bad row replaces one of the page, is refused by the decoder, and differs "
          "each time") {
  const auto asked = request_of(host::data, both_dialects.front());
  const auto good = answer(asked, list_rules, page_time);
  const auto good_rows = rows_of(good);
  for (std::uint64_t salt = 1; salt < 200'000; salt += 991) {
    CAPTURE(salt);
    const auto bad = spoilt(fault_kind::bad_row, salt, asked, good);
    CHECK(count_new(rows_of(bad), good_rows) == 1);
    const auto page = value_of(decode_activity_v1(bad.body, list_wallet, page_time));
    CHECK(page.set_aside.size() == 1);
    const auto other = spoilt(fault_kind::bad_row, salt + 1, asked, good);
    CHECK(value_of(decode_activity_v1(other.body, list_wallet, page_time)).set_aside !=
          page.set_aside);
  }
}

TEST_CASE("a reply that is not a list of rows, or an empty list, is unchanged") {
  const auto empty = "/activity?user=0x" + std::string(40, 'a');
  for (const auto kind :
       {fault_kind::unsorted, fault_kind::clamped, fault_kind::foreign_row,
        fault_kind::unknown_row, fault_kind::bad_row, fault_kind::repeated}) {
    for (const auto& target : {empty, std::string{"/v2/status"}, std::string{"/"}}) {
      const auto [good, bad] = replies_under(kind, target);
      CHECK(good == bad);
    }
  }
}
