// SPDX-License-Identifier: MIT
#pragma once

#include "tests/exchange/misbehave.hpp"

#include <chrono>
#include <cstdint>

namespace tracker::exchange {

/// This process' end of the loopback connection to `server_port` from `client_port`; -1
/// when there is none. The HTTP library hands its handlers no descriptor.
int find_connection(std::uint16_t server_port, std::uint16_t client_port);

/// Ends every connection to `server_port`, which wakes threads that wait or write on it.
void end_connections(std::uint16_t server_port);

/// Waits until `time` has passed or the other side has gone; false in the second case.
bool hold(int connection, std::chrono::milliseconds time);

/// Runs the script to its end or until the other side has gone, and ends the connection.
/// The descriptor stays open and is the caller's.
void run(int connection, const script& steps);

} // namespace tracker::exchange
