// SPDX-License-Identifier: MIT
#pragma once

#include "actors/ledger/query/ledger_error.hpp"
#include "actors/ledger/report/report_source.hpp"
#include "messages/time.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tracker {

/// A tracker of the fleet as the database knows it; times are those of the database.
struct fleet_member {
  std::string name;
  std::string version;
  /// Facts that waited in its outbox when it wrote last.
  std::uint64_t waiting = 0;
  /// A session of it is open and holds its name.
  bool is_connected = false;
  /// Seconds since it wrote or reported last.
  std::chrono::seconds silent{};
  /// Seconds since its outbox was empty last; nothing: it never was.
  std::optional<std::chrono::seconds> behind;
  /// Facts that the database has refused, and the tracker has set aside.
  std::uint64_t refused = 0;
};

/// How long a reader waits, and how long a statement of it may run.
enum class fleet_use : std::uint8_t {
  /// Each answer at most 5 minutes, statements without limit.
  report,
  /// Each answer at most 5 s, a statement at most a minute: others wait behind it.
  page,
};

/// The fleet's database as a source of reports: the queries of `ledger_reader`, over all
/// trackers. All results come from one snapshot, taken when it was opened or renewed. The
/// coverage of a window is the best that any tracker has recorded.
class fleet_reader {
public:
  /// `url` is a connection string. Failures are values, as everywhere below; their text
  /// names the database without secrets.
  static ledger_result<std::unique_ptr<fleet_reader>>
  open(const std::string& url, fleet_use use = fleet_use::report);
  ~fleet_reader();
  fleet_reader(const fleet_reader&) = delete;
  fleet_reader& operator=(const fleet_reader&) = delete;

  report_source& source();
  /// By name.
  ledger_result<std::vector<fleet_member>> members();

  /// Ends the snapshot, so that the database can remove old rows. Without a snapshot each
  /// query reads what is committed at its time.
  report_source::failure end_snapshot();
  /// Takes a snapshot; there must be none.
  report_source::failure take_snapshot();
  /// Batches that all trackers have committed: it grows with every change of facts.
  ledger_result<std::uint64_t> count_batches();

private:
  class state;
  explicit fleet_reader(std::unique_ptr<state> opened);
  std::unique_ptr<state> state_;
};

} // namespace tracker
