// SPDX-License-Identifier: MIT
// Decides when wallets that share a budget are read. Pure: times are the input.
#pragma once

#include "actors/fetcher/policy/budget.hpp"
#include "messages/time.hpp"
#include "messages/wallet.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace tracker {

struct turn_rules {
  /// Time between two requests for rows.
  timespan request_interval{};
  /// Requests that may begin at once: two more than fit between two ticks; with fewer,
  /// part of the budget would be lost.
  std::uint32_t burst = 1;
  /// A wallet is not read more often than this.
  timespan poll_interval = std::chrono::seconds{2};
  /// Turns that may be open at once; bounds what waits in the fetcher.
  std::size_t max_open = 64;
};

/// The share of the requests that are second readings: one after five complete polls.
inline constexpr std::int64_t polls_per_second_reading = 5;

/// The time that one poll of a wallet takes of the budget, second readings included.
timespan budget_of_poll(timespan request_interval);

/// How often wallets are read.
struct turn_intervals {
  timespan active{};
  timespan idle{};

  bool operator==(const turn_intervals&) const = default;
};

/// Idle wallets are read half as often as equal shares of the budget would allow, or more
/// often if the active wallets leave a part of the budget; these share the rest.
turn_intervals plan_intervals(std::size_t active, std::size_t idle,
                              const turn_rules& rules);

/// A summary of the wallets and of their waits.
struct turn_summary {
  std::size_t wallets = 0;
  std::size_t active = 0;
  std::size_t open = 0;
  /// Wallets without a complete reading so far.
  std::size_t unread = 0;
  turn_intervals intervals;
  /// Time since the oldest of the last complete readings; nothing: there is none.
  std::optional<timespan> oldest_reading;
};

/// Gives turns to the wallets that are due, the longest overdue first. A turn is one
/// request. A wallet that wants more queues behind those that are due, so that a long
/// history does not delay other wallets.
class poll_turns {
public:
  explicit poll_turns(turn_rules rules);

  /// Replaces the wallets. Known ones keep the time of their next turn, new ones are due
  /// at once.
  void set_wallets(const std::vector<std::string>& addresses, steady_point now);
  /// Begins the turns that are due at `now` and within the budget; returns the wallets.
  std::vector<std::string> begin_turns(steady_point now);
  /// Ends the turn of a wallet; `end` is empty if it did not answer. Ignored for a wallet
  /// without a turn.
  void end_turn(const std::string& address, const std::optional<poll_turn_end>& end,
                steady_point now);

  turn_summary summarize(steady_point now) const;

private:
  struct member {
    std::string address;
    /// Its next turn.
    steady_point due{};
    /// Begin of its last turn.
    steady_point begun{};
    bool has_turn = false;
    bool is_active = true;
    std::optional<steady_point> read_at{};
  };

  member* find(const std::string& address);
  turn_intervals intervals() const;
  bool may_begin(steady_point now) const;

  turn_rules rules_;
  budget budget_;
  std::vector<member> members_;
  std::unordered_map<std::string, std::size_t> index_;
  std::size_t open_ = 0;
};

} // namespace tracker
