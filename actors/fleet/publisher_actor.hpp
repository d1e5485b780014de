// SPDX-License-Identifier: MIT
#pragma once

#include "actors/fleet/store/fleet_writer.hpp"
#include "actors/log_tee/log_port.hpp"
#include "messages/interfaces.hpp"

#include <caf/fwd.hpp>

#include <memory>
#include <string>

namespace tracker {

struct publisher_options {
  /// The database for logs: `db.example/fleet`, without secrets.
  std::string place;
  /// The tracker's name in the fleet.
  std::string name;
  thread_of runs_on = thread_of::own;
};

/// Starts the publisher, by default on its own thread because the database blocks.
///
///     clock ──tick──▶ publisher ──take_outbox──▶ ledger
///                        │  ◀───outbox_batch────────┘
///                        └──one transaction per batch──▶ target
///
/// - New facts are requested with each tick and at once after each batch: the database is
///   usually a second behind.
/// - The number of a batch is stored in its transaction. The next request to the ledger
///   carries the number that the database has, so a batch whose commit was in doubt is
///   neither lost nor written twice.
/// - A failure and its end are logged once each; attempts follow in growing pauses. Facts
///   wait in the ledger's outbox; nothing else waits for the database.
/// - After `shutdown` it sends facts until half of the time has passed and ends; the next
///   run sends the rest.
publisher_actor spawn_publisher(caf::actor_system& system,
                                std::unique_ptr<fleet_target> target,
                                publisher_options options, ledger_actor ledger,
                                log_port log);

} // namespace tracker
