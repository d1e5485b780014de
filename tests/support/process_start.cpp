// SPDX-License-Identifier: MIT
#include "tests/support/process_start.hpp"

#include <csignal>
#include <system_error>

#include <fcntl.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace tracker::test {

namespace {

struct pipe_ends {
  descriptor read;
  descriptor write;
};

pipe_ends make_pipe() {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0)
    fail("pipe");
  return {descriptor{ends[0]}, descriptor{ends[1]}};
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  pointers.reserve(texts.size() + 1);
  for (auto& text : texts)
    pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

/// What the new process needs, prepared before the fork: after it, only functions that
/// are safe in a signal handler may be called, since other threads may have held any
/// lock.
struct launch {
  explicit launch(const program& started)
      : path{started.path}
      , directory{started.directory.string()}
      , terminal{started.terminal} {
    arguments_.push_back(started.path);
    arguments_.insert(arguments_.end(), started.arguments.begin(),
                      started.arguments.end());
    for (const auto& [name, value] : started.environment)
      environment_.emplace_back(name).append("=").append(value);
    arguments = pointers_to(arguments_);
    environment = pointers_to(environment_);
  }

  std::string path;
  std::string directory;
  bool terminal;
  std::vector<char*> arguments;
  std::vector<char*> environment;

private:
  std::vector<std::string> arguments_;
  std::vector<std::string> environment_;
};

void restore_signals() {
  struct sigaction usual {};
  usual.sa_handler = SIG_DFL;
  for (int number = 1; number < NSIG; ++number)
    sigaction(number, &usual, nullptr);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
}

/// Prepares the new process and executes its program; returns only when that fails.
void run_program(const launch& program, const channels& channels) {
  restore_signals();
  if (program.terminal) {
    setsid();
    ioctl(channels.theirs[0].get(), TIOCSCTTY, 0);
  }
  for (std::size_t i = 0; i < channels.theirs.size(); ++i)
    dup2(channels.theirs[i].get(), static_cast<int>(i));
  close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
  if (program.directory.empty() || chdir(program.directory.c_str()) == 0)
    execve(program.path.c_str(), program.arguments.data(), program.environment.data());
}

} // namespace

void descriptor::reset() {
  if (number_ >= 0)
    close(number_);
  number_ = -1;
}

[[noreturn]] void fail(const char* operation, int error) {
  throw std::system_error{error, std::generic_category(), operation};
}

channels make_pipes() {
  auto out = make_pipe();
  auto err = make_pipe();
  channels result;
  result.theirs[0] = descriptor{open("/dev/null", O_RDONLY | O_CLOEXEC)};
  result.theirs[1] = std::move(out.write);
  result.theirs[2] = std::move(err.write);
  result.ours[0] = std::move(out.read);
  result.ours[1] = std::move(err.read);
  return result;
}

channels make_terminal(const program& program) {
  int ours = -1;
  int theirs = -1;
  const winsize size{program.rows, program.columns, 0, 0};
  if (openpty(&ours, &theirs, nullptr, nullptr, &size) != 0)
    fail("openpty");
  channels result;
  result.ours[0] = descriptor{ours};
  result.theirs[0] = descriptor{theirs};
  for (const std::size_t i : {1U, 2U})
    result.theirs[i] = descriptor{dup(theirs)};
  return result;
}

pid_t start_program(const program& program, const channels& channels) {
  const launch prepared{program};
  auto problem = make_pipe();
  const pid_t child = fork();
  if (child < 0)
    fail("fork");
  if (child == 0) {
    run_program(prepared, channels);
    const int error = errno;
    [[maybe_unused]] const auto written =
        write(problem.write.get(), &error, sizeof error);
    _exit(127);
  }
  problem.write.reset();
  int error = 0;
  if (read(problem.read.get(), &error, sizeof error) > 0) {
    waitpid(child, nullptr, 0);
    fail(program.path.c_str(), error);
  }
  return child;
}

descriptor watch_process(pid_t process) {
  // The header of glibc 2.36 declares the function for C alone.
  const auto number = syscall(SYS_pidfd_open, process, 0);
  if (number < 0)
    fail("pidfd_open");
  return descriptor{static_cast<int>(number)};
}

} // namespace tracker::test
