// SPDX-License-Identifier: MIT
#pragma once

#include "actors/notifier/channels/service_reply.hpp"
#include "messages/time.hpp"

#include <cstdint>
#include <string>
#include <vector>

#include <sys/types.h>

namespace tracker {

/// Programs that read a message on their standard input. `take_ended` returns those that
/// have ended and does not wait for the others.
///
/// A program gets an empty standard output and error, the default signals, and no other
/// descriptor of the tracker.
class program_runs {
public:
  /// The longest time of a program; then it is killed.
  static constexpr timespan limit = std::chrono::seconds{30};
  /// The longest input in bytes: what a pipe takes without a reader.
  static constexpr std::size_t max_input = 65'536;

  struct ended_run {
    std::uint64_t id = 0;
    delivery_result result;
  };

  program_runs() = default;
  ~program_runs();
  program_runs(const program_runs&) = delete;
  program_runs& operator=(const program_runs&) = delete;

  void start(std::uint64_t id, const std::string& path, const std::string& input,
             steady_point now);
  /// Waits until a program ends, for at most `at_most`.
  void wait(timespan at_most) const;
  std::vector<ended_run> take_ended(steady_point now);
  std::size_t running() const { return running_.size(); }

private:
  struct run {
    std::uint64_t id = 0;
    pid_t process = 0;
    steady_point deadline{};
    bool killed = false;
  };

  std::vector<run> running_;
  std::vector<ended_run> ended_;
};

} // namespace tracker
