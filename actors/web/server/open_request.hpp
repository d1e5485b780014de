// SPDX-License-Identifier: MIT
// Parts of the server that its sources share.
#pragma once

#include "actors/web/server/http_server.hpp"

#include <optional>
#include <string>

#include <microhttpd.h>

namespace tracker {

/// In one turn: the others wait for the next one. So many connections may be closing
/// while others take their places.
inline constexpr int accepts_per_turn = 32;

struct http_server::open_request {
  http_server* server = nullptr;
  std::uint64_t id = 0;
  MHD_Connection* connection = nullptr;
  /// Decided: it waits for `reply`, is a stream, or is answered.
  bool is_decided = false;
  bool is_answered = false;
  bool is_suspended = false;
  bool is_stream = false;
  std::string if_none_match{};
  std::optional<web_reply> reply{};
  /// When its answer was queued, and when the client last took bytes of a stream or had
  /// taken all.
  steady_point answered_at{};
  steady_point progressed_at{};

  void suspend() {
    is_suspended = true;
    MHD_suspend_connection(connection);
  }
};

} // namespace tracker
