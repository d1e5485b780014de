// SPDX-License-Identifier: MIT
// The recorder on its own thread with a real file, and the fetcher that sends to it.
#include "actors/capture/capture_actor.hpp"

#include "main/config/config_caf.hpp"
#include "tests/actors/capture/capture_samples_plain.hpp"
#include "tests/actors/fetcher/fetcher_rig.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"
#include "tests/support/raw_server.hpp"

#include <csignal>
#include <filesystem>

#include <sys/resource.h>

namespace tracker::test {

using namespace std::chrono_literals;

namespace {

struct recorder_rig {
  recorder_rig() {
    auto header = sample_header();
    header.begun.steady = std::chrono::steady_clock::now();
    recorder = spawn_capture(system, capture_file::open({path, 48h}, header), port());
  }
  explicit recorder_rig(const capture_failure& failure)
      : recorder{spawn_capture(system, failure, port())} {}
  ~recorder_rig() {
    caf::anon_send(recorder, shutdown{});
    caf::anon_send(tee, shutdown{});
  }
  recorder_rig(const recorder_rig&) = delete;
  recorder_rig& operator=(const recorder_rig&) = delete;

  log_port port() {
    return {tee, "capture", [] { return from_unix_seconds(0); }};
  }

  template <class Answer, class Question>
  Answer ask(const Question& question) {
    Answer result{};
    self->request(recorder, long_enough, question)
        .receive([&](const Answer& answer) { result = answer; },
                 [&](const caf::error& error) {
                   throw std::runtime_error{"no answer: " + system.render(error)};
                 });
    return result;
  }
  bool is_recording() { return ask<capture_progress>(capture_mark{}).goes_on; }
  /// A tick on the day of the header.
  tick make_tick(std::uint64_t sequence, steady_point due) const {
    const auto time = sample_header().begun.wall;
    return {sequence, due, time, time};
  }
  decoded_file content() const { return decode_all(read_file(path)); }
  std::vector<log_line> warnings() {
    self->request(tee, long_enough, status_request{})
        .receive([](const actor_status&) {}, [](const caf::error&) {});
    std::vector<log_line> result;
    for (const auto& line : *lines)
      if (line.level == log_level::warn)
        result.push_back(line);
    return result;
  }

  temporary_directory folder;
  std::string path = (folder.path() / "run.cap").string();
  tracker_config config;
  caf::actor_system system{config};
  caf::scoped_actor self{system};
  captured_log lines = std::make_shared<std::vector<log_line>>();
  log_tee_actor tee = spawn_log_double(system, lines);
  capture_actor recorder;
};

/// Limits the size of files that this process can write.
class file_size_limit {
public:
  explicit file_size_limit(rlim_t bytes) {
    std::signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit tight{bytes, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &tight);
  }
  ~file_size_limit() {
    setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, SIG_DFL);
  }
  file_size_limit(const file_size_limit&) = delete;
  file_size_limit& operator=(const file_size_limit&) = delete;

private:
  rlimit before_{};
};

} // namespace

TEST_CASE("capture: records before a mark are in the file when the mark is answered") {
  recorder_rig rig;
  auto exchange = sample_exchange(sample_reply("[1]"));
  exchange.answered.wall = sample_header().begun.wall;
  const auto now = std::chrono::steady_clock::now();
  CHECK(rig.ask<tick_handled>(rig.make_tick(1, now)).sequence == 1);
  rig.self->send(rig.recorder, exchange);
  rig.self->send(rig.recorder, exchange);
  CHECK(rig.ask<tick_handled>(rig.make_tick(2, now + 1s)).sequence == 2);
  CHECK(rig.is_recording());
  const auto all = rig.content();
  CHECK(all.faults.empty());
  REQUIRE(all.records.size() == 5);
  CHECK(same_content(all.records[1].content, rig.make_tick(1, now)));
  CHECK(same_content(all.records[2].content, exchange));
  CHECK(same_content(all.records[3].content, exchange));
  CHECK(same_content(all.records[4].content, rig.make_tick(2, now + 1s)));
  CHECK(rig.ask<actor_status>(status_request{}).summary.starts_with("5 records, "));
  CHECK(rig.ask<drained>(shutdown{}).handled == 7);
  CHECK(rig.warnings().empty());
  CHECK(has_event(rig.lines, "drained"));
}

