// SPDX-License-Identifier: MIT
// The names of metrics: dashboards and rules use existing ones, and their number does not
// grow with the age of the ledger.
#include "actors/ledger/store/ledger_reader.hpp"
#include "actors/web/ledger_figures.hpp"
#include "actors/web/measure/metrics_text.hpp"
#include "actors/web/metrics.hpp"
#include "tests/bench/support/large_ledger.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"

#include <date/tz.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <memory>
#include <set>
#include <sstream>
#include <string>

using namespace tracker;
using namespace tracker::test;

namespace {

std::string file_text(const std::string& name) {
  std::ifstream file{std::string{TRACKER_SOURCE_DIR} + "/conf/" + name};
  REQUIRE(file);
  return {std::istreambuf_iterator<char>{file}, {}};
}

/// The names of the tracker's metrics in a text, without the prefix.
std::set<std::string> metric_names(const std::string& text) {
  const std::string prefix = "performance_tracker_";
  std::set<std::string> names;
  for (auto i = text.find(prefix); i != std::string::npos; i = text.find(prefix, i + 1)) {
    const auto begin = i + prefix.size();
    const auto end =
        std::find_if_not(text.begin() + static_cast<std::ptrdiff_t>(begin), text.end(),
                         [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
    names.insert({text.begin() + static_cast<std::ptrdiff_t>(begin), end});
  }
  return names;
}

bool exists(std::string name) {
  if (name.ends_with("_bucket"))
    name.resize(name.size() - std::string{"_bucket"}.size());
  const auto& table = metric_table();
  return std::any_of(table.begin(), table.end(),
                     [&](const metric_family& family) { return family.name == name; });
}

/// The names and labels of all samples when the ledger has `windows` windows.
std::set<std::string> series_after(std::uint64_t windows) {
  const temporary_directory folder;
  web_context context;
  context.ledger_file = (folder.path() / "tracker.db").string();
  context.zone = date::locate_zone("UTC");
  context.series = large_ledger::series_names();
  context.wallets = {large_ledger::owner()};
  web_snapshot snapshot;
  snapshot.now = from_unix_seconds(1'796'000'400);
  large_ledger{windows, snapshot.now}.fill(context.ledger_file, 0);
  source_over<ledger_reader> reader{
      value_or_throw(ledger_reader::open(context.ledger_file))};
  snapshot.ledger =
      std::make_shared<const ledger_figures>(value_or_throw(read_ledger_figures(
          reader, {snapshot.now, *context.zone, context.series, context.wallets})));
  std::set<std::string> names;
  std::istringstream stream{
      write_metrics(collect_samples({context, snapshot}), exposition::prometheus)};
  for (std::string line; std::getline(stream, line);)
    if (!line.starts_with("#"))
      names.insert(line.substr(0, line.rfind(' ')));
  return names;
}

} // namespace

TEST_CASE("Dashboard and alerting rules use metrics that exist", "[page]") {
  for (const auto* file : {"grafana.json", "prometheus-rules.yml"}) {
    const auto names = metric_names(file_text(file));
    CHECK(names.size() > 8);
    for (const auto& name : names) {
      INFO(file << ": " << name);
      CHECK(exists(name));
    }
  }
}

TEST_CASE("The dashboard is JSON with a panel for each question", "[page]") {
  const auto board = nlohmann::json::parse(file_text("grafana.json"));
  std::set<int> ids;
  std::size_t rows = 0;
  for (const auto& panel : board["panels"]) {
    CHECK(ids.insert(panel["id"].get<int>()).second);
    rows += panel["type"] == "row" ? 1 : 0;
  }
  CHECK(rows == 4);
}

TEST_CASE("a ledger that grows adds no series to the metrics", "[web]") {
  const auto names = series_after(800);
  CHECK(names.size() > 50);
  CHECK(series_after(4'000) == names);
}
