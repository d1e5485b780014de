// SPDX-License-Identifier: MIT
// The limits of the server: number of clients, deadlines, and parameters of a request.
#include "actors/web/server/http_server.hpp"

#include <algorithm>
#include <cstring>
#include <string_view>
#include <utility>

#include <microhttpd.h>
#include <sys/socket.h>
#include <unistd.h>

namespace tracker {

namespace {

using namespace std::chrono_literals;

/// How often deadlines are checked while there are connections.
constexpr timespan check_interval = 1s;

/// The library itself closes idle connections after `request_time`; those that are left
/// then send a request too slowly.
constexpr timespan idle_margin = 1500ms;

constexpr std::string_view full_reply = "HTTP/1.1 503 Service Unavailable\r\n"
                                        "Retry-After: 5\r\nContent-Length: 0\r\n"
                                        "Connection: close\r\n\r\n";

} // namespace

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
  if (!make_room()) {
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

/// True when a further client may connect. The connection that it displaces is closed in
/// the library's next run, so that clients which connect and send nothing cannot keep
/// others out.
bool http_server::make_room() {
  std::size_t open = 0;
  open_connection* oldest = nullptr;
  for (auto& [key, connection] : connections_) {
    if (connection.is_dropped)
      continue;
    ++open;
    if (connection.requests == 0 &&
        (oldest == nullptr || connection.idle_since < oldest->idle_since))
      oldest = &connection;
  }
  if (open < limits_.connections)
    return true;
  if (oldest == nullptr || connections_.size() >= limits_.connections + accepts_per_turn)
    return false;
  drop(*oldest, "displaced");
  return true;
}

/// Cuts a query with too many parameters; `refuse_form` then answers.
void http_server::limit_query(MHD_Connection* connection, char* uri) {
  const auto found = connections_.find(connection);
  if (found == connections_.end())
    return;
  auto& asking = found->second;
  asking.has_long_query = false;
  auto* query = std::strchr(uri, '?');
  if (query == nullptr)
    return;
  const std::string_view text{query + 1};
  if (static_cast<std::size_t>(std::count(text.begin(), text.end(), '&')) <
      limits_.parameters)
    return;
  asking.has_long_query = true;
  query[1] = '\0';
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

} // namespace tracker
