// SPDX-License-Identifier: MIT
#include "actors/notifier/transport/program_runs.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

// The header of glibc 2.36 (Debian 12) declares its functions without C linkage.
extern "C" {
#include <sys/pidfd.h>
}

namespace tracker {

namespace {

/// The descriptors and signals of a program, for posix_spawn.
struct spawn_plan {
  posix_spawn_file_actions_t files{};
  posix_spawnattr_t attributes{};

  explicit spawn_plan(int input) {
    constexpr auto write_only = O_WRONLY;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, input, STDIN_FILENO);
    posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", write_only, 0);
    posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", write_only, 0);
    posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);
    posix_spawnattr_init(&attributes);
    // The tracker blocks signals and ignores SIGPIPE; a program must not inherit that.
    sigset_t none;
    sigset_t all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  ~spawn_plan() {
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
  }
  spawn_plan(const spawn_plan&) = delete;
  spawn_plan& operator=(const spawn_plan&) = delete;
};

delivery_result failure(std::string reason) {
  return {delivery::retry, std::nullopt, std::move(reason)};
}

delivery_result result_of(int status, bool killed) {
  if (killed)
    return failure("the program ran for 30 s and was killed");
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
    return {delivery::accepted, std::nullopt, "exit code 0"};
  if (WIFEXITED(status))
    return failure(fmt::format("exit code {}", WEXITSTATUS(status)));
  return failure(fmt::format("signal {}", WTERMSIG(status)));
}

} // namespace

program_runs::~program_runs() {
  for (const auto& one : running_) {
    kill(one.process, SIGKILL);
    waitpid(one.process, nullptr, 0);
  }
}

void program_runs::start(std::uint64_t id, const std::string& path,
                         const std::string& input, steady_point now) {
  std::array<int, 2> ends{};
  if (input.size() > max_input || pipe2(ends.data(), O_CLOEXEC) != 0) {
    ended_.push_back({id, failure("no pipe for the program")});
    return;
  }
  // The whole input fits into the pipe, so writing does not wait for the program.
  fcntl(ends[1], F_SETFL, O_NONBLOCK);
  const auto written = write(ends[1], input.data(), input.size());
  close(ends[1]);
  auto name = path;
  std::array<char*, 2> arguments{name.data(), nullptr};
  pid_t process = 0;
  int code = 0;
  {
    const spawn_plan plan{ends[0]};
    code = posix_spawn(&process, path.c_str(), &plan.files, &plan.attributes,
                       arguments.data(), environ);
  }
  close(ends[0]);
  if (code != 0) {
    ended_.push_back(
        {id, failure(fmt::format("it does not start: {}", std::strerror(code)))});
    return;
  }
  running_.push_back({id, process, now + limit, false});
  if (written != static_cast<ssize_t>(input.size())) {
    kill(process, SIGKILL);
    running_.back().killed = true;
  }
}

void program_runs::wait(timespan at_most) const {
  const auto patience = std::chrono::ceil<std::chrono::milliseconds>(at_most).count();
  std::vector<pollfd> ends;
  for (const auto& one : running_)
    if (const int process = pidfd_open(one.process, 0); process >= 0)
      ends.push_back({process, POLLIN, 0});
  poll(ends.data(), ends.size(), ended_.empty() ? static_cast<int>(patience) : 0);
  for (const auto& end : ends)
    close(end.fd);
}

std::vector<program_runs::ended_run> program_runs::take_ended(steady_point now) {
  auto result = std::exchange(ended_, {});
  std::erase_if(running_, [&](run& one) {
    if (now >= one.deadline && !one.killed) {
      kill(one.process, SIGKILL);
      one.killed = true;
    }
    int status = 0;
    const auto ended = waitpid(one.process, &status, WNOHANG);
    if (ended == 0 || (ended < 0 && errno == EINTR))
      return false;
    result.push_back({one.id, ended < 0 ? failure("its exit code is not known")
                                        : result_of(status, one.killed)});
    return true;
  });
  return result;
}

} // namespace tracker
