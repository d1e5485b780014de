// SPDX-License-Identifier: MIT
#include "actors/fetcher/virtual_fetcher_actor.hpp"
#include "tests/support/actor_fixture.hpp"
#include "tests/support/catch.hpp"

#include <caf/event_based_actor.hpp>

#include <map>
#include <memory>
#include <string>
#include <vector>

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

namespace {

const timestamp noon = from_unix_seconds(1'768'936'500);

/// Replies to each path with the path itself, after the path's delay.
class script : public reply_source {
public:
  std::map<std::string, timespan> delays;
  std::vector<timestamp> asked_at;

  timed_result ask(const fetch_request& request, timestamp now) override {
    asked_at.push_back(now);
    fetch_reply reply;
    reply.status = 200;
    reply.body = std::make_shared<const std::string>(request.path);
    return {now + delays.at(request.path), {std::move(reply)}};
  }
};

struct scene : actor_fixture {
  captured_log lines = std::make_shared<std::vector<log_line>>();
  log_tee_actor tee = spawn_log_double(system, lines);
  std::shared_ptr<script> replies = std::make_shared<script>();
  steady_point start_time = scheduler().clock().now();
  wall_clock now = [this] { return noon + (scheduler().clock().now() - start_time); };
  fetcher_actor fetcher =
      spawn_virtual_fetcher(system, replies, {3, now}, log_port{tee, "fetcher", now});
  /// The answers in order: the body of a reply, or the kind of an error.
  std::shared_ptr<std::vector<std::string>> answers =
      std::make_shared<std::vector<std::string>>();

  void put(const std::string& path, timespan deadline = 15s,
           const std::string& owner = "window") {
    const fetch_request request{host::gamma, "/markets/slug", path, deadline, owner};
    system.spawn([=, answers = answers,
                  fetcher = fetcher](caf::event_based_actor* requester) {
      requester->request(fetcher, caf::infinite, request)
          .then([answers](const fetch_result& result) {
            const auto* reply = std::get_if<fetch_reply>(&result.value);
            answers->push_back(reply != nullptr
                                   ? *reply->body
                                   : to_string(std::get<fetch_error>(result.value).kind));
          });
    });
    drain();
  }
  void order_shutdown(timespan patience) {
    system.spawn(
        [=, answers = answers, fetcher = fetcher](caf::event_based_actor* requester) {
          requester
              ->request(fetcher, caf::infinite,
                        tracker::shutdown{requester->clock().now() + patience})
              .then([answers](const drained&) { answers->emplace_back("drained"); });
        });
    drain();
  }
};

using words = std::vector<std::string>;

} // namespace

TEST_CASE_METHOD(scene, "a virtual reply comes when it is due and not before") {
  replies->delays = {{"/slow", 50ms}, {"/quick", 20ms}, {"/past", -3s}};
  put("/slow");
  put("/quick");
  put("/past");
  advance(0ns);
  CHECK(*answers == words{"/past"});
  advance(19ms);
  CHECK(answers->size() == 1);
  advance(1ms);
  CHECK(*answers == words{"/past", "/quick"});
  advance(30ms);
  CHECK(*answers == words{"/past", "/quick", "/slow"});
  CHECK(replies->asked_at == std::vector<timestamp>(3, noon));
}

TEST_CASE_METHOD(scene, "a virtual reply beyond the deadline is a timeout") {
  replies->delays = {{"/late", 16s}, {"/just", 15s}};
  put("/late");
  put("/just");
  advance(15s - 1ns);
  CHECK(answers->empty());
  advance(1ns);
  CHECK(*answers == words{"timeout", "/just"});
  advance(10s);
  CHECK(answers->size() == 2);
}

TEST_CASE_METHOD(scene, "the virtual requests of one owner are cancelled at once") {
  replies->delays = {{"/a", 1s}, {"/b", 1s}};
  put("/a", 15s, "alice");
  put("/b", 15s, "bob");
  self->send(fetcher, cancel_fetches{"alice"});
  drain();
  CHECK(*answers == words{"cancelled"});
  advance(1s);
  CHECK(*answers == words{"cancelled", "/b"});
}

TEST_CASE_METHOD(scene, "more virtual requests than may be open are refused") {
  replies->delays = {{"/a", 1s}};
  for (int i = 0; i < 4; ++i)
    put("/a");
  CHECK(*answers == words{"refused"});
  const auto status = ask<actor_status>(fetcher, status_request{});
  CHECK(status.held == 3);
  advance(1s);
  put("/a");
  CHECK(answers->size() == 4);
  // A request that stays open would hold a reference to the fetcher.
  advance(1s);
  CHECK(answers->size() == 5);
}

TEST_CASE_METHOD(scene, "a virtual fetcher ends when its last reply has come") {
  replies->delays = {{"/a", 1s}};
  put("/a");
  order_shutdown(5s);
  put("/a");
  CHECK(*answers == words{"cancelled"});
  advance(1s);
  CHECK(*answers == words{"cancelled", "/a", "drained"});
  REQUIRE(has_event(lines, "drained"));
  CHECK(lines->back().text ==
        "drained: 2 requests, 0 retries, 1 errors, 0 refused, 2 bytes");
}

TEST_CASE_METHOD(scene, "a virtual fetcher cancels just before its deadline") {
  replies->delays = {{"/a", 10s}};
  put("/a");
  order_shutdown(5s);
  advance(5s - 101ms);
  CHECK(answers->empty());
  advance(1ms);
  CHECK(*answers == words{"cancelled", "drained"});
}
