// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tracker::exchange {

/// The ways in which a host can misbehave.
enum class fault_kind : std::uint8_t {
  /// Another status, with the host's error body.
  status,
  /// 429 with `Retry-After` in seconds.
  rate_limited,
  /// 429 with `Retry-After` as a date.
  rate_limited_until,
  /// 429 with the plain text of an edge's ban instead of JSON.
  edge_ban,
  /// 200 with `{"error":"Too Many Requests"}`.
  error_in_ok,
  /// The right answer, late.
  delay,
  /// Nothing for a while, then the end of the connection.
  stall,
  /// Half of the body, nothing for a while, then the end of the connection.
  half,
  /// A TCP reset instead of an answer.
  reset,
  /// The connection ends before the announced length.
  truncated,
  /// Half of the JSON, announced as if it were all.
  cut,
  /// The right body under `text/plain`.
  wrong_type,
  /// An edge's block page: 403 and HTML.
  html,
  /// A body of `size` bytes.
  huge,
  /// A chunked body without end.
  endless,
  /// Random bytes as body.
  garbage,
  /// Random bytes instead of HTTP.
  noise,
  /// 302 to elsewhere.
  redirect,
  /// The answer for another market.
  wrong_market,
  /// One field of the answer is missing, null, of another type or replaced. Among a
  /// wallet's rows it is a `bad_row`, unless the field is named.
  wrong_field,
  // What befalls lists of a wallet's rows. Any other answer, and a list too short for it,
  // stays as it is.
  /// The rows in another order.
  unsorted,
  /// Half of the rows, as if so few had been asked for, but never of one second alone.
  clamped,
  /// The answer of `age` ago, with its `Age`.
  stale,
  /// Rows from before the second asked for.
  repeated,
  /// A row of another wallet among the others.
  foreign_row,
  /// A row of an unknown type that belongs to no market.
  unknown_row,
  /// One row has a value that no row can have.
  bad_row,
};

/// One misbehaviour and its particulars; those of other kinds are ignored.
struct fault {
  fault_kind kind = fault_kind::status;
  /// Of `status`.
  int code = 500;
  /// Of `delay`, `stall` and `half`: at most this long, less when the client leaves.
  std::chrono::milliseconds pause = std::chrono::seconds{10};
  /// Of `rate_limited` and `rate_limited_until`.
  std::chrono::seconds retry_after{1};
  /// Of `huge`: bytes of the body.
  std::uint64_t size = 64ULL * 1024 * 1024;
  /// Of `stale`.
  std::chrono::seconds age{20};
  /// Of `wrong_field`; empty: one of those that a reader of the answer needs.
  std::string field{};
  /// Of `wrong_field` with a `field`: its new value as JSON; empty: the field is missing.
  std::string value{};
};

/// The name of a kind, as the command line spells it: `rate_limited`.
std::string_view to_string(fault_kind kind);
std::optional<fault_kind> parse_fault_kind(std::string_view name);
std::vector<fault_kind> all_fault_kinds();

/// Which requests meet which faults.
struct fault_rule {
  /// `gamma /markets/slug`, `gamma` or, for everything, nothing.
  std::string endpoints{};
  /// A request that meets the rule gets one of these, never none.
  std::vector<fault> faults{};
  /// How many of a thousand requests meet it.
  unsigned per_mille = 1000;
  /// How often the rule holds before it is used up; nothing: for ever.
  std::optional<std::uint64_t> times{};
};

/// Whether an endpoint (`gamma /markets/slug`) is one of those that `endpoints` names.
bool names_endpoint(std::string_view endpoints, std::string_view endpoint);

/// A fault that is due, and a number for the choices it leaves open.
struct due_fault {
  fault chosen;
  std::uint64_t salt = 0;
};

/// The rules in force. The faults that the nth request of an endpoint meets follow from
/// the seed and the rules, whatever other endpoints are asked meanwhile.
class fault_schedule {
public:
  explicit fault_schedule(std::uint64_t seed) : seed_{seed} {}

  /// Of several rules that a request meets, the one added last counts. Throws
  /// std::invalid_argument for a rule without a fault.
  void add(fault_rule rule);
  void clear() { rules_.clear(); }

  /// The fault for the nth request of `endpoint`, if any; `n` counts from 0.
  std::optional<due_fault> next(std::string_view endpoint, std::uint64_t n);

private:
  std::uint64_t seed_;
  std::vector<fault_rule> rules_;
};

} // namespace tracker::exchange
