// SPDX-License-Identifier: MIT
// Server-sent events: the text that waits for each client of /events. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>

namespace tracker {

/// One event of /events.
struct stream_event {
  /// `strip`, `live`, `grade`, `attention`.
  std::string name;
  /// JSON on one line; line breaks are sent as several `data:` lines.
  std::string data;
  /// The ledger's revision, ascending; 0: the event is not repeated to a client that
  /// reconnects.
  std::uint64_t id = 0;

  bool operator==(const stream_event&) const = default;
};

/// `id: 7\nevent: grade\ndata: {…}\n\n`.
std::string to_text(const stream_event& event);

struct event_stream_limits {
  std::size_t clients = 32;
  /// Bytes that wait for one client; further events are dropped for it and counted.
  std::size_t client_bytes = 64UL * 1024;
  /// Events with an id that are kept for clients that reconnect.
  std::size_t kept_events = 512;
  std::size_t kept_bytes = 256UL * 1024;
};

/// The events of /events and their clients. A client is a number of the server's choice.
class event_stream {
public:
  explicit event_stream(event_stream_limits limits = {}) : limits_{limits} {}

  /// Adds a client: it gets `retry:`, the kept events after `last_event_id` unless that
  /// is 0, and the latest event of every kind without an id. False: there are too many
  /// clients.
  bool open(std::uint64_t client, std::uint64_t last_event_id);
  void close(std::uint64_t client) { clients_.erase(client); }

  /// Adds an event for every client.
  void publish(const stream_event& event);
  /// A comment line that keeps idle connections open.
  void publish_comment();

  /// Moves up to `room` waiting bytes of a client to `target`. Returns their number; 0:
  /// nothing waits.
  std::size_t take(std::uint64_t client, char* target, std::size_t room);
  bool has_data(std::uint64_t client) const;

  std::size_t clients() const { return clients_.size(); }
  /// Events that clients did not get because too much waited for them.
  std::uint64_t dropped() const { return dropped_; }

private:
  struct kept_event {
    std::uint64_t id;
    std::string text;
  };

  void add(std::string& waiting, std::string_view text);

  event_stream_limits limits_;
  /// What waits for each client.
  std::map<std::uint64_t, std::string> clients_;
  std::deque<kept_event> kept_;
  std::size_t kept_bytes_ = 0;
  /// The latest event without an id, by name.
  std::map<std::string, std::string> latest_;
  std::uint64_t dropped_ = 0;
};

} // namespace tracker
