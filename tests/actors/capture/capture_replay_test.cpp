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

instant instant_after(timespan duration) {
  return {steady_start + duration, wall_start + duration};
}

/// Records in the order they are added.
struct script {
  std::vector<capture_record> records;

  void add(timespan taken, capture_content content) {
    records.push_back({records.size(), steady_start + taken, std::move(content)});
  }
  /// A tick that was sent late.
  void add_tick(timespan due, timespan delay = 0ms) {
    add(due + delay, tick{records.size(), steady_start + due, wall_start + due,
                          wall_start + due + delay});
  }
  void add_reply(const std::string& path, timespan asked, timespan answered,
                 const std::string& body) {
    auto exchange = sample_exchange(sample_reply(body));
    exchange.path = path;
    exchange.asked = instant_after(asked);
    exchange.answered = instant_after(answered);
    add(answered, exchange);
  }
  capture_replay play(std::string optional_owner = {}) const {
    auto header = sample_header();
    header.begun = instant_after(0s);
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
  script recording;
  recording.add_tick(1s);
  recording.add_reply("/b", 1001ms, 1200ms, "b");
  recording.add_reply("/a", 1002ms, 1300ms, "a");
  recording.add_tick(2s);
  auto replay = recording.play();
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
  script recording;
  recording.add_tick(1s);
  recording.add_reply("/a", 1001ms, 1100ms, "first");
  recording.add_reply("/a", 1101ms, 1200ms, "second");
  recording.add_tick(2s);
  recording.add_reply("/a", 2001ms, 2100ms, "third");
  recording.add_tick(3s);
  auto replay = recording.play();
  replay.next_tick();
  replay.next_tick();
  CHECK(text_of(replay.ask(request("/a"), wall_start + 1s)) == "first");
  CHECK(text_of(replay.ask(request("/a"), wall_start + 1100ms)) == "second");
  replay.next_tick();
  CHECK(text_of(replay.ask(request("/a"), wall_start + 2s)) == "third");
}

TEST_CASE("replay: the earliest request is used even if it was answered later") {
  script recording;
  recording.add_tick(1s);
  recording.add_reply("/a", 1002ms, 1100ms, "quick");
  recording.add_reply("/a", 1001ms, 1400ms, "slow");
  auto replay = recording.play();
  replay.next_tick();
  replay.next_tick();
  CHECK(text_of(replay.ask(request("/a"), wall_start + 1s)) == "slow");
  CHECK(text_of(replay.ask(request("/a"), wall_start + 1s)) == "quick");
}

TEST_CASE("replay: a reply from before the tick does not answer a later request") {
  script recording;
  recording.add_tick(1s);
  recording.add_reply("/a", 1001ms, 1100ms, "old");
  recording.add_tick(2s);
  recording.add_reply("/a", 2001ms, 2100ms, "new");
  recording.add_tick(3s);
  auto replay = recording.play();
  replay.next_tick();
  replay.next_tick();
  replay.next_tick();
  CHECK(text_of(replay.ask(request("/a"), wall_start + 2s)) == "new");
  CHECK(replay.counts().unused == 1);
}

TEST_CASE("replay: a reply requested after the deadline is not used") {
  script recording;
  recording.add_tick(1s);
  recording.add_reply("/a", 30s, 31s, "late");
  recording.add_tick(60s);
  auto replay = recording.play();
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
  script recording;
  recording.add_tick(1s);
  recording.add_reply("/a", 1001ms, 1100ms, "data's");
  recording.add_tick(60s);
  auto replay = recording.play();
  replay.next_tick();
  replay.next_tick();
  auto other = request("/a");
  other.target = host::clob;
  CHECK(text_of(replay.ask(other, wall_start + 1s)) == none);
  CHECK(text_of(replay.ask(request("/a"), wall_start + 1s)) == "data's");
}

TEST_CASE("replay: a request that is open at the end of the capture is not missing") {
  script recording;
  recording.add_tick(1s);
  recording.add_tick(8s);
  auto replay = recording.play();
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
  script recording;
  recording.add_tick(1s);
  auto exchange = sample_exchange(sample_error());
  exchange.asked = instant_after(1001ms);
  exchange.answered = instant_after(2500ms);
  recording.add(2500ms, exchange);
  recording.add_tick(3s);
  auto replay = recording.play();
  replay.next_tick();
  replay.next_tick();
  const auto result = replay.ask(request(exchange.path), wall_start + 1s);
  CHECK(same_result(result.result, sample_error()));
  CHECK(result.due == wall_start + 2500ms);
}

TEST_CASE("replay: a step of the wall clock does not move replies") {
  script recording;
  recording.add_tick(1s);
  // The wall clock was set back by a minute between the two ticks.
  recording.add(2s, tick{2, steady_start + 2s, wall_start - 58s, wall_start - 58s});
  auto exchange = sample_exchange(sample_reply("x"));
  exchange.path = "/a";
  exchange.asked = {steady_start + 2001ms, wall_start - 57999ms};
  exchange.answered = {steady_start + 2300ms, wall_start - 57700ms};
  recording.add(2300ms, exchange);
  recording.add(3s, tick{3, steady_start + 3s, wall_start - 57s, wall_start - 57s});
  auto replay = recording.play();
  replay.next_tick();
  replay.next_tick();
  replay.next_tick();
  const auto result = replay.ask(request("/a"), wall_start - 58s);
  CHECK(text_of(result) == "x");
  CHECK(result.due == wall_start - 57700ms);
}

TEST_CASE("replay: requests before the first tick are answered") {
  script recording;
  recording.add_reply("/a", 1ms, 200ms, "early");
  recording.add_tick(1s);
  auto replay = recording.play();
  CHECK(text_of(replay.ask(request("/a"), wall_start)) == "early");
}

TEST_CASE("replay: a late tick is replayed at the time it was sent") {
  script recording;
  recording.add_tick(1s, 300ms);
  recording.add_reply("/a", 1301ms, 1400ms, "x");
  recording.add_tick(2s);
  auto replay = recording.play();
  replay.next_tick();
  replay.next_tick();
  CHECK(replay.ask(request("/a"), wall_start + 1300ms).due == wall_start + 1400ms);
}

TEST_CASE("replay: the recorded requests receive the recorded answers") {
  CHECK(rc::check([] {
    script recording;
    struct asked {
      int tick_number;
      std::string path;
      std::string body;
    };
    std::vector<asked> all;
    const auto ticks = *rc::gen::inRange(1, 8);
    for (int i = 1; i <= ticks; ++i) {
      recording.add_tick(i * 1s);
      const auto count = *rc::gen::inRange(0, 5);
      for (int n = 0; n < count; ++n) {
        const auto path = *rc::gen::element<std::string>("/a", "/b");
        all.push_back({i, path, std::to_string(all.size())});
        recording.add_reply(path, i * 1s + 1ms * (n + 1), i * 1s + 1ms * (n + 1) + 100ms,
                            all.back().body);
      }
    }
    recording.add_tick(60s);
    auto replay = recording.play();
    int played = 0;
    replay.next_tick();
    for (const auto& each : all) {
      for (; played < each.tick_number; ++played)
        replay.next_tick();
      const auto result =
          replay.ask(request(each.path), wall_start + each.tick_number * 1s);
      RC_ASSERT(text_of(result) == each.body);
    }
    RC_ASSERT(replay.counts().unused == 0U);
  }));
}

TEST_CASE("replay: optional requests are missing only where the capture has some") {
  script recording;
  recording.add_tick(1s);
  recording.add_reply("/a", 1s, 1100ms, "x");
  recording.add_tick(60s);
  auto optional = request("/second");
  optional.owner = "wallet 0x1, again";
  auto replay_without = recording.play(", again");
  replay_without.next_tick();
  replay_without.next_tick();
  CHECK(std::get<fetch_error>(replay_without.ask(optional, wall_start + 1s).result.value)
            .kind == fetch_error_kind::refused);
  CHECK(replay_without.counts().left_out == 1);
  CHECK(replay_without.counts().missing == 0);
  replay_without.ask(request("/b"), wall_start + 1s);
  CHECK(replay_without.counts().missing == 1);

  recording.add_reply("/second", 1s, 1200ms, "y");
  std::swap(recording.records[2], recording.records[3]);
  auto replay_with = recording.play(", again");
  replay_with.next_tick();
  replay_with.next_tick();
  CHECK(text_of(replay_with.ask(optional, wall_start + 1s)) == "y");
  optional.path = "/another";
  replay_with.ask(optional, wall_start + 1s);
  CHECK(replay_with.counts().left_out == 0);
  CHECK(replay_with.counts().missing == 1);
}
