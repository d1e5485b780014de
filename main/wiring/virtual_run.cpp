// SPDX-License-Identifier: MIT
#include "main/wiring/virtual_run.hpp"

#include "actors/fetcher/virtual_fetcher_actor.hpp"
#include "actors/log_tee/live/terminal.hpp"
#include "actors/log_tee/log_tee_actor.hpp"
#include "actors/signal/signal_source.hpp"
#include "actors/status/status_actor.hpp"
#include "main/version.hpp"
#include "main/wiring/actor_plan.hpp"
#include "main/wiring/banner.hpp"
#include "main/wiring/data_dir.hpp"
#include "main/wiring/ledger_start.hpp"
#include "main/wiring/pace.hpp"

#include <fmt/format.h>

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/scheduler/test_coordinator.hpp>

#include <algorithm>
#include <array>
#include <csignal>
#include <optional>
#include <utility>

#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tracker {

namespace {

using namespace std::chrono_literals;

/// CAF's scheduler that runs one message after the other, on demand.
struct one_thread_config : caf::actor_system_config {
  one_thread_config() { set("scheduler.policy", caf::atom("testing")); }
};

/// The wall clock of the run: the last time set, plus the steady time since then.
class virtual_wall {
public:
  virtual_wall(const caf::actor_clock& steady, timestamp now)
      : steady_{steady}, set_at_{steady.now()}, wall_{now} {}

  timestamp now() const { return wall_ + (steady_.now() - set_at_); }
  void set(timestamp now) {
    set_at_ = steady_.now();
    wall_ = now;
  }

private:
  const caf::actor_clock& steady_;
  steady_point set_at_;
  timestamp wall_;
};

/// Waits for a descriptor or a time limit, or for a signal. False if a signal came.
bool await_before_signal(const signal_source& signals, pollfd awaited,
                         std::optional<timespan> time_limit) {
  std::array<pollfd, 2> wanted{{{signals.descriptor(), POLLIN, 0}, awaited}};
  const auto limit = std::max(time_limit.value_or(0ns), timespan{0});
  const timespec timeout{static_cast<time_t>(limit / 1s),
                         static_cast<long>((limit % 1s).count())};
  ppoll(wanted.data(), wanted.size(), time_limit ? &timeout : nullptr, nullptr);
  return wanted[0].revents == 0;
}

bool is_regular_file(int descriptor) {
  struct stat status {};
  return fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
}

/// One run: its parts, and the loop that advances its time.
class virtual_run {
public:
  virtual_run(const settings& effective, virtual_run_options options)
      : effective_{effective}
      , options_{std::move(options)}
      , system_{config_}
      , wall_{clock(), options_.start}
      , pace_{options_.speed} {}
  ~virtual_run() {
    // The actor system must not wait for actors that have not ended.
    clock().cancel_all();
    drain();
    system_.await_actors_before_shutdown(false);
  }
  virtual_run(const virtual_run&) = delete;
  virtual_run& operator=(const virtual_run&) = delete;

  /// Opens the places and starts the actors. Returns an exit code if it cannot, after
  /// reporting the reason.
  std::optional<int> start() {
    auto logging = log_options(effective_, now_);
    logging.runs_on = thread_of::pool;
    // Without a pace there is nothing to look at.
    logging.live_table = logging.live_table && options_.speed > 0;
    if (logging.live_table)
      rescue_.emplace(logging.console_descriptor);
    logging.await_console = [this, descriptor = logging.console_descriptor] {
      return await_console(descriptor);
    };
    auto sinks = log_sinks::open(logging);
    if (const auto* problem = std::get_if<std::string>(&sinks))
      return refuse(*problem, 2);
    auto only_writer = ledger_lock::take(effective_.ledger_file);
    if (const auto* error = std::get_if<data_dir_error>(&only_writer))
      return refuse(error->reason, error->exit_code);
    ledger_lock_.emplace(std::get<ledger_lock>(std::move(only_writer)));
    auto opened = open_ledger(effective_, options_.start, options_.commits);
    if (const auto* error = std::get_if<ledger_error>(&opened))
      return refuse(error->text, exit_code_of(*error));
    ledger_.emplace(std::move(std::get<ready_ledger>(opened).store));
    start_actors(spawn_log_tee(system_, std::get<log_sinks>(std::move(sinks)), logging));
    return std::nullopt;
  }

  virtual_run_end run() {
    read_tick();
    for (;;) {
      drain();
      read_signals();
      if (end_)
        break;
      const auto next = next_moment();
      if (next && wait_until(*next))
        move_to(*next);
      else if (!next && !stop("no event is left"))
        end_ = finished{1, "the run does not end: no event is left"};
    }
    if (end_->exit_code != 0 && end_->exit_code != forced_exit_code)
      complain(end_->reason);
    return {end_->exit_code, wall_.now(), interrupted_};
  }

private:
  struct coming_tick {
    tick content;
    steady_point moment;
  };

  caf::scheduler::test_coordinator& scheduler() {
    return dynamic_cast<caf::scheduler::test_coordinator&>(system_.scheduler());
  }
  caf::detail::test_actor_clock& clock() { return scheduler().clock(); }

  static void complain(const std::string& reason) {
    write_stderr(fmt::format("{}: {}\n", program_name, reason));
  }
  static int refuse(const std::string& reason, int exit_code) {
    complain(reason);
    return exit_code;
  }

  // -- the actors ---------------------------------------------------------------------

