// SPDX-License-Identifier: MIT
#pragma once

#include "tests/exchange/fault.hpp"
#include "tests/simulator/routes.hpp"

#include <variant>

namespace tracker::exchange {

/// Steps of an answer that is malformed HTTP or delayed. Each but `hold_on` ends the
/// script when the client has disconnected.
struct send_bytes {
  std::string bytes;
  /// Repetitions; `endless`: until the client disconnects.
  std::uint64_t times = 1;

  static constexpr std::uint64_t endless = ~std::uint64_t{0};
};
/// Sends nothing for a while; less when the client disconnects.
struct hold_on {
  std::chrono::milliseconds time{0};
};
/// Ends the connection with a TCP reset.
struct reset_connection {};

using script_step = std::variant<send_bytes, hold_on, reset_connection>;

/// Steps on the bare connection, which ends after the last one.
using script = std::vector<script_step>;

/// The answer to a request.
struct delivery {
  /// The pause before the first byte.
  std::chrono::milliseconds pause{0};
  std::variant<reply, script> content;
};

/// `good`, the right answer to `asked`, as it is delivered under a fault.
delivery misbehave(const due_fault& fault, const request& asked, const reply& good,
                   const market_rules& rules, timestamp now);

/// `answer` as HTTP/1.1, announcing `length` bytes of body.
std::string as_http(const reply& answer, std::uint64_t length);

} // namespace tracker::exchange
