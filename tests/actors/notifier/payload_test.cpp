// SPDX-License-Identifier: MIT
#include "actors/notifier/channels/payload.hpp"
#include "actors/notifier/channels/service_reply.hpp"
#include "actors/notifier/transport/post_url.hpp"
#include "tests/actors/notifier/notifier_samples.hpp"
#include "tests/support/catch.hpp"

#include <nlohmann/json.hpp>
#include <rapidcheck.h>

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

notification message_of(alert_record alert, alert_phase phase = alert_phase::begin) {
  return {{{std::move(alert), phase, false}}, false};
}

json body_of(const channel_settings& channel, const notification& message) {
  return json::parse(payload_of(channel, message, monday + 2h).body);
}

notification hostile_message() {
  auto alert = alert_of("books_open", 7, monday, alert_severity::critical);
  alert.summary = "<b>&\"\\\n\x1b[31m\xff " + std::string(6000, '&');
  return message_of(alert);
}

/// UTF-16 code units of a text of ASCII and `…`.
std::size_t units(const std::string& text) {
  std::size_t count = 0;
  for (const char c : text)
    count += (static_cast<unsigned char>(c) & 0xc0) == 0x80 ? 0 : 1;
  return count;
}

} // namespace

TEST_CASE("ntfy: topic, priority, sequence id and token", "[alerts]") {
  auto channel = channel_named("phone", channel_kind::ntfy);
  channel.url = "https://ntfy.sh/";
  channel.topic = "secret-topic";
  channel.token = "tk_secret";
  const auto alert = alert_of("books_open", 7, monday, alert_severity::critical);
  const auto request = payload_of(channel, message_of(alert), monday);
  CHECK(request.url == "https://ntfy.sh/");
  CHECK(request.headers == std::vector<std::string>{"Authorization: Bearer tk_secret"});
  const auto body = json::parse(request.body);
  CHECK(body["topic"] == "secret-topic");
  CHECK(body["title"] == "Books open");
  CHECK(body["priority"] == 5);
  CHECK(body["sequence_id"] == "books_open-main-7");
  CHECK(body["message"] == "books_open is true (since 2026-11-23T00:00:00Z) "
                           "#books_open-7");
  const auto resolved =
      body_of(channel, message_of(closed(alert, monday + 1h), alert_phase::end));
  CHECK(resolved["title"] == "Books open: resolved");
  CHECK(resolved["sequence_id"] == body["sequence_id"]);
  CHECK(resolved["priority"] == 2);
}

TEST_CASE("Telegram: the token is in the URL, HTML is escaped, 4096 units", "[alerts]") {
  auto channel = channel_named("tg", channel_kind::telegram);
  channel.url.clear();
  channel.token = "123:abc";
  channel.chat = "-100";
  const auto request = payload_of(channel, hostile_message(), monday);
  CHECK(request.url == "https://api.telegram.org/bot123:abc/sendMessage");
  const auto body = json::parse(request.body);
  CHECK(body["chat_id"] == "-100");
  CHECK(body["parse_mode"] == "HTML");
  CHECK(body["disable_notification"] == false);
  auto text = body["text"].get<std::string>();
  CHECK(text.starts_with("<b>Books open</b>\n&lt;b&gt;&amp;"));
  CHECK(text.find('\x1b') == std::string::npos);
  // Telegram counts the length after it has decoded the entities.
  for (const auto* entity : {"&amp;", "&lt;", "&gt;"})
    for (auto place = text.find(entity); place != std::string::npos;
         place = text.find(entity))
      text.replace(place, std::string_view{entity}.size(), "x");
  CHECK(units(text) - std::string_view{"<b></b>"}.size() <= 4096);
}

TEST_CASE("Discord: an embed without mentions, within its limits", "[alerts]") {
  const auto channel = channel_named("dc", channel_kind::discord);
  const auto body = body_of(channel, hostile_message());
  CHECK(body["allowed_mentions"]["parse"].empty());
  CHECK(body["embeds"].size() == 1);
  CHECK(body["embeds"][0]["title"] == "Books open");
  CHECK(units(body["embeds"][0]["description"]) <= 4096);
  CHECK(body["embeds"][0]["timestamp"] == "2026-11-23T02:00:00Z");
}

