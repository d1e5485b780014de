// SPDX-License-Identifier: MIT
#include "tests/exchange/list_faults.hpp"

#include "tests/simulator/data_routes.hpp"
#include "tests/simulator/market/ids.hpp"
#include "tests/simulator/wallets/activity_page.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace tracker::exchange {

using json = nlohmann::ordered_json;

bool is_activity(const request& asked) {
  const auto endpoint = endpoint_of(asked);
  return endpoint == "data /activity" || endpoint == "data /v2/activity";
}

namespace {

/// The array of rows in an answer of either dialect.
json& rows_of(json& body) {
  return body.is_array() ? body : body["data"];
}

/// Half of the rows, or more if that half had rows of the first second only: such an
/// answer looks like one without rows after it.
std::size_t count_left(const json& rows) {
  const auto next_second = std::find_if(rows.begin(), rows.end(), [&](const json& row) {
    return row["timestamp"] != rows[0]["timestamp"];
  });
  const auto least = static_cast<std::size_t>(next_second - rows.begin()) + 1;
  return std::max(least, rows.size() / 2);
}

reply clamped(const request& asked, const reply& good, const market_rules& rules,
              timestamp now) {
  auto body = json::parse(good.body);
  const auto& rows = rows_of(body);
  if (rows.empty())
    return good;
  auto less = asked;
  less.query.erase("limit");
  less.query.emplace("limit", std::to_string(std::min(rows.size(), count_left(rows))));
  return answer(less, rules, now);
}

/// A pseudorandom row of a list that is not empty.
std::size_t pick(const json& rows, std::uint64_t salt) {
  return static_cast<std::size_t>(salt % rows.size());
}

void insert_copy(json& rows, std::uint64_t salt, const json& changes) {
  const auto place = static_cast<std::ptrdiff_t>(pick(rows, salt));
  auto copy = rows[pick(rows, salt)];
  copy.update(changes);
  rows.insert(rows.begin() + place, std::move(copy));
}

/// The fields of `changes` that the row has, for both dialects.
json known_only(const json& row, const json& changes) {
  json result = json::object();
  for (const auto& [name, value] : changes.items())
    if (row.contains(name))
      result[name] = value;
  return result;
}

void add_foreign_row(json& rows, std::uint64_t salt) {
  const auto stranger = to_hex({salt, salt, salt, salt}).substr(0, 42);
  insert_copy(
      rows, salt,
      known_only(rows[0], {{"proxyWallet", stranger}, {"proxy_wallet", stranger}}));
}

void add_unknown_row(json& rows, std::uint64_t salt) {
  const auto changes = known_only(rows[0], {{"type", "AIRDROP"},
                                            {"side", ""},
                                            {"price", 0},
                                            {"conditionId", ""},
                                            {"condition_id", ""},
                                            {"slug", ""},
                                            {"eventSlug", ""},
                                            {"event_slug", ""},
                                            {"asset", ""},
                                            {"token_id", ""}});
  insert_copy(rows, salt, changes);
}

/// The value differs each time: a repeated request must not find the same bad row.
void spoil_a_row(json& rows, std::uint64_t salt) {
  struct change {
    const char* field;
    json value;
  };
  const auto unique = std::to_string(salt);
  const auto number = static_cast<std::int64_t>(salt % 1'000'000);
  const std::array changes = {
      change{"size", -1 - number}, change{"size", "much " + unique},
      change{"price", 2 + number}, change{"price", "x" + unique},
      change{"type", number},      change{"timestamp", "at " + unique},
      change{"slug", number},      change{"timestamp", 9'000'000'000 + number},
  };
  const auto& chosen = changes[salt / 1000 % changes.size()];
  rows[pick(rows, salt)][chosen.field] = chosen.value;
}

/// The answer to the same request with an earlier start.
reply from_earlier_start(const request& asked, const market_rules& rules, timestamp now) {
  auto earlier = asked;
  for (auto& [name, value] : earlier.query)
    if (name == "start" && !value.empty() && value.size() < 12)
      value = std::to_string(std::max(0LL, std::stoll(value) - 30));
  auto result = answer(earlier, rules, now);
  auto body = json::parse(result.body);
  if (!body.is_object() || !body.contains("pagination"))
    return result;
  // The client continues after it with the filters it has sent.
  auto& cursor = body["pagination"]["next_cursor"];
  if (cursor.is_string())
    cursor = with_filters_of(cursor.get<std::string>(), asked);
  result.body = body.dump();
  return result;
}

reply of_a_while_ago(const due_fault& fault, const request& asked,
                     const market_rules& rules, timestamp now) {
  auto result = answer(asked, rules, now - fault.chosen.age);
  result.headers.emplace_back("Age", std::to_string(fault.chosen.age.count()));
  return result;
}

void spoil(json& rows, const due_fault& fault) {
  switch (fault.chosen.kind) {
  case fault_kind::unsorted:
    std::reverse(rows.begin(), rows.end());
    break;
  case fault_kind::foreign_row:
    add_foreign_row(rows, fault.salt);
    break;
  case fault_kind::unknown_row:
    add_unknown_row(rows, fault.salt);
    break;
  case fault_kind::bad_row:
    spoil_a_row(rows, fault.salt);
    break;
  default:
    break;
  }
}

/// Pages after the first row of a second are parts of one view: no server shows a row
/// twice in it.
bool is_first_page(const request& asked) {
  const auto offset = parameter(asked, "offset");
  return parameter(asked, "cursor").empty() && (offset.empty() || offset == "0");
}

bool adds_a_row(fault_kind kind) {
  return kind == fault_kind::foreign_row || kind == fault_kind::unknown_row;
}

/// A page has at most as many rows as its limit.
bool is_full(const json& rows, const request& asked, const market_rules& rules) {
  const bool is_v2 = asked.path != "/activity";
  return rows.size() >= (is_v2 ? max_limit_v2 : rules.wallets.page_limit);
}

} // namespace

reply spoilt_list(const due_fault& fault, const request& asked, const reply& good,
                  const market_rules& rules, timestamp now) {
  if (!is_activity(asked) || good.status != 200)
    return good;
  if (fault.chosen.kind == fault_kind::stale)
    return of_a_while_ago(fault, asked, rules, now);
  if (fault.chosen.kind == fault_kind::clamped)
    return clamped(asked, good, rules, now);
  if (fault.chosen.kind == fault_kind::repeated)
    return is_first_page(asked) ? from_earlier_start(asked, rules, now) : good;
  auto body = json::parse(good.body);
  auto& rows = rows_of(body);
  if (rows.empty() || (adds_a_row(fault.chosen.kind) && is_full(rows, asked, rules)))
    return good;
  spoil(rows, fault);
  auto result = good;
  result.body = body.dump();
  return result;
}

} // namespace tracker::exchange