TEST_CASE("capture: a failed write ends it with one warning") {
  recorder_rig rig;
  CHECK(rig.is_recording());
  const auto now = std::chrono::steady_clock::now();
  {
    const file_size_limit limit{std::filesystem::file_size(rig.path) + 20};
    rig.ask<tick_handled>(rig.make_tick(1, now));
    CHECK_FALSE(rig.is_recording());
  }
  // Later records are ignored: a record after a gap would make it look complete.
  rig.ask<tick_handled>(rig.make_tick(2, now));
  const auto warnings = rig.warnings();
  REQUIRE(warnings.size() == 1);
  CHECK(warnings[0].event == "capture-ended");
  CHECK(warnings[0].text == "the capture ends here, " + rig.path +
                                " cannot be written: File too large; the tracker goes "
                                "on without one");
  const auto all = rig.content();
  CHECK(all.faults.empty());
  CHECK(all.records.size() == 1);
  CHECK(rig.ask<actor_status>(status_request{}).summary ==
        "ended: " + rig.path + " cannot be written: File too large");
  CHECK(rig.ask<drained>(shutdown{}).handled > 0);
}

TEST_CASE("capture: a recorder that failed at the start warns once and takes part in the "
          "drain") {
  recorder_rig rig{capture_failure{"no room", true}};
  rig.ask<tick_handled>(rig.make_tick(1, {}));
  CHECK_FALSE(rig.is_recording());
  CHECK(rig.warnings().size() == 1);
  CHECK(rig.ask<drained>(shutdown{}).handled == 3);
}

TEST_CASE("capture: end_capture ends it after the records sent before") {
  recorder_rig rig;
  rig.self->send(rig.recorder, rig.make_tick(1, {}));
  rig.self->send(rig.recorder, end_capture{"4096 replies wait to be written"});
  rig.self->send(rig.recorder, rig.make_tick(2, {}));
  CHECK_FALSE(rig.is_recording());
  CHECK(rig.content().records.size() == 2);
  const auto warnings = rig.warnings();
  REQUIRE(warnings.size() == 1);
  CHECK(warnings[0].text.find("4096 replies wait") != std::string::npos);
}

TEST_CASE("capture: possibly missing ticks end it") {
  recorder_rig rig;
  // It handles the first tick after the next one was due, and does not receive that.
  const auto long_ago = std::chrono::steady_clock::now() - 60s;
  rig.ask<tick_handled>(rig.make_tick(1, long_ago));
  CHECK(rig.is_recording());
  rig.ask<tick_handled>(rig.make_tick(3, long_ago + 2s));
  CHECK_FALSE(rig.is_recording());
  CHECK(rig.content().records.size() == 2);
}

namespace {

/// What a double of the recorder has received, and whether it answers marks. Read it when
/// the double has drained.
struct recording {
  std::vector<captured_exchange> exchanges;
  std::vector<std::string> ends;
  std::size_t marks = 0;
  bool stuck = false;
  std::vector<caf::typed_response_promise<capture_progress>> held;
};

capture_actor spawn_recorder_double(caf::actor_system& system,
                                    std::shared_ptr<recording> received) {
  return system.spawn([received](
                          capture_actor::pointer me) -> capture_actor::behavior_type {
    return {
        [](const tick& current_tick) {
          return tick_handled{current_tick.sequence, {}};
        },
        [received](const captured_exchange& exchange) {
          received->exchanges.push_back(exchange);
        },
        [me, received](const capture_mark&) {
          ++received->marks;
          auto promise = me->make_response_promise<capture_progress>();
          if (received->stuck)
            received->held.push_back(promise);
          else
            promise.deliver(capture_progress{true});
          return promise;
        },
        [received](const end_capture& order) { received->ends.push_back(order.reason); },
        [me, received](const shutdown&) {
          received->held.clear();
          me->quit();
          return drained{};
        },
        [](const status_request&) { return actor_status{}; },
    };
  });
}

/// A fetcher with a double of the recorder.
struct recorded_fetcher {
  explicit recorded_fetcher(const std::string& url, capture_limits limits = {},
                            bool stuck = false) {
    got->stuck = stuck;
    auto options = local_options(url);
    options.recording = limits;
    options.max_attempts = 1;
    fetcher.emplace(options, [this](caf::actor_system& system) {
      return recorder = spawn_recorder_double(system, got);
    });
  }
  ~recorded_fetcher() {
    if (recorder)
      caf::anon_send(recorder, shutdown{});
    recorder = nullptr;
  }
  recorded_fetcher(const recorded_fetcher&) = delete;
  recorded_fetcher& operator=(const recorded_fetcher&) = delete;

