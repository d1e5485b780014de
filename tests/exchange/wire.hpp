// SPDX-License-Identifier: MIT
#pragma once

#include "tests/exchange/misbehave.hpp"

#include <chrono>
#include <cstdint>

namespace tracker::exchange {

/// The descriptor of the loopback connection to `server_port` from `client_port` in this
/// process; -1 without one. The HTTP library passes no descriptor to its handlers.
int find_connection(std::uint16_t server_port, std::uint16_t client_port);

/// Ends every connection to `server_port`, which wakes threads that wait or write on one.
void end_connections(std::uint16_t server_port);

/// Waits until `time` has passed or the client has disconnected; false in the second
/// case.
bool hold(int connection, std::chrono::milliseconds time);

/// Runs the script to its end or until the client has disconnected, and ends the
/// connection. The descriptor stays open and belongs to the caller.
void run(int connection, const script& steps);

} // namespace tracker::exchange
