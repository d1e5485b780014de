// SPDX-License-Identifier: MIT
#include "actors/clock/wall_time.hpp"
#include "actors/log_tee/log_port.hpp"
#include "actors/log_tee/log_tee_actor.hpp"
#include "main/config/config_caf.hpp"
#include "tests/actors/log_tee/log_support.hpp"
#include "tests/support/actor_fixture.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"
#include "tests/support/text_checks.hpp"

#include <algorithm>
#include <chrono>
#include <future>
#include <string>
#include <vector>

#include <fmt/format.h>

namespace {

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

using texts = std::vector<std::string>;

/// A log tee on a real thread, with a real file and a pipe for a console.
struct tee_fixture {
  tee_fixture() {
    options.file = path.string();
    options.console_descriptor = pipe.writer();
    options.console_pause = 1ms;
    options.now = wall_time;
  }
  ~tee_fixture() {
    // Ends lines and requests that a test has left open.
    pipe.close_reader();
    caf::anon_send(tee, shutdown{});
    tee = log_tee_actor{};
  }
  tee_fixture(const tee_fixture&) = delete;
  tee_fixture& operator=(const tee_fixture&) = delete;

  void start() { tee = spawn_log_tee(system, open_sinks(options), options); }

  void send(log_line line) { caf::anon_send(tee, std::move(line)); }
  void send_lines(std::size_t count, log_level level = log_level::info) {
    for (std::size_t i = 0; i < count; ++i) {
      auto line = info_line(fmt::format("line {}", i));
      line.level = level;
      send(std::move(line));
    }
  }

  template <class Answer, class Question>
  Answer ask(Question question) {
    Answer result;
    self->request(tee, 20s, std::move(question))
        .receive([&](Answer& answer) { result = std::move(answer); },
                 [&](const caf::error& error) {
                   throw std::runtime_error{"no answer: " + system.render(error)};
                 });
    return result;
  }
  actor_status status() { return ask<actor_status>(status_request{}); }
  drained drain() {
    return ask<drained>(shutdown{std::chrono::steady_clock::now() + 20s});
  }
  std::string file() const { return content_of(path); }

