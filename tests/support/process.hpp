// SPDX-License-Identifier: MIT
// Real programs under test: starts, observes, stalls, signals and ends them.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

namespace tracker::test {

/// A new empty directory, removed with everything in it at the end.
class temporary_directory {
public:
  /// Throws std::system_error when one cannot be made.
  temporary_directory();
  ~temporary_directory();
  temporary_directory(const temporary_directory&) = delete;
  temporary_directory& operator=(const temporary_directory&) = delete;

  const std::filesystem::path& path() const { return path_; }

private:
  std::filesystem::path path_;
};

/// The bytes of a file; none when it cannot be read.
std::string read_file(const std::filesystem::path& path);

/// How a program is started.
struct program {
  std::string path;
  /// Without the program's own name.
  std::vector<std::string> arguments{};
  /// Its whole environment; nothing is inherited.
  std::map<std::string, std::string> environment{};
  /// Its working directory; empty: the test's.
  std::filesystem::path directory{};
  /// One pseudo-terminal for input, output and errors instead of two pipes and an input
  /// that is at its end.
  bool terminal = false;
  /// Of the terminal, in characters.
  unsigned short rows = 24;
  unsigned short columns = 80;
};

/// What a program writes to. On a terminal both go to `out`.
enum class stream : std::uint8_t { out, err };

/// A running program. Signals are unblocked and at their defaults in it, whatever they
/// are here, and no descriptor but the three standard ones reaches it. All members may be
/// called from any thread.
class process {
public:
  /// Throws std::system_error when it cannot be started.
  explicit process(const program& started);
  /// Kills it when it still runs.
  ~process();
  process(const process&) = delete;
  process& operator=(const process&) = delete;

  pid_t id() const;
  /// Does nothing once it has ended.
  void signal(int number);
  /// Its exit code, or 128 and the number of the signal that ended it, as shells have it;
  /// nothing when it still runs after `limit`. What it wrote has been read by then,
  /// unless reading is paused.
  std::optional<int> wait(std::chrono::milliseconds limit);

  /// Stops reading what it writes, so that it has to wait once its pipes are full.
  void pause_reading();
  void resume_reading();
  /// Another size of its terminal, which it is signalled. Throws std::logic_error without
  /// one.
  void resize(unsigned short rows, unsigned short columns);
  /// Types on its terminal (`\x13` is Ctrl+S). Throws std::logic_error without one.
  void type(std::string_view keys);

  /// Everything read so far.
  std::string text(stream source = stream::out) const;
  /// The complete lines read so far, without their ends.
  std::vector<std::string> lines(stream source = stream::out) const;
  using line_predicate = std::function<bool(const std::string&)>;
  /// The first line that `matches` accepts, among those read already too; nothing when
  /// none came within `limit` or before the stream's end.
  std::optional<std::string> wait_for_line(const line_predicate& matches,
                                           std::chrono::milliseconds limit,
                                           stream source = stream::out);

  /// Processor time of all its threads so far.
  std::chrono::nanoseconds processor_time() const;
  /// Resident memory in bytes: now while it runs, at its highest once it was waited for.
  std::uint64_t resident_bytes() const;
  /// Memory in bytes that no other process shares; 0 when it has ended.
  std::uint64_t private_bytes() const;

private:
  class state;
  std::unique_ptr<state> state_;
};

} // namespace tracker::test
