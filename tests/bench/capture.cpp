// SPDX-License-Identifier: MIT
// The cost of a capture per request: three fetchers in one run, of which one records. The
// other two are equal, so their difference is the accuracy of the measurement. They take
// turns with blocks of requests, so that load on the machine affects all, and the median
// over the blocks ignores single outliers. The request rate is ten times the platform's
// limits.
#include "actors/capture/capture_actor.hpp"
#include "actors/clock/wall_time.hpp"
#include "actors/fetcher/fetcher_actor.hpp"
#include "main/config/config_caf.hpp"
#include "tests/bench/support/keep_alive_server.hpp"
#include "tests/bench/support/order_statistics.hpp"
#include "tests/bench/support/silent_tee.hpp"
#include "tests/support/process.hpp"

#include <fmt/format.h>

#include <caf/actor_system.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/scoped_actor.hpp>

#include <curl/curl.h>

#include <chrono>
#include <cstdio>
#include <memory>
#include <string>
#include <utility>
#include <vector>

using namespace tracker;
using namespace std::chrono_literals;

namespace {

using steady = std::chrono::steady_clock;
using microseconds = std::chrono::duration<double, std::micro>;

constexpr int blocks = 120;
constexpr int requests_per_block = 200;
/// The pause between two requests, over all slots together.
constexpr auto pace = 2ms;

/// Some kilobytes of activity rows, as the data host sends them.
std::string some_activity() {
  std::string rows;
  for (unsigned i = 0; i < 8; ++i)
    rows += fmt::format(
        R"({}{{"proxyWallet":"0x56687bf447db6ffa42ffe2204a05edaa20f55839","timestamp":{},)"
        R"("conditionId":"0x{:016x}{:048x}","type":"TRADE","size":{}.{:02},"usdcSize":{}.)"
        R"({:03},"transactionHash":"0x{:032x}{:032x}","price":0.{:02},"asset":"{}{:038}",)"
        R"("side":"BUY","outcomeIndex":{},"slug":"btc-updown-15m-{}","outcome":"Up"}})",
        i == 0 ? "" : ",", 1'768'936'500 + i, i * 0x9e3779b97f4a7c15U, i, i + 5, i,
        i * 3 + 2, i * 7, i * 0xbf58476d1ce4e5b9U, i * 77, i + 40,
        18'446'744'073'709'551'000U - i, i * 977, i % 2, 1'768'936'500);
  return "[" + rows + "]";
}

/// Latencies of one block, in microseconds.
struct latencies {
  double p50;
  double p99;
};

struct block_state {
  int sent = 0;
  int done = 0;
  int failed = 0;
};

/// One block: each slot sends its next request some time after an answer.
caf::behavior request_repeatedly(caf::event_based_actor* self,
                                 const fetcher_actor& fetcher, int in_transfer,
                                 std::vector<double>* output,
                                 const std::shared_ptr<block_state>& state) {
  const auto send_next = [=] {
    const auto asked = steady::now();
    const auto number = state->sent++;
    fetch_request wanted{host::data, "/activity", "/activity?n=" + std::to_string(number),
                         30s, "bench"};
    self->request(fetcher, caf::infinite, std::move(wanted))
        .then(
            [=](const fetch_result& result) {
              output->push_back(microseconds{steady::now() - asked}.count());
              state->failed += std::holds_alternative<fetch_error>(result.value) ? 1 : 0;
              if (++state->done == requests_per_block)
                self->quit();
              else
                self->delayed_send(self, pace * in_transfer, caf::atom("fire"));
            },
            [=](const caf::error& error) { self->quit(error); });
  };
  for (int i = 0; i < in_transfer; ++i)
    self->delayed_send(self, pace * i, caf::atom("fire"));
  return {[=](caf::atom_value) {
    if (state->sent < requests_per_block)
      send_next();
  }};
}

/// A fetcher and the latencies of its blocks, in order.
struct side {
  const char* name;
  fetcher_actor fetcher;
  std::vector<latencies> blocks;
};

class capture_benchmark {
public:
  explicit capture_benchmark(const std::string& url)
      : tee_{test::spawn_silent_tee(system_)} {
    capture_header header;
    header.program = TRACKER_VERSION;
    header.begun = {steady::now(), wall_time()};
    header.run = header.begun.wall;
    recorder_ = spawn_capture(
        system_, capture_file::open({(folder_.path() / "bench.cap").string()}, header),
        log("capture"));
    sides_ = {{"off", spawn(url, {}), {}},
              {"off again", spawn(url, {}), {}},
              {"on", spawn(url, recorder_), {}}};
  }
  ~capture_benchmark() {
    for (const auto& side : sides_)
      caf::anon_send(side.fetcher, tracker::shutdown{steady::now() + 1s});
    caf::anon_send(recorder_, tracker::shutdown{});
    caf::anon_send(tee_, tracker::shutdown{});
  }
  capture_benchmark(const capture_benchmark&) = delete;
  capture_benchmark& operator=(const capture_benchmark&) = delete;

  void compare(int in_transfer) {
    for (auto& side : sides_)
      side.blocks.clear();
    for (std::size_t turn = 0; turn < blocks; ++turn)
      for (std::size_t i = 0; i < sides_.size(); ++i) {
        // Each side comes first equally often.
        auto& side = sides_[(turn + i) % sides_.size()];
        side.blocks.push_back(run_block(side.fetcher, in_transfer));
      }
    for (const auto& side : sides_)
      print(side, in_transfer);
    std::fflush(stdout);
  }

  /// False when the capture has ended too early.
  bool still_records() {
    bool result = false;
    caf::scoped_actor self{system_};
    self->request(recorder_, caf::infinite, capture_mark{})
        .receive([&](const capture_progress& progress) { result = progress.goes_on; },
                 [](const caf::error&) {});
    return result;
  }

private:
  log_port log(const char* name) { return {tee_, name, wall_time}; }

  fetcher_actor spawn(const std::string& url, capture_actor recorder) {
    fetcher_options options;
    options.data_url = url;
    options.max_connections_per_host = 8;
    options.limits = {};
    options.now = wall_time;
    options.recorder = std::move(recorder);
    return spawn_fetcher(system_, options, log("fetcher"));
  }

  latencies run_block(const fetcher_actor& fetcher, int in_transfer) {
    std::vector<double> all;
    const auto state = std::make_shared<block_state>();
    caf::scoped_actor self{system_};
    self->wait_for(system_.spawn(request_repeatedly, fetcher, in_transfer, &all, state));
    if (state->failed != 0 || state->done != requests_per_block)
      fmt::print("{} requests failed: these figures are invalid\n",
                 requests_per_block - state->done + state->failed);
    return {test::median(all), test::percentile(all, 0.99)};
  }

  /// The median increase over the first side, compared block by block, in per cent.
  double increase(const side& measured, double latencies::*latency) const {
    std::vector<double> ratios;
    for (std::size_t i = 0; i < measured.blocks.size(); ++i)
      ratios.push_back(measured.blocks[i].*latency / sides_.front().blocks[i].*latency);
    return 100 * (test::median(ratios) - 1);
  }

  void print(const side& measured, int in_transfer) const {
    fmt::print("{:<10}{:>10}{:>10.0f}{:>10.0f}", measured.name, in_transfer,
               test::median(measured.blocks, &latencies::p50),
               test::median(measured.blocks, &latencies::p99));
    if (&measured != &sides_.front())
      fmt::print("   p50 {:+.1f} %, p99 {:+.1f} %", increase(measured, &latencies::p50),
                 increase(measured, &latencies::p99));
    fmt::print("\n");
  }

  const test::temporary_directory folder_;
  tracker_config config_;
  caf::actor_system system_{config_};
  log_tee_actor tee_;
  capture_actor recorder_;
  std::vector<side> sides_;
};

} // namespace

int main() {
  const auto body = some_activity();
  const test::keep_alive_server server{body};
  curl_global_init(CURL_GLOBAL_DEFAULT);
  fmt::print("{} blocks of {} requests each, one every {} ms, bodies of {} bytes; goal: "
             "p99 within 5 % of off\n\n{:<10}{:>10}{:>10}{:>10}\n",
             blocks, requests_per_block, pace / 1ms, body.size(), "capture", "concurrent",
             "p50, us", "p99, us");
  capture_benchmark comparison{server.url()};
  for (const int in_transfer : {1, 8})
    comparison.compare(in_transfer);
  if (!comparison.still_records())
    fmt::print("the capture has ended: these figures are invalid\n");
}
