// SPDX-License-Identifier: MIT
// The log tee and bare spdlog in the same run: lines per second to a file, and the memory
// with a stopped console.
#include "actors/clock/wall_time.hpp"
#include "actors/log_tee/log_port.hpp"
#include "actors/log_tee/log_tee_actor.hpp"
#include "main/config/config_caf.hpp"
#include "tests/bench/support/order_statistics.hpp"

#include <caf/actor_system.hpp>
#include <caf/scoped_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <csignal>
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <fmt/format.h>
#include <spdlog/async.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/spdlog.h>

namespace {

using namespace tracker;
using seconds = std::chrono::duration<double>;

constexpr std::size_t lines_of_a_run = 1'000'000;
constexpr int rounds = 5;
#define CYCLE_LINE "T-{}s | UP 10.0@0.49 DN 10.0@0.47 | btc-updown-15m-1768936500"

std::filesystem::path folder() {
  return std::filesystem::temp_directory_path() /
         fmt::format("bench_log_tee.{}", getpid());
}

std::string file_of(std::string_view name) {
  return (folder() / fmt::format("{}.log", name)).string();
}

std::size_t lines_in(const std::string& path) {
  std::ifstream file{path};
  return static_cast<std::size_t>(
      std::count(std::istreambuf_iterator<char>{file}, {}, '\n'));
}

/// Processor time of this process since its start.
seconds processor_time() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto span_of = [](const timeval& time) {
    return seconds{static_cast<double>(time.tv_sec) +
                   static_cast<double>(time.tv_usec) / 1e6};
  };
  return span_of(usage.ru_utime) + span_of(usage.ru_stime);
}

struct figures {
  double lines_per_second;
  double processor_ns_per_line;
};

/// Runs `body`, which must write all lines of a run to `path`.
figures measured(const std::string& path, const std::function<void()>& body) {
  const auto start = std::chrono::steady_clock::now();
  const auto used_before = processor_time();
  body();
  const seconds took = std::chrono::steady_clock::now() - start;
  const auto used = processor_time() - used_before;
  const auto found = lines_in(path);
  std::filesystem::remove(path);
  if (found < lines_of_a_run)
    throw std::runtime_error{fmt::format("{}: only {} lines", path, found)};
  constexpr auto lines = static_cast<double>(lines_of_a_run);
  return {lines / took.count(), used.count() * 1e9 / lines};
}

// -- bare spdlog ---

constexpr auto spdlog_pattern = "%Y-%m-%d %H:%M:%S.%e %z %l %n | %v";

void log_with(spdlog::logger& logger, std::size_t lines) {
  for (std::size_t i = 0; i < lines; ++i)
    logger.info(CYCLE_LINE, i);
}

void log_from_threads(spdlog::logger& logger, std::size_t senders) {
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < senders; ++i)
    threads.emplace_back([&] { log_with(logger, lines_of_a_run / senders); });
  for (auto& thread : threads)
    thread.join();
}

figures spdlog_sync() {
  const auto path = file_of("sync");
  return measured(path, [&] {
    spdlog::logger logger{"window",
                          std::make_shared<spdlog::sinks::basic_file_sink_st>(path)};
    logger.set_pattern(spdlog_pattern);
    log_with(logger, lines_of_a_run);
    logger.flush();
  });
}

figures spdlog_sync_shared(std::size_t senders) {
  const auto path = file_of("shared");
  return measured(path, [&] {
    spdlog::logger logger{"window",
                          std::make_shared<spdlog::sinks::basic_file_sink_mt>(path)};
    logger.set_pattern(spdlog_pattern);
    log_from_threads(logger, senders);
    logger.flush();
  });
}

figures spdlog_async(std::size_t senders) {
  const auto path = file_of("async");
  return measured(path, [&] {
    auto pool = std::make_shared<spdlog::details::thread_pool>(65'536, 1);
    auto logger = std::make_shared<spdlog::async_logger>(
        "window", std::make_shared<spdlog::sinks::basic_file_sink_mt>(path), pool,
        spdlog::async_overflow_policy::block);
    logger->set_pattern(spdlog_pattern);
    log_from_threads(*logger, senders);
    logger.reset();
    pool.reset();
  });
}

// -- the tee ---

log_sinks open_sinks(const log_tee_options& options) {
  auto sinks = log_sinks::open(options);
  if (const auto* problem = std::get_if<std::string>(&sinks))
    throw std::runtime_error{*problem};
  return std::get<log_sinks>(std::move(sinks));
}

struct send_more {};
struct all_sent {};

using sender_actor = compat::interface<all_sent(send_more)>;

} // namespace

TRACKER_MESSAGE(send_more)
TRACKER_MESSAGE(all_sent)

namespace {

/// Logs `lines` in portions, two of them pending, so that the tee's queue is neither
/// empty nor full and drops no line. Answers when the tee has handled all lines.
class sender final : public sender_actor::base {
public:
  static constexpr std::size_t portion = 1024;

  sender(caf::actor_config& config, log_tee_actor tee, std::size_t lines)
      : sender_actor::base{config}
      , tee_{std::move(tee)}
      , left_{lines}
      , log_{tee_, "window", wall_time} {}

