// SPDX-License-Identifier: MIT
// The fetcher actor and a bare curl_multi loop: same run, same keep-alive server, same
// requests, no budgets for either. The rounds alternate, so that load on the machine
// affects both.
#include "actors/clock/cycle_meter.hpp"
#include "actors/clock/wall_time.hpp"
#include "actors/fetcher/fetcher_actor.hpp"
#include "main/config/config_caf.hpp"
#include "messages/interfaces.hpp"
#include "tests/bench/support/keep_alive_server.hpp"
#include "tests/bench/support/order_statistics.hpp"
#include "tests/bench/support/silent_tee.hpp"
#include "tests/support/market_bodies.hpp"

#include <fmt/format.h>

#include <caf/actor_system.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/scoped_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <curl/curl.h>

#include <cstdio>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <sys/resource.h>

using namespace tracker;
using namespace std::chrono_literals;

namespace {

constexpr int requests_per_round = 5'000;
constexpr int rounds = 25;

using steady = std::chrono::steady_clock;

// -- measurements ------------------------------------------------------------------

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

figures bare_multi(const std::string& url, int in_transfer) {
  CURLM* multi = curl_multi_init();
  auto* const accepted = curl_slist_append(nullptr, "Accept: application/json");
  const auto user_agent = fetcher_options{}.user_agent;
  std::vector<slot> slots(static_cast<std::size_t>(in_transfer));
  int sent = 0;
  int done = 0;
  const auto send_next = [&](slot& used) {
    used.asked = steady::now();
    ++sent;
    curl_multi_add_handle(multi, used.handle);
  };
  round_meter meter;
  for (auto& used : slots) {
    used.handle = curl_easy_init();
    curl_easy_setopt(used.handle, CURLOPT_URL, url.c_str());
    curl_easy_setopt(used.handle, CURLOPT_WRITEFUNCTION, &swallow);
    curl_easy_setopt(used.handle, CURLOPT_WRITEDATA, &used.bytes);
    curl_easy_setopt(used.handle, CURLOPT_PRIVATE, &used);
    curl_easy_setopt(used.handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(used.handle, CURLOPT_HTTPHEADER, accepted);
    curl_easy_setopt(used.handle, CURLOPT_USERAGENT, user_agent.c_str());
    curl_easy_setopt(used.handle, CURLOPT_ACCEPT_ENCODING, "gzip");
    send_next(used);
  }
  while (done < requests_per_round) {
    int running = 0;
    curl_multi_perform(multi, &running);
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi, &left)) {
      char* owner = nullptr;
      CURL* handle = message->easy_handle;
      curl_easy_getinfo(handle, CURLINFO_PRIVATE, &owner);
      auto& used = *reinterpret_cast<slot*>(owner);
      curl_multi_remove_handle(multi, handle);
      meter.answered(used.asked);
      ++done;
      if (sent < requests_per_round)
        send_next(used);
    }
    // After the last answer the poll would sleep a whole second, inside the measurement.
    if (done < requests_per_round)
      curl_multi_poll(multi, nullptr, 0, 1000, nullptr);
  }
  const auto result = meter.result();
  for (auto& used : slots)
    curl_easy_cleanup(used.handle);
  curl_multi_cleanup(multi);
  curl_slist_free_all(accepted);
  return result;
}

struct asker_state {
  int sent = 0;
  int done = 0;
  int failed = 0;
};

/// Sends concurrent requests to the fetcher, each with its own path so that none are
/// joined.
caf::behavior request_repeatedly(caf::event_based_actor* self,
                                 const fetcher_actor& fetcher, int in_transfer,
                                 const std::shared_ptr<round_meter>& meter,
                                 const std::shared_ptr<asker_state>& state) {
  const auto send_next = std::make_shared<std::function<void()>>();
  *send_next = [=, weak_sender = std::weak_ptr{send_next}] {
    const auto asked = steady::now();
    fetch_request wanted{host::gamma, "/x", "/x" + std::to_string(state->sent++),
                         std::chrono::seconds{30}, "bench"};
    self->request(fetcher, caf::infinite, std::move(wanted))
        .then(
            [=, keep = weak_sender.lock()](const fetch_result& result) {
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
  for (int i = 0; i < in_transfer; ++i)
    (*send_next)();
  return {[](const tick&) {}};
}

figures through_actor(const std::string& url, int in_transfer) {
  tracker_config config;
  caf::actor_system system{config};
  caf::scoped_actor self{system};
  const auto tee = test::spawn_silent_tee(system);
  fetcher_options options;
  options.gamma_url = url;
  options.max_connections_per_host = static_cast<std::size_t>(in_transfer);
  options.limits = {};
  options.now = wall_time;
  const auto fetcher =
      spawn_fetcher(system, options, log_port{tee, "fetcher", wall_time});
  auto meter = std::make_shared<round_meter>();
  auto state = std::make_shared<asker_state>();
  self->wait_for(system.spawn(request_repeatedly, fetcher, in_transfer, meter, state));
  const auto result = meter->result();
  if (state->failed != 0)
    fmt::print("{} requests failed: these figures are invalid\n", state->failed);
  caf::anon_send(fetcher, tracker::shutdown{steady::now() + std::chrono::seconds{1}});
  caf::anon_send(tee, tracker::shutdown{});
  return result;
}

void print(const char* name, int in_transfer, const std::vector<figures>& measured) {
  fmt::print("{:<6}{:>10}{:>13.0f}{:>10.0f}{:>10.0f}{:>20.1f}\n", name, in_transfer,
             test::median(measured, &figures::per_second),
             test::median(measured,
                          [](const figures& entry) { return entry.latency.p50 / 1us; }),
             test::median(measured,
                          [](const figures& entry) { return entry.latency.p99 / 1us; }),
             test::median(measured, &figures::cpu_microseconds));
}

void compare(const std::string& url, int in_transfer) {
  std::vector<figures> bare;
  std::vector<figures> actor;
  std::vector<double> ratios;
  for (int round = 0; round < rounds; ++round) {
    bare.push_back(bare_multi(url + "/x", in_transfer));
    actor.push_back(through_actor(url, in_transfer));
    ratios.push_back(actor.back().per_second / bare.back().per_second);
  }
  print("bare", in_transfer, bare);
  print("actor", in_transfer, actor);
  fmt::print("ratio of requests/s: {:.0f} %\n", 100 * test::median(ratios));
  std::fflush(stdout);
}

} // namespace

int main() {
  const window settled{"btc-updown-15m-1768936500", from_unix_seconds(1'768'936'500),
                       from_unix_seconds(1'768'937'400)};
  const auto body = test::clob_body(settled, settlement::up);
  const test::keep_alive_server server{body};
  curl_global_init(CURL_GLOBAL_DEFAULT);
  fmt::print("median of {} rounds of {} requests for {} bytes. The actor also has "
             "what the bare "
             "loop omits: two\nmessages, deadline, size limit, joined requests, host "
             "health, and the check for an error in the body.\n\n{:<6}{:>10}{:>13}{:>10}"
             "{:>10}{:>20}\n",
             rounds, requests_per_round, body.size(), "", "concurrent", "requests/s",
             "p50, us", "p99, us", "CPU a request, us");
  for (const int in_transfer : {1, 8, 32})
    compare(server.url(), in_transfer);
}
