// SPDX-License-Identifier: MIT
#include "tests/support/catch.hpp"
#include "tests/system/support/tracker_run.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <csignal>
#include <random>
#include <thread>

#include <sys/resource.h>

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

namespace {

/// Eight series at a thousand ticks a second: eight thousand lines a second.
run_options heavy_load() {
  run_options options;
  options.platform.rules.window_length = 2s;
  options.settings = {
      "tracker.window-length=2s", "clock.interval=1ms", "log.cycle=every",
      R"(tracker.series=["a-updown-5m","b-updown-5m","c-updown-5m","d-updown-5m",)"
      R"("e-updown-5m","f-updown-5m","g-updown-5m","h-updown-5m"])"};
  return options;
}

std::size_t index_of(const std::vector<std::string>& lines, const std::string& part) {
  std::size_t found = lines.size();
  for (std::size_t i = 0; i < lines.size(); ++i)
    if (lines[i].find(part) != std::string::npos)
      found = i;
  return found;
}

/// Console and file have the same complete lines, every tick was handled by every series,
/// and the last lines of the actors are in the order of the stages.
void check_drained(const std::vector<std::string>& console,
                   const std::vector<std::string>& file) {
  REQUIRE(console.size() == file.size());
  CHECK(console == file);
  const auto written = number_before(file, " log | drained: ", " lines written");
  CHECK(written == static_cast<long>(file.size()));
  CHECK(count_lines(file, "lines written, 0 dropped") == 1);

  // Every tick that was sent before the end was handled before the end. Two subscribers
  // are the ledger and the proof, which write no line about ticks; the others are
  // windows.
  long handled = 0;
  for (const char name : std::string_view{"abcdefgh"})
    handled +=
        number_before(file, std::string{" "} + name + "-updown-5m | drained: ", " ticks");
  const auto deliveries = number_before(file, " clock | drained: ", " deliveries");
  const auto ticks = number_before(file, " clock | drained: ", " ticks");
  CHECK(handled <= deliveries);
  CHECK(handled >= deliveries - 2 * ticks);
  CHECK(static_cast<long>(count_lines(file, " | T-")) <= handled);

  const auto clock = index_of(file, " clock | drained: ");
  const auto fetcher = index_of(file, " fetcher | drained: ");
  const auto stopped = index_of(file, " supervisor | stopped in ");
  const auto log = index_of(file, " log | drained: ");
  for (const char name : std::string_view{"abcdefgh"}) {
    const auto actor = std::string{" INFO "} + name + "-updown-5m | ";
    const auto last = index_of(file, actor);
    CHECK(last < file.size());
    CHECK(file[last].find("drained: ") != std::string::npos);
    CHECK(clock < last);
    CHECK(last < fetcher);
  }
  CHECK(fetcher < stopped);
  CHECK(stopped < log);
  CHECK(log == file.size() - 1);
}

/// Stops a run at a random moment.
void stop_at_random(std::mt19937& random) {
  tracker_run run{heavy_load()};
  // Before the first line there is nothing to drain.
  REQUIRE(run.wait_for("Silent Observer", 30s));
  std::this_thread::sleep_for(
      std::chrono::milliseconds{std::uniform_int_distribution{0, 900}(random)});
  const bool stalled = random() % 3 == 0;
  if (stalled) {
    run.tracker().pause_reading();
    // More than 10,000 lines wait for the console by then.
    std::this_thread::sleep_for(1600ms);
  }
  const auto begun = std::chrono::steady_clock::now();
  run.tracker().signal(SIGTERM);
  if (stalled)
    run.tracker().resume_reading();
  CHECK(run.tracker().wait(20s) == 0);
  CHECK(std::chrono::steady_clock::now() - begun < 10s);
  check_drained(run.tracker().lines(), run.logged());
}

/// Sets a limit of the running program and restores the old one at the end.
class process_limit {
public:
  process_limit(const process& program, __rlimit_resource resource, rlim_t value)
      : id_{program.id()}, resource_{resource} {
    if (prlimit(id_, resource_, nullptr, &restored_) != 0)
      throw std::system_error{errno, std::generic_category(), "prlimit"};
    const rlimit lowered{value, restored_.rlim_max};
    prlimit(id_, resource_, &lowered, nullptr);
  }
  ~process_limit() { prlimit(id_, resource_, &restored_, nullptr); }
  process_limit(const process_limit&) = delete;
  process_limit& operator=(const process_limit&) = delete;

private:
  pid_t id_;
  __rlimit_resource resource_;
  rlimit restored_{};
};

/// The program under a limit of descriptors from its first instruction.
program limited(program invocation, int descriptors) {
  std::vector<std::string> arguments{
      "-c", "ulimit -n " + std::to_string(descriptors) + R"(; exec "$0" "$@")",
      invocation.path};
  arguments.insert(arguments.end(), invocation.arguments.begin(),
                   invocation.arguments.end());
  invocation.path = "/bin/sh";
  invocation.arguments = std::move(arguments);
  return invocation;
}

bool is_banner(const std::string& line) {
  return line.find("Silent Observer") != std::string::npos;
}

/// The last error line without the program's name; empty without such a line.
std::string last_error(const process& ended) {
  const auto errors = ended.lines(stream::err);
  const std::string start = "performance_tracker: ";
  return errors.empty() || errors.back().rfind(start, 0) != 0
             ? std::string{}
             : errors.back().substr(start.size());
}

} // namespace

