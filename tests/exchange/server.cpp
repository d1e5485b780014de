// SPDX-License-Identifier: MIT
#include "tests/exchange/server.hpp"

#include "tests/exchange/edge_cache.hpp"
#include "tests/exchange/misbehave.hpp"
#include "tests/exchange/wire.hpp"
#include "tests/simulator/market/value_text.hpp"

// Debian's library is built with TLS, and the layout of its types depends on that.
#define CPPHTTPLIB_OPENSSL_SUPPORT
#include <httplib.h>

#include <array>
#include <deque>
#include <future>
#include <map>
#include <mutex>
#include <stdexcept>

namespace tracker::exchange {

namespace {

using namespace std::chrono_literals;

/// Each connection occupies a thread for its lifetime.
constexpr std::size_t max_connections = 64;
constexpr std::size_t max_log = 100'000;
constexpr std::time_t keep_alive_seconds = 75;

constexpr std::array all_hosts = {host::gamma, host::data, host::clob};

constexpr std::size_t index_of(host h) {
  return static_cast<std::size_t>(h);
}

/// Decides about the answer, before a byte is sent.
using deliver = std::function<delivery(const httplib::Request&)>;

/// One host's listening port and the thread that serves it.
class front {
public:
  front(std::uint16_t port, deliver decide) : decide_{std::move(decide)} {
    configure();
    const int bound = port == 0 ? http_.bind_to_any_port("127.0.0.1")
                      : http_.bind_to_port("127.0.0.1", port) ? port
                                                              : -1;
    if (bound < 0)
      throw std::runtime_error{"cannot listen on 127.0.0.1:" + std::to_string(port)};
    port_ = static_cast<std::uint16_t>(bound);
    // With the library's queue of 5, clients that connect at the same time wait for a
    // second.
    listen(listener_, SOMAXCONN);
    served_ = std::async(std::launch::async, [this] { http_.listen_after_bind(); });
    // Before this, a stop would have no effect.
    running_.get_future().wait();
  }
  ~front() {
    http_.stop();
    // A connection that was accepted just now may be listed after the first round only.
    do
      end_connections(port_);
    while (served_.wait_for(5ms) != std::future_status::ready);
  }
  front(const front&) = delete;
  front& operator=(const front&) = delete;

  std::uint16_t port() const { return port_; }

private:
  void configure() {
    http_.set_tcp_nodelay(true);
    http_.set_keep_alive_timeout(keep_alive_seconds);
    http_.set_keep_alive_max_count(1'000'000);
    // The library's default lets two servers share a port.
    http_.set_socket_options([this](socket_t listener) {
      const int yes = 1;
      setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
      listener_ = listener;
    });
    http_.new_task_queue = [this] {
      running_.set_value();
      return new httplib::ThreadPool{max_connections};
    };
    http_.set_pre_routing_handler(
        [this](const httplib::Request& asked, httplib::Response& response) {
          respond(asked, response);
          return httplib::Server::HandlerResponse::Handled;
        });
  }

  void respond(const httplib::Request& asked, httplib::Response& response) {
    const auto delivered = decide_(asked);
    if (delivered.pause > 0ms)
      hold(connection_of(asked), delivered.pause);
    if (const auto* steps = std::get_if<script>(&delivered.content))
      run(connection_of(asked), *steps);
    else
      fill(response, std::get<reply>(delivered.content));
  }

  int connection_of(const httplib::Request& asked) const {
    return find_connection(port_, static_cast<std::uint16_t>(asked.remote_port));
  }

  static void fill(httplib::Response& response, const reply& source) {
    response.status = source.status;
    response.set_content(source.body, source.content_type);
    for (const auto& [name, value] : source.headers)
      response.set_header(name, value);
  }

  deliver decide_;
  httplib::Server http_;
  std::promise<void> running_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::future<void> served_;
};

/// The headers as the client sent them, without those that the library adds.
std::vector<std::pair<std::string, std::string>>
sent_headers(const httplib::Request& asked) {
  std::vector<std::pair<std::string, std::string>> headers;
  for (const auto& [name, value] : asked.headers)
    if (name != "REMOTE_ADDR" && name != "REMOTE_PORT" && name != "LOCAL_ADDR" &&
        name != "LOCAL_PORT")
      headers.emplace_back(name, value);
  return headers;
}

} // namespace

class server::state {
public:
  explicit state(server_options options)
      : options_{std::move(options)}, faults_{options_.seed} {
    for (const auto which : all_hosts) {
      const auto offset = static_cast<std::uint16_t>(index_of(which));
      ports_[index_of(which)] = options_.port == 0
                                    ? options_.port
                                    : static_cast<std::uint16_t>(options_.port + offset);
      bring_up(which);
    }
  }

