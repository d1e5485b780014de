// SPDX-License-Identifier: MIT
// Which recorded reply a request receives, and when.
#include "actors/capture/capture_replay.hpp"

#include "tests/actors/capture/capture_samples_plain.hpp"
#include "tests/support/catch.hpp"

#include <rapidcheck.h>

#include <memory>

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

namespace {

/// A run that began at this wall time, with its steady clock at `steady_start`.
const timestamp wall_start = from_unix_seconds(1'795'571'532);
const steady_point steady_start{5h};

instant at(timespan since) {
  return {steady_start + since, wall_start + since};
}

/// Records in the order they are added.
struct script {
  std::vector<capture_record> records;

  void add(timespan taken, capture_content what) {
    records.push_back({records.size(), steady_start + taken, std::move(what)});
  }
  /// A tick that was sent late.
  void current_tick(timespan due, timespan late = 0ms) {
    add(due + late, tick{records.size(), steady_start + due, wall_start + due,
                         wall_start + due + late});
  }
  void reply(const std::string& path, timespan asked, timespan answered,
             const std::string& body) {
    auto exchange = sample_exchange(sample_reply(body));
    exchange.path = path;
    exchange.asked = at(asked);
    exchange.answered = at(answered);
    add(answered, exchange);
  }
  capture_replay play(std::string optional_owner = {}) const {
    auto header = sample_header();
    header.begun = at(0s);
    auto left = std::make_shared<std::vector<capture_record>>(records);
    auto next = std::make_shared<std::size_t>(0);
    return capture_replay{header,
                          [left, next]() -> std::optional<capture_record> {
                            if (*next == left->size())
                              return std::nullopt;
                            return (*left)[(*next)++];
                          },
                          std::move(optional_owner)};
  }
};

fetch_request request(const std::string& path, timespan deadline = 15s) {
  return {host::data, "/activity", path, deadline, "test"};
}

/// The body, or the error's detail.
std::string text_of(const timed_result& result) {
  if (const auto* reply = std::get_if<fetch_reply>(&result.result.value))
    return *reply->body;
  return std::get<fetch_error>(result.result.value).detail;
}

constexpr const char* none = "the capture has no reply to this";

} // namespace

TEST_CASE("replay: a request receives the reply of its path at its recorded time") {
  script of;
  of.current_tick(1s);
  of.reply("/b", 1001ms, 1200ms, "b");
  of.reply("/a", 1002ms, 1300ms, "a");
  of.current_tick(2s);
  auto replay = of.play();
  CHECK(replay.next_tick()->now == wall_start + 1s);
  CHECK(replay.next_tick()->now == wall_start + 2s);
  const auto a = replay.ask(request("/a"), wall_start + 1s);
  CHECK(text_of(a) == "a");
  CHECK(a.due == wall_start + 1300ms);
  CHECK(text_of(replay.ask(request("/b"), wall_start + 1s)) == "b");
  CHECK(replay.counts().replies == 2);
  CHECK(replay.counts().unused == 0);
  CHECK(replay.counts().missing == 0);
  CHECK_FALSE(replay.next_tick());
}

TEST_CASE("replay: requests of one path are answered in their recorded order") {
  script of;
  of.current_tick(1s);
  of.reply("/a", 1001ms, 1100ms, "first");
  of.reply("/a", 1101ms, 1200ms, "second");
  of.current_tick(2s);
  of.reply("/a", 2001ms, 2100ms, "third");
  of.current_tick(3s);
  auto replay = of.play();
  replay.next_tick();
  replay.next_tick();
  CHECK(text_of(replay.ask(request("/a"), wall_start + 1s)) == "first");
  CHECK(text_of(replay.ask(request("/a"), wall_start + 1100ms)) == "second");
  replay.next_tick();
  CHECK(text_of(replay.ask(request("/a"), wall_start + 2s)) == "third");
}

TEST_CASE("replay: the earliest request is used even if it was answered later") {
  script of;
  of.current_tick(1s);
  of.reply("/a", 1002ms, 1100ms, "quick");
  of.reply("/a", 1001ms, 1400ms, "slow");
  auto replay = of.play();
  replay.next_tick();
  replay.next_tick();
  CHECK(text_of(replay.ask(request("/a"), wall_start + 1s)) == "slow");
  CHECK(text_of(replay.ask(request("/a"), wall_start + 1s)) == "quick");
}

TEST_CASE("replay: a reply from before the tick does not answer a later request") {
  script of;
  of.current_tick(1s);
  of.reply("/a", 1001ms, 1100ms, "old");
  of.current_tick(2s);
  of.reply("/a", 2001ms, 2100ms, "new");
  of.current_tick(3s);
  auto replay = of.play();
  replay.next_tick();
  replay.next_tick();
  replay.next_tick();
  CHECK(text_of(replay.ask(request("/a"), wall_start + 2s)) == "new");
  CHECK(replay.counts().unused == 1);
}

TEST_CASE("replay: a reply requested after the deadline is not used") {
  script of;
  of.current_tick(1s);
  of.reply("/a", 30s, 31s, "late");
  of.current_tick(60s);
  auto replay = of.play();
  replay.next_tick();
  replay.next_tick();
  const auto missing = replay.ask(request("/a", 10s), wall_start + 1s);
  CHECK(text_of(missing) == none);
  CHECK(missing.due == wall_start + 1s);
  CHECK(replay.counts().missing == 1);
  CHECK(replay.missing() ==
        std::vector<missing_request>{{wall_start + 1s, host::data, "/a"}});
}

TEST_CASE("replay: replies of different hosts to one path are distinguished") {
  script of;
  of.current_tick(1s);
  of.reply("/a", 1001ms, 1100ms, "data's");
  of.current_tick(60s);
  auto replay = of.play();
  replay.next_tick();
  replay.next_tick();
  auto other = request("/a");
  other.target = host::clob;
  CHECK(text_of(replay.ask(other, wall_start + 1s)) == none);
  CHECK(text_of(replay.ask(request("/a"), wall_start + 1s)) == "data's");
}

TEST_CASE("replay: a request that is open at the end of the capture is not missing") {
  script of;
  of.current_tick(1s);
  of.current_tick(8s);
  auto replay = of.play();
  replay.next_tick();
  replay.next_tick();
  const auto open = replay.ask(request("/a", 10s), wall_start + 1s);
  CHECK(open.due == wall_start + 11s);
  CHECK(replay.counts().open_at_cut == 1);
  CHECK(replay.counts().missing == 0);
  // Sent so early that the capture would contain its reply.
  CHECK(text_of(replay.ask(request("/a", 5s), wall_start + 1s)) == none);
  CHECK(replay.counts().missing == 1);
}

TEST_CASE("replay: a recorded error is delivered unchanged") {
  script of;
  of.current_tick(1s);
  auto exchange = sample_exchange(sample_error());
  exchange.asked = at(1001ms);
  exchange.answered = at(2500ms);
  of.add(2500ms, exchange);
  of.current_tick(3s);
  auto replay = of.play();
  replay.next_tick();
  replay.next_tick();
  const auto result = replay.ask(request(exchange.path), wall_start + 1s);
  CHECK(same_result(result.result, sample_error()));
  CHECK(result.due == wall_start + 2500ms);
}

TEST_CASE("replay: a step of the wall clock does not move replies") {
  script of;
  of.current_tick(1s);
  // The wall clock was set back by a minute between the two ticks.
  of.add(2s, tick{2, steady_start + 2s, wall_start - 58s, wall_start - 58s});
  auto exchange = sample_exchange(sample_reply("x"));
  exchange.path = "/a";
  exchange.asked = {steady_start + 2001ms, wall_start - 57999ms};
  exchange.answered = {steady_start + 2300ms, wall_start - 57700ms};
  of.add(2300ms, exchange);
  of.add(3s, tick{3, steady_start + 3s, wall_start - 57s, wall_start - 57s});
  auto replay = of.play();
  replay.next_tick();
  replay.next_tick();
  replay.next_tick();
  const auto result = replay.ask(request("/a"), wall_start - 58s);
  CHECK(text_of(result) == "x");
  CHECK(result.due == wall_start - 57700ms);
}

TEST_CASE("replay: requests before the first tick are answered") {
  script of;
  of.reply("/a", 1ms, 200ms, "early");
  of.current_tick(1s);
  auto replay = of.play();
  CHECK(text_of(replay.ask(request("/a"), wall_start)) == "early");
}

TEST_CASE("replay: a late tick is replayed at the time it was sent") {
  script of;
  of.current_tick(1s, 300ms);
  of.reply("/a", 1301ms, 1400ms, "x");
  of.current_tick(2s);
  auto replay = of.play();
  replay.next_tick();
  replay.next_tick();
  CHECK(replay.ask(request("/a"), wall_start + 1300ms).due == wall_start + 1400ms);
}

TEST_CASE("replay: the recorded requests receive the recorded answers") {
  CHECK(rc::check([] {
    script of;
    struct asked {
      int current_tick;
      std::string path;
      std::string body;
    };
    std::vector<asked> all;
    const auto ticks = *rc::gen::inRange(1, 8);
    for (int i = 1; i <= ticks; ++i) {
      of.current_tick(i * 1s);
      const auto count = *rc::gen::inRange(0, 5);
      for (int n = 0; n < count; ++n) {
        const auto path = *rc::gen::element<std::string>("/a", "/b");
        all.push_back({i, path, std::to_string(all.size())});
        of.reply(path, i * 1s + 1ms * (n + 1), i * 1s + 1ms * (n + 1) + 100ms,
                 all.back().body);
      }
    }
    of.current_tick(60s);
    auto replay = of.play();
    int played = 0;
    replay.next_tick();
    for (const auto& one : all) {
      for (; played < one.current_tick; ++played)
        replay.next_tick();
      const auto result =
          replay.ask(request(one.path), wall_start + one.current_tick * 1s);
      RC_ASSERT(text_of(result) == one.body);
    }
    RC_ASSERT(replay.counts().unused == 0U);
  }));
}

TEST_CASE("replay: optional requests are missing only where the capture has some") {
  script of;
  of.current_tick(1s);
  of.reply("/a", 1s, 1100ms, "x");
  of.current_tick(60s);
  auto optional = request("/second");
  optional.owner = "wallet 0x1, again";
  auto without = of.play(", again");
  without.next_tick();
  without.next_tick();
  CHECK(std::get<fetch_error>(without.ask(optional, wall_start + 1s).result.value).kind ==
        fetch_error_kind::refused);
  CHECK(without.counts().left_out == 1);
  CHECK(without.counts().missing == 0);
  without.ask(request("/b"), wall_start + 1s);
  CHECK(without.counts().missing == 1);

  of.reply("/second", 1s, 1200ms, "y");
  std::swap(of.records[2], of.records[3]);
  auto with = of.play(", again");
  with.next_tick();
  with.next_tick();
  CHECK(text_of(with.ask(optional, wall_start + 1s)) == "y");
  optional.path = "/another";
  with.ask(optional, wall_start + 1s);
  CHECK(with.counts().left_out == 0);
  CHECK(with.counts().missing == 1);
}