TEST_CASE("SIGTERM at any moment: exit 0, every line in console and file, in order") {
  std::mt19937 random{20261124};
  for (int round = 0; round < 8; ++round) {
    INFO("round " << round);
    stop_at_random(random);
  }
}

TEST_CASE("long: 200 SIGTERMs at random moments", "[.long]") {
  std::mt19937 random{std::random_device{}()};
  for (int round = 0; round < 200; ++round) {
    INFO("round " << round);
    stop_at_random(random);
  }
}

TEST_CASE("a second SIGTERM ends the tracker at once with 130") {
  auto options = heavy_load();
  options.settings.emplace_back("log.file=");
  tracker_run run{options};
  REQUIRE(run.wait_for(" | T-", 30s));
  // Without a log file the log tee waits for the console.
  run.tracker().pause_reading();
  std::this_thread::sleep_for(500ms);
  run.tracker().signal(SIGTERM);
  std::this_thread::sleep_for(500ms);
  const auto begun = std::chrono::steady_clock::now();
  run.tracker().signal(SIGTERM);
  CHECK(run.tracker().wait(5s) == 130);
  CHECK(std::chrono::steady_clock::now() - begun < 1s);
}

TEST_CASE("a stage that does not drain: exit 3 within the grace, and its name") {
  auto options = heavy_load();
  options.settings.emplace_back("shutdown.grace=2s");
  // Without a log file the log tee waits for the console.
  options.settings.emplace_back("log.file=");
  tracker_run run{options};
  REQUIRE(run.wait_for(" | T-", 30s));
  run.tracker().pause_reading();
  std::this_thread::sleep_for(500ms);
  const auto begun = std::chrono::steady_clock::now();
  run.tracker().signal(SIGTERM);
  CHECK(run.tracker().wait(10s) == 3);
  CHECK(std::chrono::steady_clock::now() - begun < 3s);
  run.tracker().resume_reading();
  const auto names_the_actor = [](const std::string& line) {
    return line.find("log_tee held ") != std::string::npos;
  };
  CHECK(run.tracker().wait_for_line(names_the_actor, 5s, stream::err));
}

TEST_CASE("SIGINT drains like SIGTERM") {
  tracker_run run{heavy_load()};
  REQUIRE(run.wait_for(" | T-", 30s));
  run.tracker().signal(SIGINT);
  CHECK(run.tracker().wait(15s) == 0);
  check_drained(run.tracker().lines(), run.logged());
  CHECK(count_lines(run.logged(), "stopping: SIGINT") == 1);
}

TEST_CASE("a terminal stopped by Ctrl+S gets a second once the file has everything") {
  auto options = heavy_load();
  options.terminal = true;
  tracker_run run{options};
  REQUIRE(run.wait_for(" | T-", 30s));
  run.tracker().type("\x13");
  std::this_thread::sleep_for(300ms);
  const auto begun = std::chrono::steady_clock::now();
  run.tracker().signal(SIGTERM);
  CHECK(run.tracker().wait(20s) == 0);
  // Less than the grace of 10 s, on a busy machine too.
  CHECK(std::chrono::steady_clock::now() - begun < 6s);
  const auto file = run.logged();
  REQUIRE_FALSE(file.empty());
  CHECK(count_lines(file, " supervisor | stopped in ") == 1);
  CHECK(file.back().find(" log | drained: ") != std::string::npos);
  CHECK(number_before(file, " log | drained: ", " dropped") > 0);
}

