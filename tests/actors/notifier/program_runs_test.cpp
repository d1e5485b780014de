// SPDX-License-Identifier: MIT
// Real scripts, with a time that the test sets.
#include "actors/notifier/transport/program_runs.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

namespace {

class script_folder {
public:
  std::string write(const std::string& name, const std::string& text) const {
    const auto file = folder_.path() / name;
    std::ofstream{file} << "#!/bin/sh\n" << text;
    std::filesystem::permissions(file, std::filesystem::perms::owner_all);
    return file.string();
  }
  std::filesystem::path path(const std::string& name) const {
    return folder_.path() / name;
  }

private:
  temporary_directory folder_;
};

std::string content_of(const std::filesystem::path& file) {
  std::ifstream stream{file};
  std::stringstream text;
  text << stream.rdbuf();
  return text.str();
}

/// Polls until a program has ended.
std::vector<program_runs::ended_run> wait_for_end(program_runs& runs, steady_point now) {
  for (int i = 0; i < 3000; ++i) {
    auto ended = runs.take_ended(now);
    if (!ended.empty())
      return ended;
    std::this_thread::sleep_for(10ms);
  }
  return {};
}

} // namespace

TEST_CASE("program runs: the whole message is on standard input", "[alerts]") {
  const script_folder scripts;
  const auto copy = scripts.path("copy").string();
  program_runs runs;
  const std::string message(program_runs::max_input, 'm');
  runs.start(7,
             scripts.write("keep", "cat > " + copy + ".new && mv " + copy + ".new " +
                                       copy + "\n"),
             message, steady_point{});
  CHECK(runs.running() == 1);
  const auto ended = wait_for_end(runs, steady_point{});
  REQUIRE(ended.size() == 1);
  CHECK(ended[0].id == 7);
  CHECK(ended[0].result.outcome == delivery::accepted);
  CHECK(content_of(copy) == message);
  CHECK(runs.running() == 0);
}

TEST_CASE("program runs: a program gets default signals and no other descriptor",
          "[alerts]") {
  const script_folder scripts;
  const auto seen = scripts.path("seen").string();
  program_runs runs;
  std::signal(SIGPIPE, SIG_IGN);
  runs.start(1,
             scripts.write("look", "ls /proc/self/fd | tr '\\n' ' ' > " + seen +
                                       "; grep -E 'SigBlk|SigIgn' /proc/self/status >> " +
                                       seen + "\n"),
             "{}", steady_point{});
  REQUIRE(wait_for_end(runs, steady_point{}).size() == 1);
  INFO(content_of(seen));
  // Descriptor 3 is the folder that ls reads.
  CHECK(content_of(seen).starts_with("0 1 2 3 "));
  CHECK(content_of(seen).find("SigBlk:\t0000000000000000") != std::string::npos);
  const auto ignored = content_of(seen).find("SigIgn:\t");
  REQUIRE(ignored != std::string::npos);
  const auto signals = std::stoull(content_of(seen).substr(ignored + 8), nullptr, 16);
  CHECK((signals & (1ULL << (SIGPIPE - 1))) == 0);
}

TEST_CASE("program runs: a failing program is tried again, and says how it ended",
          "[alerts]") {
  const script_folder scripts;
  program_runs runs;
  const auto result_of = [&](const std::string& program, const std::string& input) {
    runs.start(1, program, input, steady_point{});
    const auto ended = wait_for_end(runs, steady_point{});
    return ended.size() == 1 ? ended[0].result : delivery_result{};
  };
  auto result = result_of(scripts.write("three", "cat > /dev/null\nexit 3\n"), "{}");
  CHECK(result.outcome == delivery::retry);
  CHECK(result.reason == "exit code 3");
  result = result_of(scripts.write("dies", "kill -9 $$\n"), "{}");
  CHECK(result.outcome == delivery::retry);
  CHECK(result.reason == "signal 9");
  result = result_of(scripts.path("missing").string(), "{}");
  CHECK(result.outcome == delivery::retry);
  CHECK(result.reason.starts_with("it does not start: "));
  // A program accepts the alert by its exit code, even if it does not read its input.
  CHECK(
      result_of(scripts.write("ignores", "exit 0\n"), std::string(60'000, 'm')).outcome ==
      delivery::accepted);
}

TEST_CASE("program runs: a program that hangs is killed after its time", "[alerts]") {
  const script_folder scripts;
  const auto start_marker = scripts.path("begun").string();
  program_runs runs;
  runs.start(1,
             scripts.write("hangs", "echo $$ > " + start_marker + "\nexec sleep 600\n"),
             "{}", steady_point{});
  for (int i = 0; i < 3000 && content_of(start_marker).empty(); ++i)
    std::this_thread::sleep_for(10ms);
  const auto process = std::stoi(content_of(start_marker));
  CHECK(runs.take_ended(steady_point{} + program_runs::limit - 1ns).empty());
  CHECK(runs.running() == 1);
  const auto ended = wait_for_end(runs, steady_point{} + program_runs::limit);
  REQUIRE(ended.size() == 1);
  CHECK(ended[0].result.outcome == delivery::retry);
  CHECK(ended[0].result.reason == "the program ran for 30 s and was killed");
  CHECK(kill(process, 0) == -1);
}

TEST_CASE("program runs: a wait ends with a program", "[alerts]") {
  const script_folder scripts;
  program_runs runs;
  runs.start(1, scripts.write("short", "exit 0\n"), "{}", steady_point{});
  const auto start_time = std::chrono::steady_clock::now();
  runs.wait(60s);
  CHECK(std::chrono::steady_clock::now() - start_time < 60s);
  CHECK(runs.take_ended(steady_point{}).size() == 1);
}

TEST_CASE("program runs: a program is killed with its owner", "[alerts]") {
  const script_folder scripts;
  const auto start_marker = scripts.path("begun").string();
  {
    program_runs runs;
    runs.start(1,
               scripts.write("hangs", "echo $$ > " + start_marker + "\nexec sleep 600\n"),
               "{}", steady_point{});
    for (int i = 0; i < 3000 && content_of(start_marker).empty(); ++i)
      std::this_thread::sleep_for(10ms);
  }
  CHECK(kill(std::stoi(content_of(start_marker)), 0) == -1);
}
