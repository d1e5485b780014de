// SPDX-License-Identifier: MIT
// Recorded runs of the real program, replayed.
#include "actors/text/time_text.hpp"
#include "tests/support/catch.hpp"
#include "tests/system/support/simulated_truth.hpp"

#include <algorithm>
#include <fstream>

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

namespace {

run_options replayable_run(const std::string& file, const std::string& dialect = "v2") {
  run_options options;
  auto& rules = options.platform.rules;
  rules.window_length = 4s;
  rules.wallets.count = 2;
  rules.wallets.series = {"btc-updown-15m", "eth-updown-15m"};
  rules.wallets.trading_begin = options.platform.now();
  rules.wallets.idle_percent = 5;
  options.settings = follow_all(rules);
  for (const auto* setting :
       {"clock.interval=500ms", "tracker.poll-interval=1s", "tracker.grade-delay=500ms"})
    options.settings.emplace_back(setting);
  options.settings.push_back("http.data-api=" + dialect);
  options.settings.push_back("capture.file=" + file);
  return options;
}

/// The exit code and the output of a replay.
struct replay_end {
  std::optional<int> code;
  std::string out;
  std::string err;
};

replay_end replay(const tracker_run& run, std::vector<std::string> arguments) {
  program invocation;
  invocation.path = run.invocation().path;
  invocation.environment = {{"HOME", run.home().string()}};
  arguments.insert(arguments.begin(), "replay");
  invocation.arguments = std::move(arguments);
  process command{invocation};
  replay_end result;
  result.code = command.wait(60s);
  result.out = command.text();
  result.err = command.text(stream::err);
  return result;
}

/// The first line that begins with `beginning`.
std::string line_of(const std::string& text, const std::string& beginning) {
  const auto begin = text.find("\n" + beginning);
  return begin == std::string::npos
             ? ""
             : text.substr(begin + 1, text.find('\n', begin + 1) - begin - 1);
}

} // namespace

TEST_CASE("a run that was killed is replayed to the grades of its ledger") {
  const temporary_directory folder;
  const auto file = (folder.path() / "run.cap").string();
  tracker_run run{replayable_run(file)};
  REQUIRE(run.wait_for_rows(16, 60s));
  run.kill();

  const auto compared =
      replay(run, {file, "--lenient", "--compare=" + run.ledger_file().string()});
  INFO(compared.out.substr(compared.out.size() -
                           std::min<std::size_t>(compared.out.size(), 3000)));
  INFO(compared.err);
  CHECK(compared.code == 0);
  CHECK(compared.err.find("not in the capture") == std::string::npos);
  const auto verdict = line_of(compared.out, "compared with ");
  CHECK(verdict.find(" 0 differ, ") != std::string::npos);
  CHECK(verdict.find(" 0 grades are the same") == std::string::npos);
  // The replay logs the live run's lines. A kill may lose the records of the last second.
  const auto time_of = [](const std::string& line) {
    constexpr auto length = std::size("2026-11-29 17:34:01.002") - 1;
    return parse_time(line.substr(0, length) + 'Z').value();
  };
  std::vector<std::string> graded;
  const auto lines = run.logged();
  REQUIRE_FALSE(lines.empty());
  const auto end = time_of(lines.back());
  for (const auto& line : lines)
    if (const auto headline = line.find("WINDOW GRADED: ");
        headline != std::string::npos && time_of(line) < end - 1s)
      graded.push_back(line.substr(headline));
  CHECK(std::all_of(graded.begin(), graded.end(), [&](const std::string& line) {
    return compared.out.find(line) != std::string::npos;
  }));

  // A second replay has the same output.
  const auto repeated =
      replay(run, {file, "--lenient", "--compare=" + run.ledger_file().string()});
  CHECK(repeated.out == compared.out);

  // A replay into a ledger that is kept has the same digest.
  const auto kept = (folder.path() / "kept.db").string();
  const auto first = replay(run, {file, "--lenient", "--ledger=" + kept});
  CHECK(first.code == 0);
  CHECK(std::filesystem::exists(kept));
  CHECK(line_of(first.out, std::to_string(0)).empty());
  const auto digest = first.out.substr(first.out.find("sha256"));
  CHECK(compared.out.find(digest.substr(0, digest.find('\n'))) != std::string::npos);
}