TEST_CASE("SIGTERM while the ledger is being opened drains like any other") {
  tracker_run run{two_second_windows()};
  REQUIRE(run.wait_for(" | T-", 30s));
  REQUIRE(run.stop() == 0);
  std::filesystem::remove(run.log_file());
  SQLite::Database ledger{run.ledger_file(), SQLite::OPEN_READWRITE};
  SQLite::Transaction lock{ledger, SQLite::TransactionBehavior::IMMEDIATE};
  run.start_again();
  // The log file is opened before the ledger, which waits for the lock.
  for (int i = 0; i < 2000 && !std::filesystem::exists(run.log_file()); ++i)
    std::this_thread::sleep_for(2ms);
  run.tracker().signal(SIGTERM);
  lock.commit();
  CHECK(run.tracker().wait(15s) == 0);
  CHECK(count_lines(run.logged(), "stopping: SIGTERM") == 1);
}

TEST_CASE("SIGTERM right after exec: nothing was created, or it drains") {
  const tracker_run run{two_second_windows()};
  const auto invocation = run.invocation();
  for (int milliseconds = 0; milliseconds < 40; milliseconds += 4) {
    const temporary_directory home;
    auto fresh = invocation;
    fresh.environment["HOME"] = home.path();
    std::replace(fresh.arguments.begin(), fresh.arguments.end(),
                 "--ledger.file=" + run.ledger_file().string(),
                 "--ledger.file=" + (home.path() / "tracker.db").string());
    process tracker{fresh};
    std::this_thread::sleep_for(std::chrono::milliseconds{milliseconds});
    tracker.signal(SIGTERM);
    const auto code = tracker.wait(15s);
    INFO(milliseconds << " ms after exec");
    if (std::filesystem::exists(home.path() / "polybot"))
      CHECK(code == 0);
    else
      CHECK(code == 128 + SIGTERM);
  }
}

TEST_CASE("a start with too few descriptors ends with 1 or 2 and its reason") {
  tracker_run run{two_second_windows()};
  REQUIRE(run.wait_for(" | T-", 30s));
  REQUIRE(run.stop() == 0);
  int failed = 0;
  for (int descriptors = 6; descriptors <= 40; descriptors += 2) {
    INFO(descriptors << " descriptors");
    std::filesystem::remove(run.log_file());
    process tracker{limited(run.invocation(), descriptors)};
    if (tracker.wait_for_line(is_banner, 20s))
      tracker.signal(SIGTERM);
    const auto code = tracker.wait(20s);
    INFO(tracker.text(stream::err));
    REQUIRE(code);
    CHECK((*code == 0 || *code == 1 || *code == 2 || *code == 127));
    if (code != 1)
      continue;
    ++failed;
    // The first of the reasons.
    const auto error = last_error(tracker);
    const auto reason = error.substr(0, error.find("; "));
    CHECK(reason.find("Too many open files") != std::string::npos);
    CHECK(error.find("log_tee") == std::string::npos);
    if (!run.logged().empty())
      CHECK(count_lines(run.logged(), reason) > 0);
  }
  CHECK(failed > 0);
}

TEST_CASE("a fetcher that cannot restart without descriptors is started again later") {
  tracker_run run{two_second_windows()};
  REQUIRE(run.wait_for("WINDOW GRADED: ", 30s));
  {
    // poll refuses more entries than there may be descriptors: libcurl fails.
    const process_limit none{run.tracker(), RLIMIT_NOFILE, 1};
    CHECK(run.wait_for("fetcher has ended: libcurl: poll", 30s));
    CHECK(run.wait_for("fetcher could not start: ", 30s));
  }
  const auto rows = graded_rows(run.tracker().lines()).size();
  CHECK(run.wait_for_rows(rows + 1, 60s));
  CHECK(run.stop() == 0);
}

TEST_CASE("a limit on the size of files is handled as a full disk") {
  tracker_run run{heavy_load()};
  REQUIRE(run.wait_for(" | T-", 30s));
  {
    const process_limit size{run.tracker(), RLIMIT_FSIZE, 16UL * 1024};
    CHECK(run.wait_for("fails: ", 30s));
  }
  CHECK(run.stop() == 0);
}
