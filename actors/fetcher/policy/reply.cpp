// SPDX-License-Identifier: MIT
#include "actors/fetcher/policy/reply.hpp"

#include "actors/fetcher/transport/http_headers.hpp"
#include "actors/fetcher/transport/url.hpp"
#include "actors/platform/excerpt.hpp"
#include "actors/platform/json.hpp"

#include <algorithm>
#include <string_view>

namespace tracker {

namespace {

using host_evidence = failed_attempt::host_evidence;

constexpr std::size_t largest_error_object = 4096;

/// The form of a body.
enum class body_form : std::uint8_t {
  empty,
  /// JSON, other than an error object.
  json,
  /// Begins like JSON and does not parse: truncated or damaged.
  broken_json,
  web_page,
  /// Cloudflare's `error code: 1015`, of the codes 1000 to 1099: we are blocked.
  block_code,
  other_text,
};

/// The platform's error object.
struct error_object {
  std::string text;
  /// The field `retryable` of the v2 API.
  std::optional<bool> retryable;
  bool rate_limited = false;
};

struct inspected_body {
  body_form form = body_form::empty;
  std::optional<error_object> error;
};

const json_value* member(const json_value& value, std::string_view name) {
  const auto* members = value.get_if<json_value::object>();
  if (members == nullptr)
    return nullptr;
  const auto found = std::find_if(members->begin(), members->end(),
                                  [&](const auto& entry) { return entry.first == name; });
  return found == members->end() ? nullptr : &found->second;
}

template <class T>
const T* member_of_type(const json_value& value, std::string_view name) {
  const auto* found = member(value, name);
  return found == nullptr ? nullptr : found->get_if<T>();
}

/// The error object in `value`, when its `error` is neither empty, null nor false.
std::optional<error_object> find_error(const json_value& value, std::string_view body) {
  const auto* error = member(value, "error");
  if (error == nullptr || error->is_null())
    return {};
  const auto* text = error->get_if<std::string>();
  const auto* flag = error->get_if<bool>();
  if ((text != nullptr && text->empty()) || (flag != nullptr && !*flag))
    return {};
  error_object result;
  result.text = excerpt(text != nullptr ? std::string_view{*text} : body);
  if (const auto* retryable = member_of_type<bool>(value, "retryable"))
    result.retryable = *retryable;
  const auto* code = member_of_type<std::string>(value, "code");
  result.rate_limited =
      result.text == "Too Many Requests" || (code != nullptr && *code == "rate_limited");
  return result;
}

/// Whether an object must be parsed to tell. All others are parsed by their decoder only.
bool may_be_error(std::string_view object) {
  return object.size() <= largest_error_object &&
         object.find(R"("error")") != std::string_view::npos;
}

/// Classifies a list or an object by its last byte, where truncation shows.
body_form form_by_last_byte(std::string_view body) {
  const auto closes = body.front() == '{' ? '}' : ']';
  return body.back() == closes ? body_form::json : body_form::broken_json;
}

bool is_block_code(std::string_view body) {
  constexpr std::string_view prefix = "error code: 10";
  const auto code = body.substr(std::min(prefix.size(), body.size()));
  return body.substr(0, prefix.size()) == prefix && code.size() == 2 &&
         code.find_first_not_of("0123456789") == std::string_view::npos;
}

body_form form_of_text(std::string_view body) {
  if (body.front() == '<')
    return body_form::web_page;
  return is_block_code(body) ? body_form::block_code : body_form::other_text;
}

inspected_body inspect_body(std::string_view bytes) {
  const auto body = trimmed(bytes);
  if (body.empty())
    return {};
  const auto is_object = body.front() == '{';
  if (body.front() == '[' || (is_object && !may_be_error(body)))
    return {form_by_last_byte(body), {}};
  if (body.size() > largest_error_object)
    return {form_of_text(body), {}};
  const auto parsed = parse_json(body);
  if (const auto* value = std::get_if<json_value>(&parsed))
    return {body_form::json, find_error(*value, body)};
  return {is_object ? body_form::broken_json : form_of_text(body), {}};
}

/// The title of a web page, or the whole body without one.
std::string_view page_title(std::string_view body) {
  constexpr std::string_view opening = "<title>";
  const auto begin = body.find(opening);
  if (begin == std::string_view::npos)
    return body;
  const auto title = body.substr(begin + opening.size());
  return title.substr(0, title.find("</title>"));
}

bool is_success(std::uint16_t status) {
  return status >= 200 && status <= 299;
}

std::string describe(const http_answer& answer, const inspected_body& body) {
  if (answer.status / 100 == 3)
    return excerpt(
        (leads_to_another_host(trimmed(answer.location), answer.url)
             ? "redirect to another host refused, perhaps to a captive portal: "
             : "redirect refused: ") +
        answer.location);
  if (body.error)
    return body.error->text;
  const auto is_unexpected = is_success(answer.status);
  auto text = excerpt(page_title(*answer.body));
  switch (body.form) {
  case body_form::empty:
    return "empty body";
  case body_form::broken_json:
    return excerpt("broken JSON: " + *answer.body);
  case body_form::web_page:
    return is_unexpected
               ? excerpt("a web page instead of JSON, perhaps of a captive portal: " +
                         text)
               : text;
  case body_form::other_text:
    return is_unexpected ? excerpt("a text instead of JSON: " + text) : text;
  case body_form::json:
  case body_form::block_code:
    break;
  }
  return text;
}

/// Statuses after which a retry can succeed. 425: the matching engine restarts.
bool is_temporary(std::uint16_t status) {
  constexpr std::uint16_t temporary[] = {408, 425, 429};
  constexpr std::uint16_t permanent[] = {501, 505};
  return std::count(std::begin(temporary), std::end(temporary), status) != 0 ||
         (status >= 500 &&
          std::count(std::begin(permanent), std::end(permanent), status) == 0);
}

host_evidence classify_host(const http_answer& answer, const inspected_body& body) {
  if (answer.status == 403 || body.form == body_form::block_code)
    return host_evidence::blocked;
  if (answer.status == 429 || (body.error && body.error->rate_limited))
    return host_evidence::throttled;
  if (answer.status >= 500)
    return host_evidence::failing;
  if (answer.status / 100 == 3)
    return host_evidence::silent;
  switch (body.form) {
  case body_form::json:
    return host_evidence::answers;
  case body_form::empty:
  case body_form::broken_json:
    return host_evidence::failing;
  case body_form::web_page:
  case body_form::block_code:
  case body_form::other_text:
    break;
  }
  return host_evidence::silent;
}

bool is_retryable(const http_answer& answer, const inspected_body& body,
                  host_evidence evidence) {
  if (answer.status / 100 == 3)
    return false;
  if (evidence == host_evidence::blocked || evidence == host_evidence::throttled ||
      evidence == host_evidence::silent)
    return true;
  if (body.error && body.error->retryable)
    return *body.error->retryable;
  return is_success(answer.status) || is_temporary(answer.status);
}

} // namespace

attempt_outcome classify_reply(const http_answer& answer, timestamp now) {
  const auto body = inspect_body(*answer.body);
  const auto date = parse_http_date(answer.date);
  if (is_success(answer.status) && body.form == body_form::json && !body.error)
    return fetch_reply{answer.status, answer.body, parse_age(answer.age), date, 1};
  failed_attempt failed;
  failed.error.kind =
      is_success(answer.status) ? fetch_error_kind::platform : fetch_error_kind::status;
  failed.error.status = answer.status;
  failed.error.detail = describe(answer, body);
  failed.evidence = classify_host(answer, body);
  failed.error.retryable = is_retryable(answer, body, failed.evidence);
  failed.retry_after = parse_retry_after(answer.retry_after, date.value_or(now));
  return failed;
}

failed_attempt classify_reply(const transport_failure& failure) {
  failed_attempt failed;
  failed.error.kind = failure.kind;
  failed.error.status = failure.status;
  failed.error.detail = excerpt(failure.detail);
  failed.error.retryable = failure.retryable;
  switch (failure.kind) {
  case fetch_error_kind::resolve:
  case fetch_error_kind::connect:
  case fetch_error_kind::tls:
  case fetch_error_kind::timeout:
  case fetch_error_kind::platform:
    failed.evidence = host_evidence::silent;
    break;
  case fetch_error_kind::truncated:
    failed.evidence = host_evidence::failing;
    break;
  default:
    failed.evidence = host_evidence::answers;
  }
  return failed;
}

} // namespace tracker
