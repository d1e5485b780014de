// SPDX-License-Identifier: MIT
#pragma once

#include "actors/web/page_source.hpp"
#include "actors/web/router.hpp"
#include "messages/interfaces.hpp"

#include <caf/fwd.hpp>

#include <memory>

namespace tracker {

/// Request to the ledger reader: answer this from the ledger.
struct ledger_question {
  web_request request;
  ledger_handler handler = nullptr;
  std::shared_ptr<const web_snapshot> snapshot;
  /// After that the answer is discarded.
  steady_point deadline{};
};

/// Request to the ledger reader: check whether the ledger has changed.
struct refresh_ledger {
  /// The wall clock of the run.
  timestamp now{};
};

/// WEB LEDGER: reads the ledger for the web actor, on a thread that may wait for it.
using web_ledger_actor = compat::interface<web_reply(ledger_question),
                                           ledger_news(refresh_ledger), void(use_watched),
                                           // End at once.
                                           void(shutdown)>;

/// Spawns the actor that reads the ledger for the web actor. It has a thread of its own,
/// because it waits for the disk, and opens the file read-only for each question: the
/// ledger actor never waits for it. Without `make_source` it reads the ledger file.
web_ledger_actor spawn_web_ledger(caf::actor_system& system,
                                  std::shared_ptr<const web_context> context,
                                  const page_source_maker& make_source);

} // namespace tracker

TRACKER_MESSAGE(tracker::web_reply)
TRACKER_MESSAGE(tracker::ledger_question)
TRACKER_MESSAGE(tracker::refresh_ledger)
TRACKER_MESSAGE(tracker::ledger_news)
