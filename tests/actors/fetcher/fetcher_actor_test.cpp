// SPDX-License-Identifier: MIT
// The fetcher through its messages: one answer per request, in time, with any host.
#include "tests/actors/fetcher/fetcher_rig.hpp"
#include "tests/support/catch.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <map>
#include <random>

namespace tracker::test {
namespace {

using kind = fetch_error_kind;
using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

TEST_CASE("consecutive requests use one connection") {
  raw_server server{empty_list};
  fetcher_rig rig{server.url()};
  for (auto i = 0; i < 50; ++i) {
    const auto result = rig.ask("/" + std::to_string(i));
    CHECK(*reply_in(result).body == "[]");
  }
  CHECK(server.requests() == 50);
  CHECK(server.connections() == 1);
}

TEST_CASE("requests run concurrently, over no more connections than allowed") {
  raw_server server{[](const std::string&, std::size_t) {
    return delayed(milliseconds{100}, http(200, "[]"));
  }};
  auto options = local_options(server.url());
  options.max_connections_per_host = 3;
  fetcher_rig rig{options};
  const auto start_time = steady_clock::now();
  using pending = decltype(rig.begin(fetch_request{}));
  std::vector<pending> open;
  for (auto i = 0; i < 9; ++i)
    open.push_back(rig.begin(request_for("/" + std::to_string(i))));
  for (auto& request : open) {
    const auto result = rig.wait_for<fetch_result>(std::move(request));
    CHECK(reply_in(result).status == 200);
  }
  const auto took = steady_clock::now() - start_time;
  CHECK(took >= milliseconds{300});
  CHECK(took < milliseconds{900});
  CHECK(server.connections() == 3);
}

TEST_CASE("a kept connection that the host has closed is replaced silently") {
  raw_server server{[](const std::string&, std::size_t) {
    auto answer = http(200, "[]");
    answer.end = ending::close;
    return answer;
  }};
  fetcher_rig rig{server.url()};
  for (auto i = 0; i < 5; ++i) {
    const auto result = rig.ask("/x");
    CHECK(reply_in(result).attempts == 1);
  }
  CHECK(server.connections() == 5);
}

TEST_CASE("a temporary failure is retried until the reply") {
  raw_server server{[](const std::string&, std::size_t number) -> raw_answer {
    switch (number) {
    case 1:
      return http(500, R"({"error":"cannot get the information"})");
    case 2:
      return {"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n[", ending::close, {}};
    case 3:
      return http(200, R"({"error":"Too Many Requests"})");
    default:
      return http(200, "[4]");
    }
  }};
  auto options = local_options(server.url());
  options.breaker.failures = 4;
  fetcher_rig rig{options};
  const auto result = rig.ask("/x");
  CHECK(*reply_in(result).body == "[4]");
  CHECK(reply_in(result).attempts == 4);
}

TEST_CASE("Retry-After is honoured, in seconds and as a date") {
  const auto headers =
      GENERATE(std::string{"Retry-After: 1\r\n"},
               std::string{"Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
                           "Retry-After: Sun, 06 Nov 1994 08:49:38 GMT\r\n"});
  raw_server server{[&](const std::string&, std::size_t number) {
    return number == 1 ? http(429, R"({"error":"Too Many Requests"})", headers)
                       : http(200, "[]");
  }};
  fetcher_rig rig{server.url()};
  const auto result = rig.ask("/x");
  CHECK(reply_in(result).attempts == 2);
  const auto arrivals = server.arrivals();
  REQUIRE(arrivals.size() == 2);
  CHECK(arrivals[1] - arrivals[0] >= seconds{1});
}

TEST_CASE("a Retry-After beyond the deadline is answered with the error, at once") {
  raw_server server{[](const std::string&, std::size_t) {
    return http(503, R"({"error":"restart"})", "Retry-After: 600\r\n");
  }};
  fetcher_rig rig{server.url()};
  const auto start_time = steady_clock::now();
  const auto result = rig.ask("/x");
  CHECK(error_in(result).status == 503);
  CHECK(error_in(result).retryable);
  CHECK(steady_clock::now() - start_time < seconds{5});
  CHECK(server.requests() == 1);
}

TEST_CASE("identical concurrent requests share one transfer") {
  raw_server server{[](const std::string&, std::size_t number) {
    return delayed(milliseconds{200}, http(200, "[" + std::to_string(number) + "]"));
  }};
  fetcher_rig rig{server.url()};
  using pending = decltype(rig.begin(fetch_request{}));
  std::vector<pending> open;
  for (auto i = 0; i < 20; ++i)
    open.push_back(rig.begin(request_for("/same", seconds{10}, std::to_string(i))));
  for (auto& request : open) {
    const auto result = rig.wait_for<fetch_result>(std::move(request));
    CHECK(*reply_in(result).body == "[1]");
  }
  CHECK(server.requests() == 1);
  const auto later = rig.ask("/same");
  CHECK(*reply_in(later).body == "[2]");
}

TEST_CASE("cancelling answers the owner at once and leaves the others alone") {
  raw_server server{[](const std::string& head, std::size_t) {
    return head.find("/stalled") != std::string::npos
               ? silence()
               : delayed(milliseconds{300}, http(200, "[]"));
  }};
  fetcher_rig rig{server.url()};
  auto mine = rig.begin(request_for("/stalled", seconds{20}, "me"));
  auto yours = rig.begin(request_for("/slow", seconds{20}, "you"));
  const auto start_time = steady_clock::now();
  rig.self->send(rig.fetcher, cancel_fetches{"me"});
  const auto cancelled = rig.wait_for<fetch_result>(std::move(mine));
  CHECK(error_in(cancelled).kind == kind::cancelled);
  CHECK(steady_clock::now() - start_time < slack);
  const auto kept = rig.wait_for<fetch_result>(std::move(yours));
  CHECK(reply_in(kept).status == 200);
  CHECK(rig.status().held == 0);
}

TEST_CASE("every request is answered by its deadline when the host is silent") {
  raw_server server{no_answer};
  auto options = local_options(server.url());
  options.breaker.failures = 1000;
  fetcher_rig rig{options};
  std::size_t late = 0;
  std::size_t answered = 0;
  std::mt19937 random{1};
  constexpr std::size_t count = 60;
  caf::scoped_actor asker{rig.system};
  using pending = decltype(asker->request(rig.fetcher, long_enough, fetch_request{}));
  std::multimap<milliseconds, pending> open;
  const auto start_time = steady_clock::now();
  for (std::size_t i = 0; i < count; ++i) {
    const milliseconds deadline{std::uniform_int_distribution{1, 500}(random)};
    open.emplace(deadline,
                 asker->request(rig.fetcher, long_enough,
                                request_for("/" + std::to_string(i), deadline)));
  }
  for (auto& [deadline, request] : open) {
    const auto result = rig.wait_for<fetch_result>(std::move(request));
    ++answered;
    CHECK(error_in(result).kind == kind::timeout);
    const auto after = steady_clock::now() - start_time;
    CHECK(after >= deadline);
    late += after > deadline + slack ? 1 : 0;
  }
  CHECK(answered == count);
  CHECK(late == 0);
}

TEST_CASE("an outage is logged once, its end once, and meanwhile requests fail fast") {
  const auto port = closed_port();
  auto options = local_options("http://127.0.0.1:" + std::to_string(port));
  options.breaker.first_pause = milliseconds{150};
  options.breaker.longest_pause = milliseconds{150};
  fetcher_rig rig{options};
  for (auto i = 0; i < 30; ++i) {
    const auto result = rig.ask("/" + std::to_string(i));
    CHECK(error_in(result).kind == kind::connect);
    CHECK(error_in(result).retryable);
  }
  CHECK(rig.status().summary.find("gamma unreachable for ") == 0);
  raw_server server{empty_list, port};
  fetch_result result = rig.ask("/back");
  const auto limit = steady_clock::now() + long_enough;
  while (std::holds_alternative<fetch_error>(result.value) && steady_clock::now() < limit)
    result = rig.ask("/back");
  CHECK(reply_in(result).status == 200);
  CHECK(rig.status().summary.find("gamma ok") == 0);
  rig.drain();
  std::map<std::string, int> lines;
  for (const auto& line : rig.log())
    if (line.level >= log_level::info)
      ++lines[line.event];
  CHECK(lines == std::map<std::string, int>{{"host-unreachable", 1},
                                            {"platform-unreachable", 1},
                                            {"host-back", 1},
                                            {"drained", 1}});
}

TEST_CASE("a block by the edge stops all requests to that host only") {
  raw_server blocking{[](const std::string&, std::size_t) {
    return http(403, "<html><title>Attention Required! | Cloudflare</title>");
  }};
  raw_server fine{empty_list};
  auto options = local_options(fine.url());
  options.gamma_url = blocking.url();
  fetcher_rig rig{options};
  for (auto i = 0; i < 5; ++i) {
    const auto blocked = rig.ask("/" + std::to_string(i));
    CHECK(error_in(blocked).status == 403);
    auto elsewhere = request_for("/x");
    elsewhere.target = host::clob;
    const auto result = rig.ask(elsewhere);
    CHECK(reply_in(result).status == 200);
  }
  CHECK(blocking.requests() == 1);
  CHECK(rig.status().summary.find("gamma blocked for ") == 0);
}

TEST_CASE("a budget spreads requests over time") {
  raw_server server{empty_list};
  auto options = local_options(server.url());
  options.limits = {{host::gamma, "/test", 2, milliseconds{150}}};
  fetcher_rig rig{options};
  const auto start_time = steady_clock::now();
  for (auto i = 0; i < 5; ++i) {
    const auto result = rig.ask("/" + std::to_string(i));
    CHECK(reply_in(result).attempts == 1);
  }
  CHECK(steady_clock::now() - start_time >= milliseconds{450});
}

TEST_CASE("the status has the open requests and the state of the hosts") {
  raw_server server{no_answer};
  fetcher_rig rig{server.url()};
  CHECK(rig.status().held == 0);
  auto open = rig.begin(request_for("/a"));
  auto same = rig.begin(request_for("/a"));
  auto status = rig.status();
  // The attempt starts after the requests are in the queue.
  const auto limit = steady_clock::now() + seconds{10};
  while (status.summary.starts_with("gamma not used yet") && steady_clock::now() < limit)
    status = rig.status();
  CHECK(status.held == 2);
  CHECK(status.summary ==
        "gamma ok, data not used yet, clob not used yet; 2 open; 2 requests, "
        "0 retries, 0 errors, 0 refused, 0 bytes");
  rig.self->send(rig.fetcher, cancel_fetches{});
  rig.wait_for<fetch_result>(std::move(open));
  rig.wait_for<fetch_result>(std::move(same));
}

TEST_CASE("a full queue refuses further requests and counts them") {
  raw_server server{no_answer};
  auto options = local_options(server.url());
  options.max_open_requests = 3;
  fetcher_rig rig{options};
  for (auto i = 0; i < 3; ++i)
    rig.self->send(rig.fetcher, request_for("/" + std::to_string(i)));
  const auto result = rig.ask("/one-too-many");
  CHECK(error_in(result).kind == kind::refused);
  CHECK(error_in(result).retryable);
  CHECK(rig.status().held == 3);
  CHECK(rig.status().summary.find("1 refused") != std::string::npos);
}

TEST_CASE("a message wakes the fetcher at once, also after a long pause") {
  raw_server server{empty_list};
  fetcher_rig rig{server.url()};
  reply_in(rig.ask("/warm"));
  std::vector<steady_clock::duration> took;
  for (auto i = 0; i < 20; ++i) {
    rig.self->receive(caf::after(milliseconds{30}) >> [] {});
    const auto start_time = steady_clock::now();
    reply_in(rig.ask("/" + std::to_string(i)));
    took.push_back(steady_clock::now() - start_time);
  }
  std::nth_element(took.begin(), took.begin() + 10, took.end());
  CHECK(took[10] < milliseconds{10});
}

milliseconds processor_time() {
  rusage use{};
  getrusage(RUSAGE_SELF, &use);
  const auto span_of = [](const timeval& time) {
    return seconds{time.tv_sec} + std::chrono::microseconds{time.tv_usec};
  };
  return std::chrono::duration_cast<milliseconds>(span_of(use.ru_utime) +
                                                  span_of(use.ru_stime));
}

TEST_CASE("an idle fetcher uses no CPU, with kept connections and with a silent host") {
  raw_server server{[](const std::string& head, std::size_t) {
    return head.find("/stall") != std::string::npos ? silence() : http(200, "[]");
  }};
  auto options = local_options(server.url());
  options.timeout = seconds{20};
  fetcher_rig rig{options};
  reply_in(rig.ask("/warm"));
  const auto quiet_second = [&] {
    const auto before = processor_time();
    rig.self->receive(caf::after(seconds{1}) >> [] {});
    return processor_time() - before;
  };
  CHECK(quiet_second() < milliseconds{20});
  auto open = rig.begin(request_for("/stall", seconds{20}));
  CHECK(quiet_second() < milliseconds{20});
  rig.self->send(rig.fetcher, cancel_fetches{});
  rig.wait_for<fetch_result>(std::move(open));
}

TEST_CASE(
    "a thousand requests with many faults are answered once each, most with a reply") {
  raw_server server{[](const std::string&, std::size_t number) -> raw_answer {
    switch (number % 9) {
    case 0:
      return http(500, R"({"error":"no"})");
    case 1:
      return {"", ending::reset, {}};
    case 2:
      return {"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n[", ending::close, {}};
    case 3:
      return delayed(milliseconds{3}, http(200, "[]"));
    default:
      return http(200, "[]");
    }
  }};
  auto options = local_options(server.url());
  options.max_open_requests = 2000;
  options.breaker.failures = 1000;
  options.backoff = {milliseconds{1}, milliseconds{4}};
  fetcher_rig rig{options};
  using pending = decltype(rig.begin(fetch_request{}));
  std::vector<pending> open;
  for (auto i = 0; i < 1000; ++i) {
    auto request = request_for("/" + std::to_string(i), long_enough);
    request.target = static_cast<host>(i % 3);
    open.push_back(rig.begin(std::move(request)));
  }
  auto replies = 0;
  for (auto& request : open) {
    const auto result = rig.wait_for<fetch_result>(std::move(request));
    replies += std::holds_alternative<fetch_reply>(result.value) ? 1 : 0;
  }
  CHECK(replies > 900);
  CHECK(rig.status().held == 0);
  CHECK(rig.drain().handled == 1002);
}

} // namespace
} // namespace tracker::test
