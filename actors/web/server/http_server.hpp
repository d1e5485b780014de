// SPDX-License-Identifier: MIT
// An HTTP server on libmicrohttpd without a thread of its own. Its owner polls the
// descriptors for at most `timeout` and then calls `run`, whether one is ready or not.
// All calls must come from one thread.
#pragma once

#include "actors/web/server/event_stream.hpp"
#include "actors/web/server/listen_socket.hpp"
#include "actors/web/server/web_request.hpp"
#include "messages/time.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include <microhttpd.h>

namespace tracker {

struct http_limits {
  /// Open connections. A further client replaces the connection that has been without a
  /// request for longest, or gets 503 when all have one.
  unsigned connections = 128;
  /// Parameters of a query; the library runs out of memory with many more, without a
  /// reply.
  std::size_t parameters = 64;
  /// Bytes for the request line and the headers of one connection.
  std::size_t request_bytes = 16UL * 1024;
  /// Time within which a request must be complete, from the accept of the connection or
  /// from the previous reply.
  timespan request_time = std::chrono::seconds{10};
  /// A client is dropped if it takes no byte for this time while data waits.
  timespan progress_time = std::chrono::seconds{10};
  /// A client is dropped if it does not take a whole reply within this time.
  timespan reply_time = std::chrono::seconds{120};
  event_stream_limits streams;
  /// Send buffer of a stream's socket: small, so that a client that does not read is
  /// detected early.
  int stream_send_buffer = 8192;
  /// Comment lines keep idle streams open.
  timespan comment_interval = std::chrono::seconds{15};
};

/// What a handler decides about a request.
struct answer_later {};
struct answer_as_stream {};
using http_decision = std::variant<web_reply, answer_later, answer_as_stream>;

/// Counts since the start.
struct http_counts {
  /// Replies by the class of their status: 2xx, 304, 3xx, 4xx, 5xx.
  std::map<std::string, std::uint64_t> replies;
  /// Clients that were refused or dropped: full, no_descriptor, displaced, slow_request,
  /// slow_reader, malformed, internal_error.
  std::map<std::string, std::uint64_t> refused;
};

/// Exceptions that ended requests.
struct http_faults {
  std::uint64_t requests = 0;
  /// The text of the last exception; it may quote the client.
  std::string reason;
};

class http_server {
public:
  /// Decides about request number `id`. After `answer_later`, `answer` must be called
  /// with that number.
  using handler = std::function<http_decision(std::uint64_t id, const web_request&)>;
  /// True for paths that need no token.
  using public_test = std::function<bool(std::string_view path)>;

  /// Throws std::runtime_error when the library cannot start.
  http_server(listen_socket listener, http_limits limits, std::string token,
              handler handle, public_test is_public);
  ~http_server();
  http_server(const http_server&) = delete;
  http_server& operator=(const http_server&) = delete;

  /// Poll both for input; the listener is -1 after `stop_accepting`.
  int descriptor() const { return descriptor_; }
  int listener_descriptor() const { return listener_.descriptor(); }
  const listen_address& address() const { return listener_.address(); }

  /// How long to wait at most, in milliseconds as for poll(2).
  int timeout(steady_point now) const;
  /// Accepts clients, reads, answers, writes, and drops clients that are too slow.
  void run(steady_point now);

  /// Answers a request after `answer_later`. False: its client has disconnected.
  bool answer(std::uint64_t id, web_reply reply);
  /// Sends an event to every client of /events.
  void publish(const stream_event& event);

  /// No client is accepted from now on; streams end when their events are sent.
  void stop_accepting();
  /// Requests that are not answered yet, streams included.
  std::size_t open_requests() const { return requests_.size(); }
  /// Ends all connections, also those with an open request. Nothing may be called after
  /// it but the destructor.
  void stop();

  std::size_t connections() const { return connections_.size(); }
  std::size_t streams() const { return events_.clients(); }
  /// Events that clients of /events did not get because too much waited for them.
  std::uint64_t dropped_events() const { return events_.dropped(); }
  const http_counts& counts() const { return counts_; }
  /// Those since the last call.
  http_faults take_faults() { return std::exchange(faults_, {}); }

private:
  struct open_connection {
    int descriptor = -1;
    /// When it was accepted, or its last reply was sent.
    steady_point idle_since{};
    /// Requests in progress: 0 or 1.
    int requests = 0;
    bool is_dropped = false;
    /// The query of its last request was too long, and was cut.
    bool has_long_query = false;
  };
  struct open_request {
    http_server* server = nullptr;
    std::uint64_t id = 0;
    MHD_Connection* connection = nullptr;
    /// Decided: it waits for `reply`, is a stream, or is answered.
    bool is_decided = false;
    bool is_answered = false;
    bool is_suspended = false;
    bool is_stream = false;
    std::string if_none_match{};
    std::optional<web_reply> reply{};
    /// When its answer was queued, and when the client last took bytes of a stream or had
    /// taken all of them.
    steady_point answered_at{};
    steady_point progressed_at{};

    void suspend() {
      is_suspended = true;
      MHD_suspend_connection(connection);
    }
  };
  /// The functions that the library calls.
  struct callbacks;

  /// Clients that are accepted in one turn; the others wait for the next one. This number
  /// of connections may be closing while others take their places.
  static constexpr int accepts_per_turn = 32;

  void accept_clients();
  void add_client(const accepted_connection& client);
  bool make_room();
  void limit_query(MHD_Connection* connection, char* uri);
  void check_deadlines();
  void drop(open_connection& connection, const char* reason);
  void note_fault() noexcept;
  void wake_streams();
  void resume(open_request& request);

  MHD_Result take(MHD_Connection* connection, const char* url, std::string_view method,
                  const std::size_t* body_size, void** context);
  open_request& begin(MHD_Connection* connection, void** context);
  MHD_Result refuse_form(open_request& request, std::string_view method);
  MHD_Result decide(open_request& request, const char* url);
  MHD_Result send(open_request& request, const web_reply& reply);
  MHD_Result begin_stream(open_request& request, std::uint64_t last_event_id);
  ssize_t read_events(open_request& request, char* target, std::size_t room);
  void complete(const open_request& request);

  listen_socket listener_;
  http_limits limits_;
  std::string token_;
  handler handle_;
  public_test is_public_;
  event_stream events_;
  MHD_Daemon* daemon_ = nullptr;
  int descriptor_ = -1;
  std::map<MHD_Connection*, open_connection> connections_;
  std::map<std::uint64_t, std::unique_ptr<open_request>> requests_;
  std::uint64_t last_id_ = 0;
  http_counts counts_;
  http_faults faults_;
  steady_point now_{};
  steady_point next_check_{};
  steady_point next_comment_{};
  /// A connection was resumed or shut down since the last run.
  bool resumed_ = false;
  bool has_more_clients_ = false;
  bool is_ending_ = false;
};

} // namespace tracker
