// SPDX-License-Identifier: MIT
#include "actors/web/server/http_server.hpp"

#include "actors/web/server/http_response.hpp"
#include "actors/web/server/request_checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <climits>
#include <cstdarg>
#include <cstring>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <utility>

#include <microhttpd.h>
#include <sys/socket.h>
#include <unistd.h>

namespace tracker {

using namespace std::chrono_literals;

namespace {

/// Bytes of a reason that are kept.
constexpr std::size_t max_fault_reason = 512;

/// What the exception that is being handled says.
std::string reason_in_flight() {
  try {
    throw;
  } catch (const std::exception& error) {
    return {error.what(), strnlen(error.what(), max_fault_reason)};
  } catch (...) {
    return "an exception without a text";
  }
}

} // namespace

/// No exception may pass through the library.
struct http_server::callbacks {
  static void on_log(void* self, const char* /*format*/, va_list /*arguments*/) {
    // Texts hold parts of what clients sent, and one client can cause any number.
    ++static_cast<http_server*>(self)->counts_.refused["malformed"];
  }

  /// The library is about to split the query of `uri`, in the buffer that it read it
  /// into. Returns the context of the request, which begins later.
  static void* on_uri(void* self, const char* uri, MHD_Connection* connection) {
    if (uri != nullptr)
      static_cast<http_server*>(self)->limit_query(connection, const_cast<char*>(uri));
    return nullptr;
  }

  static MHD_Result on_request(void* self, MHD_Connection* connection, const char* url,
                               const char* method, const char* /*version*/,
                               const char* /*body*/, size_t* body_size, void** context) {
    auto& server = *static_cast<http_server*>(self);
    try {
      return server.take(connection, url, method, body_size, context);
    } catch (...) {
      server.note_fault();
      return MHD_NO;
    }
  }

  static ssize_t on_read(void* request, std::uint64_t /*position*/, char* target,
                         size_t room) {
    auto& reading = *static_cast<open_request*>(request);
    try {
      return reading.server->read_events(reading, target, room);
    } catch (...) {
      reading.server->note_fault();
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
      MHD_OPTION_CONNECTION_LIMIT, limits.connections + accepts_per_turn,
      // Idle connections; whole seconds.
      MHD_OPTION_CONNECTION_TIMEOUT,
      static_cast<unsigned>(
          std::chrono::ceil<std::chrono::seconds>(limits.request_time).count()), //
      MHD_OPTION_CONNECTION_MEMORY_LIMIT, limits.request_bytes,
      MHD_OPTION_URI_LOG_CALLBACK, &callbacks::on_uri, this,       //
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
  } else if (connections_[request.connection].has_long_query) {
    refusal =
        refuse_request(414, fmt::format("the query has too many parameters; allowed: {}",
                                        limits_.parameters));
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

/// For the exception that is being handled.
void http_server::note_fault() noexcept {
  ++faults_.requests;
  try {
    faults_.reason = reason_in_flight();
    ++counts_.refused["internal_error"];
  } catch (...) {
    // No memory for the reason: the number of requests says that there was a fault.
  }
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
