// SPDX-License-Identifier: MIT
#include "tests/simulator/data_routes.hpp"

#include "tests/simulator/bodies/data_body.hpp"
#include "tests/simulator/market/ids.hpp"
#include "tests/simulator/wallets/activity_page.hpp"
#include "tests/simulator/wallets/books.hpp"
#include "tests/simulator/wallets/official.hpp"

#include <algorithm>
#include <cctype>

namespace tracker::exchange {

namespace {

using json = nlohmann::ordered_json;

bool is_address(std::string_view text) {
  return text.size() == 42 && text.substr(0, 2) == "0x" &&
         std::all_of(text.begin() + 2, text.end(),
                     [](unsigned char c) { return std::isxdigit(c) != 0; });
}

constexpr std::size_t max_conditions = 20;

constexpr const char* no_user = "required query param 'user' not provided";

reply v2_error(std::string_view text, std::string_view parameter_name) {
  json body;
  body["error"] = text;
  body["code"] = "invalid_request";
  body["parameter"] = parameter_name;
  body["retryable"] = false;
  body["trace_id"] = "8f8b7e5e64d241d1bc6e8d5eef76fc4e";
  auto result = json_reply(body);
  result.status = 400;
  return result;
}

json bodies(std::string_view wallet, const std::vector<history_row>& rows,
            dialect format) {
  auto list = json::array();
  for (const auto& row : rows)
    list.push_back(activity_body(wallet, row, format));
  return list;
}

/// The rows that `/activity` shows: all but the withheld ones.
std::vector<history_row> shown_history(std::string_view wallet, time_range span,
                                       const market_rules& rules, timestamp now) {
  auto rows = history_of(wallet, span, rules, now);
  if (!rules.wallets.withheld.empty())
    std::erase_if(rows, [&](const history_row& each) {
      return each.row.transaction == rules.wallets.withheld;
    });
  return rows;
}

using market_pointer = std::shared_ptr<const simulated_market>;

/// The markets of a `/positions` request: those that it names, or all.
std::vector<market_pointer> asked_markets(const request& asked, const market_rules& rules,
                                          timestamp now) {
  std::vector<market_pointer> result;
  const auto named = parameter(asked, "market");
  for (const auto& id : comma_separated(named))
    if (auto market = market_of_condition(id, rules))
      result.push_back(std::make_shared<const simulated_market>(std::move(*market)));
  if (named.empty())
    for (const auto& each :
         history_of(parameter(asked, "user"), {timestamp{}, now}, rules, now))
      if (each.market &&
          std::find(result.begin(), result.end(), each.market) == result.end())
        result.push_back(each.market);
  return result;
}

} // namespace

std::string parameter(const request& asked, const std::string& name) {
  const auto found = asked.query.lower_bound(name);
  return found != asked.query.end() && found->first == name ? found->second : "";
}

reply data_activity(const request& asked, const market_rules& rules, timestamp now) {
  const auto user = parameter(asked, "user");
  if (!is_address(user))
    return error_reply(host::data, 400, no_user);
  const auto filter = read_filter(asked);
  const auto page = read_offset_page(asked, rules.wallets.page_limit);
  if (page.offset > max_offset)
    return error_reply(host::data, 400,
                       "max historical activity offset of 5000 exceeded");
  auto rows = matching(shown_history(user, filter.span, rules, now), filter);
  arrange(rows, asked);
  return json_reply(
      bodies(user, cut(std::move(rows), page.offset, page.limit), dialect::v1));
}

reply data_activity_v2(const request& asked, const market_rules& rules, timestamp now) {
  const auto user = parameter(asked, "user");
  if (!is_address(user))
    return v2_error(no_user, "user");
  if (asked.query.contains("offset"))
    return v2_error("'offset' is not a query param on this API: pages are cursor-only, "
                    "pass 'cursor' from a prior response's next_cursor",
                    "offset");
  const auto page = read_cursor_page(asked);
  if (!page)
    return v2_error("invalid limit or cursor, or other filters than the cursor's",
                    "cursor");
  const auto filter = read_filter_v2(asked);
  auto rows = matching(shown_history(user, filter.span, rules, now), filter);
  if (!page->ascending)
    std::reverse(rows.begin(), rows.end());
  skip_to(rows, *page);
  const bool has_more = rows.size() > page->limit;
  rows = cut(std::move(rows), 0, page->limit);
  json pagination{{"limit", page->limit}, {"has_more", has_more}};
  if (has_more)
    pagination["next_cursor"] = next_cursor(rows, *page, asked);
  else
    pagination["next_cursor"] = nullptr;
  return json_reply(
      {{"data", bodies(user, rows, dialect::v2)}, {"pagination", pagination}});
}

reply data_trades_v2(const request& asked, const market_rules& rules, timestamp now) {
  const auto user = parameter(asked, "user");
  if (!is_address(user))
    return v2_error(no_user, "user");
  const auto page = read_cursor_page(asked);
  if (!page)
    return v2_error("invalid limit or cursor, or other filters than the cursor's",
                    "cursor");
  auto filter = read_filter_v2(asked);
  filter.types = {"TRADE"};
  auto rows = matching(history_of(user, filter.span, rules, now), filter);
  // Fills below a cent are hidden.
  std::erase_if(rows, [](const history_row& each) {
    return each.row.cash < usdc::from_micros(10'000);
  });
  if (parameter(asked, "taker_only") != "false")
    std::erase_if(rows, [&](const history_row& each) {
      return each.row.fee == usdc{} ||
             each.row.transaction == rules.wallets.unlisted_taker;
    });
  if (!page->ascending)
    std::reverse(rows.begin(), rows.end());
  skip_to(rows, *page);
  const bool has_more = rows.size() > page->limit;
  rows = cut(std::move(rows), 0, page->limit);
  auto list = bodies(user, rows, dialect::v2);
  for (auto& body : list)
    for (const auto* name : {"type", "usdc_size"})
      body.erase(name);
  json pagination{{"limit", page->limit}, {"has_more", has_more}};
  if (has_more)
    pagination["next_cursor"] = next_cursor(rows, *page, asked);
  else
    pagination["next_cursor"] = nullptr;
  return json_reply({{"data", list}, {"pagination", pagination}});
}

reply data_user_volume(const request& asked, const market_rules& rules, timestamp now) {
  const auto user = parameter(asked, "user");
  if (!is_address(user))
    return v2_error(no_user, "user");
  return json_reply(
      {{"data", volume_body(user, read_filter_v2(asked).span, rules, now)}});
}

reply data_user_pnl(const request& asked, const market_rules& rules, timestamp now) {
  const auto user = parameter(asked, "user");
  if (!is_address(user))
    return v2_error(no_user, "user");
  if (parameter(asked, "interval") != "all" || parameter(asked, "fidelity") != "1d")
    return v2_error("the simulator supports interval=all and fidelity=1d", "interval");
  return json_reply({{"data", pnl_body(user, rules, now)}});
}

reply data_resolutions_v2(const request& asked, const market_rules& rules,
                          timestamp now) {
  const auto conditions = comma_separated(parameter(asked, "condition"));
  if (conditions.empty() || conditions.size() > max_conditions)
    return v2_error("required query param 'condition' not provided", "condition");
  auto list = json::array();
  for (const auto& id : conditions) {
    // 62 digits are refused, the padded id is taken.
    if (!parse_hex(id))
      return v2_error("invalid resolution condition id: " + id, "condition");
    const auto market = market_of_condition(id, rules);
    if (auto body = market ? resolution_body(*market, now) : std::nullopt)
      list.push_back(*std::move(body));
  }
  return json_reply({{"data", list}});
}

reply data_status_v2(const request& /*asked*/, const market_rules& rules, timestamp now) {
  return json_reply(status_body(rules, now));
}

reply data_positions(const request& asked, const market_rules& rules, timestamp now) {
  const auto user = parameter(asked, "user");
  if (!is_address(user))
    return error_reply(host::data, 400, no_user);
  const auto threshold = parameter(asked, "sizeThreshold");
  auto list = json::array();
  for (const auto& market : asked_markets(asked, rules, now))
    for (auto& body : position_bodies(user, *market, rules, now))
      if (threshold == "0" || body["size"] >= 1)
        list.push_back(std::move(body));
  const auto page = read_offset_page(asked, rules.wallets.page_limit);
  while (list.size() > page.limit)
    list.erase(list.size() - 1);
  return json_reply(list);
}

reply data_positions_v2(const request& asked, const market_rules& rules, timestamp now) {
  const auto user = parameter(asked, "user");
  if (!is_address(user))
    return v2_error(no_user, "user");
  const auto condition = parameter(asked, "condition");
  if (!parse_hex(condition))
    return v2_error("invalid condition id: " + condition, "condition");
  auto list = json::array();
  if (const auto market = market_of_condition(condition, rules))
    for (auto& body : position_bodies_v2(user, *market, rules, now))
      list.push_back(std::move(body));
  return json_reply(
      {{"data", list},
       {"pagination",
        {{"limit", 10}, {"offset", 0}, {"has_more", false}, {"next_cursor", nullptr}}}});
}

reply clob_rebates(const request& asked, const market_rules& rules, timestamp now) {
  const auto maker = parameter(asked, "maker_address");
  const auto date = parameter(asked, "date");
  if (!is_address(maker) || date.size() != 10)
    return error_reply(host::clob, 400, "date and maker_address are needed");
  return json_reply(rebates_body(maker, date, rules, now));
}

reply data_books(const request& asked, const market_rules& rules, timestamp now) {
  const auto user = parameter(asked, "user");
  const auto market = find_market(parameter(asked, "slug"), rules);
  if (!is_address(user) || !market)
    return error_reply(host::data, 400, "user and slug are needed");
  return json_reply(books_body(asked.query.contains("now")
                                   ? simulated_books(user, *market, rules, now)
                                   : simulated_books(user, *market, rules)));
}

} // namespace tracker::exchange