  /// What the double has received, after all messages of the fetcher.
  const recording& all() {
    fetcher->drain();
    fetcher->self->request(std::exchange(recorder, nullptr), long_enough, shutdown{})
        .receive([](const drained&) {}, [](const caf::error&) {});
    return *got;
  }

  std::shared_ptr<recording> got = std::make_shared<recording>();
  std::optional<fetcher_rig> fetcher;
  capture_actor recorder;
};

raw_answer answer_by_path(const std::string& request, std::size_t) {
  return request.starts_with("GET /bad ") ? http(404, "{}") : http(200, "[1]");
}

} // namespace

TEST_CASE("fetcher: the recorder receives each answer as the requester does") {
  raw_server server{answer_by_path};
  recorded_fetcher rig{server.url()};
  const auto start = wall_time();
  const auto good = rig.fetcher->ask("/one");
  const auto bad = rig.fetcher->ask("/bad");
  const auto refused = rig.fetcher->ask("no path");
  const auto& got = rig.all();
  REQUIRE(got.exchanges.size() == 3);
  CHECK(same_result(got.exchanges[0].result, good));
  CHECK(same_result(got.exchanges[1].result, bad));
  CHECK(same_result(got.exchanges[2].result, refused));
  // The same body, not a copy.
  CHECK(std::get<fetch_reply>(got.exchanges[0].result.value).body ==
        std::get<fetch_reply>(good.value).body);
  for (const auto& exchange : got.exchanges) {
    CHECK(exchange.target == host::gamma);
    CHECK(exchange.endpoint == "/test");
    CHECK(exchange.asked.wall >= start);
    CHECK(exchange.answered.wall >= exchange.asked.wall);
    CHECK(exchange.answered.steady >= exchange.asked.steady);
    CHECK(exchange.answered.wall <= wall_time());
  }
  CHECK(got.exchanges[0].path == "/one");
  CHECK(got.ends.empty());
}

TEST_CASE("fetcher: requests that are cancelled at the end are recorded too") {
  raw_server server{[](const std::string&, std::size_t) { return silence(); }};
  recorded_fetcher rig{server.url()};
  auto open = rig.fetcher->begin(request_for("/one"));
  rig.fetcher->self->send(rig.fetcher->fetcher, cancel_fetches{});
  CHECK(error_in(rig.fetcher->wait_for<fetch_result>(std::move(open))).kind ==
        fetch_error_kind::cancelled);
  CHECK(rig.all().exchanges.size() == 1);
}

TEST_CASE("fetcher: a recorder that falls behind is ended without a wait") {
  raw_server server{answer_by_path};
  recorded_fetcher rig{server.url(), {5, 1'000'000, 2, 1'000'000}, true};
  for (int i = 0; i < 20; ++i)
    CHECK(reply_in(rig.fetcher->ask("/" + std::to_string(i))).status == 200);
  const auto& got = rig.all();
  CHECK(got.exchanges.size() == 5);
  CHECK(got.marks == 1);
  REQUIRE(got.ends.size() == 1);
  CHECK(got.ends[0] == "5 replies wait to be written");
}

TEST_CASE("fetcher: a recorder that keeps up is not ended") {
  raw_server server{answer_by_path};
  recorded_fetcher rig{server.url(), {5, 1'000'000, 2, 1'000'000}};
  for (int i = 0; i < 50; ++i) {
    CHECK(reply_in(rig.fetcher->ask("/" + std::to_string(i))).status == 200);
    // Its answer follows the answers to earlier marks.
    rig.fetcher->self->request(rig.recorder, long_enough, status_request{})
        .receive([](const actor_status&) {}, [](const caf::error&) {});
  }
  const auto& got = rig.all();
  CHECK(got.exchanges.size() == 50);
  CHECK(got.marks >= 10);
  CHECK(got.ends.empty());
}

} // namespace tracker::test
