// SPDX-License-Identifier: MIT
// A ledger and a snapshot for tests of handlers.
#pragma once

#include "actors/web/router.hpp"
#include "tests/actors/ledger/store/ledger_samples.hpp"

#include <date/tz.h>

#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace tracker::test {

/// A traded grade with `pnl` micro-dollars.
inline grade traded_grade(std::int64_t number, std::int64_t pnl,
                          grade_status status = grade_status::final) {
  auto result = grade_of(number, status);
  result.figures.kind = trade_kind::arb;
  result.figures.pnl = usdc::from_micros(pnl);
  result.figures.arb.pnl = usdc::from_micros(pnl);
  result.figures.cost = usdc::from_micros(5'000'000);
  result.figures.fills = 2;
  return result;
}

class web_rig {
public:
  web_rig() {
    context.version = "0.1.0";
    context.started = run_start;
    context.ledger_file = path;
    context.zone = date::locate_zone("UTC");
    context.series = {series_name};
    context.wallets = {main_wallet};
    snapshot.now = window_number(12).end;
    snapshot.made = steady_point{std::chrono::hours{1}};
    snapshot.free_bytes = 1'000'000'000;
    snapshot.revision = 7;
  }

  void commit(const std::vector<ledger_entry>& entries) { must(store.commit(entries)); }

  web_view view() const { return {context, snapshot}; }

  /// The reply of the route of `target`.
  web_reply get(const std::string& target,
                std::map<std::string, std::string, std::less<>> query = {}) {
    const web_request request{target, std::move(query)};
    const auto* route = find_route(target);
    if (route == nullptr)
      return unknown_path();
    if (const auto* handler = std::get_if<memory_handler>(&route->handler))
      return (*handler)(request, view());
    source_over<ledger_reader> file{must(ledger_reader::open(path_of_ledger()))};
    return std::get<ledger_handler>(route->handler)(request, view(), file);
  }

  /// Reads the ledger's figures into the snapshot.
  const ledger_figures& read_figures() {
    source_over<ledger_reader> file{must(ledger_reader::open(path_of_ledger()))};
    auto figures = must(read_ledger_figures(
        file, {snapshot.now, *context.zone, context.series, context.wallets}));
    snapshot.ledger = std::make_shared<const ledger_figures>(std::move(figures));
    return *snapshot.ledger;
  }

  const std::string& path_of_ledger() const { return path; }

  temporary_directory folder;
  std::string path = (folder.path() / "tracker.db").string();
  ledger_store store = open_store(path);
  web_context context;
  web_snapshot snapshot;
};

} // namespace tracker::test