TEST_CASE("a capture of the old dialect is replayed in that dialect") {
  const temporary_directory folder;
  const auto file = (folder.path() / "run.cap").string();
  tracker_run run{replayable_run(file, "v1")};
  REQUIRE(run.wait_for_rows(8, 60s));
  CHECK(run.stop() == 0);
  CHECK(run.platform().count("data /activity") > 0);
  CHECK(run.platform().count("data /v2/activity") == 0);
  const auto warned = run.logged();
  CHECK(std::count_if(warned.begin(), warned.end(), [](const std::string& line) {
          return line.find("WARN") != std::string::npos &&
                 line.find("2026-10-24") != std::string::npos;
        }) == 1);
  const auto compared = replay(
      run, {file, "--compare=" + run.ledger_file().string(), "--log.console=false"});
  INFO(compared.out);
  INFO(compared.err);
  CHECK(compared.code == 0);
  CHECK(compared.err.find("not in the capture") == std::string::npos);
  CHECK(line_of(compared.out, "compared with ").find(" 0 differ, ") != std::string::npos);
}

TEST_CASE("a replay with other rules names the grades that they change") {
  const temporary_directory folder;
  const auto file = (folder.path() / "run.cap").string();
  tracker_run run{replayable_run(file)};
  REQUIRE(run.wait_for_rows(16, 60s));
  CHECK(run.stop() == 0);
  const auto changed =
      replay(run, {file, "--compare=" + run.ledger_file().string(),
                   "--tracker.strategies=[{ name = \"all\" }]", "--log.console=false"});
  INFO(changed.out);
  INFO(changed.err);
  CHECK(changed.code == 1);
  CHECK(changed.out.find("strategy: none, now all") != std::string::npos);
}

TEST_CASE("a damaged capture is replayed with --lenient only") {
  const temporary_directory folder;
  const auto file = (folder.path() / "run.cap").string();
  tracker_run run{replayable_run(file)};
  REQUIRE(run.wait_for_rows(2, 60s));
  CHECK(run.stop() == 0);
  const auto bytes = read_file(file);
  const auto damaged = (folder.path() / "damaged.cap").string();
  const auto write = [&](const std::string& content) {
    std::ofstream{damaged, std::ios::binary} << content;
  };
  struct {
    std::string bytes;
    const char* word;
  } cases[] = {{bytes.substr(0, bytes.size() - 3), "truncated: record "},
               {bytes, "broken: record "},
               {bytes + bytes.substr(bytes.size() / 2), "broken: record "}};
  cases[1].bytes[bytes.size() / 2] ^= 1;
  for (const auto& damage : cases) {
    write(damage.bytes);
    const auto strict = replay(run, {damaged, "--log.console=false"});
    INFO(strict.err);
    CHECK(strict.code == 1);
    CHECK(strict.out.empty());
    CHECK(strict.err.find(damaged + ": ") != std::string::npos);
    CHECK(strict.err.find(damage.word) != std::string::npos);
    CHECK(strict.err.find(" at offset ") != std::string::npos);
    const auto lenient = replay(run, {damaged, "--lenient", "--log.console=false"});
    CHECK(lenient.out.find("sha256 ") != std::string::npos);
  }
  // The first bytes of format 1.
  write("PTRKCAP\n" + bytes);
  for (const auto& arguments : {std::vector{damaged}, {damaged, "--lenient"}}) {
    const auto refused = replay(run, arguments);
    CHECK(refused.code == 1);
    CHECK(refused.err.find("written by an older program") != std::string::npos);
  }
  write("Dear diary");
  CHECK(replay(run, {damaged}).err.find("not a capture") != std::string::npos);
  CHECK(replay(run, {(folder.path() / "none.cap").string()}).code == 1);
}
