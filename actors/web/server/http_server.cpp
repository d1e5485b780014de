// SPDX-License-Identifier: MIT
#include "actors/web/server/http_server.hpp"

#include "actors/web/server/http_response.hpp"
#include "actors/web/server/request_checks.hpp"

#include <algorithm>
#include <climits>
#include <cstdarg>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <utility>

#include <microhttpd.h>
#include <sys/socket.h>
#include <unistd.h>

namespace tracker {

namespace {

using namespace std::chrono_literals;

/// In one turn: the others wait for the next one.
constexpr int accepts_per_turn = 32;

/// How often deadlines are checked while there are connections.
constexpr timespan check_interval = 1s;

/// The library itself closes idle connections after `request_time`; those that are left
/// then send a request too slowly.
constexpr timespan idle_margin = 1500ms;

constexpr std::string_view full_reply = "HTTP/1.1 503 Service Unavailable\r\n"
                                        "Retry-After: 5\r\nContent-Length: 0\r\n"
                                        "Connection: close\r\n\r\n";

} // namespace

struct http_server::open_request {
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
  /// taken all.
  steady_point answered_at{};
  steady_point progressed_at{};

  void suspend() {
    is_suspended = true;
    MHD_suspend_connection(connection);
  }
};

/// No exception may pass through the library.
struct http_server::callbacks {
  static void on_log(void* self, const char* /*format*/, va_list /*arguments*/) {
    // Texts hold parts of what clients sent, and one client can cause any number.
    ++static_cast<http_server*>(self)->counts_.refused["malformed"];
  }

  static MHD_Result on_request(void* self, MHD_Connection* connection, const char* url,
                               const char* method, const char* /*version*/,
                               const char* /*body*/, size_t* body_size, void** context) {
    auto& server = *static_cast<http_server*>(self);
    try {
      return server.take(connection, url, method, body_size, context);
    } catch (...) {
      ++server.counts_.refused["internal_error"];
      return MHD_NO;
    }
  }

  static ssize_t on_read(void* request, std::uint64_t /*position*/, char* target,
                         size_t room) {
    auto& reading = *static_cast<open_request*>(request);
    try {
      return reading.server->read_events(reading, target, room);
    } catch (...) {
      ++reading.server->counts_.refused["internal_error"];
      return MHD_CONTENT_READER_END_WITH_ERROR;
    }
  }

  static void on_completed(void* self, MHD_Connection* /*connection*/, void** context,
                           MHD_RequestTerminationCode /*code*/) {
    auto* request = static_cast<open_request*>(*context);
    *context = nullptr;
    if (request != nullptr)
      static_cast<http_server*>(self)->complete(*request);
  }

  static void on_connection(void* self, MHD_Connection* connection, void** /*context*/,
                            MHD_ConnectionNotificationCode code) {
    auto& server = *static_cast<http_server*>(self);
    if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
      server.connections_.erase(connection);
      return;
    }
    const auto* information =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    server.connections_[connection] = {
        information == nullptr ? -1 : information->connect_fd, server.now_, 0, false};
  }
};

