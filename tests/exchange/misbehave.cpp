// SPDX-License-Identifier: MIT
#include "tests/exchange/misbehave.hpp"

#include "tests/exchange/list_faults.hpp"
#include "tests/simulator/market/ids.hpp"
#include "tests/simulator/market/value_text.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace tracker::exchange {

namespace {

using json = nlohmann::ordered_json;

constexpr std::size_t chunk_size = 64UL * 1024;

/// The inputs of a faulty answer.
struct situation {
  const fault& chosen;
  std::uint64_t salt;
  const request& asked;
  const reply& good;
  const market_rules& rules;
  timestamp now;
};

std::string random_bytes(std::size_t count, std::uint64_t salt) {
  std::string bytes;
  for (std::uint64_t i = 0; bytes.size() < count; ++i)
    bytes += static_cast<char>(hash("byte", salt + i));
  return bytes;
}

// -- answers that are well-formed HTTP -------------------------------------------

std::string_view error_text(int status) {
  if (status == 429)
    return "Too Many Requests";
  return status >= 500 ? "cannot get the information" : "invalid request";
}

reply other_status(const situation& context) {
  return error_reply(context.asked.destination, context.chosen.code,
                     error_text(context.chosen.code));
}

reply too_many_requests(const situation& context) {
  reply result;
  result.status = 429;
  result.body = R"({"error":"Too Many Requests"})";
  const auto wait = context.chosen.retry_after;
  result.headers = {{"Retry-After", context.chosen.kind == fault_kind::rate_limited
                                        ? std::to_string(wait.count())
                                        : http_date(context.now + wait)}};
  return result;
}

reply with_body(const situation& context, std::string body) {
  auto result = context.good;
  result.body = std::move(body);
  return result;
}

reply error_in_ok(const situation& context) {
  auto result = with_body(context, R"({"error":"Too Many Requests"})");
  result.status = 200;
  return result;
}

reply wrong_type(const situation& context) {
  auto result = context.good;
  result.content_type = "text/plain; charset=utf-8";
  return result;
}

reply block_page() {
  reply result;
  result.status = 403;
  result.content_type = "text/html; charset=UTF-8";
  result.body = "<!DOCTYPE html>\n<html lang=\"en-US\">\n<head>\n"
                "<title>Attention Required! | Cloudflare</title>\n</head>\n<body>\n"
                "<h1>Sorry, you have been blocked</h1>\n</body>\n</html>\n";
  return result;
}

reply edge_ban() {
  reply result;
  result.status = 429;
  result.content_type = "text/plain; charset=UTF-8";
  result.body = "error code: 1015";
  return result;
}

reply redirect(const situation& context) {
  reply result;
  result.status = 302;
  result.content_type = "text/html";
  result.headers = {{"Location", "http://127.0.0.1:1" + context.asked.path}};
  return result;
}

/// The slug of the next window; the text itself when it is not a slug.
std::string next_slug(const std::string& slug, const market_rules& rules) {
  const auto market = find_market(slug, rules);
  if (!market)
    return slug;
  return slug.substr(0, slug.rfind('-') + 1) +
         std::to_string(to_unix_seconds(market->end));
}

std::string next_token(const simulated_token& token, const market_rules& rules) {
  const auto next = find_market(next_slug(token.market.slug, rules), rules);
  return token.side == outcome::up ? next->up_token : next->down_token;
}

/// The segment for the next market, if the last segment of a path names one by slug or
/// condition id.
std::string next_segment(const std::string& segment, const market_rules& rules) {
  const auto market = market_of_condition(segment, rules);
  return market ? find_market(next_slug(market->slug, rules), rules)->condition_id
                : next_slug(segment, rules);
}

/// The same request about the next window.
request about_next_market(const situation& context) {
  auto other = context.asked;
  for (auto& [name, value] : other.query) {
    if (name == "slug")
      value = next_slug(value, context.rules);
    if (const auto token = find_token(value, context.rules))
      value = next_token(*token, context.rules);
    else if (name == "condition")
      value = next_segment(value, context.rules);
  }
  const auto segment_place = other.path.rfind('/') + 1;
  const auto segment = other.path.substr(segment_place);
  other.path.replace(segment_place, segment.size(), next_segment(segment, context.rules));
  return other;
}

reply wrong_market(const situation& context) {
  return answer(about_next_market(context), context.rules, context.now);
}

/// Fields that a reader of a market or of its winner needs, on any host.
constexpr std::array needed_fields = {
    "slug",        "conditionId",   "outcomes",     "clobTokenIds", "closed",
    "endDate",     "outcomePrices", "condition_id", "tokens",       "eventStartTime",
    "market_slug", "mid",           "bids",         "data",         "positionIds",
    "status",      "payouts",
};

std::string pick_field(const json& object, std::uint64_t salt) {
  std::vector<std::string> present;
  for (const auto* name : needed_fields)
    if (object.contains(name))
      present.emplace_back(name);
  return present.empty() ? "" : present[salt % present.size()];
}

/// Removes the field, makes it null or gives it another type.
void spoil(json& object, const std::string& field, std::uint64_t salt) {
  switch (salt % 3) {
  case 0:
    object.erase(field);
    break;
  case 1:
    object[field] = nullptr;
    break;
  default:
    object[field] = object[field].is_number() ? json("x") : json(42);
    break;
  }
}

reply bad_row(const situation& context) {
  const fault chosen{.kind = fault_kind::bad_row};
  return spoilt_list({chosen, context.salt}, context.asked, context.good, context.rules,
                     context.now);
}

reply wrong_field(const situation& context) {
  auto body = json::parse(context.good.body, nullptr, false);
  const bool is_page = body.is_object() && body.contains("data") &&
                       body["data"].is_array() && !body["data"].empty();
  auto& object = body.is_array() && !body.empty() ? body[0]
                 : is_page                        ? body["data"][0]
                                                  : body;
  if (!object.is_object())
    return with_body(context, "{}");
  if (context.chosen.field.empty()) {
    if (const auto field = pick_field(object, context.salt); !field.empty())
      spoil(object, field, context.salt / needed_fields.size());
  } else if (context.chosen.value.empty()) {
    object.erase(context.chosen.field);
  } else {
    object[context.chosen.field] = json::parse(context.chosen.value);
  }
  return with_body(context, body.dump());
}

// -- answers that are not ---------------------------------------------------------

std::string half_of(const std::string& text) {
  return text.substr(0, text.size() / 2);
}

/// The header of the whole body, and half of the body.
send_bytes half_an_answer(const situation& context) {
  return {
      as_http(with_body(context, half_of(context.good.body)), context.good.body.size())};
}

script huge(const situation& context) {
  const auto rest = context.chosen.size % chunk_size;
  return {send_bytes{as_http(with_body(context, ""), context.chosen.size)},
          send_bytes{std::string(chunk_size, ' '), context.chosen.size / chunk_size},
          send_bytes{std::string(rest, ' ')}};
}

script endless() {
  return {send_bytes{"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                     "Transfer-Encoding: chunked\r\n\r\n"},
          send_bytes{"10000\r\n" + std::string(chunk_size, ' ') + "\r\n",
                     send_bytes::endless}};
}

std::variant<reply, script> faulty_answer(const situation& context) {
  switch (context.chosen.kind) {
  case fault_kind::status:
    return other_status(context);
  case fault_kind::rate_limited:
  case fault_kind::rate_limited_until:
    return too_many_requests(context);
  case fault_kind::edge_ban:
    return edge_ban();
  case fault_kind::error_in_ok:
    return error_in_ok(context);
  case fault_kind::delay:
    return context.good;
  case fault_kind::stall:
    return script{hold_on{context.chosen.pause}};
  case fault_kind::half:
    return script{half_an_answer(context), hold_on{context.chosen.pause}};
  case fault_kind::reset:
    return script{reset_connection{}};
  case fault_kind::truncated:
    return script{half_an_answer(context)};
  case fault_kind::cut:
    return with_body(context, half_of(context.good.body));
  case fault_kind::wrong_type:
    return wrong_type(context);
  case fault_kind::html:
    return block_page();
  case fault_kind::huge:
    return huge(context);
  case fault_kind::endless:
    return endless();
  case fault_kind::garbage:
    return with_body(context, random_bytes(512, context.salt));
  case fault_kind::noise:
    return script{send_bytes{random_bytes(512, context.salt)}};
  case fault_kind::redirect:
    return redirect(context);
  case fault_kind::wrong_market:
    return wrong_market(context);
  case fault_kind::wrong_field:
    return is_activity(context.asked) && context.chosen.field.empty()
               ? bad_row(context)
               : wrong_field(context);
  case fault_kind::unsorted:
  case fault_kind::clamped:
  case fault_kind::stale:
  case fault_kind::repeated:
  case fault_kind::foreign_row:
  case fault_kind::unknown_row:
    return spoilt_list({context.chosen, context.salt}, context.asked, context.good,
                       context.rules, context.now);
  case fault_kind::bad_row:
    return bad_row(context);
  }
  return context.good;
}

} // namespace

delivery misbehave(const due_fault& fault, const request& asked, const reply& good,
                   const market_rules& rules, timestamp now) {
  delivery result;
  if (fault.chosen.kind == fault_kind::delay)
    result.pause = fault.chosen.pause;
  result.content = faulty_answer({fault.chosen, fault.salt, asked, good, rules, now});
  return result;
}

std::string as_http(const reply& answer, std::uint64_t length) {
  auto text = "HTTP/1.1 " + std::to_string(answer.status) + " -\r\n";
  text += "Content-Type: " + answer.content_type + "\r\n";
  text += "Content-Length: " + std::to_string(length) + "\r\n";
  for (const auto& [name, value] : answer.headers)
    text.append(name).append(": ").append(value).append("\r\n");
  return text + "\r\n" + answer.body;
}

} // namespace tracker::exchange
