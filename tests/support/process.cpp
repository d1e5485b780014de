// SPDX-License-Identifier: MIT
#include "tests/support/process.hpp"

#include "actors/polling/wake_event.hpp"
#include "tests/support/process_start.hpp"

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

#include <poll.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace tracker::test {

namespace {

using namespace std::chrono_literals;
using deadline = std::chrono::steady_clock::time_point;

std::chrono::nanoseconds duration_of(const timeval& time) {
  return std::chrono::seconds{time.tv_sec} + std::chrono::microseconds{time.tv_usec};
}

int shell_code(int status) {
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int milliseconds_until(deadline end) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(
      end - std::chrono::steady_clock::now());
  return static_cast<int>(std::max(left, 0ms).count());
}

/// Polls until the descriptor is readable or the deadline has passed.
bool readable(int number, deadline end) {
  pollfd wanted{number, POLLIN, 0};
  int events = 0;
  do
    events = poll(&wanted, 1, milliseconds_until(end));
  while (events < 0 && errno == EINTR);
  return events > 0;
}

constexpr std::size_t index_of(stream source) {
  return static_cast<std::size_t>(source);
}

/// The complete line that begins at `position`, which is moved to the next line; nothing
/// when the line is not complete yet.
std::optional<std::string> next_line(const std::string& text, std::size_t& position) {
  const auto end = text.find('\n', position);
  if (end == std::string::npos)
    return std::nullopt;
  auto line = text.substr(position, end - position);
  // A terminal ends lines its own way.
  if (!line.empty() && line.back() == '\r')
    line.pop_back();
  position = end + 1;
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
  explicit state(const program& started) : terminal_{started.terminal} {
    auto both = started.terminal ? make_terminal(started) : make_pipes();
    id_ = start_program(started, both);
    ended_descriptor_ = watch_process(id_);
    for (std::size_t i = 0; i < stream_count; ++i) {
      streams_[i].source = std::move(both.ours[i]);
      streams_[i].ended = streams_[i].source.get() < 0;
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
    const auto end = std::chrono::steady_clock::now() + limit;
    if (!readable(ended_descriptor_.get(), end))
      return std::nullopt;
    std::unique_lock lock{mutex_};
    if (!exit_code_)
      reap();
    // A grandchild may keep a stream open: the wait for its end is bounded.
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
    if (write(streams_[0].source.get(), keys.data(), keys.size()) < 0)
      fail("type");
  }

  void resize(unsigned short rows, unsigned short columns) {
    const winsize size{rows, columns, 0, 0};
    if (!terminal_)
      throw std::logic_error{"nothing to resize: the program has no terminal"};
    if (ioctl(streams_[0].source.get(), TIOCSWINSZ, &size) != 0)
      fail("resize");
  }

  std::string text(stream source) const {
    const std::lock_guard lock{mutex_};
    return streams_[index_of(source)].text;
  }

  std::optional<std::string> wait_for_line(const line_predicate& matches,
                                           std::chrono::milliseconds limit, stream name) {
    const auto end = std::chrono::steady_clock::now() + limit;
    const auto& source = streams_[index_of(name)];
    std::size_t position = 0;
    const auto has_line = [&] {
      return source.text.find('\n', position) != std::string::npos;
    };
    std::unique_lock lock{mutex_};
    do
      while (auto line = next_line(source.text, position))
        if (matches(*line))
          return line;
    while (changed_.wait_until(lock, end, [&] { return source.ended || has_line(); }) &&
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
    descriptor source;
    std::string text;
    bool ended = false;
  };

  bool all_ended() const {
    return std::all_of(streams_.begin(), streams_.end(),
                       [](const capture& one) { return one.ended; });
  }

  void reap() {
    int status = 0;
    if (wait4(id_, &status, 0, &usage_) == id_)
      exit_code_ = shell_code(status);
  }

  /// The descriptors that the reader waits for, without those of streams that are not
  /// read.
  std::array<pollfd, stream_count + 1> wanted() const {
    std::array<pollfd, stream_count + 1> result{};
    for (std::size_t i = 0; i < stream_count; ++i)
      result[i] = {paused_ || streams_[i].ended ? -1 : streams_[i].source.get(), POLLIN,
                   0};
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

  void read_some(capture& stream) {
    std::array<char, 65536> bytes{};
    const auto count = read(stream.source.get(), bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR)
      return;
    const std::lock_guard lock{mutex_};
    // The end of a terminal is an error, not an empty read.
    if (count > 0)
      stream.text.append(bytes.data(), static_cast<std::size_t>(count));
    else
      stream.ended = true;
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

process::process(const program& started) : state_{std::make_unique<state>(started)} {}
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
std::string process::text(stream source) const {
  return state_->text(source);
}

std::vector<std::string> process::lines(stream source) const {
  const auto all = text(source);
  std::vector<std::string> result;
  std::size_t position = 0;
  while (auto line = next_line(all, position))
    result.push_back(*std::move(line));
  return result;
}

std::optional<std::string> process::wait_for_line(const line_predicate& matches,
                                                  std::chrono::milliseconds limit,
                                                  stream source) {
  return state_->wait_for_line(matches, limit, source);
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
