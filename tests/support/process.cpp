// SPDX-License-Identifier: MIT
#include "tests/support/process.hpp"

#include "actors/polling/wake_event.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <condition_variable>
#include <csignal>
#include <ctime>
#include <fstream>
#include <iterator>
#include <mutex>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace tracker::test {

namespace {

using namespace std::chrono_literals;
using deadline = std::chrono::steady_clock::time_point;

constexpr std::size_t stream_count = 2;

/// An owned file descriptor, or none.
class descriptor {
public:
  descriptor() = default;
  explicit descriptor(int number) : number_{number} {}
  ~descriptor() { reset(); }
  descriptor(descriptor&& other) noexcept : number_{std::exchange(other.number_, -1)} {}
  descriptor& operator=(descriptor&& other) noexcept {
    reset();
    number_ = std::exchange(other.number_, -1);
    return *this;
  }

  int get() const { return number_; }
  void reset() {
    if (number_ >= 0)
      close(number_);
    number_ = -1;
  }

private:
  int number_ = -1;
};

[[noreturn]] void fail(const char* what, int error = errno) {
  throw std::system_error{error, std::generic_category(), what};
}

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

/// Both sides of what a program reads and writes.
struct channels {
  /// The program's three standard descriptors.
  std::array<descriptor, 3> theirs;
  /// Where the test reads; the second stays empty on a terminal.
  std::array<descriptor, stream_count> ours;
};

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

channels make_terminal(const program& what) {
  int ours = -1;
  int theirs = -1;
  const winsize size{what.rows, what.columns, 0, 0};
  if (openpty(&ours, &theirs, nullptr, nullptr, &size) != 0)
    fail("openpty");
  channels result;
  result.ours[0] = descriptor{ours};
  result.theirs[0] = descriptor{theirs};
  for (const std::size_t i : {1U, 2U})
    result.theirs[i] = descriptor{dup(theirs)};
  return result;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  pointers.reserve(texts.size() + 1);
  for (auto& text : texts)
    pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

/// Everything the new process needs, made before the fork: after it, only functions that
/// are safe in a signal handler may be called, since other threads may have held any
/// lock.
struct launch {
  explicit launch(const program& what)
      : path{what.path}, directory{what.directory.string()}, terminal{what.terminal} {
    arguments_.push_back(what.path);
    arguments_.insert(arguments_.end(), what.arguments.begin(), what.arguments.end());
    for (const auto& [name, value] : what.environment)
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

/// The new process up to its program; returns only when that fails.
void become(const launch& what, const channels& through) {
  restore_signals();
  if (what.terminal) {
    setsid();
    ioctl(through.theirs[0].get(), TIOCSCTTY, 0);
  }
  for (std::size_t i = 0; i < through.theirs.size(); ++i)
    dup2(through.theirs[i].get(), static_cast<int>(i));
  close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
  if (what.directory.empty() || chdir(what.directory.c_str()) == 0)
    execve(what.path.c_str(), what.arguments.data(), what.environment.data());
}

pid_t start(const program& what, const channels& through) {
  const launch prepared{what};
  auto problem = make_pipe();
  const pid_t child = fork();
  if (child < 0)
    fail("fork");
  if (child == 0) {
    become(prepared, through);
    const int error = errno;
    [[maybe_unused]] const auto told = write(problem.write.get(), &error, sizeof error);
    _exit(127);
  }
  problem.write.reset();
  int error = 0;
  if (read(problem.read.get(), &error, sizeof error) > 0) {
    waitpid(child, nullptr, 0);
    fail(what.path.c_str(), error);
  }
  return child;
}

/// A descriptor that becomes readable when the process has ended.
descriptor watch(pid_t process) {
  // The header of glibc 2.36 declares the function for C alone.
  const auto number = syscall(SYS_pidfd_open, process, 0);
  if (number < 0)
    fail("pidfd_open");
  return descriptor{static_cast<int>(number)};
}

std::chrono::nanoseconds duration_of(const timeval& time) {
  return std::chrono::seconds{time.tv_sec} + std::chrono::microseconds{time.tv_usec};
}

int shell_code(int status) {
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int milliseconds_until(deadline until) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(
      until - std::chrono::steady_clock::now());
  return static_cast<int>(std::max(left, 0ms).count());
}

/// Polls until the descriptor is readable or the time has come.
bool readable(int number, deadline until) {
  pollfd wanted{number, POLLIN, 0};
  int events = 0;
  do
    events = poll(&wanted, 1, milliseconds_until(until));
  while (events < 0 && errno == EINTR);
  return events > 0;
}

constexpr std::size_t index_of(stream from) {
  return static_cast<std::size_t>(from);
}

/// The complete line that begins at `at`, and moves `at` behind it; nothing when it is
/// not complete yet.
std::optional<std::string> next_line(const std::string& text, std::size_t& at) {
  const auto end = text.find('\n', at);
  if (end == std::string::npos)
    return std::nullopt;
  auto line = text.substr(at, end - at);
  // A terminal ends lines its own way.
  if (!line.empty() && line.back() == '\r')
    line.pop_back();
  at = end + 1;
  return line;
}

} // namespace

// -- temporary_directory ----------------------------------------------------------

temporary_directory::temporary_directory() {
  auto name = (std::filesystem::temp_directory_path() / "tracker-test-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr)
    fail("mkdtemp");
  path_ = name;
}

temporary_directory::~temporary_directory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

// -- process ----------------------------------------------------------------------

class process::state {
public:
  explicit state(const program& what) : terminal_{what.terminal} {
    auto both = what.terminal ? make_terminal(what) : make_pipes();
    id_ = start(what, both);
    ended_descriptor_ = watch(id_);
    for (std::size_t i = 0; i < stream_count; ++i) {
      streams_[i].from = std::move(both.ours[i]);
      streams_[i].ended = streams_[i].from.get() < 0;
    }
    reader_ = std::thread{[this] { read_all(); }};
  }

  ~state() {
    signal(SIGKILL);
    wait(10s);
    {
      const std::lock_guard lock{mutex_};
      stopping_ = true;
    }
    wake_.signal();
    reader_.join();
  }
  state(const state&) = delete;
  state& operator=(const state&) = delete;

  pid_t id() const { return id_; }

  void signal(int number) {
    const std::lock_guard lock{mutex_};
    if (!exit_code_)
      kill(id_, number);
  }

  std::optional<int> wait(std::chrono::milliseconds limit) {
    const auto until = std::chrono::steady_clock::now() + limit;
    if (!readable(ended_descriptor_.get(), until))
      return std::nullopt;
    std::unique_lock lock{mutex_};
    if (!exit_code_)
      reap();
    // A grandchild may keep a stream open; it is not waited for.
    changed_.wait_for(lock, 1s, [this] { return paused_ || all_ended(); });
    return exit_code_;
  }

  void set_paused(bool paused) {
    {
      const std::lock_guard lock{mutex_};
      paused_ = paused;
    }
    wake_.signal();
  }

  void type(std::string_view keys) {
    if (!terminal_)
      throw std::logic_error{"nothing to type on: the program has no terminal"};
    if (write(streams_[0].from.get(), keys.data(), keys.size()) < 0)
      fail("type");
  }

  void resize(unsigned short rows, unsigned short columns) {
    const winsize size{rows, columns, 0, 0};
    if (!terminal_)
      throw std::logic_error{"nothing to resize: the program has no terminal"};
    if (ioctl(streams_[0].from.get(), TIOCSWINSZ, &size) != 0)
      fail("resize");
  }

  std::string text(stream from) const {
    const std::lock_guard lock{mutex_};
    return streams_[index_of(from)].text;
  }

  std::optional<std::string> wait_for_line(const line_predicate& is_it,
                                           std::chrono::milliseconds limit, stream from) {
    const auto until = std::chrono::steady_clock::now() + limit;
    const auto& source = streams_[index_of(from)];
    std::size_t at = 0;
    const auto has_line = [&] { return source.text.find('\n', at) != std::string::npos; };
    std::unique_lock lock{mutex_};
    do
      while (auto line = next_line(source.text, at))
        if (is_it(*line))
          return line;
    while (changed_.wait_until(lock, until, [&] { return source.ended || has_line(); }) &&
           has_line());
    return std::nullopt;
  }

  std::chrono::nanoseconds processor_time() const {
    const std::lock_guard lock{mutex_};
    if (exit_code_)
      return duration_of(usage_.ru_utime) + duration_of(usage_.ru_stime);
    clockid_t clock{};
    timespec time{};
    if (clock_getcpuclockid(id_, &clock) != 0 || clock_gettime(clock, &time) != 0)
      fail("processor_time");
    return std::chrono::seconds{time.tv_sec} + std::chrono::nanoseconds{time.tv_nsec};
  }

  std::uint64_t resident_bytes() const {
    const std::lock_guard lock{mutex_};
    if (exit_code_)
      return static_cast<std::uint64_t>(usage_.ru_maxrss) * 1024;
    std::ifstream pages{"/proc/" + std::to_string(id_) + "/statm"};
    std::uint64_t total = 0;
    std::uint64_t resident = 0;
    pages >> total >> resident;
    return resident * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
  }

  std::uint64_t private_bytes() const {
    const std::lock_guard lock{mutex_};
    std::ifstream sums{"/proc/" + std::to_string(id_) + "/smaps_rollup"};
    std::uint64_t kibibytes = 0;
    for (std::string line; std::getline(sums, line);)
      if (line.starts_with("Private_"))
        kibibytes += std::stoull(line.substr(line.find(':') + 1));
    return kibibytes * 1024;
  }

private:
  struct capture {
    descriptor from;
    std::string text;
    bool ended = false;
  };

  bool all_ended() const {
    return std::all_of(streams_.begin(), streams_.end(),
                       [](const capture& from) { return from.ended; });
  }

  void reap() {
    int status = 0;
    if (wait4(id_, &status, 0, &usage_) == id_)
      exit_code_ = shell_code(status);
  }

  /// What the reader waits for; a stream that is not read has no descriptor in it.
  std::array<pollfd, stream_count + 1> wanted() const {
    std::array<pollfd, stream_count + 1> result{};
    for (std::size_t i = 0; i < stream_count; ++i)
      result[i] = {paused_ || streams_[i].ended ? -1 : streams_[i].from.get(), POLLIN, 0};
    result.back() = {wake_.descriptor(), POLLIN, 0};
    return result;
  }

  void read_all() {
    std::unique_lock lock{mutex_};
    while (!stopping_ && !all_ended()) {
      auto waiting = wanted();
      lock.unlock();
      poll(waiting.data(), waiting.size(), -1);
      wake_.clear();
      for (std::size_t i = 0; i < stream_count; ++i)
        if (waiting[i].revents != 0)
          read_some(streams_[i]);
      lock.lock();
    }
  }

  void read_some(capture& from) {
    std::array<char, 65536> bytes{};
    const auto count = read(from.from.get(), bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR)
      return;
    const std::lock_guard lock{mutex_};
    // The end of a terminal is an error, not an empty read.
    if (count > 0)
      from.text.append(bytes.data(), static_cast<std::size_t>(count));
    else
      from.ended = true;
    changed_.notify_all();
  }

  const bool terminal_;
  pid_t id_ = -1;
  /// Becomes readable when the program has ended.
  descriptor ended_descriptor_;
  wake_event wake_;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::array<capture, stream_count> streams_;
  bool paused_ = false;
  bool stopping_ = false;
  std::optional<int> exit_code_;
  rusage usage_{};

  std::thread reader_;
};

process::process(const program& what) : state_{std::make_unique<state>(what)} {}
process::~process() = default;

pid_t process::id() const {
  return state_->id();
}
void process::signal(int number) {
  state_->signal(number);
}
std::optional<int> process::wait(std::chrono::milliseconds limit) {
  return state_->wait(limit);
}
void process::pause_reading() {
  state_->set_paused(true);
}
void process::resume_reading() {
  state_->set_paused(false);
}
void process::resize(unsigned short rows, unsigned short columns) {
  state_->resize(rows, columns);
}

void process::type(std::string_view keys) {
  state_->type(keys);
}
std::string process::text(stream from) const {
  return state_->text(from);
}

std::vector<std::string> process::lines(stream from) const {
  const auto all = text(from);
  std::vector<std::string> result;
  std::size_t at = 0;
  while (auto line = next_line(all, at))
    result.push_back(*std::move(line));
  return result;
}

std::optional<std::string> process::wait_for_line(const line_predicate& is_it,
                                                  std::chrono::milliseconds limit,
                                                  stream from) {
  return state_->wait_for_line(is_it, limit, from);
}

std::chrono::nanoseconds process::processor_time() const {
  return state_->processor_time();
}
std::uint64_t process::resident_bytes() const {
  return state_->resident_bytes();
}
std::uint64_t process::private_bytes() const {
  return state_->private_bytes();
}

} // namespace tracker::test
