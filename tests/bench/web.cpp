// SPDX-License-Identifier: MIT
// The page on a ledger of years: how long the first byte of the page, the days and a page
// of windows take, and what a scrape costs.
//
//     bench_web [windows [FILE]]     FILE is filled once and used again
#include "actors/clock/wall_time.hpp"
#include "actors/ledger/store/ledger_reader.hpp"
#include "actors/web/ledger_figures.hpp"
#include "actors/web/measure/metrics_text.hpp"
#include "actors/web/metrics.hpp"
#include "actors/web/router.hpp"
#include "actors/web/web_actor.hpp"
#include "tests/actors/web/one_thread.hpp"
#include "tests/actors/web/raw_client.hpp"
#include "tests/bench/support/large_ledger.hpp"
#include "tests/bench/support/order_statistics.hpp"
#include "tests/support/process.hpp"

#include <fmt/format.h>

#include <caf/actor_system.hpp>
#include <caf/send.hpp>

#include <date/tz.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <memory>
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

/// Processor time of all threads, in milliseconds: independent of other load on the
/// machine.
template <class Body>
double measure_processor(Body body) {
  const auto begin = std::clock();
  body();
  return 1e3 * static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
}

/// The times of the reply's first byte and its end, in milliseconds.
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
  std::fflush(stdout);
}

/// Prints the processor time of the handlers alone, without the actor around them.
void print_handlers(const web_context& context, timestamp now) {
  web_snapshot snapshot;
  snapshot.now = now;
  snapshot.revision = 1;
  source_over<ledger_reader> reader{
      test::value_or_throw(ledger_reader::open(context.ledger_file))};
  for (const auto& [path, limit] :
       {std::pair{"/", 300}, std::pair{"/api/v1/days", 1500},
        std::pair{"/api/v1/windows", 1500}, std::pair{"/api/v1/attention", 1500}}) {
    const auto& handler = std::get<ledger_handler>(find_route(path)->handler);
    // The first call reads the file into memory.
    for (const auto* state : {"cold", "warm"})
      print(fmt::format("{} alone, {}, processor", path, state),
            measure_processor([&, target = path] {
              handler({target, {}}, {context, snapshot}, reader);
            }),
            limit);
  }
}

web_snapshot snapshot_of(ledger_figures figures) {
  web_snapshot snapshot;
  snapshot.now = figures.read_at;
  snapshot.ledger = std::make_shared<const ledger_figures>(std::move(figures));
  return snapshot;
}

/// The number of series in a scrape with these figures.
std::size_t count_series(const web_context& context, ledger_figures figures) {
  const auto snapshot = snapshot_of(std::move(figures));
  const auto text =
      write_metrics(collect_samples({context, snapshot}), exposition::prometheus);
  std::size_t count = 0;
  for (std::size_t begin = 0; begin < text.size(); begin = text.find('\n', begin) + 1)
    count += text[begin] == '#' ? 0 : 1;
  return count;
}

/// Processor time of a scrape of 56 series and 8 wallets, in milliseconds.
double time_of_scrape(web_context context, ledger_figures figures) {
  while (figures.series.size() < 56) {
    figures.series.push_back(figures.series.front());
    figures.series.back().series = fmt::format("more{}", figures.series.size());
  }
  while (figures.wallets.size() < 8) {
    figures.wallets.push_back(figures.wallets.front());
    figures.wallets.back().wallet = {fmt::format("more{}", figures.wallets.size()),
                                     fmt::format("0x{:040x}", figures.wallets.size())};
  }
  context.series.clear();
  context.wallets.clear();
  for (const auto& series : figures.series)
    context.series.push_back(series.series);
  for (const auto& row : figures.wallets)
    context.wallets.push_back(row.wallet);
  const auto snapshot = snapshot_of(std::move(figures));
  constexpr int rounds = 500;
  std::size_t bytes = 0;
  const auto spent = measure_processor([&] {
    for (int i = 0; i < rounds; ++i)
      bytes += serve_metrics({"/metrics", {}}, {context, snapshot}).body.size();
  });
  fmt::print("{} bytes in a scrape of 56 series and 8 wallets\n",
             bytes / static_cast<std::size_t>(rounds));
  return spent / rounds;
}

} // namespace

int main(int argc, char** argv) {
  const std::uint64_t windows =
      argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1'000'000;
  const test::temporary_directory folder;
  const auto file =
      argc > 2 ? std::string{argv[2]} : (folder.path() / "tracker.db").string();
  const auto now = wall_time();
  const test::large_ledger ledger{windows, now};
  if (!std::filesystem::exists(file))
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

  print_handlers(options.context, now);

  test::one_thread config;
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
  for (int i = 0; i < 50; ++i) {
    pages.push_back(time_of(port, "/").first);
    scrapes.push_back(time_of(port, "/metrics").second);
  }
  print("first byte of /, p50", test::percentile(pages, 0.5), 300);
  print("first byte of /, p99", test::percentile(pages, 0.99), 300);
  print("/metrics, p50", test::percentile(scrapes, 0.5), 2);
  const ledger_scope scope{now, *options.context.zone, options.context.series,
                           options.context.wallets};
  source_over<ledger_reader> reader{test::value_or_throw(ledger_reader::open(file))};
  ledger_figures figures;
  print("figures of the ledger", measure([&] {
          figures = test::value_or_throw(read_ledger_figures(reader, scope));
        }),
        5000);
  print("a scrape, processor time", time_of_scrape(options.context, figures), 2);
  const auto few = (folder.path() / "few.db").string();
  test::large_ledger{800, now}.fill(few, 0);
  source_over<ledger_reader> few_reader{test::value_or_throw(ledger_reader::open(few))};
  fmt::print("series of /metrics: {} after 800 windows, {} after {}\n",
             count_series(options.context,
                          test::value_or_throw(read_ledger_figures(few_reader, scope))),
             count_series(options.context, std::move(figures)), windows);
  caf::anon_send(web, tracker::shutdown{std::chrono::steady_clock::now() + 1s});
  web = web_actor{};
}
