// SPDX-License-Identifier: MIT
#include "main/commands/ledger/ledger_command.hpp"

#include "main/wiring/data_dir.hpp"
#include "tests/actors/ledger/store/ledger_samples.hpp"
#include "tests/main/commands/command_result.hpp"
#include "tests/support/text_checks.hpp"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <fstream>
#include <sstream>

using namespace tracker;
using namespace tracker::test;

namespace {

namespace fs = std::filesystem;

const auto& utc = *date::locate_zone("UTC");
const timestamp command_time = from_unix_seconds(first_start_s + 86'400);

ledger_arguments options_of(const std::vector<std::string>& arguments) {
  const auto parsed = parse_ledger(arguments, command_time, utc);
  if (const auto* text = std::get_if<cli_text>(&parsed))
    FAIL(text->text);
  return std::get<ledger_arguments>(parsed);
}

std::string refusal(const std::vector<std::string>& arguments) {
  const auto parsed = parse_ledger(arguments, command_time, utc);
  REQUIRE(std::holds_alternative<cli_text>(parsed));
  CHECK(std::get<cli_text>(parsed).exit_code == 2);
  return std::get<cli_text>(parsed).text;
}

/// A ledger with two windows and a reward, and settings that name it.
struct command_rig : store_rig {
  settings effective;

  command_rig() {
    effective.ledger_file = path;
    effective.data_dir = (folder.path() / "data").string();
    commit({events_entry(
                {buy_in(0, 1), buy_in(1, 2), reward_at(window_number(1).start, 250'000)}),
            grade_entry(grade_of(0, grade_status::final, 1), market_number(0)),
            grade_entry(grade_of(1), market_number(1))});
  }

  command_result run(const std::vector<std::string>& arguments) {
    std::ostringstream out;
    std::ostringstream err;
    const auto code =
        run_ledger(options_of(arguments), effective, command_time, out, err);
    return {code, out.str(), err.str()};
  }
};

std::vector<nlohmann::json> json_lines(const std::string& text) {
  std::vector<nlohmann::json> rows;
  std::istringstream lines{text};
  for (std::string line; std::getline(lines, line);)
    rows.push_back(nlohmann::json::parse(line));
  return rows;
}

} // namespace

TEST_CASE("ledger command: its command line") {
  CHECK(options_of({"backup"}).action == ledger_action::backup);
  CHECK(options_of({"verify", "x.db"}).file == "x.db");
  const auto both = options_of({"export", "--events", "--grades", "--output=there"});
  CHECK((both.events && both.grades && both.output == "there"));
  CHECK(contains(refusal({"expor"}), "did you mean export?"));
  CHECK(contains(refusal({"restore"}), "FILE of a backup"));
  CHECK(contains(refusal({"export"}), "--events, --grades or both"));
  CHECK(contains(refusal({"export", "--events", "--grades"}), "--output=FOLDER"));
  CHECK(contains(refusal({"export", "--events", "--format=parquet"}), "csv and json"));
  CHECK(contains(refusal({"verify", "--events"}), "for export only"));
  CHECK(contains(refusal({"export", "file", "--events"}), "one too many"));
  CHECK(contains(refusal({"export", "--events", "--from=soon"}), "--from=soon"));
}

TEST_CASE("ledger command: events as JSON lines and CSV, also beside a running tracker") {
  command_rig rig;
  const auto rows = json_lines(rig.run({"export", "--events", "--format=json"}).out);
  REQUIRE(rows.size() == 3);
  std::size_t buys = 0;
  for (const auto& row : rows) {
    const bool is_buy = row.at("type") == "BUY";
    buys += is_buy ? 1 : 0;
    CHECK(row.at("outcome") == (is_buy ? nlohmann::json("UP") : nlohmann::json()));
    CHECK(row.at("cash") == (is_buy ? "4.900000" : "0.250000"));
    CHECK(row.at("wallet") == main_wallet.address);
    CHECK(row.at("rows") == 1);
  }
  CHECK(buys == 2);
  const auto csv = rig.run({"export", "--events"}).out;
  CHECK(csv.starts_with("time,type,wallet,wallet_name,slug,condition_id,outcome,token,"
                        "size,price,cash,quoted,transaction,occurrence,rows\r\n"));
  CHECK(std::count(csv.begin(), csv.end(), '\n') == 4);
  // A span begins with its first second and ends before its last instant.
  CHECK(json_lines(rig.run({"export", "--events", "--format=json",
                            "--from=2026-01-20T19:30:00Z"})
                       .out)
            .size() == 2);
  CHECK(rig.run({"export", "--events", "--wallet=nix"}).exit_code == 2);
}

TEST_CASE("ledger command: old account-level events are exported as sums") {
  command_rig rig;
  while (!must(rig.store->roll_up(command_time, 100)).complete) {
  }
  const auto rows = json_lines(rig.run({"export", "--events", "--format=json"}).out);
  std::size_t sums = 0;
  for (const auto& row : rows)
    if (row.at("type") == "REWARD") {
      ++sums;
      CHECK(row.at("cash") == "0.250000");
      CHECK(row.at("transaction").is_null());
    }
  CHECK(sums == 1);
}

TEST_CASE("ledger command: both tables go to a folder, complete or not at all") {
  command_rig rig;
  const auto folder = rig.folder.path() / "export";
  const auto result = rig.run(
      {"export", "--events", "--grades", "--format=json", "--output=" + folder.string()});
  CHECK(result.exit_code == 0);
  CHECK(result.out.empty());
  const auto lines_of = [&](const char* name) {
    std::ifstream file{folder / name};
    std::ostringstream text;
    text << file.rdbuf();
    return json_lines(text.str());
  };
  CHECK(lines_of("events.jsonl").size() == 3);
  const auto grades = lines_of("grades.jsonl");
  REQUIRE(grades.size() == 2);
  CHECK(grades[0].at("status") == "FINAL");
  CHECK(grades[0].at("condition_id") == condition_of(0));
  CHECK(std::distance(fs::directory_iterator{folder}, fs::directory_iterator{}) == 2);
  const auto failed =
      rig.run({"export", "--grades", "--output=" + (folder / "none" / "x.csv").string()});
  CHECK(failed.exit_code == 1);
  CHECK(contains(failed.err, "could not be written"));
}

TEST_CASE("ledger command: backup and verify work beside a running tracker, restore is "
          "refused") {
  command_rig rig;
  const auto folder = data_dir_lock::take(rig.effective.data_dir);
  const auto backup = rig.run({"backup"});
  CHECK(backup.exit_code == 0);
  const auto file = rig.path + ".backup-20260121T191500Z";
  CHECK(contains(backup.out, file + ": complete and verified"));
  CHECK(fs::exists(file));
  const auto verified = rig.run({"verify"});
  CHECK(verified.exit_code == 0);
  CHECK(contains(verified.out,
                 "2 windows, 2 grades, 3 events\nok     pages and indexes\n"));
  CHECK(rig.run({"verify", file}).exit_code == 0);
  CHECK_FALSE(fs::exists(file + "-shm"));

  const auto refused = rig.run({"restore", file});
  CHECK(refused.exit_code == 4);
  CHECK(contains(refused.err, "another tracker runs"));
}

TEST_CASE("ledger command: restore is refused for a ledger in use and works otherwise") {
  command_rig rig;
  rig.run({"backup"});
  const auto file = rig.path + ".backup-20260121T191500Z";
  {
    // Another tracker has another data directory and this ledger.
    const auto writer = ledger_lock::take(rig.path);
    const auto refused = rig.run({"restore", file});
    CHECK(refused.exit_code == 4);
    CHECK(contains(refused.err, "another tracker writes to the ledger"));
  }
  rig.store.reset();
  const auto done = rig.run({"restore", file});
  CHECK(done.exit_code == 0);
  CHECK(contains(done.out, "kept as " + rig.path + ".replaced-20260121T191500Z"));
  CHECK(rig.run({"verify"}).exit_code == 0);
  fs::resize_file(rig.path, fs::file_size(rig.path) / 2);
  const auto damaged = rig.run({"verify"});
  CHECK(damaged.exit_code == 1);
  CHECK(contains(damaged.err, "ledger restore"));
}