  void bring_up(host which) {
    const std::lock_guard lock{fronts_mutex_};
    auto& place = fronts_[index_of(which)];
    if (place)
      return;
    place = std::make_unique<front>(
        ports_[index_of(which)],
        [this, which](const httplib::Request& asked) { return decide(which, asked); });
    ports_[index_of(which)] = place->port();
  }

  void take_down(host which) {
    const std::lock_guard lock{fronts_mutex_};
    fronts_[index_of(which)].reset();
  }

  std::uint16_t port(host target) const {
    const std::lock_guard lock{fronts_mutex_};
    return ports_[index_of(target)];
  }

  void misbehave(fault_rule rule) {
    const std::lock_guard lock{mutex_};
    faults_.add(std::move(rule));
  }

  void behave() {
    const std::lock_guard lock{mutex_};
    faults_.clear();
  }

  void cache(std::string endpoints, std::chrono::seconds max_age) {
    const std::lock_guard lock{mutex_};
    cache_.set_max_age(std::move(endpoints), max_age);
  }

  std::uint64_t count(std::string_view endpoints) const {
    const std::lock_guard lock{mutex_};
    std::uint64_t sum = 0;
    for (const auto& [endpoint, requests] : counts_)
      if (names_endpoint(endpoints, endpoint))
        sum += requests;
    return sum;
  }

  std::vector<logged_request> requests() const {
    const std::lock_guard lock{mutex_};
    return {log_.begin(), log_.end()};
  }

private:
  delivery decide(host target, const httplib::Request& asked) {
    const auto now = options_.now();
    const request parsed{target, asked.path, {asked.params.begin(), asked.params.end()}};
    const auto endpoint = endpoint_of(parsed);
    const auto good = asked.method == "GET"
                          ? right_answer(parsed, endpoint, asked.target, now)
                          : error_reply(target, 405, "method not allowed");
    const std::lock_guard lock{mutex_};
    const auto fault = faults_.next(endpoint, counts_[endpoint]++);
    delivery delivered{0ms, good};
    if (fault)
      delivered = exchange::misbehave(*fault, parsed, good, options_.rules, now);
    auto* answered = std::get_if<reply>(&delivered.content);
    if (answered != nullptr)
      answered->headers.emplace_back("Date", http_date(now));
    record({target, endpoint, asked.method, asked.target, sent_headers(asked), now,
            answered != nullptr ? answered->status : 0,
            fault ? std::optional{fault->chosen.kind} : std::nullopt});
    return delivered;
  }

  reply right_answer(const request& parsed, const std::string& endpoint,
                     const std::string& target, timestamp now) {
    const auto url = std::string{to_string(parsed.destination)} + target;
    {
      const std::lock_guard lock{mutex_};
      if (auto kept = cache_.find(endpoint, url, now))
        return *std::move(kept);
    }
    auto fresh = answer(parsed, options_.rules, now);
    const std::lock_guard lock{mutex_};
    return cache_.pass(endpoint, url, std::move(fresh), now);
  }

  void record(logged_request entry) {
    options_.on_request(entry);
    log_.push_back(std::move(entry));
    if (log_.size() > max_log)
      log_.pop_front();
  }

  const server_options options_;

  mutable std::mutex mutex_;
  fault_schedule faults_;
  edge_cache cache_;
  std::map<std::string, std::uint64_t> counts_;
  std::deque<logged_request> log_;

  mutable std::mutex fronts_mutex_;
  std::array<std::uint16_t, all_hosts.size()> ports_{};
  // The last member: no request is served while the others are destroyed.
  std::array<std::unique_ptr<front>, all_hosts.size()> fronts_;
};

server::server(server_options options)
    : state_{std::make_unique<state>(std::move(options))} {}
server::~server() = default;

std::string server::url(host target) const {
  return "http://127.0.0.1:" + std::to_string(port(target));
}
std::uint16_t server::port(host target) const {
  return state_->port(target);
}
void server::misbehave(fault_rule rule) {
  state_->misbehave(std::move(rule));
}
void server::behave() {
  state_->behave();
}
void server::cache(std::string endpoints, std::chrono::seconds max_age) {
  state_->cache(std::move(endpoints), max_age);
}
void server::take_down(host which) {
  state_->take_down(which);
}
void server::bring_up(host which) {
  state_->bring_up(which);
}
std::uint64_t server::count(std::string_view endpoints) const {
  return state_->count(endpoints);
}
std::vector<logged_request> server::requests() const {
  return state_->requests();
}

} // namespace tracker::exchange