  void start_actors(const log_tee_actor& tee) {
    auto shown = effective_;
    if (!options_.ledger_name.empty())
      shown.ledger_file = options_.ledger_name;
    log_port{tee, "tracker", now_}.essential("banner", version_text,
                                             banner_rows(shown, options_.start));
    supervisor_ = spawn_supervisor(system_,
                                   plan_actors(system_, effective_, virtual_context(),
                                               tee, *ledger_, options_.start),
                                   {effective_.shutdown_grace}, spawn_root(),
                                   log_port{tee, "supervisor", now_});
    if (!options_.observers.empty())
      spawn_status_observer(system_, supervisor_,
                            {1s, now_, std::move(options_.observers)});
    drain();
  }

  actor_context virtual_context() {
    actor_context result;
    result.now = now_;
    result.runs_on = thread_of::pool;
    result.spawn_fetcher = [this](const capture_actor&, log_port log) {
      if (options_.spawn_fetcher)
        return options_.spawn_fetcher(system_, now_, std::move(log));
      return spawn_virtual_fetcher(system_, options_.replies, {256, now_},
                                   std::move(log));
    };
    result.spawn_clock = [this](log_port log) {
      clock_ = spawn_virtual_clock(system_, std::move(log));
      return clock_;
    };
    return result;
  }

  /// Receives the supervisor's last message.
  caf::actor spawn_root() {
    return system_.spawn([this](caf::event_based_actor* self) -> caf::behavior {
      return {[this, self](const finished& end) {
        end_ = end;
        self->quit();
      }};
    });
  }

  void drain() {
    while (scheduler().try_run_once()) {
    }
  }

  /// Requests the stop; false if it was requested before.
  bool stop(std::string reason) {
    if (stopping_)
      return false;
    stopping_ = true;
    coming_tick_.reset();
    caf::anon_send(supervisor_, stop_request{std::move(reason)});
    return true;
  }

  // -- time ---------------------------------------------------------------------------

  /// Reads the next tick. Its moment is that of the previous one plus the time between
  /// the two on the recorded clock, so that a step of the wall clock takes no time.
  void read_tick() {
    const auto before = std::exchange(coming_tick_, std::nullopt);
    const auto next = options_.ticks();
    if (!next) {
      stop(options_.last_word);
      return;
    }
    const auto sent = [](const tick& recorded) {
      return recorded.due + (recorded.now - recorded.scheduled);
    };
    const auto wait =
        before ? sent(*next) - sent(before->content) : next->now - wall_.now();
    coming_tick_ = {*next, clock().now() + std::max<timespan>(wait, timespan{0})};
  }

  std::optional<steady_point> next_moment() {
    std::optional<steady_point> next;
    if (coming_tick_)
      next = coming_tick_->moment;
    if (const auto& timeouts = clock().schedule(); !timeouts.empty())
      next = std::min(next.value_or(timeouts.begin()->first), timeouts.begin()->first);
    return next;
  }

  /// Timeouts that are due at the moment of a tick come before the tick.
  void move_to(steady_point moment) {
    const auto ahead = std::max<timespan>(moment - clock().now(), timespan{0});
    if (clock().advance_time(ahead) > 0 || !coming_tick_ || coming_tick_->moment > moment)
      return;
    wall_.set(coming_tick_->content.now);
    caf::anon_send(clock_, play_tick{coming_tick_->content});
    read_tick();
  }

  // -- signals and console
  // ---------------------------------------------------------------

  /// False if a signal came first.
  bool wait_until(steady_point moment) {
    const auto pause = pace_.until(moment, real_now());
    return pause <= 0ns || await_before_signal(signals_, {-1, 0, 0}, pause);
  }

  static steady_point real_now() { return std::chrono::steady_clock::now(); }

  /// Virtual time waits while the console is blocked, until a signal comes.
  bool await_console(int descriptor) {
    return !interrupted_ && !is_regular_file(descriptor) &&
           await_before_signal(signals_, {descriptor, POLLOUT, 0}, std::nullopt);
  }

  void read_signals() {
    while (const auto number = signals_.next())
      if (*number == SIGUSR1)
        caf::anon_send(supervisor_, log_status{});
      else
        stop_for_signal(*number);
  }

  void stop_for_signal(int number) {
    switch (stops_.classify(real_now())) {
    case stop_signal::first:
      interrupted_ = true;
      // The limits of a drain are in real time.
      pace_ = pace{1};
      stop(number == SIGINT ? "SIGINT" : number == SIGTERM ? "SIGTERM" : "SIGHUP");
      return;
    case stop_signal::repeated:
      return;
    case stop_signal::second:
      if (rescue_)
        (*rescue_)();
      write_forced_stop();
      end_ = finished{forced_exit_code, ""};
    }
  }

  const settings& effective_;
  virtual_run_options options_;
  signal_source signals_;
  stop_signals stops_;
  bool interrupted_ = false;
  one_thread_config config_;
  /// Outlives the connection of the ledger actor.
  std::optional<ledger_lock> ledger_lock_;
  caf::actor_system system_;
  virtual_wall wall_;
  wall_clock now_ = [this] { return wall_.now(); };
  pace pace_;
  std::optional<ledger_store> ledger_;
  supervisor_actor supervisor_;
  virtual_clock_actor clock_;
  std::optional<coming_tick> coming_tick_;
  bool stopping_ = false;
  std::optional<finished> end_;
  std::optional<terminal_rescue> rescue_;
};

} // namespace

virtual_run_end run_virtually(const settings& effective, virtual_run_options options) {
  block_signals();
  virtual_run run{effective, std::move(options)};
  if (const auto exit_code = run.start())
    return {*exit_code, {}, false};
  return run.run();
}

} // namespace tracker
