// SPDX-License-Identifier: MIT
// The page on a ledger of years: how long the first byte of the page, the days and a page
// of windows take, and what a scrape costs.
//
//     bench_web [windows]
#include "actors/clock/wall_time.hpp"
#include "actors/ledger/store/ledger_reader.hpp"
#include "actors/web/ledger_figures.hpp"
#include "actors/web/router.hpp"
#include "actors/web/web_actor.hpp"
#include "tests/actors/web/raw_client.hpp"
#include "tests/bench/support/large_ledger.hpp"
#include "tests/bench/support/order_statistics.hpp"
#include "tests/support/process.hpp"

#include <fmt/format.h>

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/send.hpp>

#include <date/tz.h>

#include <chrono>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace tracker;
using namespace std::chrono_literals;
using milliseconds = std::chrono::duration<double, std::milli>;

template <class Body>
double measure(Body body) {
  const auto begin = std::chrono::steady_clock::now();
  body();
  return milliseconds{std::chrono::steady_clock::now() - begin}.count();
}

struct one_thread : caf::actor_system_config {
  one_thread() {
    set("scheduler.policy", caf::atom("sharing"));
    set("scheduler.max-threads", 1);
  }
};

/// The reply's first byte and its end, in milliseconds.
std::pair<double, double> time_of(std::uint16_t port, const std::string& target) {
  double first = 0;
  const auto whole = measure([&] {
    test::raw_client client{port};
    first = measure([&] {
      client.get(target);
      client.read_until("H", 60s);
    });
    client.read_reply(60s);
  });
  return {first, whole};
}

void print(const std::string& name, double value, double limit) {
  fmt::print("{:<34} {:9.2f} ms   limit {:6.0f} ms{}\n", name, value, limit,
             value > limit ? "   EXCEEDED" : "");
}

} // namespace

int main(int argc, char** argv) {
  const std::uint64_t windows =
      argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1'000'000;
  const test::temporary_directory folder;
  const auto file = (folder.path() / "tracker.db").string();
  const auto now = wall_time();
  const test::large_ledger ledger{windows, now};
  ledger.fill(file, 0);

  web_options options;
  options.context.version = "bench";
  options.context.started = now;
  options.context.ledger_file = file;
  options.context.zone = date::locate_zone("UTC");
  options.context.series = test::large_ledger::series_names();
  options.context.wallets = {test::large_ledger::owner()};
  options.now = wall_time;
  options.question_time = 60s;

  one_thread config;
  caf::actor_system system{config};
  auto socket = std::get<listen_socket>(listen_socket::open({"127.0.0.1", 0}));
  const auto port = socket.address().port;
  auto web = spawn_web(system, options, std::move(socket),
                       log_port{log_tee_actor{}, "web", wall_time});

  // While the figures are read, as after a start.
  print("first byte of /, figures unread", time_of(port, "/").first, 300);
  print("/api/v1/days", time_of(port, "/api/v1/days").second, 1500);
  print("/api/v1/days again", time_of(port, "/api/v1/days").second, 1500);
  print("/api/v1/windows", time_of(port, "/api/v1/windows").second, 1500);
  print("/plot/equity.svg", time_of(port, "/plot/equity.svg").second, 5000);
  std::vector<double> pages;
  std::vector<double> scrapes;
  for (int i = 0; i < 200; ++i) {
    pages.push_back(time_of(port, "/").first);
    scrapes.push_back(time_of(port, "/metrics").second);
  }
  print("first byte of /, p99", test::percentile(pages, 0.99), 300);
  print("/metrics, p50", test::percentile(scrapes, 0.5), 2);
  auto opened = ledger_reader::open(file);
  source_over<ledger_reader&> reader{std::get<ledger_reader>(opened)};
  print("figures of the ledger", measure([&] {
          const auto figures = read_ledger_figures(reader, {now, *options.context.zone,
                                                            options.context.series,
                                                            options.context.wallets});
          if (std::holds_alternative<ledger_error>(figures))
            fmt::print("{}\n", std::get<ledger_error>(figures).text);
        }),
        5000);
  caf::anon_send(web, tracker::shutdown{std::chrono::steady_clock::now() + 1s});
  web = web_actor{};
}
