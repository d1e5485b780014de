// SPDX-License-Identifier: MIT
// The end of a fetcher: its open requests are answered, and in time.
#include "tests/actors/fetcher/fetcher_rig.hpp"
#include "tests/support/catch.hpp"

namespace tracker::test {
namespace {

using kind = fetch_error_kind;
using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

TEST_CASE("a shutdown finishes open requests, refuses new ones, and logs the totals") {
  raw_server server{[](const std::string&, std::size_t) {
    return delayed(milliseconds{300}, http(200, "[]"));
  }};
  fetcher_rig rig{server.url()};
  auto open = rig.begin(request_for("/open"));
  auto end = rig.begin(shutdown{steady_clock::now() + long_enough});
  auto late = rig.begin(request_for("/late"));
  const auto cancelled = rig.wait_for<fetch_result>(std::move(late));
  CHECK(error_in(cancelled).kind == kind::cancelled);
  const auto finished = rig.wait_for<fetch_result>(std::move(open));
  CHECK(reply_in(finished).status == 200);
  CHECK(rig.end(std::move(end)).handled == 3);
  const auto log = rig.log();
  REQUIRE_FALSE(log.empty());
  CHECK(log.back().event == "drained");
  CHECK(log.back().retention == log_retention::essential);
  CHECK(log.back().text.find("drained: 2 requests, 0 retries, 1 errors") == 0);
}

TEST_CASE("a shutdown cancels stalled requests, and is answered before its deadline") {
  raw_server server{no_answer};
  auto options = local_options(server.url());
  options.timeout = seconds{20};
  fetcher_rig rig{options};
  auto first = rig.begin(request_for("/a", seconds{20}));
  auto second = rig.begin(request_for("/b", seconds{20}));
  const auto start_time = steady_clock::now();
  auto end = rig.begin(shutdown{start_time + milliseconds{600}});
  const auto cancelled = rig.wait_for<fetch_result>(std::move(first));
  CHECK(error_in(cancelled).kind == kind::cancelled);
  const auto after = steady_clock::now() - start_time;
  CHECK(after >= milliseconds{400});
  const auto other = rig.wait_for<fetch_result>(std::move(second));
  CHECK(error_in(other).kind == kind::cancelled);
  CHECK(rig.end(std::move(end)).handled == 3);
  CHECK(steady_clock::now() - start_time < milliseconds{600});
}

TEST_CASE("a shutdown of an idle fetcher is answered at once") {
  raw_server server{empty_list};
  fetcher_rig rig{server.url()};
  reply_in(rig.ask("/x"));
  const auto start_time = steady_clock::now();
  CHECK(rig.drain().handled == 2);
  CHECK(steady_clock::now() - start_time < slack);
}

TEST_CASE("the actor system ends after a shutdown without a requester") {
  raw_server server{empty_list};
  fetcher_rig rig{server.url()};
  reply_in(rig.ask("/x"));
  caf::anon_send(std::exchange(rig.fetcher, nullptr), shutdown{});
}

TEST_CASE("a killed fetcher answers its open requests, and the system ends") {
  raw_server server{no_answer};
  fetcher_rig rig{server.url()};
  auto open = rig.begin(request_for("/x", seconds{20}));
  CHECK(rig.status().held == 1);
  rig.self->send_exit(std::exchange(rig.fetcher, nullptr), caf::exit_reason::kill);
  const auto result = rig.wait_for<fetch_result>(std::move(open));
  CHECK(error_in(result).kind == kind::cancelled);
}

} // namespace
} // namespace tracker::test