TEST_CASE("Slack: a section of at most 3000 bytes, no entity cut in two", "[alerts]") {
  const auto channel = channel_named("sl", channel_kind::slack);
  const auto body = body_of(channel, hostile_message());
  const auto text = body["blocks"][0]["text"]["text"].get<std::string>();
  CHECK(text.size() <= 3000);
  CHECK(text.size() > 2000);
  CHECK(text.ends_with("&amp;…"));
  CHECK(body["text"] == "Books open");
}

TEST_CASE("webhook: Alertmanager's version 4 with a signature", "[alerts]") {
  auto channel = channel_named("hook");
  channel.secret = "key";
  const auto alert = alert_of("books_open", 7, monday, alert_severity::critical);
  const auto request = payload_of(
      channel, message_of(closed(alert, monday + 1h), alert_phase::end), monday);
  const auto body = json::parse(request.body);
  CHECK(body["version"] == "4");
  CHECK(body["status"] == "resolved");
  CHECK(body["receiver"] == "performance_tracker");
  CHECK(body["truncatedAlerts"] == 0);
  const auto& one = body["alerts"][0];
  CHECK(one["labels"]["alertname"] == "BooksOpen");
  CHECK(one["labels"]["severity"] == "critical");
  CHECK(one["startsAt"] == "2026-11-23T00:00:00Z");
  CHECK(one["endsAt"] == "2026-11-23T01:00:00Z");
  CHECK(one["fingerprint"] == "books_open-main-7");
  CHECK(body_of(channel, message_of(alert))["alerts"][0]["endsAt"] ==
        "0001-01-01T00:00:00Z");
  REQUIRE(request.headers.size() == 1);
  CHECK(request.headers[0] == "X-Signature: sha256=" + hmac_sha256("key", request.body));
  // RFC 4231, test case 2.
  CHECK(hmac_sha256("Jefe", "what do ya want for nothing?") ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST_CASE("Alertmanager: Watchdog, a lease while it fires, the end", "[alerts]") {
  auto channel = channel_named("am", channel_kind::alertmanager);
  channel.url = "http://127.0.0.1:9093/";
  const auto alert = alert_of("disk", 1, monday);
  auto event = alert_of("missed", 1, monday);
  event.state = alert_state::event;
  event.closed = monday;
  const auto request = alertmanager_payload(
      channel, {alert, closed(alert_of("disk", 2, monday), monday + 1h), event},
      monday + 2h);
  CHECK(request.url == "http://127.0.0.1:9093/api/v2/alerts");
  const auto body = json::parse(request.body);
  REQUIRE(body.size() == 4);
  CHECK(body[0]["labels"]["alertname"] == "Watchdog");
  CHECK(body[1]["endsAt"] == "2026-11-23T02:05:00Z");
  CHECK(body[2]["endsAt"] == "2026-11-23T01:00:00Z");
  CHECK(body[3]["endsAt"] == "2026-11-23T00:05:00Z");
}

TEST_CASE("alert keys: short, of safe characters, different for different subjects",
          "[alerts]") {
  CHECK(sequence_id_of({"disk", "", 3}) == "disk-3");
  const auto spaced = sequence_id_of({"lopsided", "btc-updown-15m-1 main", 3});
  const auto dotted = sequence_id_of({"lopsided", "btc-updown-15m-1.main", 3});
  CHECK(spaced != dotted);
  const auto longer = sequence_id_of({"drift", std::string(300, 'x'), 3});
  CHECK(longer.size() == 64);
  CHECK(longer != sequence_id_of({"drift", std::string(300, 'x'), 4}));
}

TEST_CASE("alert texts: truncated between characters", "[alerts]") {
  CHECK(cut_bytes("short", 10) == "short");
  CHECK(cut_bytes("ääää", 8) == "ääää");
  CHECK(cut_bytes("äääää", 8) == "ää…");
  CHECK(cut_units("😀😀😀", 6) == "😀😀😀");
  CHECK(cut_units("😀😀😀😀", 6) == "😀😀…");
}

TEST_CASE("service replies: accepted, retried, refused", "[alerts]") {
  using enum channel_kind;
  struct {
    channel_kind kind;
    service_reply reply;
    delivery outcome;
    std::optional<timespan> pause;
  } cases[] = {
      {slack, {200, "ok", "", ""}, delivery::accepted, {}},
      {discord, {204, "", "", ""}, delivery::accepted, {}},
      {telegram, {200, R"({"ok":true})", "", ""}, delivery::accepted, {}},
      {telegram, {200, R"({"ok":false})", "", ""}, delivery::refused, {}},
      {telegram,
       {429, R"({"ok":false,"error_code":429,"parameters":{"retry_after":7}})", "", ""},
       delivery::retry,
       7s},
      {discord,
       {429, R"({"message":"x","retry_after":0.35})", "1", ""},
       delivery::retry,
       350ms},
      {slack, {429, "", " 30\r\n", ""}, delivery::retry, 30s},
      {ntfy, {429, R"({"code":42901})", "", ""}, delivery::retry, {}},
      {webhook, {429, "{\"retry_after\":1e99}", "", ""}, delivery::retry, {}},
      {webhook, {429, "{\"retry_after\":90000}", "", ""}, delivery::retry, 1h},
      {webhook, {429, "{\"retry_after\":-1}", "soon", ""}, delivery::retry, {}},
      {webhook, {500, "", "", ""}, delivery::retry, {}},
      {webhook, {503, "", "20", ""}, delivery::retry, 20s},
      {webhook, {408, "", "", ""}, delivery::retry, {}},
      {webhook, {0, "", "", "Timeout was reached"}, delivery::retry, {}},
      {webhook, {301, "", "", ""}, delivery::refused, {}},
      {webhook, {400, "", "", ""}, delivery::refused, {}},
      {webhook, {404, "", "", ""}, delivery::refused, {}},
  };
  for (const auto& [kind, reply, outcome, pause] : cases) {
    INFO(to_string(kind) << ' ' << reply.status << ' ' << reply.body);
    const auto result = read_service_reply(kind, reply);
    CHECK(result.outcome == outcome);
    CHECK(result.pause == pause);
    CHECK(result.reason.find("retry_after") == std::string::npos);
  }
}

TEST_CASE("service replies: any bytes end in a decision", "[alerts]") {
  CHECK(rc::check(
      [](std::uint16_t status, const std::string& body, const std::string& header) {
        const auto result =
            read_service_reply(channel_kind::telegram, {status, body, header, ""});
        RC_ASSERT(!result.pause ||
                  (*result.pause >= 0s && *result.pause <= longest_service_pause));
        RC_ASSERT((result.outcome == delivery::accepted) ==
                  (status >= 200 && status < 300 && result.outcome != delivery::refused));
      }));
}

TEST_CASE("URLs of channels: https, or http to this machine; never shown whole",
          "[alerts]") {
  for (const auto* url : {"https://ntfy.sh/", "https://hooks.slack.com/services/T0/B0/x",
                          "http://127.0.0.1:9093", "http://localhost:1/a?b=c",
                          "https://host.example?key=1"})
    CHECK_FALSE(post_url_problem(url));
  for (const auto* url :
       {"http://example.com/", "ftp://127.0.0.1/", "https://user:pass@host/", "https://",
        "https://host/a b", "https://host/#f", "file:///etc/passwd", ""}) {
    INFO(url);
    const auto problem = post_url_problem(url);
    REQUIRE(problem);
    CHECK(problem->find("pass") == std::string::npos);
  }
  CHECK(hide_path("https://hooks.slack.com/services/secret") ==
        "https://hooks.slack.com/…");
  CHECK(hide_path("http://127.0.0.1:9093") == "http://127.0.0.1:9093");
}
