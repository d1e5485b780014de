// SPDX-License-Identifier: MIT
#pragma once

#include "actors/log_tee/log_port.hpp"
#include "actors/web/page_source.hpp"
#include "actors/web/server/http_server.hpp"
#include "actors/web/web_view.hpp"
#include "messages/interfaces.hpp"

#include <caf/fwd.hpp>

#include <memory>
#include <string>

namespace tracker {

struct web_options {
  web_context context;
  http_limits limits;
  /// Empty: none is needed.
  std::string token;
  /// The wall clock of the run; empty: the time of the latest status screen, as in a
  /// demo, whose time is the recorded one.
  wall_clock now;
  /// Empty: the ledger's file.
  page_source_maker make_source;
  /// How long the ledger may take for a question.
  timespan question_time = std::chrono::seconds{10};
  /// Questions to the ledger that may be open; further ones get 503.
  std::size_t max_questions = 32;
};

/// Spawns the actor that serves the page, /api/v1, /metrics, /health and /ready on
/// `listener`.
///
///     client ──GET──▶ web ──ledger_question──▶ web ledger reader (started by it)
///                      ▲ status_screen, each second: the supervisor's observer
///                      └ use_watched: the reload of the configuration
///
/// It has a thread of its own, because it waits for sockets, and asks no other actor: a
/// reply comes from the latest snapshot or from the ledger's file. Throws what the start
/// throws.
web_actor spawn_web(caf::actor_system& system, web_options options,
                    listen_socket listener, log_port log);

} // namespace tracker
