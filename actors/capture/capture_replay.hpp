// SPDX-License-Identifier: MIT
// A capture as the other end of a virtual run: its beats, and its replies to those who
// ask again. Pure: records come in.
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

/// A request for which the capture has no reply, though it goes on long enough to have
/// one.
struct missing_request {
  timestamp at{};
  host from = host::gamma;
  std::string path;

  bool operator==(const missing_request&) const = default;
};

struct replay_counts {
  std::uint64_t ticks = 0;
  /// Recorded replies that were handed out.
  std::uint64_t replies = 0;
  /// Recorded replies that nobody asked for again, so far.
  std::uint64_t unused = 0;
  std::uint64_t missing = 0;
  /// Requests of the optional owner, of which the capture has no reply at all.
  std::uint64_t left_out = 0;
  /// Requests that were open when the capture was cut.
  std::uint64_t open_at_cut = 0;
};

/// Plays records as they were recorded. An actor asks the same path many times, so a
/// reply is used once, by the first request it fits:
///
/// - same host, same path;
/// - recorded as asked no earlier than the beat was due that the request follows: what
///   was asked before that beat was asked by an earlier request, or by one that is not
///   made any more;
/// - recorded as asked no later than the request's own deadline: a run that is played
///   handles nothing later than the one that was recorded, but sooner.
///
/// It is due when it was answered. All times are told by the recorder's steady clock, so
/// that a step of the wall clock moves nothing.
class capture_replay final : public reply_source {
public:
  /// The records in their order; nothing: there are no more.
  using record_source = std::function<std::optional<capture_record>()>;

  /// Missing requests that are kept; further ones are counted.
  static constexpr std::size_t max_missing = 100;

  /// Requests whose owner ends with `optional_owner` (empty: none do) are not missing
  /// where the capture has a reply to none of them: its program did not send them.
  capture_replay(const capture_header& header, record_source records,
                 std::string optional_owner = {});

  /// The beats in their order; nothing: there are no more.
  std::optional<tick> next_tick();
  timed_result ask(const fetch_request& asked, timestamp now) override;

  const replay_counts& counts() const { return counts_; }
  const std::vector<missing_request>& missing() const { return missing_; }

private:
  /// A moment of the recorded run.
  struct played_tick {
    /// Nothing that follows it was asked before.
    steady_point due{};
    /// When it was sent.
    instant sent;
  };

  bool read_on();
  std::optional<captured_exchange> find(const fetch_request& asked, steady_point at);
  /// `candidates` stay where they are while records are read on.
  std::optional<captured_exchange> find_in(std::deque<captured_exchange>& candidates,
                                           steady_point at, timespan deadline);

  record_source records_;
  std::string optional_owner_;
  /// The capture has a reply to a request of the optional owner.
  bool has_optional_ = false;
  std::deque<tick> ticks_;
  /// Not handed out yet, by host and path, in the order they were answered.
  std::unordered_map<std::string, std::deque<captured_exchange>> waiting_;
  /// The last one played, and the one that comes next.
  played_tick played_;
  std::optional<played_tick> coming_;
  /// When the last record was taken that was read.
  steady_point read_to_{};
  bool is_at_end_ = false;
  replay_counts counts_;
  std::vector<missing_request> missing_;
};

} // namespace tracker
