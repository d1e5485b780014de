// SPDX-License-Identifier: MIT
// Any bytes at the real socket: the tracker answers or closes, and runs on.
#include "tests/actors/web/raw_client.hpp"
#include "tests/support/catch.hpp"
#include "tests/system/web/served_page.hpp"

#include <fmt/format.h>

#include <array>
#include <map>
#include <random>
#include <thread>

#include <sys/socket.h>

namespace tracker::test {

using namespace std::chrono_literals;

namespace {

/// Writes malformed requests of many kinds, and some valid ones.
class request_writer {
public:
  explicit request_writer(std::uint64_t seed) : random_{seed} {}

  std::size_t number(std::size_t limit) {
    return std::uniform_int_distribution<std::size_t>{0, limit - 1}(random_);
  }

  std::string next() {
    switch (number(8)) {
    case 0:
      return bytes(number(2'000));
    case 1:
      return request();
    case 2: {
      // Several requests in one piece.
      std::string text;
      for (std::size_t i = number(20); i > 0; --i)
        text += request();
      return text;
    }
    case 3:
      return request().substr(0, number(60));
    case 4:
      return many_parts();
    default:
      return mutated(request());
    }
  }

private:
  template <std::size_t Size>
  std::string pick(const std::array<const char*, Size>& words) {
    return words.at(number(Size));
  }

  std::string bytes(std::size_t size) {
    std::string text(size, '\0');
    for (auto& one : text)
      one = static_cast<char>(number(256));
    return text;
  }

  std::string request() {
    static constexpr std::array methods{"GET", "HEAD", "GET", "POST", "get", "BREW", ""};
    static constexpr std::array paths{"/",
                                      "/health",
                                      "/metrics",
                                      "/events",
                                      "/api/v1/windows?limit=2&type=ARB&cursor=1.0",
                                      "/api/v1/days?from=2026-01-20&to=yesterday",
                                      "/api/v1/explain?slug=btc-updown-15m-1768936500",
                                      "/plot/equity.svg?by=wallet",
                                      "/plot/hours.svg",
                                      "/../../etc/passwd",
                                      "/%2e%2e/%00%ff",
                                      "//evil.example/",
                                      "*",
                                      "http://evil.example/",
                                      "/app.js?token=x"};
    static constexpr std::array headers{"Host: 127.0.0.1",
                                        "Host: 127.0.0.1",
                                        "Host: localhost:8087",
                                        "Host: evil.example",
                                        "If-None-Match: \"1-2\", W/\"3\", *",
                                        "Content-Length: 5",
                                        "Content-Length: -1",
                                        "Content-Length: 99999999999999999999",
                                        "Transfer-Encoding: chunked",
                                        "Connection: close",
                                        "Last-Event-ID: 18446744073709551616",
                                        "Cookie: a=b; performance_tracker_token=0123",
                                        "Authorization: Bearer x",
                                        "Expect: 100-continue",
                                        "Range: bytes=0-",
                                        "Accept: application/openmetrics-text",
                                        " folded",
                                        ": empty name",
                                        "No colon"};
    static constexpr std::array versions{"HTTP/1.1", "HTTP/1.1", "HTTP/1.0",
                                         "HTTP/9.9", "HTTP",     ""};
    auto text = fmt::format("{} {} {}\r\n", pick(methods), pick(paths), pick(versions));
    if (number(4) != 0)
      text += "Host: 127.0.0.1\r\n";
    for (std::size_t i = number(5); i > 0; --i)
      text += pick(headers) + "\r\n";
    return text + "\r\n";
  }

  std::string many_parts() {
    const auto part =
        std::array<std::string, 3>{"&a=1", "A: b\r\n", "; a=b"}.at(number(3));
    std::string many;
    for (std::size_t i = number(3'000); i > 0; --i)
      many += part;
    if (part.front() == '&')
      return "GET /?x" + many + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
    if (part.front() == ';')
      return "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: a=b" + many + "\r\n\r\n";
    return "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n" + many + "\r\n";
  }

  std::string mutated(std::string text) {
    for (std::size_t i = 1 + number(6); i > 0 && !text.empty(); --i) {
      const auto place = number(text.size());
      switch (number(4)) {
      case 0:
        text[place] = static_cast<char>(number(256));
        break;
      case 1:
        text.erase(place, 1 + number(10));
        break;
      case 2:
        text.insert(place, bytes(1 + number(10)));
        break;
      default:
        text.insert(place, text.substr(number(text.size()), number(200)));
      }
    }
    return text;
  }

  std::mt19937_64 random_;
};

/// Sends bytes in pieces, reads or not, and closes in order or with a reset. Returns the
/// bytes read.
std::string send_bytes(std::uint16_t port, const std::string& bytes,
                       request_writer& writer) {
  raw_client client{port, writer.number(2) == 0 ? 1024 : 0};
  for (std::size_t sent = 0; sent < bytes.size();) {
    const auto piece = writer.number(3) == 0 ? 1 + writer.number(40) : bytes.size();
    if (!client.send(std::string_view{bytes}.substr(sent, piece)))
      break;
    sent += piece;
  }
  switch (writer.number(4)) {
  case 0:
    break;
  case 1: {
    // Closing resets the connection.
    const linger at_once{1, 0};
    setsockopt(client.descriptor(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    break;
  }
  case 2:
    ::shutdown(client.descriptor(), SHUT_WR);
    client.is_closed_within(50ms);
    break;
  default:
    client.is_closed_within(20ms);
  }
  return client.text();
}

/// The value of a metric without labels or with `labels`; 0 without it.
std::string metric_line(const std::string& text, const std::string& name) {
  const auto begin = text.find("\n" + name);
  return begin == std::string::npos
             ? ""
             : text.substr(begin + 1, text.find('\n', begin + 1) - begin - 1);
}

void send_random_bytes(std::chrono::seconds duration, std::uint64_t seed) {
  INFO("seed " << seed);
  tracker_run run{with_page("127.0.0.1:0")};
  const auto port = page_port(run.tracker());
  REQUIRE(port != 0);
  const auto is_healthy = [&] {
    for (int i = 0; i < 300; ++i) {
      raw_client client{port};
      client.get("/health");
      if (status_of(client.read_reply(20s)) == 200)
        return true;
      std::this_thread::sleep_for(100ms);
    }
    return false;
  };
  REQUIRE(is_healthy());
  request_writer writer{seed};
  std::size_t clients = 0;
  std::map<std::string, std::size_t> replies;
  const auto end = std::chrono::steady_clock::now() + duration;
  std::uint64_t settled = 0;
  while (std::chrono::steady_clock::now() < end) {
    const auto bytes = writer.next();
    const auto text = send_bytes(port, bytes, writer);
    if (!text.empty()) {
      INFO(bytes);
      REQUIRE(text.starts_with("HTTP/1."));
      ++replies[text.substr(9, 3)];
    } else {
      ++replies["none"];
    }
    if (++clients % 500 == 0) {
      REQUIRE(is_healthy());
      if (clients == 2'000)
        settled = run.tracker().resident_bytes();
    }
  }
  CHECK(is_healthy());
  raw_client client{port};
  client.get("/metrics");
  const auto metrics = client.read_reply(20s);
  std::string counts;
  for (const auto& [status, count] : replies)
    counts += fmt::format(" {}: {}", status, count);
  WARN(
      fmt::format("{} clients in {} s, replies{}; resident {} kB after 2,000 clients, {} "
                  "kB at the end",
                  clients, duration.count(), counts, settled / 1024,
                  run.tracker().resident_bytes() / 1024));
  // An exception in a handler would count here.
  CHECK(metric_line(metrics, "performance_tracker_web_clients_refused_total{reason="
                             "\"internal_error\"}")
            .empty());
  CHECK(run.stop() == 0);
}

} // namespace

TEST_CASE("any bytes at the page's socket are answered or refused") {
  send_random_bytes(4s, 20261129);
}

TEST_CASE("long: any bytes at the page's socket for a minute", "[.long]") {
  send_random_bytes(60s, std::random_device{}());
}

} // namespace tracker::test
