// SPDX-License-Identifier: MIT
// The metrics have as many series after years as after an hour.
#include "actors/ledger/store/ledger_reader.hpp"
#include "actors/web/ledger_figures.hpp"
#include "actors/web/measure/metrics_text.hpp"
#include "actors/web/metrics.hpp"
#include "tests/bench/support/large_ledger.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"

#include <date/tz.h>

#include <memory>
#include <set>
#include <sstream>
#include <string>

using namespace tracker;
using namespace tracker::test;

namespace {

/// Names and labels of the samples after so many windows.
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
  source_over<ledger_reader> reader{must(ledger_reader::open(context.ledger_file))};
  snapshot.ledger = std::make_shared<const ledger_figures>(must(read_ledger_figures(
      reader, {snapshot.now, *context.zone, context.series, context.wallets})));
  std::set<std::string> names;
  std::istringstream in{
      write_metrics(collect_samples({context, snapshot}), exposition::prometheus)};
  for (std::string line; std::getline(in, line);)
    if (!line.starts_with("#"))
      names.insert(line.substr(0, line.rfind(' ')));
  return names;
}

} // namespace

TEST_CASE("a ledger that grows adds no series to the metrics", "[web]") {
  const auto names = series_after(800);
  CHECK(names.size() > 50);
  CHECK(series_after(4'000) == names);
}
