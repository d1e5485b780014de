// SPDX-License-Identifier: MIT
// The fetcher actor beside a bare curl_multi loop: same run, same keep-alive server, no
// budgets for either.
#include "actors/clock/histogram.hpp"
#include "actors/fetcher/fetcher_actor.hpp"
#include "messages/interfaces.hpp"

#include <fmt/format.h>

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/scoped_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <curl/curl.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include <arpa/inet.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace tracker;

namespace {

constexpr int requests_per_round = 40'000;

using steady = std::chrono::steady_clock;

// -- the server: a process of its own, one epoll loop, keep-alive ----------------------

const std::string answer = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                           "Content-Length: 512\r\n\r\n[" +
                           std::string(510, ' ') + "]";

int listen_on_loopback(std::uint16_t& port) {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  if (bind(listener, reinterpret_cast<sockaddr*>(&address), length) != 0 ||
      listen(listener, 128) != 0 ||
      getsockname(listener, reinterpret_cast<sockaddr*>(&address), &length) != 0)
    std::abort();
  port = ntohs(address.sin_port);
  return listener;
}

void watch(int poller, int descriptor) {
  epoll_event wanted{};
  wanted.events = EPOLLIN;
  wanted.data.fd = descriptor;
  epoll_ctl(poller, EPOLL_CTL_ADD, descriptor, &wanted);
}

[[noreturn]] void serve(int listener) {
  const int poller = epoll_create1(EPOLL_CLOEXEC);
  watch(poller, listener);
  std::array<epoll_event, 64> ready{};
  std::array<char, 4096> request{};
  for (;;) {
    const int count =
        epoll_wait(poller, ready.data(), static_cast<int>(ready.size()), -1);
    for (int i = 0; i < count; ++i) {
      const int from = ready[static_cast<std::size_t>(i)].data.fd;
      if (from == listener) {
        watch(poller, accept4(listener, nullptr, nullptr, SOCK_CLOEXEC));
      } else if (read(from, request.data(), request.size()) <= 0 ||
                 write(from, answer.data(), answer.size()) < 0) {
        close(from);
      }
    }
  }
}

// -- what is measured ------------------------------------------------------------------

double cpu_seconds() {
  rusage use{};
  getrusage(RUSAGE_SELF, &use);
  return static_cast<double>(use.ru_utime.tv_sec + use.ru_stime.tv_sec) +
         static_cast<double>(use.ru_utime.tv_usec + use.ru_stime.tv_usec) / 1e6;
}

struct figures {
  double per_second = 0;
  double cpu_microseconds = 0;
  spread latency;
};

/// Counts the answers of one round.
class round_meter {
public:
  void answered(steady::time_point asked) { latency_.add(steady::now() - asked); }
  figures result() const {
    const std::chrono::duration<double> took = steady::now() - begun_;
    const auto summary = latency_.summary();
    const auto count = static_cast<double>(summary.count);
    return {count / took.count(), (cpu_seconds() - cpu_before_) * 1e6 / count, summary};
  }

private:
  histogram latency_;
  steady::time_point begun_ = steady::now();
  double cpu_before_ = cpu_seconds();
};

std::size_t swallow(char*, std::size_t size, std::size_t count, void* total) {
  *static_cast<std::size_t*>(total) += size * count;
  return size * count;
}

struct slot {
  CURL* handle = nullptr;
  steady::time_point asked{};
  std::size_t bytes = 0;
};

figures bare_multi(const std::string& url, int in_flight) {
  CURLM* multi = curl_multi_init();
  std::vector<slot> slots(static_cast<std::size_t>(in_flight));
  int sent = 0;
  int done = 0;
  const auto fire = [&](slot& at) {
    at.asked = steady::now();
    ++sent;
    curl_multi_add_handle(multi, at.handle);
  };
  round_meter meter;
  for (auto& at : slots) {
    at.handle = curl_easy_init();
    curl_easy_setopt(at.handle, CURLOPT_URL, url.c_str());
    curl_easy_setopt(at.handle, CURLOPT_WRITEFUNCTION, &swallow);
    curl_easy_setopt(at.handle, CURLOPT_WRITEDATA, &at.bytes);
    curl_easy_setopt(at.handle, CURLOPT_PRIVATE, &at);
    curl_easy_setopt(at.handle, CURLOPT_NOSIGNAL, 1L);
    fire(at);
  }
  while (done < requests_per_round) {
    int running = 0;
    curl_multi_perform(multi, &running);
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi, &left)) {
      char* owner = nullptr;
      CURL* handle = message->easy_handle;
      curl_easy_getinfo(handle, CURLINFO_PRIVATE, &owner);
      auto& at = *reinterpret_cast<slot*>(owner);
      curl_multi_remove_handle(multi, handle);
      meter.answered(at.asked);
      ++done;
      if (sent < requests_per_round)
        fire(at);
    }
    // With nothing left to come the poll would sleep its whole second, inside the
    // measure.
    if (done < requests_per_round)
      curl_multi_poll(multi, nullptr, 0, 1000, nullptr);
  }
  const auto result = meter.result();
  for (auto& at : slots)
    curl_easy_cleanup(at.handle);
  curl_multi_cleanup(multi);
  return result;
}

