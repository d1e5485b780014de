// SPDX-License-Identifier: MIT
// A ledger and a real PostgreSQL that receives its facts.
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

/// Sends every fact of a ledger as the publisher does; returns the number of batches.
/// `last` becomes the last batch of the outbox.
inline int publish_all(ledger_store& store, fleet_writer& writer, outbox_batch& last,
                       std::size_t rows = 1'000) {
  auto greeting = writer.connect();
  take_outbox next{greeting.database, greeting.committed, rows};
  for (int batches = 0;; ++batches) {
    last = must(store.recall(next));
    next.rest.reset();
    next.regained.reset();
    if (last.withheld)
      if (auto owned = writer.find_owned(*last.withheld); !owned.empty())
        next.regained =
            std::make_shared<const std::vector<std::string>>(std::move(owned));
    if (last.facts) {
      next.rest = std::make_shared<const batch_rest>(writer.publish(last));
      next.committed = last.number;
    } else if (!next.regained) {
      return batches;
    }
  }
}

struct fleet_rig {
  fleet_rig() { must(store.use_outbox(true)); }

  std::string url(const std::string& role = "tracker") const {
    return postgres_cluster::shared().url(database, role);
  }
  fleet_writer_options options(const std::string& name = "one") const {
    return {url(), name, "0.1.0", std::chrono::seconds{30}};
  }
  void book(const std::vector<ledger_entry>& entries) { must(store.commit(entries)); }

  /// Sends every fact; returns the number of batches.
  int publish(fleet_writer& writer, std::size_t rows = 1'000) {
    return publish_all(store, writer, last, rows);
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
  /// The last batch of the outbox.
  outbox_batch last;
  std::string database = postgres_cluster::shared().create_database();
};

/// The answers of a source to every query, for comparison.
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
