// SPDX-License-Identifier: MIT
// A recorded run of the simulator, replayed: its grades must not change unnoticed. To
// change it on purpose, put the new last line of
//
//     performance_tracker replay tests/golden/run.cap --log.console=false
//
// into tests/golden/digest.txt, and say why in the commit.
#include "tests/support/catch.hpp"
#include "tests/support/golden.hpp"
#include "tests/support/process.hpp"

using namespace tracker::test;
using namespace std::chrono_literals;

namespace {

process start_replay(const std::string& home) {
  program invocation;
  invocation.path = TRACKER_BINARY;
  invocation.environment = {{"HOME", home}, {"TMPDIR", home}};
  invocation.arguments = {"replay", golden_capture()};
  return process{invocation};
}

} // namespace

TEST_CASE("the golden run has one digest in 20 replays and one log") {
  const temporary_directory home;
  std::string first;
  for (int round = 0; round < 20; ++round) {
    auto replay = start_replay(home.path().string());
    REQUIRE(replay.wait(60s) == 0);
    const auto text = replay.text();
    if (first.empty())
      first = text;
    CHECK(text == first);
  }
  REQUIRE_FALSE(golden_digest().empty());
  CHECK(first.ends_with("\n" + golden_digest() + "\n"));
  // Nothing is left behind.
  CHECK(std::filesystem::is_empty(home.path()));
}