http_server::http_server(listen_socket listener, http_limits limits, std::string token,
                         handler handle, public_test is_public)
    : listener_{std::move(listener)}
    , limits_{limits}
    , token_{std::move(token)}
    , handle_{std::move(handle)}
    , is_public_{std::move(is_public)}
    , events_{limits.streams} {
  daemon_ = MHD_start_daemon(
      MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_NO_LISTEN_SOCKET |
          MHD_USE_ERROR_LOG,
      0, nullptr, nullptr, &callbacks::on_request, this,
      // Must be the first option: later ones may log.
      MHD_OPTION_EXTERNAL_LOGGER, &callbacks::on_log, this, //
      MHD_OPTION_CONNECTION_LIMIT, limits.connections,
      // Idle connections; whole seconds.
      MHD_OPTION_CONNECTION_TIMEOUT,
      static_cast<unsigned>(
          std::chrono::ceil<std::chrono::seconds>(limits.request_time).count()), //
      MHD_OPTION_CONNECTION_MEMORY_LIMIT, limits.request_bytes,
      MHD_OPTION_NOTIFY_COMPLETED, &callbacks::on_completed, this, //
      MHD_OPTION_NOTIFY_CONNECTION, &callbacks::on_connection, this, MHD_OPTION_END);
  if (daemon_ == nullptr)
    throw std::runtime_error{"the web server cannot be started"};
  descriptor_ = MHD_get_daemon_info(daemon_, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
}

http_server::~http_server() {
  stop();
}

int http_server::timeout(steady_point now) const {
  // A resumed connection neither wakes the descriptor nor shortens the library's
  // timeout.
  if (resumed_ || has_more_clients_)
    return 0;
  auto limit = std::numeric_limits<std::int64_t>::max();
  MHD_UNSIGNED_LONG_LONG wait = 0;
  if (daemon_ != nullptr && MHD_get_timeout(daemon_, &wait) == MHD_YES)
    limit = static_cast<std::int64_t>(std::min<MHD_UNSIGNED_LONG_LONG>(wait, INT_MAX));
  if (!connections_.empty())
    limit = std::min(limit,
                     (std::max<timespan>(next_check_ - now, timespan{0}) + 999us) / 1ms);
  return limit > INT_MAX ? -1 : static_cast<int>(limit);
}

void http_server::run(steady_point now) {
  if (daemon_ == nullptr)
    return;
  now_ = now;
  resumed_ = false;
  accept_clients();
  MHD_run(daemon_);
  if (now_ >= next_check_)
    check_deadlines();
}

bool http_server::answer(std::uint64_t id, web_reply reply) {
  const auto found = requests_.find(id);
  if (found == requests_.end())
    return false;
  found->second->reply = std::move(reply);
  resume(*found->second);
  return true;
}

void http_server::publish(const stream_event& event) {
  events_.publish(event);
  wake_streams();
}

void http_server::stop_accepting() {
  listener_.close();
  is_ending_ = true;
  for (auto& [id, request] : requests_)
    if (request->is_stream)
      resume(*request);
}

void http_server::stop() {
  if (daemon_ == nullptr)
    return;
  stop_accepting();
  // The library aborts the process when it stops with a suspended connection.
  for (auto& [id, request] : requests_)
    resume(*request);
  MHD_stop_daemon(std::exchange(daemon_, nullptr));
}

void http_server::accept_clients() {
  has_more_clients_ = false;
  for (int count = 0; count < accepts_per_turn; ++count) {
    const auto client = listener_.accept();
    if (client.turned_away)
      ++counts_.refused["no_descriptor"];
    else if (client.descriptor < 0)
      return;
    else
      add_client(client);
  }
  has_more_clients_ = true;
}

void http_server::add_client(const accepted_connection& client) {
  if (connections_.size() >= limits_.connections) {
    ++counts_.refused["full"];
    [[maybe_unused]] const auto sent =
        ::send(client.descriptor, full_reply.data(), full_reply.size(),
               MSG_NOSIGNAL | MSG_DONTWAIT);
    ::close(client.descriptor);
    return;
  }
  // The library closes the descriptor in any case.
  if (MHD_add_connection(daemon_, client.descriptor,
                         reinterpret_cast<const sockaddr*>(&client.peer),
                         client.peer_size) != MHD_YES)
    ++counts_.refused["full"];
}

void http_server::check_deadlines() {
  next_check_ = now_ + check_interval;
  if (now_ >= next_comment_) {
    next_comment_ = now_ + limits_.comment_interval;
    events_.publish_comment();
    wake_streams();
  }
  for (auto& [key, connection] : connections_)
    if (connection.requests == 0 &&
        now_ - connection.idle_since > limits_.request_time + idle_margin)
      drop(connection, "slow_request");
  for (auto& [id, request] : requests_) {
    const bool is_stuck = request->is_stream && events_.has_data(id) &&
                          now_ - request->progressed_at > limits_.progress_time;
    const bool is_late = request->is_answered && !request->is_stream &&
                         now_ - request->answered_at > limits_.reply_time;
    if (is_stuck || is_late)
      drop(connections_[request->connection], "slow_reader");
  }
}

/// The library notices the end of the connection in its next run.
void http_server::drop(open_connection& connection, const char* reason) {
  if (std::exchange(connection.is_dropped, true))
    return;
  ++counts_.refused[reason];
  ::shutdown(connection.descriptor, SHUT_RDWR);
  resumed_ = true;
}

void http_server::wake_streams() {
  for (auto& [id, request] : requests_)
    if (request->is_stream && request->is_suspended && events_.has_data(id)) {
      request->progressed_at = now_;
      resume(*request);
    }
}

void http_server::resume(open_request& request) {
  if (!std::exchange(request.is_suspended, false))
    return;
  MHD_resume_connection(request.connection);
  resumed_ = true;
}

/// The library calls this for each request: first with the headers, then with each part
/// of the body, last without one; again after a resume.
MHD_Result http_server::take(MHD_Connection* connection, const char* url,
                             std::string_view method, const std::size_t* body_size,
                             void** context) {
  if (*context == nullptr) {
    auto& request = begin(connection, context);
    return refuse_form(request, method);
  }
  auto& request = *static_cast<open_request*>(*context);
  if (*body_size != 0)
    return MHD_NO;
  if (request.reply)
    return send(request, *std::exchange(request.reply, std::nullopt));
  if (request.is_decided)
    return MHD_YES;
  request.is_decided = true;
  return decide(request, url);
}

http_server::open_request& http_server::begin(MHD_Connection* connection,
                                              void** context) {
  auto request = std::make_unique<open_request>();
  auto& result = *request;
  result.server = this;
  result.id = ++last_id_;
  result.connection = connection;
  *context = request.get();
  requests_.emplace(result.id, std::move(request));
  ++connections_[connection].requests;
  return result;
}

/// Refuses what needs no look at the path. An answer at this point closes the
/// connection, so that a body is not read.
MHD_Result http_server::refuse_form(open_request& request, std::string_view method) {
  const auto headers = read_headers(request.connection);
  std::optional<web_reply> refusal;
  if (method != "GET" && method != "HEAD") {
    refusal = refuse_request(405, "the method is not GET or HEAD");
    refusal->headers.emplace_back("Allow", "GET, HEAD");
  } else if (headers.has_body) {
    refusal = refuse_request(400, "a GET request has no body");
  } else if (headers.hosts > 1) {
    refusal = refuse_request(400, "Host: sent more than once");
  }
  if (!refusal)
    return MHD_YES;
  refusal->headers.emplace_back("Connection", "close");
  request.is_decided = true;
  return send(request, *refusal);
}

MHD_Result http_server::decide(open_request& request, const char* url) {
  const auto headers = read_headers(request.connection);
  const auto asked = read_request(request.connection, url, headers);
  request.if_none_match = asked.if_none_match;
  if (const auto refusal = check_origin(headers.origin, asked, is_public_(asked.path),
                                        listener_.address(), token_))
    return send(request, *refusal);
  if (is_ending_)
    return send(request, refuse_request(503, "the tracker is stopping"));
  auto decision = handle_(request.id, asked);
  if (const auto* reply = std::get_if<web_reply>(&decision))
    return send(request, *reply);
  if (std::holds_alternative<answer_as_stream>(decision))
    return begin_stream(request, asked.last_event_id);
  request.suspend();
  return MHD_YES;
}

MHD_Result http_server::send(open_request& request, const web_reply& reply) {
  const bool is_same =
      reply.status == 200 && matches_etag(request.if_none_match, reply.etag);
  const auto status = is_same ? 304U : reply.status;
  ++counts_.replies[status_class(status)];
  request.is_answered = true;
  request.answered_at = now_;
  return queue_reply(request.connection, status, reply);
}

MHD_Result http_server::begin_stream(open_request& request, std::uint64_t last_event_id) {
  if (!events_.open(request.id, last_event_id)) {
    auto refusal = refuse_request(503, "too many clients of /events");
    refusal.headers.emplace_back("Retry-After", "5");
    return send(request, refusal);
  }
  request.is_stream = true;
  request.progressed_at = now_;
  setsockopt(connections_[request.connection].descriptor, SOL_SOCKET, SO_SNDBUF,
             &limits_.stream_send_buffer, sizeof limits_.stream_send_buffer);
  ++counts_.replies["2xx"];
  request.is_answered = true;
  return queue_stream(request.connection, &callbacks::on_read, &request);
}

/// Moves waiting events to the library's buffer. Without any the connection sleeps: to
/// return nothing and stay awake would take a whole core.
ssize_t http_server::read_events(open_request& request, char* target, std::size_t room) {
  const auto size = events_.take(request.id, target, room);
  if (size > 0) {
    request.progressed_at = now_;
    return static_cast<ssize_t>(size);
  }
  if (is_ending_)
    return MHD_CONTENT_READER_END_OF_STREAM;
  request.suspend();
  return 0;
}

void http_server::complete(const open_request& request) {
  if (request.is_stream)
    events_.close(request.id);
  const auto found = connections_.find(request.connection);
  if (found != connections_.end()) {
    --found->second.requests;
    found->second.idle_since = now_;
  }
  requests_.erase(request.id);
}

} // namespace tracker
