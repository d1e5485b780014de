// SPDX-License-Identifier: MIT
#include "main/commands/proof/reconcile_command.hpp"

#include "actors/ledger/days/proof_summary.hpp"
#include "main/config/setting_table.hpp"
#include "tests/actors/ledger/store/ledger_samples.hpp"
#include "tests/support/catch.hpp"

#include <nlohmann/json.hpp>

#include <sstream>

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

namespace {

const timestamp today = from_unix_seconds(1'796'083'200);
const date::time_zone& utc = *date::locate_zone("UTC");

day_proof proof_of(timestamp day, std::uint64_t platform_fills) {
  day_proof proof;
  proof.wallet = main_wallet;
  proof.day = day;
  proof.ours.fills = 3;
  proof.platform.fills = platform_fills;
  proof.platform.pnl = official_pnl{};
  return proof;
}

/// A ledger with proofs, and the command for it.
struct reconcile_scene {
  temporary_directory folder;
  settings effective = default_settings();
  std::ostringstream out;
  std::ostringstream err;
  int runs = 0;

  explicit reconcile_scene(const std::vector<day_proof>& proofs) {
    effective.data_dir = (folder.path() / "data").string();
    effective.ledger_file = (folder.path() / "tracker.db").string();
    effective.wallets = {main_wallet};
    auto store = open_store(effective.ledger_file);
    std::vector<ledger_entry> entries;
    for (const auto& proof : proofs)
      entries.emplace_back(record_proof{std::make_shared<const day_proof>(proof)});
    must(store.commit(entries));
  }

  int reconcile(const reconcile_arguments& typed) {
    const auto span = parse_reconcile_span(typed, today + 9h, utc);
    return reconcile_command(
        effective, typed, std::get<day_span>(span),
        [this](const day_span&) {
          ++runs;
          return 0;
        },
        today + 9h, out, err);
  }
};

} // namespace

TEST_CASE("reconcile: the span has finished UTC days only", "[proof]") {
  const auto span = [](const reconcile_arguments& typed) {
    return std::get<day_span>(parse_reconcile_span(typed, today + 9h, utc));
  };
  CHECK(span({}).first == today - 7 * day_length);
  CHECK(span({}).last == today - day_length);
  CHECK(span({"2026-11-07", "2026-11-08", {}}).first == from_unix_seconds(1'794'009'600));
  CHECK(span({"2026-11-07", "2026-11-08", {}}).last == from_unix_seconds(1'794'096'000));
  CHECK(span({"3d", "today", {}}).last == today - day_length);
  const auto is_refused = [](const reconcile_arguments& typed) {
    return std::holds_alternative<option_fault>(
        parse_reconcile_span(typed, today + 9h, utc));
  };
  CHECK(is_refused({"today", {}, {}}));
  CHECK(is_refused({"soon", {}, {}}));
  CHECK(is_refused({{}, "soon", {}}));
  CHECK(is_refused({"2026-11-08", "2026-11-07", {}}));
  CHECK(is_refused({{}, {}, ""}));
  CHECK(is_refused({{}, {}, "two\nlines"}));
}

TEST_CASE("reconcile: exit code 1 for a difference until it is accepted", "[proof]") {
  const auto yesterday = today - day_length;
  reconcile_scene scene{{proof_of(yesterday - day_length, 3), proof_of(yesterday, 4)}};
  CHECK(scene.reconcile({"2d", {}, {}}) == 1);
  CHECK(scene.runs == 1);
  CHECK(scene.out.str().find("2 days: 1 proven, 1 differ (0 of them accepted), 0 open") !=
        std::string::npos);
  CHECK(scene.out.str().find("first difference: 2026-11-30 main") != std::string::npos);
  CHECK(scene.reconcile({"2026-11-29", "2026-11-29", {}}) == 0);
  CHECK(scene.reconcile({"yesterday", {}, "reported"}) == 0);
  CHECK(scene.reconcile({"2d", {}, {}}) == 0);
  CHECK(scene.out.str().find("accepted: reported") != std::string::npos);
  // Days without a proof are named.
  CHECK(scene.reconcile({"3d", {}, {}}) == 1);
  CHECK(scene.out.str().find("2026-11-28 main: no proof") != std::string::npos);
}

TEST_CASE("report --proof: exact decimals, null where a figure is unavailable",
          "[proof]") {
  auto open = proof_of(today, 3);
  open.platform = {};
  open.platform.why = "null";
  std::ostringstream out;
  write_proofs({proof_of(today, 4), open}, report_format::json, out);
  const auto rows = nlohmann::json::parse(out.str());
  REQUIRE(rows.size() == 2);
  CHECK(rows[0]["state"] == "DIFFERS");
  CHECK(rows[0]["platform_fills"] == 4);
  CHECK(rows[0]["platform_realized"] == "0.000000");
  CHECK(rows[1]["state"] == "OPEN");
  CHECK(rows[1]["platform_fills"].is_null());
  CHECK(rows[1]["platform_realized"].is_null());
  CHECK(rows[1]["why"] == "null");
  std::ostringstream csv;
  write_proofs({open}, report_format::csv, csv);
  CHECK(csv.str().starts_with("day,wallet,wallet_name,state,fills,platform_fills,"));
}
