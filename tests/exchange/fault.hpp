// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tracker::exchange {

/// The kinds of faults.
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
  /// The right answer, delayed.
  delay,
  /// No byte for a while, then the end of the connection.
  stall,
  /// Half of the body, no byte for a while, then the end of the connection.
  half,
  /// A TCP reset instead of an answer.
  reset,
  /// The connection ends before the announced length.
  truncated,
  /// Half of the JSON with the Content-Length of that half.
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
  /// 302 to another address.
  redirect,
  /// The answer for another market.
  wrong_market,
  /// One field of the answer is missing, null, of another type or replaced. Among a
  /// wallet's rows it is a `bad_row`, unless the field is named.
  wrong_field,
  // Faults of lists of a wallet's rows. Any other answer, and a list that is too short
  // for the fault, is unchanged.
  /// The rows in another order.
  unsorted,
  /// Half of the rows, as if the request had this limit, but never of one second alone.
  clamped,
  /// The answer of a time `age` ago, with an `Age` header.
  stale,
  /// Rows before the requested start.
  repeated,
  /// An additional row of another wallet.
  foreign_row,
  /// An additional row of an unknown type that belongs to no market.
  unknown_row,
  /// One row has an invalid value.
  bad_row,
};

/// One fault and its parameters; a kind ignores the parameters of the others.
struct fault {
  fault_kind kind = fault_kind::status;
  /// For `status`.
  int code = 500;
  /// For `delay`, `stall` and `half`: at most this long, less when the client
  /// disconnects.
  std::chrono::milliseconds pause = std::chrono::seconds{10};
  /// For `rate_limited` and `rate_limited_until`.
  std::chrono::seconds retry_after{1};
  /// For `huge`: bytes of the body.
  std::uint64_t size = 64ULL * 1024 * 1024;
  /// For `stale`.
  std::chrono::seconds age{20};
  /// For `wrong_field`; empty: one of the fields that a reader of the answer needs.
  std::string field{};
  /// For `wrong_field` with a `field`: its new value as JSON; empty: the field is
  /// missing.
  std::string value{};
};

/// The name of a kind, as the command line spells it: `rate_limited`.
std::string_view to_string(fault_kind kind);
std::optional<fault_kind> parse_fault_kind(std::string_view name);
std::vector<fault_kind> all_fault_kinds();

/// The requests that get faults, and these faults.
struct fault_rule {
  /// `gamma /markets/slug`, `gamma`, or nothing for all.
  std::string endpoints{};
  /// A request to which the rule applies gets one of these; never empty.
  std::vector<fault> faults{};
  /// The number of requests in a thousand to which the rule applies.
  unsigned per_mille = 1000;
  /// The number of faults until the rule is used up; none: unlimited.
  std::optional<std::uint64_t> times{};
};

/// Whether `endpoint` (`gamma /markets/slug`) matches `endpoints`.
bool names_endpoint(std::string_view endpoints, std::string_view endpoint);

/// A fault that is due, and a number for the choices it has.
struct due_fault {
  fault chosen;
  std::uint64_t salt = 0;
};

/// The active rules. The fault of the nth request of an endpoint depends only on the seed
/// and the rules, not on requests to other endpoints.
class fault_schedule {
public:
  explicit fault_schedule(std::uint64_t seed) : seed_{seed} {}

  /// The latest of several rules that apply decides. Throws std::invalid_argument for a
  /// rule without a fault.
  void add(fault_rule rule);
  void clear() { rules_.clear(); }

  /// The fault for the nth request of `endpoint`, if any; `n` counts from 0.
  std::optional<due_fault> next(std::string_view endpoint, std::uint64_t n);

private:
  std::uint64_t seed_;
  std::vector<fault_rule> rules_;
};

} // namespace tracker::exchange
