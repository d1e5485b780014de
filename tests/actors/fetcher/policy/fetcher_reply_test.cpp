// SPDX-License-Identifier: MIT
#include "actors/fetcher/policy/reply.hpp"
#include "tests/actors/fetcher/policy/fetcher_scene.hpp"
#include "tests/support/catch.hpp"

#include <rapidcheck.h>

#include <string>

namespace tracker {
namespace {

using test::answer_of;
using kind = fetch_error_kind;
using host_evidence = failed_attempt::host_evidence;
using std::chrono::seconds;

constexpr timestamp now = from_unix_seconds(784111777);

failed_attempt failure_of(const http_answer& answer) {
  auto classified = classify_reply(answer, now);
  REQUIRE(std::holds_alternative<failed_attempt>(classified));
  return std::get<failed_attempt>(classified);
}

TEST_CASE("a 2xx with any JSON is a reply") {
  const std::string large(5000, ' ');
  for (const auto& body :
       {std::string{"[]"}, std::string{"{}"}, std::string{"null"},
        std::string{"1790934258"}, std::string{"\"OK\""},
        std::string{" {\"data\":\"OK\"}\n"}, std::string{R"({"error":null})"},
        std::string{R"({"error":""})"}, std::string{R"({"error":false})"},
        std::string{R"([{"error":"of a row"}])"},
        std::string{R"({"nested":{"error":"x"}})"}, "[" + large + "]",
        "{" + large + "}\n"}) {
    INFO(body.substr(0, 40));
    const auto classified = classify_reply(answer_of(200, body), now);
    REQUIRE(std::holds_alternative<fetch_reply>(classified));
    CHECK(*std::get<fetch_reply>(classified).body == body);
  }
}

TEST_CASE("a body without an error is classified by its first and last byte") {
  for (const auto* body : {R"([{"slug":oops}])", R"({"slug":oops})"}) {
    const auto classified = classify_reply(answer_of(200, body), now);
    CHECK(std::holds_alternative<fetch_reply>(classified));
  }
  CHECK(failure_of(answer_of(200, R"({"error":oops})")).error.detail ==
        R"(broken JSON: {"error":oops})");
  CHECK(failure_of(answer_of(200, "[")).error.detail == "broken JSON: [");
  CHECK(failure_of(answer_of(200, "[1}")).error.detail == "broken JSON: [1}");
}

TEST_CASE("a reply passes on the status, the cache's age and the host's time") {
  auto answer = answer_of(203, "[]");
  answer.age = " 67";
  answer.date = " Sun, 06 Nov 1994 08:49:37 GMT";
  const auto reply = std::get<fetch_reply>(classify_reply(answer, timestamp{}));
  CHECK(reply.status == 203);
  CHECK(reply.age == seconds{67});
  CHECK(reply.date == from_unix_seconds(784111777));
  const auto silent =
      std::get<fetch_reply>(classify_reply(answer_of(200, "[]"), timestamp{}));
  CHECK(silent.age == seconds{0});
  CHECK_FALSE(silent.date.has_value());
}

TEST_CASE("failed attempts are classified, and their evidence about the host") {
  struct failing {
    std::uint16_t status;
    std::string body;
    kind expected;
    bool retryable;
    host_evidence evidence;
    const char* detail;
  };
  const auto cut = R"([{"slug":"btc-updown)";
  const failing cases[] = {
      // An error object in a reply with status 200 is classified by its text.
      {200, R"({"error":"Too Many Requests"})", kind::platform, true,
       host_evidence::throttled, "Too Many Requests"},
      {200, R"({"error":"internal"})", kind::platform, true, host_evidence::answers,
       "internal"},
      {200, R"({"error":"no","code":"invalid_request","retryable":false})",
       kind::platform, false, host_evidence::answers, "no"},
      {200, R"({"error":"slow down","code":"rate_limited"})", kind::platform, true,
       host_evidence::throttled, "slow down"},
      {200, R"({"error":{"message":"odd"}})", kind::platform, true,
       host_evidence::answers, R"({"error":{"message":"odd"}})"},
      // Bodies that are not JSON.
      {200, "", kind::platform, true, host_evidence::failing, "empty body"},
      {204, " \r\n", kind::platform, true, host_evidence::failing, "empty body"},
      {200, cut, kind::platform, true, host_evidence::failing,
       "broken JSON: [{\"slug\":\"btc-updown"},
      {200, "{" + std::string(5000, 'x'), kind::platform, true, host_evidence::failing,
       "broken JSON: {xxx"},
      {200, "<!DOCTYPE html><title>Just a moment...</title>", kind::platform, true,
       host_evidence::silent,
       "a web page instead of JSON, perhaps of a captive portal: Just a moment..."},
      {200, "<html>" + std::string(5000, 'x'), kind::platform, true,
       host_evidence::silent,
       "a web page instead of JSON, perhaps of a captive portal: <html>xx"},
      {200, "hello", kind::platform, true, host_evidence::silent,
       "a text instead of JSON: hello"},
      // Statuses.
      {301, "", kind::status, false, host_evidence::silent, "redirect refused:"},
      {400, R"({"error":"Invalid token id"})", kind::status, false,
       host_evidence::answers, "Invalid token id"},
      {401, R"({"error":"Unauthorized/Invalid api key"})", kind::status, false,
       host_evidence::answers, "Unauthorized/Invalid api key"},
      {404, R"({"type":"not found error","error":"slug not found"})", kind::status, false,
       host_evidence::answers, "slug not found"},
      {422, R"({"type":"validation error","error":"id is invalid"})", kind::status, false,
       host_evidence::answers, "id is invalid"},
      {408, "", kind::status, true, host_evidence::failing, "empty body"},
      {425, "service not ready", kind::status, true, host_evidence::silent,
       "service not ready"},
      {429, R"({"error":"Too Many Requests"})", kind::status, true,
       host_evidence::throttled, "Too Many Requests"},
      {429, "", kind::status, true, host_evidence::throttled, "empty body"},
      {500, R"({"type":"internal error","error":"cannot get the information"})",
       kind::status, true, host_evidence::failing, "cannot get the information"},
      {500, "Internal Server Error", kind::status, true, host_evidence::failing,
       "Internal Server Error"},
      {501, "{}", kind::status, false, host_evidence::failing, "{}"},
      {503, R"({"error":"dependency","code":"dependency_unavailable","retryable":true})",
       kind::status, true, host_evidence::failing, "dependency"},
      {400, R"({"error":"bad","code":"invalid_request","retryable":false})", kind::status,
       false, host_evidence::answers, "bad"},
      {599, "{}", kind::status, true, host_evidence::failing, "{}"},
      // Block pages of the edge.
      {403, "<!DOCTYPE html>\n<title>Attention Required! | Cloudflare</title>",
       kind::status, true, host_evidence::blocked, "Attention Required! | Cloudflare"},
      {403, R"({"error":"forbidden"})", kind::status, true, host_evidence::blocked,
       "forbidden"},
      {429, "error code: 1015", kind::status, true, host_evidence::blocked,
       "error code: 1015"},
      {200, "error code: 1020", kind::platform, true, host_evidence::blocked,
       "error code: 1020"},
      // A web page or a text fails its request and does not block the host.
      {429, "<html><title>Too Many Requests</title>", kind::status, true,
       host_evidence::throttled, "Too Many Requests"},
      {404, "404 page not found", kind::status, true, host_evidence::silent,
       "404 page not found"},
      {502, "<html><head><title>502 Bad Gateway</title>", kind::status, true,
       host_evidence::failing, "502 Bad Gateway"},
      {520, "error code: 520", kind::status, true, host_evidence::failing,
       "error code: 520"},
      {429, "error code: 10", kind::status, true, host_evidence::throttled,
       "error code: 10"},
  };
  for (const auto& [status, body, expected, retryable, evidence, detail] : cases) {
    INFO(status << " " << body.substr(0, 60));
    const auto failed = failure_of(answer_of(status, body));
    CHECK(failed.error.kind == expected);
    CHECK(failed.error.status == status);
    CHECK(failed.error.retryable == retryable);
    CHECK(failed.evidence == evidence);
    CHECK(failed.error.detail.substr(0, std::string{detail}.size()) == detail);
  }
}

TEST_CASE("a refused redirect reports its location") {
  auto answer = answer_of(302, "<html>moved</html>");
  answer.location = " https://evil.example/\x1b[31m";
  const auto failed = failure_of(answer);
  CHECK(failed.error.detail == "redirect refused: https://evil.example/ [31m");
}

TEST_CASE("a redirect to another host names the captive portal", "[network]") {
  auto answer = answer_of(302, "");
  answer.url = "https://gamma-api.polymarket.com/markets?limit=1";
  const auto detail = [&](const char* location) {
    answer.location = location;
    return failure_of(answer).error.detail;
  };
  CHECK(detail(" http://login.hotel.example/portal\r\n") ==
        "redirect to another host refused, perhaps to a captive portal: "
        "http://login.hotel.example/portal");
  CHECK(detail("https://GAMMA-API.polymarket.com/v2/markets") ==
        "redirect refused: https://GAMMA-API.polymarket.com/v2/markets");
  CHECK(detail("/v2/markets") == "redirect refused: /v2/markets");
  CHECK(detail("") == "redirect refused:");
}

TEST_CASE("Retry-After is measured by the host's clock, with any status and body") {
  const auto status =
      GENERATE(std::uint16_t{429}, std::uint16_t{500}, std::uint16_t{503});
  const auto body = GENERATE("{}", "slow down", "<html><title>busy</title>", "");
  auto answer = answer_of(status, body);
  answer.retry_after = "Sun, 06 Nov 1994 08:50:07 GMT";
  CHECK(failure_of(answer).retry_after == timespan{seconds{30}});
  answer.date = "Sun, 06 Nov 1994 08:50:00 GMT";
  CHECK(failure_of(answer).retry_after == timespan{seconds{7}});
  answer.retry_after = "2";
  CHECK(failure_of(answer).retry_after == timespan{seconds{2}});
  answer.retry_after = "86400";
  CHECK(failure_of(answer).retry_after == timespan{std::chrono::minutes{5}});
  answer.retry_after = "soon";
  CHECK_FALSE(failure_of(answer).retry_after.has_value());
}

TEST_CASE(
    "no reply and a truncated reply are failures of the host, a large reply is not") {
  const std::pair<kind, host_evidence> cases[] = {
      {kind::resolve, host_evidence::silent},
      {kind::connect, host_evidence::silent},
      {kind::tls, host_evidence::silent},
      {kind::timeout, host_evidence::silent},
      {kind::truncated, host_evidence::failing},
      {kind::too_large, host_evidence::answers},
      {kind::platform, host_evidence::silent},
  };
  for (const auto& [failure_kind, evidence] : cases) {
    INFO(to_string(failure_kind));
    const auto failed =
        classify_reply(transport_failure{failure_kind, 200, "bad\r\nline", true});
    CHECK(failed.error.kind == failure_kind);
    CHECK(failed.error.status == 200);
    CHECK(failed.error.detail == "bad line");
    CHECK(failed.error.retryable);
    CHECK(failed.evidence == evidence);
  }
}

TEST_CASE("any body is classified, with a short detail") {
  const auto piece = rc::gen::elementOf(
      std::vector<std::string>{"{", "}", "[", "]", "\"error\"", ":", "\"x\"", ",",
                               "<title>", "</title>", std::string(1, char{0}), "\xff",
                               "null", "1e999", " ", "\\u0000", "error code:", "true"});
  const auto classified = [&](std::uint16_t status) {
    std::string body;
    for (const auto& part : *rc::gen::container<std::vector<std::string>>(piece))
      body += part;
    const auto outcome = classify_reply(answer_of(status, body), now);
    const auto* failed = std::get_if<failed_attempt>(&outcome);
    RC_CLASSIFY(failed == nullptr);
    if (failed != nullptr)
      RC_ASSERT(failed->error.detail.size() <= 4 * 200);
    else
      RC_ASSERT(status >= 200 && status <= 299);
  };
  CHECK(rc::check("any status, any body", [&] {
    classified(*rc::gen::element<std::uint16_t>(200, 200, 404, 500, 999));
  }));
}

} // namespace
} // namespace tracker
