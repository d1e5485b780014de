// SPDX-License-Identifier: MIT
#pragma once

#include "tests/exchange/fault.hpp"
#include "tests/simulator/routes.hpp"

#include <variant>

namespace tracker::exchange {

/// Steps of an answer that is not well-formed HTTP, or not in time. Each but `hold_on`
/// ends the script when the client has gone.
struct send_bytes {
  std::string bytes;
  /// How often; with `endless`, until the client goes.
  std::uint64_t times = 1;

  static constexpr std::uint64_t endless = ~std::uint64_t{0};
};
/// Sends nothing for a while; less when the client goes.
struct hold_on {
  std::chrono::milliseconds time{0};
};
/// Ends the connection with a TCP reset.
struct reset_connection {};

using script_step = std::variant<send_bytes, hold_on, reset_connection>;

/// What is done on the bare connection, which ends behind the last step.
using script = std::vector<script_step>;

/// What a client gets.
struct delivery {
  /// Before anything is sent.
  std::chrono::milliseconds pause{0};
  std::variant<reply, script> content;
};

/// The delivery of `good`, the right answer to `asked`, under a fault.
delivery misbehave(const due_fault& fault, const request& asked, const reply& good,
                   const market_rules& rules, timestamp now);

/// `answer` as HTTP/1.1, announcing `length` bytes of body.
std::string as_http(const reply& answer, std::uint64_t length);

} // namespace tracker::exchange
