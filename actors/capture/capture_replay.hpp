// SPDX-License-Identifier: MIT
// A capture as the clock and the hosts of a virtual run. Pure: the caller supplies the
// records.
#pragma once

#include "actors/capture/capture_record.hpp"
#include "actors/fetcher/reply_source.hpp"

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace tracker {

/// A request without a reply in the capture, although the capture covers its time.
struct missing_request {
  timestamp sent{};
  host target = host::gamma;
  std::string path;

  bool operator==(const missing_request&) const = default;
};

struct replay_counts {
  std::uint64_t ticks = 0;
  /// Recorded replies that were delivered.
  std::uint64_t replies = 0;
  /// Recorded replies without a request so far.
  std::uint64_t unused = 0;
  std::uint64_t missing = 0;
  /// Requests of the optional owner, when the capture has a reply to none of them.
  std::uint64_t left_out = 0;
  /// Requests that were open when the capture ended.
  std::uint64_t open_at_cut = 0;
};

/// Replays records. An actor requests the same path many times, so a reply is used once,
/// by the first request that matches:
///
/// - same host, same path;
/// - recorded as sent no earlier than the due time of the tick that the request follows:
///   a request from before that tick belongs to an earlier one;
/// - recorded as sent no later than the deadline of the request: a replay handles every
///   event no later than the recorded run.
///
/// The reply is due when it was answered. All times are of the recorder's steady clock,
/// so a step of the wall clock has no effect.
class capture_replay final : public reply_source {
public:
  /// Returns the records in order; nothing at the end.
  using record_source = std::function<std::optional<capture_record>()>;

  /// Limit of `missing`; further missing requests are only counted.
  static constexpr std::size_t max_missing = 100;

  /// Requests whose owner ends with `optional_owner` (empty: none do) are not missing
  /// where the capture has a reply to none of them: its program did not send them.
  capture_replay(const capture_header& header, record_source records,
                 std::string optional_owner = {});

  /// The ticks in order; nothing at the end.
  std::optional<tick> next_tick();
  timed_result ask(const fetch_request& request, timestamp now) override;

  const replay_counts& counts() const { return counts_; }
  const std::vector<missing_request>& missing() const { return missing_; }

private:
  /// A tick of the recorded run.
  struct played_tick {
    /// No request that follows the tick was sent earlier.
    steady_point due{};
    /// When the tick was sent.
    instant sent;
  };

  /// Reads one record. False at the end.
  bool read_record();
  std::optional<captured_exchange> find(const fetch_request& request, steady_point sent);
  /// `candidates` keep their address while further records are read.
  std::optional<captured_exchange> find_in(std::deque<captured_exchange>& candidates,
                                           steady_point sent, timespan deadline);

  record_source records_;
  std::string optional_owner_;
  /// The capture has a reply to a request of the optional owner.
  bool has_optional_ = false;
  std::deque<tick> ticks_;
  /// Not delivered yet, by host and path, in the order of their answers.
  std::unordered_map<std::string, std::deque<captured_exchange>> waiting_;
  /// The current tick, and the next one.
  played_tick played_;
  std::optional<played_tick> next_;
  /// The time of the last record that was read.
  steady_point read_to_{};
  bool is_at_end_ = false;
  replay_counts counts_;
  std::vector<missing_request> missing_;
};

} // namespace tracker