struct asker_state {
  int sent = 0;
  int done = 0;
  int failed = 0;
};

/// Asks the fetcher, so many requests in flight, each under its own path so that none
/// shares another's transfer.
caf::behavior asker(caf::event_based_actor* self, const fetcher_actor& fetcher,
                    int in_flight, const std::shared_ptr<round_meter>& meter,
                    const std::shared_ptr<asker_state>& state) {
  const auto fire = std::make_shared<std::function<void()>>();
  *fire = [=, again = std::weak_ptr{fire}] {
    const auto asked = steady::now();
    fetch_request wanted{host::gamma, "/x", "/x" + std::to_string(state->sent++),
                         std::chrono::seconds{30}, "bench"};
    self->request(fetcher, caf::infinite, std::move(wanted))
        .then(
            [=, keep = again.lock()](const fetch_result& result) {
              meter->answered(asked);
              if (std::holds_alternative<fetch_error>(result.value))
                ++state->failed;
              if (++state->done == requests_per_round)
                self->quit();
              else if (state->sent < requests_per_round)
                (*keep)();
            },
            [=](const caf::error&) { self->quit(caf::exit_reason::user_shutdown); });
  };
  for (int i = 0; i < in_flight; ++i)
    (*fire)();
  return {[](const tick&) {}};
}

figures through_actor(const std::string& url, int in_flight) {
  caf::actor_system_config config;
  config.set("scheduler.policy", caf::atom("sharing"));
  config.set("scheduler.max-threads", 2);
  caf::actor_system system{config};
  caf::scoped_actor self{system};
  const auto tee =
      system.spawn([](log_tee_actor::pointer me) -> log_tee_actor::behavior_type {
        return {[](const log_line&) {}, [](const reopen_log&) {},
                [](const set_log_level&) {},
                [me](const tracker::shutdown&) {
                  me->quit();
                  return drained{};
                },
                [](const status_request&) { return actor_status{}; }};
      });
  fetcher_options options;
  options.gamma_url = url;
  options.max_connections_per_host = static_cast<std::size_t>(in_flight);
  options.limits = {};
  const auto fetcher = spawn_fetcher(
      system, options, log_port{tee, "fetcher", [] { return timestamp{}; }});
  auto meter = std::make_shared<round_meter>();
  auto state = std::make_shared<asker_state>();
  self->wait_for(system.spawn(asker, fetcher, in_flight, meter, state));
  const auto result = meter->result();
  if (state->failed != 0)
    fmt::print("{} requests failed: these figures are worthless\n", state->failed);
  caf::anon_send(fetcher, tracker::shutdown{steady::now() + std::chrono::seconds{1}});
  caf::anon_send(tee, tracker::shutdown{});
  return result;
}

void print(const char* who, int in_flight, const figures& at) {
  const auto microseconds = [](timespan span) { return span.count() / 1000; };
  fmt::print(
      "{:<6} {:>2} in flight: {:>7.0f} requests/s, p50 {} us, p99 {} us, {:.1f} us "
      "CPU a request\n",
      who, in_flight, at.per_second, microseconds(at.latency.p50),
      microseconds(at.latency.p99), at.cpu_microseconds);
}

} // namespace

int main() {
  std::uint16_t port = 0;
  const int listener = listen_on_loopback(port);
  const auto server = fork();
  if (server == 0)
    serve(listener);
  curl_global_init(CURL_GLOBAL_DEFAULT);
  const auto url = "http://127.0.0.1:" + std::to_string(port);
  for (const int in_flight : {1, 8, 32}) {
    const auto bare = bare_multi(url + "/x", in_flight);
    const auto actor = through_actor(url, in_flight);
    print("bare", in_flight, bare);
    print("actor", in_flight, actor);
    fmt::print("ratio  {:.0f} %\n", 100 * actor.per_second / bare.per_second);
    std::fflush(stdout);
  }
  kill(server, SIGKILL);
  waitpid(server, nullptr, 0);
}