  temporary_directory folder;
  fs::path path = folder.path() / "logs" / "tracker.log";
  test_pipe pipe;
  log_tee_options options;
  tracker_config config;
  caf::actor_system system{config};
  caf::scoped_actor self{system};
  log_tee_actor tee;
};

std::size_t count_messages(const texts& messages, const std::string& start) {
  return static_cast<std::size_t>(
      std::count_if(messages.begin(), messages.end(), [&](const std::string& one) {
        return one.compare(0, start.size(), start) == 0;
      }));
}

/// The number that follows `label` in `text`.
std::uint64_t number_behind(const std::string& label, const std::string& text) {
  const auto begin = text.find(label);
  if (begin == std::string::npos)
    throw std::runtime_error{label + "is not in: " + text};
  return std::stoull(text.substr(begin + label.size()));
}

TEST_CASE("10,000 lines are in both places, in order, when the tee has drained") {
  tee_fixture fixture;
  fixture.start();
  auto console =
      std::async(std::launch::async, [&] { return fixture.pipe.read_to_end(); });
  fixture.send_lines(10'000);
  CHECK(fixture.drain().handled == 10'001);
  fixture.tee = log_tee_actor{};
  fixture.pipe.close_writer();
  const auto on_console = console.get();
  CHECK((on_console == fixture.file()));
  const auto messages = messages_of(on_console);
  REQUIRE(messages.size() == 10'001);
  for (std::size_t i = 0; i < 10'000; ++i)
    if (messages[i] != fmt::format("line {}", i))
      FAIL("line " << i << " is: " << messages[i]);
  CHECK(messages.back() == "drained: 10001 lines written, 0 dropped");
}

TEST_CASE("a status answer covers every line sent before the request") {
  tee_fixture fixture;
  fixture.start();
  fixture.send_lines(100);
  const auto status = fixture.status();
  CHECK(status.held == 0);
  CHECK(contains(status.summary, "100 lines written"));
  CHECK(messages_of(fixture.file()).size() == 100);
}

TEST_CASE("a lone line is written without anything after it") {
  tee_fixture fixture;
  fixture.start();
  fixture.send(info_line("alone"));
  CHECK(messages_of(fixture.pipe.read_until("alone")) == texts{"alone"});
}

TEST_CASE("a level applies to the next lines of the same sender") {
  tee_fixture fixture;
  fixture.start();
  const auto send = [&](log_level level, const std::string& text) {
    auto line = info_line(text);
    line.level = level;
    fixture.send(line);
  };
  for (int i = 0; i < 100; ++i) {
    send(log_level::debug, "not this");
    caf::anon_send(fixture.tee, set_log_level{log_level::debug});
    send(log_level::debug, "debug");
    caf::anon_send(fixture.tee, set_log_level{log_level::error});
    send(log_level::warn, "not this either");
    send(log_level::error, fmt::format("error {}", i));
    caf::anon_send(fixture.tee, set_log_level{log_level::info});
  }
  fixture.status();
  const auto messages = messages_of(fixture.file());
  CHECK(count_messages(messages, "debug") == 100);
  CHECK(count_messages(messages, "error") == 100);
  CHECK(messages.size() == 200);
}

TEST_CASE("a console that is not read delays neither the file nor other actors") {
  tee_fixture fixture;
  fixture.options.console_limit = 100'000;
  fixture.start();
  constexpr std::size_t lines = 200'000;
  fixture.send_lines(lines);
  fixture.send(line_at(from_unix_seconds(0), log_level::error, "an error"));
  // The answer shows that the tee does not wait for the console.
  const auto status = fixture.status();
  CHECK(status.held > 0);
  CHECK(status.held * 50 < fixture.options.console_limit + 200);
  const auto in_file = messages_of(fixture.file());
  CHECK(in_file.size() > 10'000);

  fixture.self->send(fixture.tee, shutdown{std::chrono::steady_clock::now() + 20s});
  const auto on_console = messages_of(fixture.pipe.read_until("drained: "));
  fixture.self->receive([](const drained&) {},
                        caf::after(20s) >> [] { FAIL("not drained"); });

  const auto last = messages_of(fixture.file()).back();
  CHECK(on_console.back() == last);
  const auto too_fast = number_behind("too fast for the log ", last);
  const auto missing_on_console = number_behind("on the console ", last);
  CHECK(missing_on_console > 0);
  CHECK(number_behind("missing in the file ", last) == 0);
  CHECK(number_behind("lines written, ", last) == too_fast + missing_on_console);
  CHECK(count_messages(in_file, "line ") + too_fast == lines);
  CHECK(count_messages(on_console, "line ") + missing_on_console + too_fast == lines);
  CHECK(count_messages(on_console, "an error") == 1);
  CHECK(count_messages(on_console,
                       fmt::format("the console was stopped or too slow and misses {} "
                                   "lines",
                                   missing_on_console)) == 1);
}

TEST_CASE("a drain waits for a console that is slow") {
  tee_fixture fixture;
  fixture.start();
  fixture.send_lines(5'000);
  fixture.self->send(fixture.tee, shutdown{std::chrono::steady_clock::now() + 20s});
  const auto on_console = messages_of(fixture.pipe.read_until("drained: "));
  CHECK(count_messages(on_console, "line ") == 5'000);
  CHECK(on_console.back() == "drained: 5001 lines written, 0 dropped");
  fixture.self->receive([](const drained& answer) { CHECK(answer.handled == 5'001); },
                        caf::after(20s) >> [] { FAIL("not drained"); });
}

TEST_CASE("without a file, a blocked console keeps the tee from draining") {
  tee_fixture fixture;
  fixture.options.file.clear();
  fixture.start();
  fixture.self->monitor(fixture.tee);
  fixture.send_lines(5'000);
  fixture.self
      ->request(fixture.tee, 200ms, shutdown{std::chrono::steady_clock::now() + 100ms})
      .receive(
          [](const drained&) { FAIL("it cannot have drained"); },
          [](const caf::error& error) { CHECK(error == caf::sec::request_timeout); });
  const auto status = fixture.status();
  CHECK(status.held > 0);
  // The tee still ends once the console is read.
  fixture.pipe.read_until("drained: ");
  fixture.self->receive([](const caf::down_msg& down) { CHECK_FALSE(down.reason); },
                        caf::after(20s) >> [] { FAIL("it does not end"); });
}

TEST_CASE("a blocked console gets one second after the file has every line") {
  tee_fixture fixture;
  fixture.start();
  fixture.send_lines(5'000);
  const auto start_time = std::chrono::steady_clock::now();
  CHECK(fixture.drain().handled == 5'001);
  const auto took = std::chrono::steady_clock::now() - start_time;
  CHECK(took >= 900ms);
  CHECK(took < 10s);
  const auto messages = messages_of(fixture.file());
  CHECK(count_messages(messages, "line ") == 5'000);
  CHECK(messages.back().find("drained: 5001 lines written, ") == 0);
  const auto missed = number_behind("on the console ", messages.back());
  CHECK(missed > 0);
  CHECK(missed < 5'000);
}

TEST_CASE("a stalled console does not take the tee beyond the deadline") {
  tee_fixture fixture;
  fixture.start();
  fixture.send_lines(5'000);
  fixture.self
      ->request(fixture.tee, 20s, shutdown{std::chrono::steady_clock::now() + 100ms})
      .receive([](const drained& answer) { CHECK(answer.handled == 5'001); },
               [&](const caf::error& error) { FAIL(fixture.system.render(error)); });
  CHECK(contains(messages_of(fixture.file()).back(),
                 "missing in the file 0, on the console"));
}

TEST_CASE("a closed console does not keep the tee from draining") {
  tee_fixture fixture;
  fixture.start();
  fixture.pipe.close_reader();
  fixture.send_lines(3);
  fixture.drain();
  const auto messages = messages_of(fixture.file());
  CHECK(count_messages(messages, "line ") == 3);
  CHECK(count_messages(messages, "the console is gone (Broken pipe)") == 1);
  CHECK(count_messages(messages, "drained: ") == 1);
}

TEST_CASE("a full queue drops only what may be dropped, and counts it") {
  tee_fixture fixture;
  fixture.options.queue_limit = 100;
  std::promise<void> held_up;
  std::promise<void> go_on;
  // The tee stamps its own line about the deleted file; that call blocks here.
  fixture.options.now = [&, first = true]() mutable {
    if (std::exchange(first, false)) {
      held_up.set_value();
      go_on.get_future().wait();
    }
    return from_unix_seconds(0);
  };
  fixture.start();
  fs::remove(fixture.path);
  fixture.send(info_line("first"));
  held_up.get_future().wait();
  fixture.send_lines(150);
  for (int i = 0; i < 10; ++i)
    fixture.send(
        line_at(from_unix_seconds(0), log_level::warn, fmt::format("warning {}", i)));
  auto grade = info_line("WINDOW GRADED");
  grade.retention = log_retention::essential;
  fixture.send(grade);
  go_on.set_value();
  fixture.drain();
  const auto messages = messages_of(fixture.file());
  CHECK(count_messages(messages, "first") == 1);
  CHECK(count_messages(messages, "line ") == 100);
  CHECK(count_messages(messages, "warning ") == 10);
  CHECK(count_messages(messages, "WINDOW GRADED") == 1);
  CHECK(count_messages(messages,
                       "50 lines were dropped: they came faster than they can be "
                       "written") == 1);
  CHECK(messages.back() ==
        "drained: 115 lines written, 50 dropped (too fast for the log 50, "
        "missing in the file 0, on the console 0)");
}

TEST_CASE(
    "a file that fails is tried again until it works, also when nothing is logged") {
  tee_fixture fixture;
  fixture.options.file_pause = 1ms;
  fixture.options.longest_file_pause = 5ms;
  fixture.start();
  fixture.send(info_line("before"));
  fixture.status();
  {
    const full_disk disk{fixture.file().size()};
    fixture.send(info_line("missed"));
    CHECK(contains(fixture.pipe.read_until("it is tried again\n"), "File too large"));
  }
  fixture.pipe.read_until("works again; it misses 1 lines\n");
  fixture.send(info_line("after"));
  fixture.status();
  const auto messages = messages_of(fixture.file());
  REQUIRE(messages.size() == 3);
  CHECK(messages[0] == "before");
  CHECK(contains(messages[1], "works again; it misses 1 lines"));
  CHECK(messages[2] == "after");
}

TEST_CASE("the file is opened anew on demand, after the lines sent before") {
  tee_fixture fixture;
  fixture.start();
  fixture.status();
  fs::rename(fixture.path, fixture.folder.path() / "old.log");
  fixture.send(info_line("before"));
  caf::anon_send(fixture.tee, reopen_log{});
  fixture.send(info_line("after"));
  fixture.status();
  CHECK(messages_of(content_of(fixture.folder.path() / "old.log")) == texts{"before"});
  CHECK(messages_of(fixture.file()) == texts{"after"});
}

TEST_CASE("warnings that were only counted are summed up at the end") {
  tee_fixture fixture;
  fixture.start();
  const auto now = std::chrono::system_clock::now();
  for (int i = 0; i < 5; ++i)
    fixture.send(line_at(now, log_level::warn, "gamma: timeout"));
  fixture.drain();
  const auto messages = messages_of(fixture.file());
  REQUIRE(messages.size() == 3);
  CHECK(messages[0] == "gamma: timeout");
  CHECK(contains(messages[1], "gamma: timeout … (4 more in the last "));
}

TEST_CASE("a log port stamps its lines with time, actor, level and retention") {
  actor_fixture fixture;
  const auto lines = std::make_shared<std::vector<log_line>>();
  const log_port log{spawn_log_double(fixture.system, lines), "window",
                     [] { return from_unix_seconds(7); }};
  log.debug("a", "debug");
  log.info("b", "info", {{"key", "value"}});
  log.warn("c", "warn");
  log.error("d", "error");
  log.essential("e", "essential", {"row"}, {{"key", "value"}});
  fixture.drain();
  REQUIRE(lines->size() == 5);
  const log_level levels[] = {log_level::debug, log_level::info, log_level::warn,
                              log_level::error, log_level::info};
  for (std::size_t i = 0; i < lines->size(); ++i) {
    const auto& line = (*lines)[i];
    CHECK(line.time == from_unix_seconds(7));
    CHECK(line.actor == "window");
    CHECK(line.level == levels[i]);
    CHECK((line.retention == log_retention::essential) == (i == 4));
  }
  CHECK((*lines)[1].fields == log_fields{{"key", "value"}});
  CHECK(log.is_heard());

  const log_port without_tee{{}, "window", [] { return from_unix_seconds(7); }};
  without_tee.error("f", "error");
  CHECK_FALSE(without_tee.is_heard());
  CHECK((*lines)[4].event == "e");
  CHECK((*lines)[4].text == "essential");
  CHECK((*lines)[4].rows == texts{"row"});
}

} // namespace