  behavior_type make_behavior() override {
    return {[this](send_more) {
      done_ = make_response_promise<all_sent>();
      send_portion();
      send_portion();
      return done_;
    }};
  }

private:
  void send_portion() {
    const auto lines = std::min(left_, portion);
    for (std::size_t i = 0; i < lines; ++i)
      log_.info("cycle", fmt::format(CYCLE_LINE, i));
    left_ -= lines;
    ++on_the_way_;
    request(tee_, caf::infinite, status_request{}).then([this](const actor_status&) {
      --on_the_way_;
      if (left_ > 0)
        send_portion();
      else if (on_the_way_ == 0)
        done_.deliver(all_sent{});
    });
  }

  log_tee_actor tee_;
  std::size_t left_;
  std::size_t on_the_way_ = 0;
  log_port log_;
  caf::typed_response_promise<all_sent> done_;
};

figures tee_to_file(std::size_t senders) {
  log_tee_options options;
  options.cycle = cycle_lines::every;
  options.file = file_of("tee");
  options.console = false;
  options.rotate_size = 0;
  options.now = wall_time;
  return measured(options.file, [&] {
    tracker_config config;
    caf::actor_system system{config};
    caf::scoped_actor self{system};
    const auto tee = spawn_log_tee(system, open_sinks(options), options);
    const auto start = [&] {
      return self->request(system.spawn<sender>(tee, lines_of_a_run / senders),
                           caf::infinite, send_more{});
    };
    std::vector<decltype(start())> running;
    for (std::size_t i = 0; i < senders; ++i)
      running.push_back(start());
    for (auto& pending : running)
      pending.receive([](const all_sent&) {}, [](const caf::error&) { std::abort(); });
    self->request(tee, caf::infinite, shutdown{})
        .receive([](const drained&) {}, [](const caf::error&) { std::abort(); });
  });
}

// -- memory with a stopped console ---

/// A value of /proc/self/status in KiB.
std::size_t memory_kib(std::string_view name) {
  std::ifstream status{"/proc/self/status"};
  std::string word;
  while (status >> word && word != name) {
  }
  std::size_t kib = 0;
  status >> kib;
  return kib;
}

/// Sends a million lines at full speed to a console that is not read.
void stopped_console() {
  int ends[2];
  if (pipe(ends) != 0)
    throw std::runtime_error{"pipe"};
  log_tee_options options;
  options.cycle = cycle_lines::every;
  options.file = file_of("stopped");
  options.console_descriptor = ends[1];
  options.now = wall_time;
  const auto before = memory_kib("VmRSS:");
  tracker_config config;
  caf::actor_system system{config};
  caf::scoped_actor self{system};
  const auto tee = spawn_log_tee(system, open_sinks(options), options);
  const log_port log{tee, "window", wall_time};
  const auto start = std::chrono::steady_clock::now();
  for (std::size_t i = 0; i < lines_of_a_run; ++i)
    log.info("cycle", fmt::format(CYCLE_LINE, i));
  const seconds took = std::chrono::steady_clock::now() - start;
  self->request(tee, caf::infinite, status_request{})
      .receive(
          [&](const actor_status& status) {
            fmt::print(
                "\nconsole stopped, a million lines unpaced: {:.0f} ns/line for the "
                "sender\nresident {} KiB before, {} KiB after, {} KiB at most\n{}\n",
                took.count() * 1e9 / static_cast<double>(lines_of_a_run), before,
                memory_kib("VmRSS:"), memory_kib("VmHWM:"), status.summary);
          },
          [](const caf::error&) { std::abort(); });
  close(ends[0]);
  self->request(tee, caf::infinite, shutdown{})
      .receive([](const drained&) {}, [](const caf::error&) { std::abort(); });
  close(ends[1]);
}

struct contender {
  std::string name;
  std::function<figures()> run;
  std::vector<figures> rounds{};

  double median(double figures::*figure) const { return test::median(rounds, figure); }
};

} // namespace

int main() {
  std::signal(SIGPIPE, SIG_IGN);
  std::filesystem::create_directories(folder());
  // This comes first, because memory freed by other runs would still count as resident.
  stopped_console();

  std::vector<contender> contenders{
      {"spdlog, sync, 1 thread", spdlog_sync},
      {"spdlog, sync, 4 threads", [] { return spdlog_sync_shared(4); }},
      {"spdlog, async, 1 thread", [] { return spdlog_async(1); }},
      {"spdlog, async, 4 threads", [] { return spdlog_async(4); }},
      {"log tee, 1 actor", [] { return tee_to_file(1); }},
      {"log tee, 4 actors", [] { return tee_to_file(4); }},
  };
  // They alternate, so that load on the machine affects all of them.
  for (int round = 0; round < rounds; ++round)
    for (auto& contender : contenders)
      contender.rounds.push_back(contender.run());

  const auto reference = contenders.front().median(&figures::lines_per_second);
  fmt::print("\n{:<26}{:>12}{:>12}{:>22}   (median of {} rounds)\n", "lines to a file",
             "lines/s", "of sync", "processor, ns/line", rounds);
  for (const auto& contender : contenders) {
    const auto speed = contender.median(&figures::lines_per_second);
    fmt::print("{:<26}{:>12.0f}{:>10.0f} %{:>22.0f}\n", contender.name, speed,
               100 * speed / reference,
               contender.median(&figures::processor_ns_per_line));
  }
  std::filesystem::remove_all(folder());
  return 0;
}
