// SPDX-License-Identifier: MIT
// A ledger and a real database that receives what it has.
#pragma once

#include "actors/fleet/store/fleet_reader.hpp"
#include "actors/fleet/store/fleet_writer.hpp"
#include "actors/ledger/store/ledger_reader.hpp"
#include "tests/actors/ledger/store/ledger_samples.hpp"
#include "tests/support/postgres_cluster.hpp"

#include <chrono>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace tracker::test {

struct fleet_rig {
  fleet_rig() { must(store.use_outbox(true)); }

  std::string url(const std::string& role = "tracker") const {
    return postgres_cluster::shared().url(database, role);
  }
  fleet_writer_options options(const std::string& name = "one") const {
    return {url(), name, "0.1.0", std::chrono::seconds{30}};
  }
  void book(const std::vector<ledger_entry>& entries) { must(store.commit(entries)); }

  /// Sends everything; returns the number of batches.
  int publish(fleet_writer& writer, std::size_t rows = 1'000) {
    auto greeting = writer.connect();
    int batches = 0;
    for (;; ++batches) {
      const auto batch =
          must(store.recall(take_outbox{greeting.database, greeting.committed, rows}));
      if (!batch.facts)
        return batches;
      writer.publish(batch);
      greeting.committed = batch.number;
    }
  }
  pg::connection connect() const {
    return pg::connection{{url(), "test", std::chrono::seconds{30}}};
  }
  std::int64_t count(const std::string& table) const {
    return connect().run("SELECT count(*) FROM " + table).number(0, 0);
  }

  temporary_directory folder;
  std::string path = (folder.path() / "tracker.db").string();
  ledger_store store = open_store(path);
  std::string database = postgres_cluster::shared().create_database();
};

/// Everything that a source answers, to compare two.
struct source_content {
  std::vector<grade_row> grades;
  std::vector<grade_outline> outlines;
  std::vector<grade_outline> costs;
  std::vector<covered_window> windows;
  std::vector<account_row> account;
  std::vector<wallet_doubt> doubtful;
  known_names names;
  std::vector<day_proof> proofs;
  std::vector<other_market> others;
  std::vector<remembered_window> found;
  std::vector<grade> revisions;

  bool operator==(const source_content&) const = default;
};

inline source_content content_of(report_source& source,
                                 const report_filter& filter = {}) {
  source_content result;
  const auto add = [](auto& rows) {
    return [&rows](const auto& row) { rows.push_back(row); };
  };
  CHECK_FALSE(source.each_grade(filter, add(result.grades)));
  CHECK_FALSE(source.each_outline(filter, outline_detail::all, add(result.outlines)));
  CHECK_FALSE(source.each_outline(filter, outline_detail::with_cost, add(result.costs)));
  CHECK_FALSE(source.each_window(filter, add(result.windows)));
  CHECK_FALSE(source.each_account_row(filter, add(result.account)));
  result.doubtful = must(source.doubtful_rows());
  result.names = must(source.names(true));
  result.proofs = must(source.proofs());
  result.others = must(source.other_markets(timestamp{}));
  for (int number = 0; number < 10; ++number) {
    const auto slug = window_number(number).slug;
    if (auto window = must(source.find(slug)))
      result.found.push_back(std::move(*window));
    for (auto& row : must(source.revisions(slug)))
      result.revisions.push_back(std::move(row));
  }
  return result;
}

} // namespace tracker::test
